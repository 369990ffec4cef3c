"""The files of the project, and environments to install it into."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repo_files(root: Path) -> list[Path]:
    """Every file that git tracks. What lies beside them, a log say, is not the project's."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True)
    paths = (root / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


@pytest.fixture(scope="session")
def clean_environ() -> dict[str, str]:
    """The environment without what could show Python or huimin the way to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("HUIMIN", "PYTHON"))}


@pytest.fixture(scope="session")
def install(tmp_path_factory: pytest.TempPathFactory, clean_environ: dict[str, str]) -> Callable[..., Path]:
    """Installs one thing into a new virtual environment outside the checkout; gives its folder of programs.

    The libraries are those of the running environment, found by a path file. The path files of that one are
    not followed from here, so an editable huimin in it stays out of sight.
    """

    def into_new_environment(*what: str) -> Path:
        folder = tmp_path_factory.mktemp("venv")
        venv.create(folder, with_pip=False, symlinks=True)
        programs = folder / "bin"
        python = str(programs / "python")
        site = subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            env=clean_environ,
            text=True,
        )
        Path(site.strip(), "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--isolated"]
        subprocess.run([*pip, "--no-index", "--no-deps", "--no-build-isolation", *what], env=clean_environ, check=True)
        return programs

    return into_new_environment
