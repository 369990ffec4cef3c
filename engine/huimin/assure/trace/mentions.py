"""Every number, date, percentage, rate and comparison that a Chinese sentence states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from huimin.assure.trace.text import Sentence, chinese, lexicon, pattern, spelt
from huimin.documents.read import MAX_NUMBER
from huimin.feel.values import Date

Comparisons = tuple[str, ...]
DATED = ("date", "month", "year")
"""Kinds whose value is a day, or as much of one as the text states."""


@dataclass(frozen=True)
class Mention:
    """A quantity in a sentence: what kind, its value, where, and how the text compares with it.

    `kind` is date, month, year, percent, fraction, number, rate, once or several; `value` a Date or as much of one as
    is stated, a Decimal, the name of a rate, or the text of numerals that make no number.
    `comparisons` are the comparisons that a rule may hold it by, none where the text compares nothing; `words` are
    those that say so. `unit` is what follows in the clause.
    """

    kind: str
    text: str
    value: Any
    sentence: Sentence
    start: int
    unit: str = ""
    comparisons: Comparisons = ()
    words: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def mentions(sentence: Sentence) -> list[Mention]:
    """The quantities of a sentence in their order, each with how the sentence compares with it."""
    heading = pattern("heading").match(sentence.text)
    start = heading.end() if heading else 0
    text = " " * start + sentence.text[start:]
    found = [_mention(match, sentence) for match in _quantities().finditer(text) if match.lastgroup != "idiom"]
    return [_compared(text, found, index) for index in range(len(found))]


def _compared(text: str, found: list[Mention], index: int) -> Mention:
    """The mention with its unit, and with the comparison that binds it or the end of a range that it is."""
    mention = found[index]
    following = found[index + 1].start if index + 1 < len(found) else len(text)
    unit = pattern("unit").match(text, mention.end, following)
    mention = replace(mention, unit=unit[0] if unit else "")
    if mention.kind in ("rate", "once", "several"):
        return mention
    if index + 1 < len(found) and pattern("range").fullmatch(text, mention.end, following):
        after = found[index + 1]
        return replace(mention, unit=_unit(text, after), comparisons=_ends("low"), words=text[mention.end : following])
    before = found[index - 1].end if index else 0
    if index and pattern("range").fullmatch(text, before, mention.start):
        return replace(mention, comparisons=_ends("high"), words=text[before : mention.start])
    comparisons, words = comparison(text, before, mention.start, mention.end, dated=mention.kind in DATED)
    return replace(mention, comparisons=comparisons, words=words)


def comparison(text: str, before: int, start: int, end: int, *, dated: bool = False) -> tuple[Comparisons, str]:
    """How a text compares with what stands between `start` and `end`, and the words that say so.

    They stand behind it and its unit, right in front of it, or before it in the same clause, after `before`.
    """
    words = lexicon()
    behind = _behind().match(text, end)
    if behind:
        return tuple(words["after"][behind["word"]]), behind["word"]
    for table in ("touching", *(("dated",) if dated else ())):
        close = max((each for each in words[table] if text.endswith(each, before, start)), key=len, default="")
        if close:
            return tuple(words[table][close]), close
    found = pattern("clause").search(text[before:start])
    clause = before + (found.start() if found else 0)
    in_front = [each[0] for each in _in_front().finditer(text, clause, start)]
    return (tuple(words["before"][in_front[-1]]), in_front[-1]) if in_front else ((), "")


def _mention(match: re.Match[str], sentence: Sentence) -> Mention:
    kind = match.lastgroup or "number"
    try:
        value = _READ[kind](match[0])
    except ValueError:  # numerals in an order that makes no number: nothing in a book equals them
        value = match[0]
    return Mention(kind, match[0], value, sentence, match.start())


def _date(text: str) -> Date:
    year, month, day = (int(_number(part)) for part in pattern("parts_of_day").split(text)[:3])
    return Date(year, month, day)


def _percent(text: str) -> Decimal:
    return _number(pattern("share").sub("", text))


def _fraction(text: str) -> Decimal:
    below, above = (_number(part) for part in pattern("below").split(text))
    if not below:
        raise ValueError(text)
    return above / below


def _number(text: str) -> Decimal:
    """Figures, figures with 万 or 千 behind them, and Chinese numerals."""
    if len(text) > MAX_NUMBER:
        raise ValueError(text)
    figures = pattern("figures").match(text)
    if figures is None:
        return chinese(text)
    value = Decimal(figures[0].replace(",", ""))
    return value * _number(text[figures.end() :]) if figures.end() < len(text) else value


_READ: Mapping[str, Callable[[str], Any]] = {
    "date": _date,
    "month": lambda text: tuple(int(_number(part)) for part in pattern("parts_of_day").split(text)[:2]),
    "year": lambda text: (int(_number(text[:-1])),),
    "fraction": _fraction,
    "percent": _percent,
    "number": _number,
    "rate": lambda text: lexicon()["rates"][text],
    "once": lambda _: "once",
    "several": lambda _: Decimal(2),
}


@cache
def _quantities() -> re.Pattern[str]:
    words = lexicon()
    kinds = {
        "idiom": _any(words["idioms"]),
        "once": _any(words["once"]),
        "several": _any(words["several"]),
        "rate": _any(words["rates"]),
        **{kind: spelt(kind) for kind in ("date", "month", "year", "percent", "fraction", "number")},
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))


@cache
def _behind() -> re.Pattern[str]:
    """A word behind a number, with nothing but a unit between them."""
    words = lexicon()
    return re.compile(f"(?:{_any(words['measures'])})?{spelt('inclusive')}(?P<word>{_any(words['after'])})")


@cache
def _in_front() -> re.Pattern[str]:
    return re.compile(_any(lexicon()["before"]))


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _unit(text: str, mention: Mention) -> str:
    found = pattern("unit").match(text, mention.end)
    return found[0] if found else ""


def _ends(end: str) -> Comparisons:
    return tuple(lexicon()["range"][end])
