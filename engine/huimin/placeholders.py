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


def put(pattern: str, parts: Mapping[str, object]) -> str:
    """The pattern with each `{name}` of `parts` in its place; other braces, and those in the parts, stay.

    `put("unknown key {key}", {"key": "{known}", "known": "title"})` is "unknown key {known}".
    """
    return PLACEHOLDER.sub(lambda match: str(parts[match[1]]) if match[1] in parts else match[0], pattern)
