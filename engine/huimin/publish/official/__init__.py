"""The official notice after GB/T 9704-2012: a book's instrument as the document that its office signs, DOCX and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from huimin.feel.values import Date
from huimin.policy.model import Book, Instrument
from huimin.publish.folder import BUILT
from huimin.publish.official.content import Notice
from huimin.publish.official.notice import issuing_notice
from huimin.publish.press import Page, Press
from huimin.words import Language

__all__ = ["Notice", "has_notice", "issuing_notice", "notice_pdfs", "notices", "render_notice"]


def has_notice(instrument: Instrument) -> bool:
    """Whether the book has the texts of a notice that issues the instrument."""
    return "notice" in instrument.frame


def render_notice(book: Book, instrument: Instrument, on: Date | None, language: Language) -> bytes:
    """The notice that issues an instrument, as DOCX: the same bytes wherever it is made.

    Parameters are stated by the legal day `on` (None: the latest versions). Raises KeyError without `has_notice`.
    """
    from huimin.publish.official.document import docx

    return docx(issuing_notice(book, instrument, on, language))


def notices(press: Press) -> Iterator[Page]:
    """The notice of each instrument that has one, as DOCX, in each language."""
    for instrument, language in _noticed(press):
        make = partial(render_notice, press.book, instrument, press.on, language)
        yield Page(f"notices/{instrument.id}.{language}.docx", make)


def notice_pdfs(press: Press) -> Iterator[Page]:
    """A PDF beside each notice. Making one raises HuiminError as `pdf.printed` does."""
    for instrument, language in _noticed(press):
        yield Page(f"notices/{instrument.id}.{language}{BUILT}", partial(_pdf, press, instrument, language))


def _pdf(press: Press, instrument: Instrument, language: Language) -> bytes:
    from huimin.publish.official.pdf import printed

    document = render_notice(press.book, instrument, press.on, language)
    return printed(document, language, instrument.promulgated)


def _noticed(press: Press) -> Sequence[tuple[Instrument, Language]]:
    return [(each, language) for each in press.book.instruments if has_notice(each) for language in press.languages]
