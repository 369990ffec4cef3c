"""The words of a letter beside those of the book."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from huimin.placeholders import put
from huimin.policy.findings import Language


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every word and pattern by its key and language."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def word(key: str, language: Language, /, **parts: str) -> str:
    """A word, or a pattern with its parts in place. Raises KeyError."""
    return put(words()[key][language], parts)
