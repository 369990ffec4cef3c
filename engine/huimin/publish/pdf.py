"""A PDF of a page, by WeasyPrint, from the same HTML; and what two PDFs must share to say the same."""

from __future__ import annotations

import io
from collections.abc import Iterable

SIZES = (10.5, 9, 7.5)
"""The sizes of type, in points, in which a sheet is tried, the best first."""


def can_build() -> bool:
    """Whether the extra `publish` is installed."""
    from importlib.util import find_spec

    return find_spec("weasyprint") is not None and find_spec("pypdf") is not None


def one_page(htmls: Iterable[str]) -> bytes:
    """The PDF of the first of several settings of a page that fits on one sheet of paper; if none does, of the last.

    Nothing is loaded from anywhere: a file or an address that a page names is left out.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    nowhere = URLFetcher(allowed_protocols=())

    for html in htmls:
        document = HTML(string=html, url_fetcher=nowhere).render()
        if len(document.pages) == 1:
            break
    made: bytes = document.write_pdf()
    return made


def content(pdf: bytes) -> list[tuple[str, tuple[float, ...]]]:
    """The text and the box of every page, in points. Raises what pypdf raises for a file that is no PDF."""
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(pdf)).pages
    return [(page.extract_text(), tuple(float(each) for each in page.mediabox)) for page in pages]
