"""Short and long notices: nothing is orphaned, the signature is never alone, tables repeat their head."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from huimin.policy.model import Book, Instrument
from huimin.publish.official import issuing_notice
from huimin.publish.official.content import Item, Notice, Paragraph
from huimin.words import Language

pytestmark = [
    pytest.mark.needs_program("soffice"),
    pytest.mark.needs_program("font:FandolFang"),
    pytest.mark.xdist_group("official"),
]
TEXT = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称"
Set = Callable[[Notice], Any]


def lengthened(book: Book, instrument: Instrument, provisions: int) -> Notice:
    """The notice of a generated instrument: the provisions of one over and over, up to a number."""
    one = next(each for each in instrument.provisions if each.measure == 1)
    more = tuple(replace(one, id=f"{one.id}-{at}") for at in range(provisions))
    return issuing_notice(book, replace(instrument, provisions=more), None, "zh")


@pytest.mark.parametrize(("provisions", "pages"), [(1, 2), (194, 30)])
def test_a_notice_of_two_pages_and_one_of_thirty_are_in_the_same_form(
    typeset: Set, fictional: Book, county: Instrument, provisions: int, pages: int
) -> None:
    found = typeset(lengthened(fictional, county, provisions))
    assert len(found.pages) == pages
    assert [lines[-1].text for lines in found.lines] == [f"— {number} —" for number in range(1, pages + 1)]
    assert found.line("抄送：")[0] == pages
    assert all(len(found.body(number)) <= 22 for number in range(3, pages))


@pytest.mark.parametrize("lines", range(4, 14))
def test_the_signature_has_two_lines_of_text_above_it_on_its_page(
    typeset: Set, issuing: Callable[[Language], Notice], lines: int
) -> None:
    notice = replace(issuing("zh"), enclosed=None, note="", body=(Paragraph((TEXT * 30)[: 28 * lines - 3] + "。"),))
    found = typeset(notice)
    page, date = found.line("2031年3月1日")
    issuer = next(line for line in found.body(page) if line.text == notice.issuer and line.size == 16)
    text = [line for line in found.body(page) if line.baseline < issuer.baseline and set(line.text) & set(TEXT)]
    assert len(text) >= 2
    assert issuer.baseline < date.baseline
    assert "天地玄黄" in "".join(line.text for line in found.body(1))  # 7.3.3: the first page shows text


def test_no_paragraph_leaves_one_line_on_a_page_and_no_heading_ends_one(typeset: Set, varied: Notice) -> None:
    paragraphs = tuple(Paragraph((TEXT * 3)[: 28 * 3 - 3] + "。") for _ in range(30))
    headed = tuple(each for at, one in enumerate(paragraphs) for each in ((Item(1, "标题"), one) if at % 3 else (one,)))
    found = typeset(replace(varied, body=headed))
    for number in range(1, len(found.pages)):
        last, after = found.body(number)[-1], found.body(number + 1)
        assert not last.text.endswith("标题")
        begins = last.text.startswith(TEXT[:3]) and last.x0 > 30
        assert not begins, f"page {number} ends with the first line of a paragraph"
        ends = after[0].text.endswith("。") and after[0].x0 < 30
        assert not ends, f"page {number + 1} begins with the last line of a paragraph"


def test_four_levels_are_counted_by_the_word_processor(typeset: Set, varied: Notice) -> None:
    said = [line.text for number in range(1, 5) for line in typeset(varied).body(number)]
    for begins in (
        "一、一级标题",
        "十一、一级标题",
        "（一）二级标题。",
        "（三）二级标题。",
        "1.天地",
        "2.天地",
        "（1）天地",
        "（2）天地",
    ):
        assert any(each.startswith(begins) for each in said), begins


def test_a_table_repeats_its_head_on_every_page_and_breaks_no_row(typeset: Set, varied: Notice) -> None:
    found = typeset(varied)
    pages = [number for number in range(1, len(found.pages) + 1) if "第" in "".join(x.text for x in found.body(number))]
    tabled = [number for number in pages if any(line.text.startswith("事项") for line in found.body(number))]
    assert len(tabled) >= 3
    for number in tabled[1:]:
        assert found.body(number)[0].text.replace(" ", "") == "事项调整前调整后"
    cells = "".join(line.text for number in tabled for line in found.body(number))
    assert all(f"第{each}项" in cells for each in range(24))


def test_a_title_of_three_lines_is_a_trapezium_or_a_rhombus(typeset: Set, varied: Notice) -> None:
    lines = [line for line in typeset(varied).body(1) if line.size == 22]
    lengths = [len(line.text) for line in lines]
    assert len(lines) == 3
    assert lengths in (sorted(lengths), sorted(lengths, reverse=True)) or max(lengths) == lengths[1]
