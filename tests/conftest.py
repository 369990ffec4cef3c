"""What every test may use: the checkout's root, and the marker for programs that Python cannot install."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/usr/share/texlive/texmf-dist/fonts/opentype"))


@cache
def _is_there(program: str) -> bool:
    """Whether a program is on the path, or, for `font:Name`, whether a font file of that name is installed."""
    kind, _, name = program.rpartition(":")
    if not kind:
        return shutil.which(program) is not None
    return any(True for folder in FONTS for _ in folder.rglob(f"{name}-*"))


def _package_of_program() -> dict[str, str]:
    lines = (ROOT / "apt.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {program: package for package, program in pairs}


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "needs_program(name): a program or font of apt.txt; where it is absent the test is skipped, in CI it fails",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    packages = _package_of_program()
    for marker in item.iter_markers("needs_program"):
        program = marker.args[0]
        package = packages[program]
        if _is_there(program):
            continue
        reason = f"no {program} on this machine: Debian's package {package} brings it"
        if os.environ.get("HUIMIN_CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
