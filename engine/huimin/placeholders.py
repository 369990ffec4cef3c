"""Fills the placeholders `{name}` of a pattern of words: the only place that does so.

A value is never read as a pattern again: what a user wrote stays as the user wrote it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""One name in braces; group 1 is the name."""
_SECOND_STOP = re.compile(r"(?<=[\u3002\uff1f])\u3002")  # a Chinese full stop behind another or a question mark


def put(pattern: str, parts: Mapping[str, object]) -> str:
    """The pattern with each `{name}` of `parts` in its place; other braces, and those in the parts, stay.

    `put("unknown key {key}", {"key": "{known}", "known": "title"})` is "unknown key {known}".
    """
    return PLACEHOLDER.sub(lambda match: str(parts[match[1]]) if match[1] in parts else match[0], pattern)


def with_one_stop(text: str) -> str:
    """The text with one Chinese mark at the end of a sentence, where a part had one of its own before the full stop."""
    return _SECOND_STOP.sub("", text)
