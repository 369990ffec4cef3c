"""What a name that leads nowhere was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from huimin.words import both


def nearest(word: str, choices: Iterable[Any]) -> str | None:
    """The choice that looks most like `word`; None where nothing is near."""
    return next(iter(difflib.get_close_matches(str(word), [str(each) for each in choices], 1, 0.6)), None)


def guess(word: str, choices: Iterable[Any]) -> dict[str, str]:
    """How a message about `word` ends, in both languages: with the nearest choice, if one is near."""
    near = nearest(word, choices)
    return both("documents", "guess.none") if near is None else both("documents", "guess.near", near=near)
