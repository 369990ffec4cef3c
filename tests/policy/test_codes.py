"""Every code has words in both languages, a mistake that provokes it, and its entry in the documentation."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.check.examine import examine
from huimin.documents import findings
from huimin.documents.findings import BookError, HuiminError
from huimin.documents.read import read_bytes

HERE = Path(__file__).parent
MESSAGES: dict[str, Any] = yaml.safe_load(
    Path(findings.__file__).with_name("messages.yaml").read_text(encoding="utf-8")
)
OF_COMMANDS = (
    "amend-", "assume-", "batch-", "case-", "conversion-", "extra-", "feel-", "folder-", "format-", "impact-",
    "letter-", "no-font", "population-", "program-", "revision-", "template-", "trace-",
)  # fmt: skip
"""What is wrong with a case or with how a command is used; the pages on codes have a tried example of each."""
FULL_WIDTH_END = ("。", "？", "}")


def test_the_words_of_every_code_are_whole() -> None:
    for code, words in MESSAGES.items():
        advice = words.get("do", {"zh": "。", "en": ""})
        assert words["zh"].endswith(FULL_WIDTH_END), code
        assert advice["zh"].endswith(FULL_WIDTH_END), code
        assert not words["en"].endswith("."), code
        names = [set(re.findall(r"\{([a-z_]+)\}", words[language])) for language in ("zh", "en")]
        assert names[0] == names[1], code


def test_what_the_parser_often_says_is_said_in_chinese() -> None:
    for text in (
        "a: 1\n- b\n",
        "{a: 1 b: 2}",
        "a: @b",
        "a: b: c",
        "- a\nb: c",
        "a:\n\tb: 1",
        "k: - a",
        "a: \x00",
        'a: "\\q"',
    ):
        with pytest.raises(HuiminError) as refused:
            read_bytes(text.encode(), "x.yaml")
        problem = refused.value.findings[0].values["problem"]
        assert not MESSAGES["yaml-syntax"]["known"][problem]["zh"].isascii(), text


def test_every_code_about_a_book_is_provoked_by_a_mistake() -> None:
    tables = [*(HERE / "bad").glob("*.yaml"), HERE / "bad-input.yaml"]
    provoked = {each.get("code") for table in tables for each in yaml.safe_load(table.read_text(encoding="utf-8"))}
    elsewhere = {"file-unreadable", "book-not-found", "book-empty", "book-too-large", "changed-meanwhile"}
    about_books = {code for code in MESSAGES if not code.startswith(OF_COMMANDS)}
    assert about_books - provoked - elsewhere == set()


@pytest.mark.parametrize(("name", "code"), [("none", "book-not-found"), (".", "book-empty")])
def test_a_folder_that_is_no_book_is_said_to_be_none(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(BookError) as refused:
        examine(tmp_path / name)
    assert [each.code for each in refused.value.findings] == [code]
