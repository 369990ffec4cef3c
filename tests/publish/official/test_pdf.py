"""The official form as it is printed, measured against GB/T 9704-2012 within 0.3 mm.

What is measured is the DOCX as LibreOffice typesets it, which is what the PDF is.
"""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from huimin.publish.official.content import Notice, Paragraph
from huimin.publish.official.document import docx
from huimin.publish.official.pdf import printed
from huimin.words import Language

pytestmark = [
    pytest.mark.needs_program("soffice"),
    pytest.mark.needs_program("font:FandolFang"),
    pytest.mark.xdist_group("official"),
]
POINT = 25.4 / 72
WITHIN = 0.3
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
CHARACTER, LINE = 156 / 28, 225 / 22
SMALL = 14 * POINT
Set = Callable[[Notice], Any]


def about(length: float) -> Any:
    return pytest.approx(length, abs=WITHIN)


def em_box(line: Any) -> tuple[float, float]:
    """The upper and the lower edge of the characters: a Chinese one lies 0.88 above the baseline and 0.12 below it."""
    return line.baseline - 0.88 * line.size * POINT, line.baseline + 0.12 * line.size * POINT


def test_the_page_is_a4(typeset: Set, full: Notice) -> None:
    for page in typeset(full).pages:
        assert (page.width * POINT, page.height * POINT) == (about(210), about(297))


def test_a_full_line_has_28_characters_and_fills_the_type_area(typeset: Set, full: Notice) -> None:
    lines = typeset(full).body(3)
    assert {len(line.text) for line in lines} == {28}
    for line in lines:
        assert (line.x0, line.x1) == (about(LEFT), about(RIGHT))
        assert [after - before for before, after in pairwise(line.starts)] == [pytest.approx(CHARACTER, abs=0.02)] * 27


def test_a_full_page_has_22_lines_and_fills_the_type_area(typeset: Set, full: Notice) -> None:
    lines = typeset(full).body(3)
    assert len(lines) == 22
    assert [after.baseline - before.baseline for before, after in pairwise(lines)] == [
        pytest.approx(LINE, abs=0.02)
    ] * 21
    assert lines[-1].baseline - lines[0].baseline == about(21 * LINE)
    assert em_box(lines[0])[0] >= TOP - WITHIN
    assert em_box(lines[-1])[1] <= BOTTOM + WITHIN


def test_a_paragraph_begins_two_characters_in_and_goes_on_at_the_edge(typeset: Set, full: Notice) -> None:
    first, second = typeset(full).body(2)[1:3]
    assert first.x0 == about(LEFT + 2 * CHARACTER)
    assert second.x0 == about(LEFT)


@pytest.mark.parametrize(
    ("begins", "font", "size"),
    [
        ("苇桥县人民政府关于", "FandolSong-Bold", 22),
        ("苇政发", "FandolFang-Regular", 16),
        ("各村民委员会：", "FandolFang-Regular", 16),
        ("现将", "FandolFang-Regular", 16),
        ("一、养老补助", "FandolHei-Regular", 16),
        ("（一）高龄补助。", "FandolKai-Regular", 16),
        ("抄送：", "FandolFang-Regular", 14),
        ("— 1 —", "FandolSong-Regular", 14),
    ],
)
def test_each_part_has_its_typeface_and_size(
    typeset: Set, issuing: Callable[[Language], Notice], begins: str, font: str, size: float
) -> None:
    _, line = typeset(issuing("zh")).line(begins)
    assert (line.fonts[0], line.size) == (font, size)


def test_the_head_has_the_issuer_the_number_and_the_rule_in_their_places(
    typeset: Set, issuing: Callable[[Language], Notice]
) -> None:
    found = typeset(issuing("zh"))
    _, masthead = found.line("苇桥县人民政府")
    _, number = found.line("苇政发〔2031〕8号")
    rule = next(each for each in found.pages[0].lines if each["width"] * POINT > 150)
    assert _ink(found, 0, (20, 60, 190, 100))[1] == about(TOP + 35)
    assert masthead.fonts == ("FandolSong-Bold",)
    assert (number.x0 + number.x1) / 2 == about((LEFT + RIGHT) / 2)
    assert rule["top"] * POINT - em_box(number)[1] == about(4)
    assert (rule["x0"] * POINT, rule["x1"] * POINT) == (about(LEFT), about(RIGHT))


def test_the_title_stands_two_lines_below_the_rule_and_the_addressees_one_below_the_title(
    typeset: Set, issuing: Callable[[Language], Notice]
) -> None:
    found = typeset(issuing("zh"))
    _, first = found.line("苇桥县人民政府关于")
    _, last = found.line("苇桥县居家养老若干规定的")
    _, to = found.line("各村民委员会")
    _, number = found.line("苇政发")
    assert first.baseline - number.baseline == about(3 * LINE + 9 * POINT)  # two empty lines, and the rule's distance
    assert to.baseline - last.baseline == about(2 * LINE)
    assert to.x0 == about(LEFT)
    for line in (first, last):
        assert (line.x0 + line.x1) / 2 == about((LEFT + RIGHT) / 2)


