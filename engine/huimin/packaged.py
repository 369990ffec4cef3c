"""Data files of the engine itself: words in two languages, templates, schemas. They are trusted, and need no limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def text(path: Path) -> str:
    """The text of a file of the engine. Raises OSError."""
    return path.read_text(encoding="utf-8")


def data(path: Path) -> Any:
    """The data of a YAML file of the engine. Raises OSError."""
    import yaml  # only who asks for data waits for the library

    return yaml.load(text(path), Loader=yaml.CSafeLoader)
