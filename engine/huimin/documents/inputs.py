"""The one place where what a user names is opened: files, the folder of a book, standard input.

Only regular files are read, each once and no further than a limit. A pipe, a device or a folder of the right name is
refused and never waited for. The caller gets all bytes that are read: the bytes hashed are the
bytes parsed.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from huimin.documents.findings import BookError, Finding, HuiminError, Place

MAX_BYTES = 4_000_000
"""Bytes that a file may have unless its reader says otherwise."""
MAX_ENTRIES = 10_000
MAX_LEVELS = 20
MAX_TOTAL = 50 * MAX_BYTES
"""What the folder of a book may hold: files and folders, folders in each other, bytes in all."""
MAX_LINE = 10_000
"""Characters of an answer that a person types."""
MAX_PAGE = MAX_TOTAL
"""Bytes of a page or a document that was made from a book."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_KINDS = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}


def open_file(path: Path, name: str | None = None) -> BinaryIO:
    """A regular file, opened for reading, which the caller closes.

    Raises HuiminError (`file-unreadable`) under `name`, by default the path itself.
    """
    name = name or str(path)
    try:
        handle = os.open(path, _FLAGS)  # opening a pipe does not wait for its writer
    except OSError as error:
        raise HuiminError([unreadable(name, error.strerror or str(error))]) from error
    except ValueError as error:  # a path with a NUL
        raise HuiminError([unreadable(name, "No such file or directory")]) from error
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise HuiminError([unreadable(name, _KINDS.get(stat.S_IFMT(mode), "device"))])


def read_file(path: Path, name: str | None = None, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file: at most one more than `limit`, which tells that the file is too large.

    Raises HuiminError (`file-unreadable`) under `name`, by default the path itself.
    `read_file(Path("case.yaml"))` gives `b"on: 2024-06-01"`.
    """
    with open_file(path, name) as file:
        try:
            return _up_to(file.fileno(), limit + 1)
        except OSError as error:
            raise HuiminError([unreadable(name or str(path), error.strerror or str(error))]) from error


def read_text(path: Path, name: str | None = None, limit: int = MAX_BYTES) -> str:
    """The text of a regular file in UTF-8. Raises HuiminError."""
    name = name or str(path)
    return text_of(read_file(path, name, limit), name, limit)


def text_of(raw: bytes, name: str, limit: int = MAX_BYTES) -> str:
    """Bytes that were read as text in UTF-8, with or without a byte order mark.

    Raises HuiminError (`file-too-large`, `file-not-utf8`).
    """
    if len(raw) > limit:
        raise HuiminError([Finding("file-too-large", Place(name), {"limit": limit})])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise HuiminError([Finding("file-not-utf8", Place(name, line))]) from error


def stdin() -> TextIO:
    """Standard input as text. Raises HuiminError (`file-unreadable`) where it is closed."""
    if sys.stdin is None:
        raise HuiminError([unreadable("-", "closed")])
    return sys.stdin


def read_stdin(limit: int = MAX_BYTES) -> bytes:
    """The bytes of standard input: at most one more than `limit`. Raises HuiminError (`file-unreadable`)."""
    try:
        return stdin().buffer.read(limit + 1)
    except OSError as error:
        raise HuiminError([unreadable("-", error.strerror or str(error))]) from error


def read_line() -> str:
    """The next line of standard input with its end, empty after the last. Raises HuiminError (`file-unreadable`)."""
    try:
        return stdin().readline(MAX_LINE)
    except OSError as error:
        raise HuiminError([unreadable("-", error.strerror or str(error))]) from error


def walk(folder: Path) -> tuple[list[Path], list[Finding]]:
    """What lies below a folder, in order, and the folders that cannot be read, as findings.

    Folders are not listed, unless one has the name of a file of the book. A link is listed and never followed. Folders
    whose names begin with a dot (`.git`) are no part of a book. Raises BookError (`book-too-large`) as soon as there
    are too many files or folders, or folders too deep in each other.
    """
    files: list[Path] = []
    findings: list[Finding] = []
    waiting, count = [(folder, 0)], 0
    while waiting:
        below, level = waiting.pop()
        try:
            for entry in _entries(below):
                count += 1
                if count > MAX_ENTRIES or level > MAX_LEVELS:
                    raise too_large(folder)
                if not entry.is_dir(follow_symlinks=False) or entry.name.endswith(".yaml"):
                    files.append(Path(entry.path))
                elif not entry.name.startswith("."):
                    waiting.append((Path(entry.path), level + 1))
        except OSError as error:
            name = below.relative_to(folder.parent).as_posix()
            findings.append(unreadable(name, error.strerror or str(error)))
    return sorted(files), findings


def too_large(folder: Path) -> BookError:
    """What is raised for a folder that holds more than a book may."""
    values = {"entries": MAX_ENTRIES, "levels": MAX_LEVELS, "bytes": MAX_TOTAL}
    return BookError([Finding("book-too-large", Place(str(folder)), values)])


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _up_to(handle: int, size: int) -> bytes:
    parts = []
    while size > 0 and (part := os.read(handle, min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def unreadable(name: str, reason: str) -> Finding:
    """A file that cannot be read; `messages.yaml` has the words for the reasons that are known."""
    return Finding("file-unreadable", Place(name), {"reason": reason})
