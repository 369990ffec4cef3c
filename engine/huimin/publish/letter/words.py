"""The words of a letter beside those of the book."""

from __future__ import annotations

from huimin.words import Language, say


def word(key: str, language: Language, /, **parts: str) -> str:
    """A word, or a pattern with its parts in place. Raises KeyError."""
    return say("publish/letter", key, language, **parts)
