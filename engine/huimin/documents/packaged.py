"""Data files of the engine itself: words in two languages, templates, schemas. They are trusted, and need no limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def text(path: Path) -> str:
    """The text of a file of the engine. Raises OSError."""
    return path.read_text(encoding="utf-8")


def words(module: str, name: str) -> Any:
    """The data of a YAML file beside a module: `words(__file__, "words.yaml")`."""
    return yaml.load(text(Path(module).with_name(name)), Loader=yaml.CSafeLoader)
