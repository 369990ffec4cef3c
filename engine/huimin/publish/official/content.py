"""What an official notice says, apart from how it is set: a notice that issues, and one that amends, are both this."""

from __future__ import annotations

from dataclasses import dataclass

from huimin.feel.values import Date
from huimin.words import Language


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Item:
    """A numbered piece of text, levels 1 to 4 as GB/T 9704-2012, 7.3.3 counts them: 一、 （一） 1. （1）.

    `lead` is what the level's own typeface is for; the number is never part of the text.
    """

    level: int
    lead: str
    text: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under a head that is repeated on every page the table reaches; `widths` are parts of the line.

    A row of one cell spans the columns, and heads the rows below it.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Paragraph | Item | Table


@dataclass(frozen=True)
class Title:
    """A title in one string, and the words that a line of it may begin with."""

    text: str
    break_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enclosed:
    """The document that a notice issues: it begins a page of its own and is not an annex (附件)."""

    title: Title
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Notice:
    """An official document in the parts of GB/T 9704-2012, clause 7; an empty text is a part that it does not have."""

    language: Language
    masthead: str
    number: str
    title: Title
    addressees: str
    body: tuple[Block, ...]
    issuer: str
    date: str
    note: str
    enclosed: Enclosed | None
    copies: tuple[str, str]
    printer: str
    printed: str
    day: Date
