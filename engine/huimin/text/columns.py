"""Text set into lines of at most so many columns, where a Chinese character takes two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from huimin.shown import visible
from huimin.words import words

WIDTH = 80


@cache
def _marks() -> tuple[str, str]:
    """The marks that no line ends with, and those that none begins with."""
    marks = words("text", "marks.yaml")
    return f"{marks['opening']}([", f"{marks['closing']},.;:?!)]%‰"


def columns(text: str) -> int:
    """How many columns a text takes on a terminal: two for a wide character, none for one that combines."""
    return sum(_columns(each) for each in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> list[str]:
    """The text as lines, the first behind `first`, the others behind `rest` (None: as far in as the first).

    Chinese breaks between any two characters, but no line begins with a closing mark or ends with an opening one.
    Characters that a terminal would act on are written by their numbers: a case may hold any.
    """
    rest = " " * columns(first) if rest is None else rest
    lines, line, used = [], first, columns(first)
    for each in _pieces(text, width - max(columns(first), columns(rest))):
        piece, size = each, columns(each)
        if used + size > width and used > columns(rest) and line.strip():
            lines.append(line.rstrip())
            line, used = rest, columns(rest)
            piece = piece.lstrip()
            size = columns(piece)
        line += piece
        used += size
    return [*lines, line.rstrip()]


def _pieces(text: str, longest: int) -> Iterator[str]:
    """What is not broken: a word with the space before it, or one Chinese character with the marks that cling to it."""
    piece = ""
    for character in " ".join(text.split()):
        shown = visible(character)
        if piece and (_breaks(piece[-1], shown[0]) or columns(piece) >= longest):
            yield piece
            piece = ""
        piece += shown
    yield piece


def _breaks(before: str, after: str) -> bool:
    opening, closing = _marks()
    if after in closing or before in opening or before == " ":
        return False
    return after == " " or _columns(before) == 2 or _columns(after) == 2 or after in opening
