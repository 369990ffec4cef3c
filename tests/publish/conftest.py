"""The fictional book, which the engine is tested on, and the policy book, whose words people read.

They are read without being checked: that they are sound is tested elsewhere.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from babel.dates import get_month_names

from huimin.policy import files
from huimin.policy.model import Book
from huimin.publish import Press, render


def read(folder: Path) -> Book:
    found, kinds, findings = files.documents(folder)
    assert findings == []
    return files.assemble(folder, found, kinds)


@pytest.fixture(scope="session")
def fictional(root: Path) -> Book:
    return read(root / "tests" / "books" / "elderly-care")


@pytest.fixture(scope="session")
def policies(root: Path) -> Book:
    return read(root / "policies")


@pytest.fixture(params=["policies", "fictional"])
def book(request: pytest.FixtureRequest) -> Book:
    found: Book = request.getfixturevalue(request.param)
    return found


HTML_FORMS = [
    "summary",
    "bilingual",
    "measures",
    "timeline",
    "targets",
    "book",
    "index",
]  # all but the PDFs, which take long
RENDERED: dict[str, dict[str, str]] = {}


@pytest.fixture
def pages(book: Book) -> dict[str, str]:
    """The pages of a book, rendered once for all tests."""
    if book.digest not in RENDERED:
        RENDERED[book.digest] = decoded(render(Press(book), HTML_FORMS))
    return RENDERED[book.digest]


def decoded(found: dict[str, bytes]) -> dict[str, str]:
    return {path: page.decode() for path, page in found.items()}


BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "dt", "dd", "title", "text", "caption", "a", "span", "div"}


@pytest.fixture(scope="session")
def spoken() -> Callable[[str, str], str]:
    """What a reader reads of a page, given its path and its text."""
    return _spoken


def _spoken(path: str, page: str) -> str:
    """What a reader reads of a page."""
    if not path.endswith((".html", ".svg")):
        return page
    words: list[str] = []

    def walk(element: Any) -> None:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name not in ("style", ""):
            words.append(element.text or "")
            for child in element:
                walk(child)
        words.append(("\n" if name in BLOCKS else "") + (element.tail or ""))

    walk(html5lib.parse(page))
    return "".join(words)


# What a page states, in figures, in whichever language it says so -------------------------------------------------

MONTHS = list(get_month_names("wide", locale="en").values())
NUMERALS = {character: value for value, character in enumerate("零一二三四五六七八九")}


def counted(numeral: str) -> int:
    """二十一 as 21."""
    tens, ten, units = numeral.rpartition("十")
    return (NUMERALS.get(tens, 1) * 10 if ten else 0) + NUMERALS.get(units, 0)


def dates(page: str, lang: str) -> Counter[tuple[int, ...]]:
    if lang == "zh":
        return Counter(tuple(map(int, found)) for found in re.findall(r"(\d+)年(\d+)月(\d+)日", page))
    pattern = rf"(\d+) ({'|'.join(MONTHS)}) (\d+)"
    return Counter((int(year), MONTHS.index(month) + 1, int(day)) for day, month, year in re.findall(pattern, page))


def amounts(page: str, lang: str) -> Counter[str]:
    if lang == "zh":
        return Counter(re.findall(r"(\d+(?:\.\d+)?)元", page))
    return Counter(found.replace(",", "") for found in re.findall(r"CNY (\d[\d,]*(?:\.\d+)?)", page))


def shares(page: str, lang: str) -> Counter[str]:
    return Counter(re.findall(r"(\d+(?:\.\d+)?)%", page))


def citations(page: str, lang: str) -> Counter[tuple[int, ...]]:
    """Articles and sentences as they are named, a run of sentences by its ends."""
    if lang == "zh":
        articles = re.findall(r"第([一二三四五六七八九十]+)条", page)
        sentences = re.findall(r"(?:第([一二三四五六七八九十]+)至)?第([一二三四五六七八九十]+)句", page)
        return Counter([(1, counted(each)) for each in articles]) + Counter(
            (2, counted(first) if first else counted(last), counted(last)) for first, last in sentences
        )
    articles = re.findall(r"article (\d+)", page)
    sentences = re.findall(r"sentences? (\d+)(?: to (\d+))?", page)
    return Counter([(1, int(each)) for each in articles]) + Counter(
        (2, int(first), int(last or first)) for first, last in sentences
    )


def figures(page: str, lang: str) -> Counter[str]:
    """Every number in figures, but those of dates, citations, measures and identifiers."""
    page = re.sub(r"`[^`]*`|sha256:\w+", "", page)
    if lang == "zh":
        page = re.sub(r"\d+年\d+月\d+日", "", page)
    else:
        page = re.sub(rf"\d+ (?:{'|'.join(MONTHS)}) \d+", "", page)
        page = re.sub(r"article \d+|sentences? \d+(?:(?: to |, | and )\d+)*|Measure \d+", "", page)
        page = re.sub(r"(?<=\d),(?=\d{3})", "", page)
    return Counter(re.findall(r"\d+(?:\.\d+)?", page))


STATEMENTS: dict[str, Callable[[str, str], Counter[Any]]] = {
    "dates": dates,
    "amounts": amounts,
    "shares": shares,
    "citations": citations,
    "figures": figures,
}


@pytest.fixture(scope="session")
def stated() -> Callable[[str, str, str], Counter[Any]]:
    """What a page states of one sort, counted: dates, amounts, shares or citations."""
    return lambda what, page, lang: STATEMENTS[what](page, lang)
