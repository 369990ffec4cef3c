"""Text made visible: what would hide in a line, or turn its direction, is written by its number."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_SPACE = re.compile(r"\s+")


def shown(text: str) -> str:
    """The text in one line. Characters that show nothing or turn the direction of a line read as ⟨U+202E⟩, so that
    a label can hide nothing.
    """
    return revealed(_SPACE.sub(" ", text))


def revealed(text: str) -> str:
    """As `shown`, with white space as it is, but for control characters."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩" if unicodedata.category(character) in _HIDDEN else character
