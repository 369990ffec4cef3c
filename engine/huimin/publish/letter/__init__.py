"""A determination as a letter to one person: HTML, DOCX and PDF from the same content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Literal, get_args

from huimin.cases.determination import Determination
from huimin.policy.model import Book
from huimin.publish.letter.content import Letter, letter
from huimin.words import Language

Form = Literal["html", "docx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
_LIBRARY: Mapping[Form, str] = {"docx": "docx", "pdf": "weasyprint"}

__all__ = ["FORMS", "Form", "Letter", "can_write", "letter", "render_letter"]


def can_write(form: Form) -> bool:
    """Whether what the form needs of the extra `publish` is installed."""
    library = _LIBRARY.get(form)
    return library is None or find_spec(library) is not None


def render_letter(
    book: Book, found: Determination, language: Language, form: Form, *, to: str, reference: str
) -> bytes:
    """The letter that tells `to`, under a reference, of a determination of a case, in one of the forms.

    The same determination gives the same bytes, a PDF on one machine. Name and reference stand in the text alone.
    Raises ImportError where the form needs the extra `publish` (`can_write`), HuiminError as `page.pdf` does.
    """
    return _writer(form)(letter(book, found, language, to=to, reference=reference))


def _writer(form: Form) -> Callable[[Letter], bytes]:
    if form == "docx":
        from huimin.publish.letter.document import docx

        return docx
    from huimin.publish.letter import page

    return page.pdf if form == "pdf" else page.html
