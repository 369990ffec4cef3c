"""Titles in lines: whole in sense, and in the shape of a trapezium or a rhombus (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import ceil, comb

from huimin.publish.official.content import Title
from huimin.words import words

_MOST_WAYS = 50_000


def width(text: str) -> float:
    """The width of a text in full-width characters: a letter or a figure counts half."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def set_width(text: str) -> float:
    """The width of a text as it is set: a fifth of a character stands where Chinese meets figures or letters."""
    return width(text) + 0.2 * sum(one.isascii() != other.isascii() for one, other in pairwise(text))


def lines(title: Title, measure: float) -> tuple[str, ...]:
    """The title in as few lines of at most `measure` full-width characters as hold it, in the best shape of those.

    Lines break at spaces, or before the words that the title names, or, where those do not do, between any two
    characters that punctuation does not hold together.
    """
    for pieces in (_phrases(title), _characters(title.text)):
        fewest = max(1, ceil(width(title.text) / measure))
        for count in range(fewest, len(pieces) + 1):
            if comb(len(pieces) - 1, count - 1) > _MOST_WAYS:
                break
            fitting = [each for each in _splits(pieces, count) if all(width(line) <= measure for line in each)]
            if fitting:
                return min(fitting, key=_misshape)
    return (title.text,)  # wraps where the page makes it


def _phrases(title: Title) -> list[str]:
    starts = {0, len(title.text)}
    for word in title.break_before:
        starts |= {at for at in range(len(title.text)) if title.text.startswith(word, at)}
    return [title.text[first:last] for first, last in pairwise(sorted(starts))]


def _characters(text: str) -> list[str]:
    if " " in text:
        return [f"{word} " for word in text.split(" ")]
    marks = words("text", "marks.yaml")
    never_first, never_last = marks["closing"] + marks["particles"], marks["opening"]
    pieces: list[str] = []
    for each in text:
        if pieces and (each in never_first or pieces[-1][-1] in never_last or each.isascii()):
            pieces[-1] += each
        else:
            pieces.append(each)
    return pieces


def _splits(pieces: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    for cuts in combinations(range(1, len(pieces)), count - 1):
        ends = [0, *cuts, len(pieces)]
        yield tuple("".join(pieces[first:last]).strip() for first, last in pairwise(ends))


def _misshape(split: tuple[str, ...]) -> tuple[bool, float]:
    """Whether the lines make neither shape, then how far the longest is from the shortest."""
    widths = [width(line) for line in split]
    steps = [after - before for before, after in pairwise(widths)]
    rising = [step > 0 for step in steps]
    shaped = all(steps) and rising == sorted(rising, reverse=True)
    return not shaped, max(widths) - min(widths)
