"""From a determination to the letter that tells one person of it: in the parts of an official document."""

from __future__ import annotations

from dataclasses import dataclass

from huimin.cases.determination import Determination
from huimin.cases.telling import Telling
from huimin.policy.findings import Language
from huimin.policy.model import LEVELS, Book, Instrument
from huimin.publish.letter.annex import annex
from huimin.publish.letter.body import Body
from huimin.publish.letter.words import word
from huimin.publish.official import titles
from huimin.publish.official.content import Block, Enclosed, Item, Notice, Paragraph, Table, Title
from huimin.publish.official.form import FORMS, WIDTH
from huimin.publish.shown import shown


@dataclass(frozen=True)
class Letter(Notice):
    """An official document to one person: `addressees` is the salutation, `close` the English "Yours sincerely,"."""

    close: str = ""


def letter(book: Book, found: Determination, language: Language, *, to: str, reference: str) -> Letter:
    """The letter that tells `to`, under a reference, of a determination.

    It comes from the office nearest to the person of those whose rules were applied, and bears the day asked for.
    What would hide in a line, or turn its direction, is written by its number.
    """
    tell = Telling(book, language)
    office = signing(book, found)
    return Letter(
        language=language,
        masthead=shown(tell.of(office.issuer)),
        number=word("reference", language, reference=shown(reference)),
        title=Title(word("title", language)),
        addressees=word("salutation", language, name=shown(to)),
        body=tuple(map(_visible, Body(tell, found, office, reference).blocks())),
        issuer=shown(tell.of(office.issuer)),
        date=tell.day(found.on),
        note="",
        enclosed=Enclosed(Title(word("annex", language)), tuple(map(_visible, annex(tell, found)))),
        copies=("", ""),
        printer="",
        printed="",
        day=found.on,
        close=word("close", language),
    )


def masthead_size(letter: Letter) -> float:
    """The size of the masthead in points: that of the form, or as large as one line can be."""
    return min(FORMS[letter.language].masthead_size, int(WIDTH / 20 / titles.width(letter.masthead)))


def signing(book: Book, found: Determination) -> Instrument:
    """The instrument whose office writes: the one of the lowest level of those that were applied and are no drafts."""
    applied = [book.instrument(name) for name, standing in found.instruments if standing != "draft"]
    return max(applied or book.instruments, key=lambda each: LEVELS.index(each.level))


def _visible(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(shown(block.text))
    if isinstance(block, Item):
        return Item(block.level, shown(block.lead), shown(block.text))
    return Table(tuple(map(shown, block.head)), tuple(tuple(map(shown, row)) for row in block.rows), block.widths)
