"""A newcomer without the means is told so in one line, and CI passes over no program that is absent."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OLD_PYTHON = "#!/bin/sh\nexit 1\n"
PYTHON_WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *venv*) exit 1 ;; *) exit 0 ;; esac\n'


@pytest.mark.needs_program("make")
@pytest.mark.parametrize("command", ["demo", "test"])
@pytest.mark.parametrize(
    ("python", "hint"),
    [
        (OLD_PYTHON, "Python 3.11 or newer"),
        (PYTHON_WITHOUT_VENV, "python3-venv"),
    ],
)
def test_make_says_in_one_line_what_python_lacks(
    command: str, python: str, hint: str, root: Path, tmp_path: Path
) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements"):
        (tmp_path / name).symlink_to(root / name)
    program = tmp_path / "python3"
    program.write_text(python, encoding="utf-8")
    program.chmod(0o755)
    outer_make = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environ = {name: value for name, value in os.environ.items() if name not in outer_make}
    done = subprocess.run(
        ["make", command, f"PYTHON={program}"], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    said = [line for line in done.stderr.splitlines() if not line.startswith("make:")]
    assert done.returncode != 0
    assert len(said) == 1
    assert hint in said[0]
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(("in_ci", "closing"), [(False, "1 passed, 1 skipped"), (True, "1 passed, 1 error")])
def test_a_missing_program_skips_a_test_with_its_reason_and_fails_it_in_ci(
    in_ci: bool, closing: str, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "tests").mkdir()
    shutil.copy(root / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "apt.txt").write_text(
        "# package  program\nour-package  no-such-program\nanother  sh\n", encoding="utf-8"
    )
    (tmp_path / "tests" / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.needs_program('no-such-program')\ndef test_absent(): pass\n"
        "@pytest.mark.needs_program('sh')\ndef test_there(): pass\n",
        encoding="utf-8",
    )
    environ = {name: value for name, value in os.environ.items() if name not in ("HUIMIN_CI", "PYTEST_ADDOPTS")}
    environ |= {"HUIMIN_CI": "1"} if in_ci else {}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rs",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        "tests",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert closing in done.stdout
    assert "Debian's package our-package brings it" in done.stdout
