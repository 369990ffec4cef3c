"""From two versions of a book to the notice that amends an instrument: what changed, in words and side by side."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from huimin.compare import compare
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.publish.editor import Editor
from huimin.publish.folder import BUILT
from huimin.publish.official.content import Block, Item, Notice, Paragraph, Table, Title
from huimin.publish.official.notice import Writer, addressees, copies, word
from huimin.publish.press import Page, Press
from huimin.text import phrases
from huimin.words import Language

# What a sentence of its own is due to. The rest, such as a better wording, stands in the table alone.
_TOLD = ("value-", "condition-", "validity-")
_UNTOLD = ("value-rewritten", "value-restated")


def amendments(press: Press) -> Iterator[Page]:
    """The notices that amend what differs from the book before, as DOCX, in each language; dated the press's day.

    Only an instrument that both books have, with the texts of a notice, can be amended by one.
    """
    for stem, notice in _amending(press):
        yield Page(f"{stem}.docx", partial(_docx, notice))


def amendment_pdfs(press: Press) -> Iterator[Page]:
    """A PDF beside each of them. Making one raises HuiminError as `pdf.printed` does."""
    for stem, notice in _amending(press):
        yield Page(stem + BUILT, partial(_pdf, notice))


def _docx(notice: Notice) -> bytes:
    from huimin.publish.official.document import docx

    return docx(notice)


def _pdf(notice: Notice) -> bytes:
    from huimin.publish.official.pdf import printed

    return printed(_docx(notice), notice.language, notice.day)


def _amending(press: Press) -> Iterator[tuple[str, Notice]]:
    """The notices, each with its path without the ending; none without a book before and a day."""
    old, new, day = press.before, press.book, press.on
    if old is None or day is None:
        return
    before = {each.id for each in old.instruments if "notice" in each.frame}
    for instrument in new.instruments:
        if instrument.id not in before or "notice" not in instrument.frame:
            continue
        for language in press.languages:
            notice = amendment_notice(old, new, instrument.id, day, language)
            if notice is not None:
                yield f"notices/{instrument.id}.amendment-{day.iso}.{language}", notice


def amendment_notice(old: Book, new: Book, instrument: str, day: Date, language: Language) -> Notice | None:
    """The notice of `day` that amends an instrument; None where it says the same in both books.

    Every provision whose text differs stands in a table, before and after; changed values, conditions and periods are
    told in a sentence as well. Raises KeyError where a book has no such instrument, or no notice for it.
    """
    before, after = (Writer(Editor(each, language), each.instrument(instrument)) for each in (old, new))
    body = tuple(_body(old, new, before, after))
    if not body:
        return None
    frame = after.instrument.frame
    names = {key: after.parts[key] for key in ("issuer", "title")}
    return Notice(
        language=language,
        masthead=after.text(frame["notice"].get("masthead", frame["issuer"])),
        number="",
        title=Title(word("amendment_title", language, **names), tuple(frame["notice"].get("break_before", ()))),
        addressees=addressees(frame.get("addressees", ()), language),
        body=(Paragraph(word("amendment_opening", language, **names)), *body),
        issuer=after.parts["issuer"],
        date=phrases.day(day, language),
        note="",
        enclosed=None,
        copies=copies(frame.get("copies_to", ()), language),
        printer=after.text(frame["printed"]["by"]) if "printed" in frame else "",
        printed=word("printed", language, day=phrases.day(day, language)) if "printed" in frame else "",
        day=day,
    )


def _body(old: Book, new: Book, before: Writer, after: Writer) -> Iterator[Block]:
    lang = after.editor.lang
    told = [
        getattr(each.text, lang)
        for each in compare(old, new)
        if each.instrument == after.instrument.id and each.kind.startswith(_TOLD) and each.kind not in _UNTOLD
    ]
    rows = tuple(_rows(before, after))
    if told:
        yield Item(1, word("amendment_changes", lang))
        yield from (Item(2, "", each[:1].upper() + each[1:]) for each in told)
    if rows:
        yield Item(1, word("amendment_texts", lang))
        yield Table((word("matter", lang), word("before", lang), word("after", lang)), rows, (1, 2, 2))
    if told or rows:
        yield Paragraph(word("amendment_rest", lang))


def _rows(before: Writer, after: Writer) -> Iterator[tuple[str, str, str]]:
    """Each matter that reads differently in the two books, in the order of the new one; what is left out comes last."""
    nothing = word("nothing", after.editor.lang)
    was, now = before.matters(), after.matters()
    for key in dict.fromkeys((*now, *was)):
        texts = [side[key][1] if key in side else nothing for side in (was, now)]
        if texts[0] != texts[1]:
            yield (now.get(key) or was[key])[0], texts[0], texts[1]
