"""The words of a letter beside those of the book."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from huimin.documents import packaged
from huimin.documents.findings import Language
from huimin.placeholders import put


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every word and pattern by its key and language."""
    found: Mapping[str, Mapping[str, str]] = packaged.words(__file__, "words.yaml")
    return found


def word(key: str, language: Language, /, **parts: str) -> str:
    """A word, or a pattern with its parts in place. Raises KeyError."""
    return put(words()[key][language], parts)
