"""The measures of the official form: GB/T 9704-2012, and a matching form for an English translation.

Lengths are twips, a twentieth of a point, which is what a DOCX counts in; sizes of type are points. The lines of a page
and the characters of a line are set by exact pitch and tracking. The page's own grid counts lines alone: LibreOffice
gives a glyph that is wider than its cell two cells, and at size 3 the 28 glyphs of a line are wider than the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huimin.words import Language, words


def mm(length: float) -> int:
    """Millimetres in twips."""
    return round(length / 25.4 * 1440)


# 5.2.1: A4, head 37 mm, binding edge 28 mm, type area 156 mm by 225 mm. A tenth of a millimetre is added at the right
# and at the foot, so that rounding to twips pushes neither the last character nor the last line over.
PAGE = mm(210), mm(297)
TOP, LEFT, RIGHT, BOTTOM = mm(37), mm(28), mm(25.9), mm(34.9)
WIDTH = PAGE[0] - LEFT - RIGHT

RED = "FF0000"
LATIN = "Times New Roman"
RULE = 170  # the rule below the number, and its distance
THICK, THIN = mm(0.35), mm(0.25)  # 7.4.1: the rules of the block at the foot


@dataclass(frozen=True)
class Form:
    """How a language is set.

    `latin` sets letters and figures, `faces` the Chinese of each role: body, title, level 1, level 2, page number.
    `pitch` is from line to line, `tracking` is added to each character, `character` is the width that indents count.
    """

    latin: str
    faces: Sequence[str]
    bold: bool
    size: float
    lines: int
    pitch: int
    tracking: int
    character: int
    title_size: float
    masthead_size: float
    foot_size: float
    foot_pitch: int
    folio_size: float


_FACES = words("publish/official")["faces"]
FORMS: dict[Language, Form] = {
    # 5.2.2 and 5.2.3: size 3 (16 pt) 仿宋, 22 lines of 28 characters; 7.3.1: title size 2 (22 pt) 小标宋; 7.3.3:
    # level 1 黑体, level 2 楷体; 7.4.2 and 7.5: the foot and the page number size 4 (14 pt), the number in 宋体.
    "zh": Form(
        latin=LATIN,
        faces=_FACES["zh"],
        bold=False,
        size=16,
        lines=22,
        pitch=580,
        tracking=-5,
        character=316,
        title_size=22,
        masthead_size=42,
        foot_size=14,
        foot_pitch=420,
        folio_size=14,
    ),
    "en": Form(
        latin=LATIN,
        faces=_FACES["en"],
        bold=True,
        size=12,
        lines=33,
        pitch=386,
        tracking=0,
        character=240,
        title_size=16,
        masthead_size=22,
        foot_size=10,
        foot_pitch=280,
        folio_size=11,
    ),
}
