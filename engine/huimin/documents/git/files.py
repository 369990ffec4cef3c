"""The files of a repository's own, read without filling the memory."""

from __future__ import annotations

from pathlib import Path

from huimin.documents.git.faults import damaged
from huimin.documents.inputs import MAX_BYTES, read_file

MAX_OBJECT = 16 * MAX_BYTES
"""Bytes of a file, and bytes to which one object may unpack with all that it is a difference to."""


def content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises HuiminError, or RepositoryError where it is too large."""
    if not path.exists() or path.is_dir():
        return None
    raw = read_file(path, limit=MAX_OBJECT)
    if len(raw) > MAX_OBJECT:
        raise damaged(path.name, "size")
    return raw
