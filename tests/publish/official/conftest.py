"""Notices made once, typeset once, and measured in millimetres."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from huimin.policy.model import Book, Instrument
from huimin.publish.official import issuing_notice
from huimin.publish.official.content import Enclosed, Item, Notice, Paragraph, Table, Title
from huimin.publish.official.document import docx
from huimin.publish.official.pdf import printed
from huimin.words import Language

POINT = 25.4 / 72
# Fifty-six characters, none of them punctuation: two full lines of 28.
TEXT = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称"


@dataclass(frozen=True)
class Line:
    """The characters that share a baseline, from left to right; `x0`, `x1` and `baseline` in mm from the upper left."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    fonts: tuple[str, ...]
    starts: tuple[float, ...]


@dataclass(frozen=True)
class Typeset:
    """A notice as it is printed: the PDF, its pages as pdfplumber has them, and their lines from the top."""

    pdf: bytes
    pages: tuple[Any, ...]
    lines: tuple[tuple[Line, ...], ...]

    def line(self, text: str) -> tuple[int, Line]:
        """The page, from 1, and the line that begins with the text."""
        return next(
            (number, line)
            for number, page in enumerate(self.lines, start=1)
            for line in page
            if line.text.startswith(text)
        )

    def body(self, number: int) -> tuple[Line, ...]:
        """The lines of a page, from 1, that stand in the type area."""
        return tuple(line for line in self.lines[number - 1] if line.baseline < 263)


def _lines(page: Any) -> tuple[Line, ...]:
    rows = defaultdict(list)
    for each in page.chars:
        rows[round(each["matrix"][5] * 2)].append(each)
    return tuple(_line(page, sorted(row, key=lambda each: each["x0"])) for _, row in sorted(rows.items(), reverse=True))


def _line(page: Any, row: list[dict[str, Any]]) -> Line:
    inked = [each for each in row if each["text"].strip()] or row
    return Line(
        "".join(each["text"] for each in row).strip(),
        inked[0]["x0"] * POINT,
        inked[-1]["x1"] * POINT,
        float(page.height - row[0]["matrix"][5]) * POINT,
        round(row[0]["size"], 2),
        tuple(dict.fromkeys(each["fontname"].partition("+")[2] for each in row if each["text"].strip())),
        tuple(each["x0"] * POINT for each in row),
    )


@pytest.fixture(scope="session")
def typeset() -> Callable[[Notice], Typeset]:
    """Typesets a notice, each once in a session."""
    made: dict[Notice, Typeset] = {}

    def set_one(notice: Notice) -> Typeset:
        if notice not in made:
            found = printed(docx(notice), notice.language, notice.day)
            pages = tuple(pdfplumber.open(BytesIO(found)).pages)
            made[notice] = Typeset(found, pages, tuple(_lines(page) for page in pages))
        return made[notice]

    return set_one


@pytest.fixture(scope="session")
def county(fictional: Book) -> Instrument:
    return fictional.instrument("weiqiao-2031")


@pytest.fixture(scope="session")
def issuing(fictional: Book, county: Instrument) -> Callable[[Language], Notice]:
    return lambda language: issuing_notice(fictional, county, None, language)


@pytest.fixture(scope="session")
def full(issuing: Callable[[Language], Notice]) -> Notice:
    """A notice whose enclosure fills its pages with full lines."""
    body = (Paragraph((TEXT * 40)[: 28 * 70 - 2]),)
    return replace(issuing("zh"), enclosed=Enclosed(Title("甲乙丙"), body))


@pytest.fixture(scope="session")
def varied(issuing: Callable[[Language], Notice]) -> Notice:
    """A notice with all four levels, a table of several pages, and a title of three lines."""
    rows = tuple((f"第{each}项", TEXT, TEXT * 2) for each in range(24))
    body = (
        *(Item(1, "一级标题") for _ in range(11)),
        *(Item(2, "二级标题。", TEXT) for _ in range(3)),
        *(Item(3, "", TEXT) for _ in range(2)),
        *(Item(4, "", TEXT) for _ in range(2)),
        Item(2, "表格。"),
        Table(("事项", "调整前", "调整后"), rows, (1, 2, 2)),
        Paragraph(TEXT),
    )
    title = Title(
        "苇桥县人民政府关于印发苇桥县居家养老服务和高龄补助若干规定（试行）的通知", ("苇桥县居家", "若干规定")
    )
    return replace(issuing("zh"), title=title, body=body, enclosed=None)


@pytest.fixture(scope="session")
def long_copies(issuing: Callable[[Language], Notice]) -> Notice:
    """A notice of one page whose copies go to more bodies than a line holds."""
    notice = issuing("zh")
    return replace(notice, enclosed=None, copies=(notice.copies[0], "，".join(["县委各部门"] * 12) + "。"))


@pytest.fixture(scope="session")
def issued(issuing: Callable[[Language], Notice]) -> tuple[bytes, Language, Any]:
    """What the county's notice is printed from."""
    notice = issuing("zh")
    return docx(notice), notice.language, notice.day
