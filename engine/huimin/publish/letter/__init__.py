"""A determination as a letter to one person: HTML, DOCX and PDF from the same content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Literal, get_args

from huimin.cases.determination import Determination
from huimin.policy.findings import Finding, HuiminError, Language, Place
from huimin.policy.model import Book
from huimin.publish.letter.content import Letter, letter

Form = Literal["html", "docx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
_LIBRARY: Mapping[Form, str] = {"docx": "docx", "pdf": "weasyprint"}

__all__ = ["FORMS", "Form", "Letter", "letter", "render_letter"]


def render_letter(
    book: Book, found: Determination, language: Language, form: Form, *, to: str, reference: str
) -> bytes:
    """The letter that tells `to`, under a reference, of a determination of a case, in one of the forms.

    The same determination gives the same bytes, a PDF on one machine. Name and reference stand in the text alone.
    Raises HuiminError with `extra-not-installed` where the form needs the extra `publish`, and as `page.pdf` does.
    """
    library = _LIBRARY.get(form)
    if library is not None and find_spec(library) is None:
        raise HuiminError([Finding("extra-not-installed", Place(form), {"what": library, "extra": "publish"})])
    return _writer(form)(letter(book, found, language, to=to, reference=reference))


def _writer(form: Form) -> Callable[[Letter], bytes]:
    if form == "docx":
        from huimin.publish.letter.document import docx

        return docx
    from huimin.publish.letter import page

    return page.pdf if form == "pdf" else page.html
