"""Writes results to files, whole or not at all, and says so if a file cannot be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from huimin.cli.usage import misuse, system_says
from huimin.documents.write_whole import write_together


def write(out: Path, made: bytes) -> None:
    """Write a file. Raises MisuseError where it cannot be written."""
    write_all({out: made})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write every file, or none. Raises MisuseError where one cannot be written."""
    with written(*files):
        write_together(files)


@contextmanager
def written(*outs: Path) -> Iterator[None]:
    """Raises MisuseError for the OSError of a block that writes these files or folders."""
    try:
        yield
    except OSError as error:
        raise misuse("output.not-written", names=outs, why=system_says(error)) from error
