"""From a determination to the letter that tells one person of it: in the parts of an official document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from huimin.cases.determination import Determination
from huimin.cases.telling import Telling
from huimin.policy.model import LEVELS, Book, Instrument
from huimin.publish.letter.annex import annex
from huimin.publish.letter.body import Body
from huimin.publish.letter.words import word
from huimin.publish.official import titles
from huimin.publish.official.content import Block, Enclosed, Item, Notice, Paragraph, Table, Title
from huimin.publish.official.form import FORMS as NOTICES
from huimin.publish.official.form import WIDTH, Form
from huimin.shown import shown
from huimin.words import Language

# Those of a notice, closer in Chinese so that a family's letter stays short: GB/T 9704-2012, 5.2.2, lets size 3 give
# way in special cases. The text is of size 4, 26 lines of 31 characters; the annex of size 5, in English of 9 points.
FORMS: Mapping[Language, Form] = {
    "zh": replace(
        NOTICES["zh"],
        size=14,
        lines=26,
        pitch=490,
        tracking=5,
        character=285,
        title_size=20,
        foot_size=10.5,
        foot_pitch=300,
    ),
    "en": replace(NOTICES["en"], foot_size=9, foot_pitch=240),
}
NOTE_SIZE = 9
"""Points: the digest of a book fits on a line."""
SHADE = "F2F1ED"
"""Behind a row that heads others."""


@dataclass(frozen=True)
class Letter(Notice):
    """An official document to one person: `addressees` is the salutation, `note` the book that it rests on.

    `closing` is kept on one page with the signature, `close` is the English "Yours sincerely,".
    """

    closing: tuple[Block, ...] = ()
    close: str = ""


def letter(book: Book, found: Determination, language: Language, *, to: str, reference: str) -> Letter:
    """The letter that tells `to`, under a reference, of a determination.

    It comes from the office nearest to the person of those whose rules were applied, and bears the day asked for.
    What would hide in a line, or turn its direction, is written by its number.
    """
    tell = Telling(book, language)
    office = signing(book, found)
    body = Body(tell, found, office, reference)
    return Letter(
        language=language,
        masthead=shown(tell.of(office.issuer)),
        number=word("reference", language, reference=shown(reference)),
        title=Title(word("title", language)),
        addressees=word("salutation", language, name=shown(to)),
        body=tuple(map(_visible, body.blocks())),
        issuer=shown(tell.of(office.issuer)),
        date=tell.day(found.on),
        note=tell.say("digest", digest=found.digest, engine=found.engine),
        enclosed=Enclosed(Title(word("annex", language)), tuple(map(_visible, annex(tell, found)))),
        copies=("", ""),
        printer="",
        printed="",
        day=found.on,
        closing=tuple(map(_visible, body.closing())),
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
