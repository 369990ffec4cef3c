"""Files and folders that are whole or not there: written under another name beside their own, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".huimin-"


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """The name to write a file under; it takes the place of `out` if nothing was raised."""
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=out.suffix, dir=out.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """The name to write a folder under; it takes the place of `out`, a file or a folder, if nothing was raised."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=out.parent) as room:
        temporary, before = Path(room) / "after", Path(room) / "before"
        temporary.mkdir()
        yield temporary
        if out.exists():
            out.replace(before)
        temporary.replace(out)


def write_text(text: str, out: Path) -> None:
    """A text as a file, in UTF-8."""
    with whole_file(out) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