def test_the_date_ends_four_characters_from_the_right_and_the_issuer_is_centred_on_it(
    typeset: Set, issuing: Callable[[Language], Notice]
) -> None:
    lines = typeset(issuing("zh")).body(1)
    date = next(line for line in lines if line.text == "2031年3月1日")
    issuer = lines[lines.index(date) - 1]
    assert issuer.text == "苇桥县人民政府"
    assert date.x1 == about(RIGHT - 4 * CHARACTER)
    assert (issuer.x0 + issuer.x1) / 2 == about((date.x0 + date.x1) / 2)
    assert date.baseline - issuer.baseline == about(LINE)
    assert issuer.baseline - lines[lines.index(issuer) - 1].baseline == about(2 * LINE)


def test_the_note_stands_in_brackets_below_the_date(typeset: Set, issuing: Callable[[Language], Notice]) -> None:
    found = typeset(issuing("zh"))
    _, note = found.line("（此件公开发布）")
    _, date = found.line("2031年3月1日")
    assert note.x0 == about(LEFT + 2 * CHARACTER)
    assert note.baseline - date.baseline == about(LINE)


def test_copies_and_printing_stand_between_their_rules_at_the_foot_of_the_last_page(
    typeset: Set, issuing: Callable[[Language], Notice]
) -> None:
    found = typeset(issuing("zh"))
    page, copies = found.line("抄送：")
    _, printing = found.line("苇桥县人民政府办公室")
    rules = [each for each in found.pages[-1].rects if each["width"] * POINT > 150]
    assert page == len(found.pages)
    assert [each["height"] * POINT for each in rules] == pytest.approx([0.35, 0.25, 0.35], abs=0.02)
    assert all((each["x0"] * POINT, each["x1"] * POINT) == (about(LEFT), about(RIGHT)) for each in rules)
    assert rules[-1]["bottom"] * POINT == about(BOTTOM)
    first, middle, last = (each["top"] * POINT for each in rules)
    assert first < copies.baseline < middle < printing.baseline < last
    assert copies.x0 == printing.x0 == about(LEFT + SMALL)
    assert printing.text.endswith("2031年3月2日印发")
    assert printing.x1 == about(RIGHT - SMALL)


def test_copies_that_wrap_go_on_below_the_first_name(typeset: Set, long_copies: Notice) -> None:
    lines = typeset(long_copies).body(len(typeset(long_copies).pages))
    first = next(at for at, line in enumerate(lines) if line.text.startswith("抄送："))
    assert lines[first + 1].x0 == about(LEFT + 4 * SMALL)
    assert lines[first].x1 <= RIGHT - SMALL + WITHIN


def test_page_numbers_stand_outside_and_their_line_7_mm_below_the_type_area(typeset: Set, full: Notice) -> None:
    found = typeset(full)
    for number, lines in enumerate(found.lines, start=1):
        folio = lines[-1]
        assert folio.text == f"— {number} —"
        if number % 2:
            assert folio.x1 == about(RIGHT - SMALL)
        else:
            assert folio.x0 == about(LEFT + SMALL)
    dash = _ink(found, 0, (RIGHT - 4 * SMALL, 264, RIGHT - 3.3 * SMALL, 285))
    assert (dash[1] + dash[3]) / 2 == about(BOTTOM + 7)


def _ink(found: Any, page: int, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The edges of what is printed inside a box, mm."""
    resolution = 300
    image = found.pages[page].crop([each / POINT for each in box]).to_image(resolution=resolution).original.convert("L")
    inked = image.point(lambda value: 255 if value < 160 else 0).getbbox()
    assert inked
    left, top = box[:2]
    x0, y0, x1, y1 = (each / resolution * 25.4 for each in inked)
    return left + x0, top + y0, left + x1, top + y1


def test_every_font_is_embedded(typeset: Set, issuing: Callable[[Language], Notice]) -> None:
    content = typeset(issuing("zh")).pdf
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in PdfReader(BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    for font in fonts.values():
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & inner["/FontDescriptor"].get_object().keys()


def test_the_same_notice_is_the_same_pdf(typeset: Set, full: Notice) -> None:
    assert printed(docx(full), "zh", full.day) == typeset(full).pdf


def test_english_has_the_same_page_and_its_own_lines(typeset: Set, issuing: Callable[[Language], Notice]) -> None:
    found = typeset(issuing("en"))
    lines = found.body(2)
    pitches = [after.baseline - before.baseline for before, after in pairwise(lines[6:])]
    assert pitches == [pytest.approx(225 / 33, abs=0.05)] * len(pitches)
    everywhere = [line for number in range(1, len(found.pages) + 1) for line in found.body(number)]
    assert min(line.x0 for line in everywhere) == about(LEFT)
    assert max(line.x1 for line in everywhere) == about(RIGHT)
    assert found.lines[1][-1].text == "— 2 —"


def test_quotation_marks_beside_letters_are_chinese_in_a_chinese_text(
    typeset: Set, issuing: Callable[[Language], Notice]
) -> None:
    notice = replace(issuing("zh"), body=(Paragraph("“5+X”服务体系，“家庭”服务"),), enclosed=None)
    page = typeset(notice).pages[0]
    marks = [each for each in page.chars if each["text"] in "“”"]
    assert len(marks) == 4
    assert {each["fontname"].partition("+")[2] for each in marks} == {"FandolFang-Regular"}
