"""The block at the foot stands on an even page: the count of lines that sees to it, against the typesetter's."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from huimin.publish.official.content import Item, Notice, Paragraph, Table
from huimin.publish.official.document import docx
from huimin.publish.official.form import FORMS
from huimin.publish.official.length import Ruler, reach
from huimin.words import Language

pytestmark = [
    pytest.mark.needs_program("soffice"),
    pytest.mark.needs_program("font:FandolFang"),
    pytest.mark.xdist_group("official"),
]
Set = Callable[[Notice], Any]
ZH = "“天地”玄黄，宇宙洪荒；日月盈昃（辰宿列张），寒来暑往3次，秋收冬藏12.5%，自2031年4月1日起闰余成岁。"
EN = "The county pays CNY 1,200 a year to people aged 80 or over; it is paid in the village, by the committee's clerk. "


@pytest.fixture(params=["zh", "en"])
def mixed(request: pytest.FixtureRequest, issuing: Callable[[Language], Notice]) -> Notice:
    """Items of each level and a table over several pages, Chinese and figures mixed."""
    text = ZH if request.param == "zh" else EN
    rows = tuple((str(at), text, text * (1 + at % 3)) for at in range(20))
    body = (
        *(Item(1 + at % 4, "", text * (1 + at % 3)) for at in range(48)),
        Item(1, text[:8]),
        Table(("1", "2", "3"), rows, (1, 2, 2)),
        Paragraph(text * 2),
    )
    return replace(issuing(request.param), body=body, enclosed=None)


def test_the_lines_are_counted_as_they_are_typeset(typeset: Set, mixed: Notice) -> None:
    bare = replace(mixed, copies=("", ""), printer="")
    form = FORMS[bare.language]
    end = reach(Document(BytesIO(docx(bare))), Ruler(form, chinese=bare.language == "zh"))
    pages = typeset(bare).pages
    last = typeset(bare).body(len(pages))[-1]
    assert end.page == len(pages)
    free = end.free / 1440 * 25.4
    assert free == pytest.approx(262 - last.baseline, abs=form.pitch / 1440 * 25.4)


# The text ends on the first page, on the second with room and without, and on the third.
@pytest.mark.parametrize("lines", [3, 8, 14, 27, 28, 32])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_block_at_the_foot_is_on_an_even_page_and_no_page_is_empty(
    typeset: Set, issuing: Callable[[Language], Notice], language: Language, lines: int
) -> None:
    text = ZH if language == "zh" else EN
    notice = replace(issuing(language), enclosed=None, body=(Paragraph(text),) * lines)
    found = typeset(notice)
    page, _ = found.line(notice.copies[0].strip())
    assert page == len(found.pages)
    assert page % 2 == 0
    assert all(found.body(number) for number in range(1, page))
    assert [lines[-1].text for lines in found.lines] == [f"— {number} —" for number in range(1, page + 1)]
