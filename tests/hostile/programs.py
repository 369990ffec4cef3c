"""Starting the program as a user does, in a folder with a copy of the fictional book."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import huimin
from huimin.documents.locate import CHECKOUT

PROGRAM = [sys.executable, "-m", "huimin"]


def copied(folder: Path) -> Path:
    """A copy of the fictional book and of its families, in `folder`."""
    return shutil.copytree(CHECKOUT / "tests" / "books" / "elderly-care", folder / "policies")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the program starts with, the same on every machine."""
    engine = str(Path(huimin.__file__).parents[1])
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": engine,
        "PYTHONDONTWRITEBYTECODE": "1",  # a run under a limit of file sizes would leave half of it
        "HUIMIN_BOOK": "policies",
        "HUIMIN_LANG": "en",
        "HUIMIN_CACHE": str(folder / "cache"),
        **more,
    }


def started(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """The program, running in `folder` with its streams at hand."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder, **more),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        encoding="utf-8",
    )


def ran(folder: Path, *arguments: str, said: str = "", **more: str) -> tuple[int, str, str]:
    """The exit code of a whole run, and what it said on standard output and as messages."""
    process = started(folder, *arguments, **more)
    out, err = process.communicate(said, timeout=300)
    return process.returncode, out, err


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder: every file with its bytes, every folder."""
    found = sorted(folder.rglob("*"))
    return {each.relative_to(folder).as_posix(): each.read_bytes() if each.is_file() else b"" for each in found}
