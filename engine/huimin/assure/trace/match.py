"""Whether something of the book is what a text states, as a quantity and as a comparison."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from huimin.assure.trace.holdings import Holder
from huimin.assure.trace.mentions import DATED, Mention
from huimin.assure.trace.text import lexicon
from huimin.feel.values import Date

_WORDS = ("name", "no-rule")
_SHARES = ("%", "‰")


def same(mention: Mention, holder: Holder) -> bool:
    """Whether the two are one quantity, whatever they are compared with. A year or a month is held by a day of it."""
    if holder.what in _WORDS:
        return _stands_in(mention, holder.value)
    if mention.kind in DATED:
        return isinstance(holder.value, Date) and holder.value[: len(mention.value)] == tuple(mention.value)
    if mention.value != holder.value:
        return False
    if mention.kind == "percent":
        return not holder.unit or holder.unit.startswith(_SHARES)
    return not holder.unit.startswith(_SHARES) and _has_unit(mention, holder.unit)


def compares(mention: Mention, holder: Holder) -> bool:
    """Whether the book compares as the text does, strictness included."""
    if holder.what in (*_WORDS, "payment"):
        return True
    if mention.comparisons:
        return bool(holder.comparisons & set(mention.comparisons))
    return not holder.compared


def shown(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, tuple):
        return "-".join(f"{part:02d}" for part in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _stands_in(mention: Mention, words: str) -> bool:
    """Whether a quantity stands inside some words of its sentence."""
    spans = [match.span() for match in re.finditer(re.escape(words), mention.sentence.text)]
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def _has_unit(mention: Mention, unit: str) -> bool:
    alike = next((each for each in lexicon()["units"] if unit in each), [unit])
    return not unit or any(each in mention.text + mention.unit for each in alike)
