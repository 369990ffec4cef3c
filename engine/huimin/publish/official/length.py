"""How far the text of a notice reaches: its lines and pages, counted without a word processor.

抄送 and 印发 stand on the last face (7.4.1) of a document that is printed on both sides (6.2): an even page. No word
processor can be told so, and the DOCX is made without one, so the lines are counted here. The widths are those of the
typefaces that the form asks for, which those that stand in for them share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from huimin.publish.official import titles
from huimin.publish.official.form import RULE, WIDTH, Form
from huimin.publish.official.styles import LEVEL_STYLES
from huimin.text.citing import counted
from huimin.words import words

# Advance widths of Times New Roman in thousandths of its size; Chinese has 1000.
_TIMES = {
    width: frozenset(characters)
    for width, characters in {
        180: "'",
        250: " ,.",
        278: "/:;\\ijlt",
        333: "!()-I[]`fr",
        389: "Js",
        408: '"',
        444: "?acez",
        469: "^",
        500: "#$*0123456789_bdghknopquvxy",
        556: "FPS",
        564: "+<=>",
        611: "ELTZ",
        667: "BCR",
        722: "ADGHKNOQUVXYw",
        778: "&m",
        833: "%",
        889: "M",
        921: "@",
        944: "W",
    }.items()
}
_WIDTHS = {each: width / 1000 for width, characters in _TIMES.items() for each in characters}
_MARKS = {"‘": 0.333, "’": 0.333, "“": 0.444, "”": 0.444, "–": 0.5}
_GAP = 0.2  # between Chinese and a letter or a figure, in characters
_INDENTED = ("BodyText", "Note", *LEVEL_STYLES)
_KEPT = ("Masthead", "Number", "Title", "Salutation", "Heading1", "Signature")
_CELL_SIDES = 216  # what is free at the left and the right of a cell, together
_CELL_RULE = 10


@dataclass(frozen=True)
class Ruler:
    """Measures text as a form sets it; lengths are twips."""

    form: Form
    chinese: bool

    def lines(self, text: str, measure: int, size: float, indent: int = 0) -> int:
        """The lines of a paragraph on a measure, its first line indented."""
        em = size * 20
        count, used, before = 1, float(indent), ""
        for piece in _piece().findall(text):
            gap = _GAP * em * _meet(before, piece[0])
            if before and used + gap + self._width(piece.rstrip(), em) > measure:
                count, used, gap = count + 1, 0.0, 0.0
            used += gap + self._width(piece, em)
            before = piece[-1]
        return count

    def _width(self, text: str, em: float) -> float:
        gaps = sum(_meet(one, other) for one, other in pairwise(text))
        return sum(self._advance(each) * em + self.form.tracking for each in text) + _GAP * em * gaps

    def _advance(self, character: str) -> float:
        if not self.chinese and character in _MARKS:
            return _MARKS[character]
        return _WIDTHS.get(character) or titles.width(character)


@cache
def _piece() -> re.Pattern[str]:
    """What is not parted at the end of a line: a word, a Chinese character, each with the marks that hold on to it."""
    marks = words("text", "marks.yaml")
    return re.compile(rf"[{marks['opening']}]*(?:[!-‐‘’]+|.)[{marks['closing']}—]*", re.DOTALL)


def _meet(one: str, other: str) -> bool:
    """Whether Chinese and a letter or a figure stand beside each other."""
    return one.isalnum() and other.isalnum() and one.isascii() != other.isascii()


@dataclass(frozen=True)
class _Strip:
    """A paragraph or a row of a table, `paragraph` None: its lines and their pitch, and what stands above them.

    `repeated` is the height of the head that a row has above it on a new page; the head stays with the first row.
    """

    paragraph: Paragraph | None
    lines: int
    pitch: int
    above: int = 0
    is_kept: bool = False
    breaks: bool = False
    repeated: int = 0

    @property
    def height(self) -> int:
        return self.above + self.lines * self.pitch


@dataclass(frozen=True)
class Reach:
    """Where a text ends: its last page, from 1; what is free below it there, in twips; and the paragraph that begins
    the last part that is kept together, None for a table.
    """

    page: int
    free: int
    last: Paragraph | None


def reach(document: Docx, ruler: Ruler) -> Reach:
    """Where the text of a document ends, no paragraph leaving one line alone on a page."""
    page, used, full = 1, 0, ruler.form.lines * ruler.form.pitch
    group: list[_Strip] = []
    for group in _groups(_strips(document, ruler)):
        if group[0].breaks:
            page, used = page + 1, 0
        *held, last = group
        kept, lines = sum(each.height for each in held) + last.above, last.lines
        fitting = (full - used - kept) // last.pitch
        if fitting < lines and (last.paragraph is None or min(fitting, lines - 2) < 2):
            page, used = page + 1, last.repeated
        used += kept
        while lines > (fitting := (full - used) // last.pitch):
            lines -= min(fitting, lines - 2)
            page, used = page + 1, last.repeated
        used += lines * last.pitch
    return Reach(page, full - used, group[0].paragraph if group else None)


def _groups(strips: Iterator[_Strip]) -> Iterator[list[_Strip]]:
    """What stays together: each that is kept with the next, and the next."""
    group: list[_Strip] = []
    for each in strips:
        group.append(each)
        if not each.is_kept:
            yield group
            group = []


def _strips(document: Docx, ruler: Ruler) -> Iterator[_Strip]:
    numbers = [0] * len(LEVEL_STYLES)
    for element in document.element.body:
        if element.tag == qn("w:p"):
            paragraph = Paragraph(element, document._body)
            yield _of_paragraph(paragraph, _label(paragraph._p.style or "", numbers, ruler), ruler)
        elif element.tag == qn("w:tbl"):
            head = 0
            for row in element.iter(qn("w:tr")):
                strip = _of_row(row, head, ruler)
                yield strip
                head = head or strip.height


def _label(style: str, numbers: list[int], ruler: Ruler) -> str:
    """The number that the word processor puts before a paragraph, or one about as wide; counts it in `numbers`."""
    if style not in LEVEL_STYLES:
        return ""
    level = LEVEL_STYLES.index(style)
    numbers[level:] = [numbers[level] + 1, *[0] * (len(numbers) - level - 1)]
    number = numbers[level]
    if not ruler.chinese:
        return ("VIII. ", f"{number}. ", "(a) ", "(iii) ")[level]
    shape, shown = words("publish/official")["levels"]["zh"][level], counted(number, "zh") if level < 2 else str(number)
    return str(shape).replace(f"%{level + 1}", shown)


def _of_paragraph(paragraph: Paragraph, label: str, ruler: Ruler) -> _Strip:
    form, style, properties = ruler.form, paragraph._p.style, paragraph._p.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    if style in ("Title", "Masthead"):
        lines = paragraph.text.count("\n") + 1
    else:
        indent = 2 * form.character if style in _INDENTED else 0
        if ruler.chinese and label and paragraph.text.startswith(tuple(words("text", "marks.yaml")["opening"])):
            indent -= form.character // 2  # such a mark is set half as wide after the number
        lines = ruler.lines(label + paragraph.text, WIDTH, form.size, indent)
    return _Strip(
        paragraph,
        lines,
        form.pitch if spacing is None else int(spacing.get(qn("w:line"))),
        (0 if spacing is None else int(spacing.get(qn("w:before"), 0))) + (RULE if style == "Number" else 0),
        is_kept=style in _KEPT or properties.find(qn("w:keepNext")) is not None,
        breaks=properties.find(qn("w:pageBreakBefore")) is not None,
    )


def _of_row(row: Any, head: int, ruler: Ruler) -> _Strip:
    lines = 1
    for cell in row.iter(qn("w:tc")):
        size = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) - _CELL_SIDES
        text = "".join(each.text or "" for each in cell.iter(qn("w:t")))
        lines = max(lines, ruler.lines(text, size, ruler.form.foot_size))
    return _Strip(None, lines, ruler.form.foot_pitch, _CELL_RULE, is_kept=not head, repeated=head)
