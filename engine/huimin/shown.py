"""Makes text visible: characters that hide, turn a line or control a terminal are replaced by their numbers."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_SPACE = re.compile(r"\s+")


def shown(text: str) -> str:
    r"""The text in one line without hidden characters, so that a label cannot imitate another line.

    `shown("a\nb\u202e")` is "a b⟨U+202E⟩": white space becomes one space, and characters that show nothing, turn the
    direction of a line or steer a terminal are written by their numbers.
    """
    return revealed(_SPACE.sub(" ", text))


def revealed(text: str) -> str:
    """As `shown`, with white space as it is, but for control characters."""
    return text if text.isprintable() else "".join(map(visible, text))


def visible(character: str) -> str:
    """One character as it is, or by its number: ⟨U+001B⟩."""
    return f"⟨U+{ord(character):04X}⟩" if is_hidden(character) else character


def is_hidden(character: str) -> bool:
    """Whether a character shows nothing, turns the direction of a line or steers a terminal; also a line break."""
    return unicodedata.category(character) in _HIDDEN
