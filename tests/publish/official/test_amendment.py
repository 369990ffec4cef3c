"""The notice that amends an instrument: what changed between two versions of the book, in the official form."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huimin.feel.values import Date
from huimin.policy import files
from huimin.policy.model import Book
from huimin.publish.official.amendment import amendment_notice
from huimin.publish.official.content import Item, Notice, Paragraph, Table
from huimin.words import Language

DAY = Date(2033, 6, 1)
LONGER = ("instrument.yaml", "through: 2034-03-31", "through: 2036-03-31")
OLD_CAP = "value: 900, cite: {article: 1, sentence: 3}}"
NEW_CAP = "      - {from: 2033-07-01, recorded: 2033-06-01, value: 950, cite: {article: 1, sentence: 3}}"
CAP = ("01-allowances.yaml", OLD_CAP, f"{OLD_CAP}\n{NEW_CAP}")


@pytest.fixture
def edited(root: Path, tmp_path: Path) -> Callable[..., Book]:
    """The fictional book with words of the county's files replaced."""

    def edit(*changes: tuple[str, str, str]) -> Book:
        folder = tmp_path / "book"
        shutil.copytree(root / "tests" / "books" / "elderly-care", folder)
        for name, old, new in changes:
            path = folder / "weiqiao-2031" / name
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1
            path.write_text(text.replace(old, new), encoding="utf-8")
        found, kinds, findings = files.documents(folder)
        assert findings == []
        return files.assemble(folder, found, kinds)

    return edit


def amended(old: Book, new: Book, language: Language = "zh") -> Notice:
    notice = amendment_notice(old, new, "weiqiao-2031", DAY, language)
    assert notice is not None
    return notice


def table(notice: Notice) -> Table:
    return next(each for each in notice.body if isinstance(each, Table))


def test_books_that_say_the_same_need_no_notice(fictional: Book) -> None:
    assert amendment_notice(fictional, fictional, "weiqiao-2031", DAY, "zh") is None


def test_a_new_value_is_told_with_its_day_and_shown_before_and_after(fictional: Book, edited: Any) -> None:
    notice = amended(fictional, edited(CAP))
    told = [each.text for each in notice.body if isinstance(each, Item) and each.level == 2]
    assert len(told) == 1
    assert all(each in told[0] for each in ("900元", "950元", "2033年7月1日"))
    (row,) = table(notice).rows
    assert row[0] == "辅具补贴"
    assert "900元" in row[1]
    assert row[2] == row[1].replace("900元", "950元")


def test_a_longer_validity_changes_the_closing_clause(fictional: Book, edited: Any) -> None:
    notice = amended(fictional, edited(LONGER))
    (row,) = table(notice).rows
    assert row[0] == "附则"
    assert "2034年3月31日" in row[1]
    assert "2036年3月31日" in row[2]


def test_a_provision_that_is_new_has_nothing_before_it(fictional: Book, edited: Any) -> None:
    new = edited()
    old = edited_without(new, "aid-grant")
    (row,) = table(amended(old, new)).rows
    assert row[:2] == ("辅具补贴", "无")


def edited_without(book: Book, provision: str) -> Book:
    instruments = tuple(
        replace(each, provisions=tuple(one for one in each.provisions if one.id != provision))
        for each in book.instruments
    )
    return replace(book, instruments=instruments)


def test_it_is_dated_and_signed_like_any_notice(fictional: Book, edited: Any) -> None:
    zh, en = (amended(fictional, edited_once, lang) for edited_once in [edited(CAP)] for lang in ("zh", "en"))
    assert zh.title.text == "苇桥县人民政府关于调整苇桥县居家养老若干规定有关内容的通知"
    assert (zh.issuer, zh.date, zh.day) == ("苇桥县人民政府", "2033年6月1日", DAY)
    assert (en.date, en.addressees) == ("1 June 2033", "Every village committee:")
    assert zh.copies[0] == "抄送："
    assert zh.printed == "2033年6月1日印发"
    assert isinstance(zh.body[0], Paragraph)
    assert zh.enclosed is None
