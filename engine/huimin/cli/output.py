"""A result in a file of its own, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from huimin.cli.usage import MisuseError


def write(out: Path, made: bytes) -> None:
    """Writes the file under another name first, then gives it its own. Raises MisuseError where it cannot."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        try:
            beside.write_bytes(made)
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise MisuseError(f"无法写入 {out}：{error.strerror}", f"cannot write {out}: {error.strerror}") from error
