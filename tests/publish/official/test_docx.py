"""The DOCX that an office edits: real styles and numbering, no text boxes, the same bytes for the same notice."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.publish.official import issuing_notice, render_notice
from huimin.publish.official.content import Item, Notice, Paragraph
from huimin.publish.official.document import docx
from huimin.words import Language


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_book_is_the_same_file(fictional: Book, language: Language) -> None:
    county = fictional.instrument("weiqiao-2031")
    assert render_notice(fictional, county, None, language) == render_notice(fictional, county, None, language)


def test_the_file_carries_no_time_but_the_day_of_the_notice(issuing: Callable[[Language], Notice]) -> None:
    content = docx(issuing("zh"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    stamps = re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", parts(content)["docProps/core.xml"])
    assert stamps == [b"2031-03-01T00:00:00Z"] * 2


def test_nothing_of_a_template_is_left(issuing: Callable[[Language], Notice]) -> None:
    found = parts(docx(issuing("zh")))
    assert not [name for name in found if "theme" in name or "thumbnail" in name or "customXml" in name]
    assert all(b"python-docx" not in content and b"Macintosh" not in content for content in found.values())


def test_text_is_in_paragraphs_of_named_styles_and_never_in_a_box(varied: Notice) -> None:
    content = docx(varied)
    body = parts(content)["word/document.xml"]
    assert not re.search(rb"<(w:txbxContent|w:drawing|w:pict|wps:)", body)
    document = Document(io.BytesIO(content))
    assert {each.style.name for each in document.paragraphs if each.text} == {
        *("Masthead", "Document Number", "Title", "Salutation", "Heading 1", "Level 2", "Level 3", "Level 4"),
        *("Body Text", "Signature", "Date", "Note", "Imprint"),
    }


def test_no_number_of_a_heading_is_typed(varied: Notice) -> None:
    document = Document(io.BytesIO(docx(varied)))
    levels = [each for each in varied.body if isinstance(each, Item)]
    numbered = [
        each for each in document.paragraphs if each.style.name in ("Heading 1", "Level 2", "Level 3", "Level 4")
    ]
    assert [each.text for each in numbered] == [each.lead + each.text for each in levels]
    for paragraph, item in zip(numbered, levels, strict=True):
        numbering = paragraph.style.element.pPr.numPr
        assert (numbering.numId.val, numbering.ilvl.val) == (1, item.level - 1)


def test_the_four_levels_are_counted_as_the_standard_counts_them(issuing: Callable[[Language], Notice]) -> None:
    found = parts(docx(issuing("zh")))["word/numbering.xml"].decode()
    assert re.findall(r'lvlText w:val="([^"]*)"', found) == ["%1、", "（%2）", "%3.", "（%4）"]
    counts = ["chineseCountingThousand", "chineseCountingThousand", "decimal", "decimal"]
    assert re.findall(r'numFmt w:val="([^"]*)"', found) == counts


def test_the_page_has_the_standards_margins_and_grid(issuing: Callable[[Language], Notice]) -> None:
    section = Document(io.BytesIO(docx(issuing("zh")))).sections[0]
    measures = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [each.mm for each in measures] == pytest.approx([210, 297, 37, 28], abs=0.02)
    assert (section.page_width - section.left_margin - section.right_margin) / 36000 == pytest.approx(156, abs=0.15)
    assert (section.page_height - section.top_margin - section.bottom_margin) / 36000 == pytest.approx(225, abs=0.15)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) / 20 * 22 == pytest.approx(225 / 25.4 * 72, abs=0.3)


def test_every_property_stands_where_the_schema_of_word_has_it(varied: Notice) -> None:
    order = (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "shd"),
        *("tabs", "kinsoku", "overflowPunct", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"),
    )
    for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml"):
        for properties in etree.fromstring(parts(docx(varied))[name]).iter(qn("w:pPr")):
            found = [order.index(each.tag.rpartition("}")[2]) for each in properties]
            assert found == sorted(found), (name, [each.tag for each in properties])


def test_a_book_without_a_number_has_none_and_one_with_it_has_its_brackets(
    fictional: Book, policies: Book, issuing: Callable[[Language], Notice]
) -> None:
    assert issuing("zh").number == "苇政发〔2031〕8号"
    assert issuing_notice(policies, policies.instruments[0], None, "zh").number == ""
    city = issuing_notice(fictional, fictional.instrument("xialing-2032"), None, "zh")
    assert (city.number, city.addressees, city.copies, city.printer) == ("", "", ("", ""), "")
    assert docx(city)


def test_both_languages_say_the_same_provisions(fictional: Book) -> None:
    zh, en = (issuing_notice(fictional, fictional.instrument("weiqiao-2031"), None, lang) for lang in ("zh", "en"))
    assert zh.enclosed is not None
    assert en.enclosed is not None
    shapes = [
        [(type(each), each.level if isinstance(each, Item) else 0) for each in notice.enclosed.body]
        for notice in (zh, en)
    ]
    assert shapes[0] == shapes[1]
    assert all(isinstance(each, Item | Paragraph) for each in zh.enclosed.body)


def test_a_changed_amount_changes_the_notice(fictional: Book, issuing: Callable[[Language], Notice]) -> None:
    before = issuing_notice(fictional, fictional.instrument("weiqiao-2031"), Date(2032, 1, 1), "zh")
    assert "3000元" in str(before.enclosed)
    assert "3600元" in str(issuing("zh").enclosed)
