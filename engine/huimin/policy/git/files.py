"""The files of a repository's own, read without waiting and without filling the memory."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from huimin.policy.git.faults import damaged
from huimin.policy.inputs import MAX_BYTES

MAX_OBJECT = 16 * MAX_BYTES
"""Bytes of a file, and bytes to which one object may unpack with all that it is a difference to."""


def regular(path: Path) -> BinaryIO:
    """A file opened for reading, if it is a regular one: a pipe would keep the reader waiting."""
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise damaged(path.name, {"zh": "不是普通文件", "en": "it is no regular file"})
    return os.fdopen(opened, "rb")


def content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    if path.is_dir():
        return None
    try:
        with regular(path) as file:
            raw = file.read(MAX_OBJECT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise damaged(path.name, error.strerror) from error
    if len(raw) > MAX_OBJECT:
        raise damaged(path.name, {"zh": "过大", "en": "it is too large"})
    return raw
