"""A letter as one HTML page that stands alone, and as a PDF of that page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from huimin.publish.letter.content import FORMS, NOTE_SIZE, SHADE, Letter, masthead_size
from huimin.publish.official.content import Block, Item
from huimin.publish.official.fonts import Face, faces, substitutes
from huimin.publish.official.form import Form
from huimin.publish.press import TAGS
from huimin.publish.press import html as filled

_FIGURES = "Figures"
_RANGE = "; unicode-range: U+20-7E, U+A0-FF"
_SINGLE = (".otf", ".ttf")
_LEVELS = ("first", "second", "third")
_FACES = ("body", "title", "first", "second", "folio")


def html(letter: Letter) -> bytes:
    """The letter as a page without a script, a font or a request: the same bytes for the same letter.

    Raises PublishError where the template is at fault.
    """
    form = FORMS[letter.language]
    stacks = {name: _stack(face, form) for name, face in zip(_FACES, form.faces, strict=True)}
    sizes = {"form": form, "size": masthead_size(letter), "note": NOTE_SIZE, "shade": SHADE}
    given = {"faces": stacks, "figures": _figures(form), "kind": _kind, "tag": TAGS[letter.language], **sizes}
    return filled("letter.html.j2", {**given, "letter": letter})


def pdf(letter: Letter) -> bytes:
    """The page as a PDF, its fonts those of the official form; on one machine the same bytes twice.

    Raises HuiminError with `no-font` where there is none for a typeface, PublishError as `html`.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    form = FORMS[letter.language]
    with tempfile.TemporaryDirectory() as folder:
        chosen = faces(dict.fromkeys((form.latin, *form.faces)), Path(folder))
    fonts = FontConfiguration()
    style = CSS(
        string=_font_faces(chosen, form), font_config=fonts, url_fetcher=URLFetcher(allowed_protocols=("file",))
    )
    page = HTML(string=html(letter).decode(), url_fetcher=URLFetcher(allowed_protocols=()))
    made: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return made


def _kind(block: Block) -> str:
    """How the template and the style call a block: an item by its level."""
    return _LEVELS[block.level - 1] if isinstance(block, Item) else type(block).__name__.lower()


def _figures(form: Form) -> tuple[str, ...]:
    """The fonts for letters and figures in Chinese text, whose quotation marks and dashes are the Chinese font's."""
    return () if form.bold else (form.latin, *substitutes(form.latin))


def _stack(face: str, form: Form) -> str:
    """A typeface and those that may stand in for it. Names of fonts are words of CSS as they are."""
    chinese, latin = (face, *substitutes(face)), (form.latin, *substitutes(form.latin))
    return ", ".join(dict.fromkeys((*latin, *chinese) if form.bold else (_FIGURES, *chinese)))


def _font_faces(chosen: Iterable[Face], form: Form) -> str:
    """The fonts of the typefaces by the names that the page asks for; a collection is found by its own name.

    The page asks for titles in bold. The typeface of Chinese titles has one weight, which is its bold.
    """
    heavy = "" if form.bold else form.faces[1]
    return "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{Path(font.file).as_uri()}");'
        f" font-weight: {'bold' if font.bold or face.asked == heavy else 'normal'};"
        f" font-style: {'italic' if font.slanted else 'normal'}{_RANGE if name == _FIGURES else ''} }}"
        for face in chosen
        for name in (face.asked, *([_FIGURES] if face.asked == form.latin else []))
        for font in face.fonts
        if Path(font.file).suffix in _SINGLE
    )
