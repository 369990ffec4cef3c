"""The official notice after GB/T 9704-2012: a book's instrument as the document that its office signs, DOCX and PDF."""

from __future__ import annotations

from huimin.feel.values import Date
from huimin.policy.findings import Language
from huimin.policy.model import Book, Instrument
from huimin.publish.official.content import Notice
from huimin.publish.official.notice import issuing_notice

__all__ = ["Notice", "has_notice", "issuing_notice", "render_notice"]


def has_notice(instrument: Instrument) -> bool:
    """Whether the book has the texts of a notice that issues the instrument."""
    return "notice" in instrument.frame


def render_notice(
    book: Book, instrument: Instrument, on: Date | None, language: Language, *, pdf: bool = False
) -> dict[str, bytes]:
    """The notice of an instrument by its path: the DOCX, and with `pdf` the PDF beside it.

    Parameters are stated by the legal day `on` (None: the latest versions). The DOCX is the same bytes wherever it is
    made, the PDF on one machine. Raises KeyError without `has_notice`, HuiminError as `pdf.printed` does.
    """
    from huimin.publish.official.document import docx

    notice = issuing_notice(book, instrument, on, language)
    stem = f"official/{instrument.id}.{language}"
    files = {f"{stem}.docx": docx(notice)}
    if pdf:
        from huimin.publish.official.pdf import printed

        files[f"{stem}.pdf"] = printed(files[f"{stem}.docx"], language, notice.day).content
    return files
