"""The fictional book, which the engine is tested on, and the policy book, whose words people read.

They are read without being checked: that they are sound is tested elsewhere.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.dates import get_month_names

from huimin.policy import load
from huimin.policy.model import Book


def read(folder: Path) -> Book:
    found, kinds, findings = load.documents(folder)
    assert findings == []
    return load.assemble(folder, found, kinds)


@pytest.fixture(scope="session")
def fictional(root: Path) -> Book:
    return read(root / "tests" / "books" / "elderly-care")


@pytest.fixture(scope="session")
def policies(root: Path) -> Book:
    return read(root / "policies")


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


STATEMENTS: dict[str, Callable[[str, str], Counter[Any]]] = {
    "dates": dates,
    "amounts": amounts,
    "shares": shares,
    "citations": citations,
}


@pytest.fixture(scope="session")
def stated() -> Callable[[str, str, str], Counter[Any]]:
    """What a page states of one sort, counted: dates, amounts, shares or citations."""
    return lambda what, page, lang: STATEMENTS[what](page, lang)
