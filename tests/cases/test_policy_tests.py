"""Every policy test of the shipped book, as a test of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import huimin
from huimin.cases import policy_tests
from huimin.check import examine
from huimin.documents import locate
from huimin.search.covered import uncovered

BOOK = examine.examine(locate.CHECKOUT / "policies")[0]
TESTS = list(policy_tests.tests_of(BOOK)) if BOOK else []


def test_the_shipped_book_is_clean():
    assert examine.examine(locate.CHECKOUT / "policies")[1] == []


@pytest.mark.parametrize(
    "policy_test", TESTS, ids=[f"{each.document.name.rpartition('/')[2]}:{each.id}" for each in TESTS]
)
def test_the_book_answers_as_an_officer_expects(policy_test):
    result = policy_tests.run_test(BOOK, policy_test)
    assert [finding.message("en") for finding in result.findings] == []
    assert [(miss.what.en, miss.expected, miss.found) for miss in result.misses] == []


def test_nothing_that_can_come_about_is_left_untested():
    assert uncovered(BOOK, policy_tests.run(BOOK)) == []


def test_the_book_loads_the_same_with_and_without_its_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    case = locate.CHECKOUT / "examples" / "family-with-everything.yaml"
    first = huimin.determine(huimin.load(), case).to_json()
    assert list((tmp_path / "cache").iterdir())
    second = huimin.determine(huimin.load(), case).to_json()
    monkeypatch.setenv("HUIMIN_CACHE", "")
    assert first == second == huimin.determine(huimin.load(), case).to_json()


def test_a_cached_book_is_refused_for_a_file_that_is_not_read_like_any_other(tmp_path, monkeypatch):
    monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    book = Path(shutil.copytree(locate.CHECKOUT / "tests" / "books" / "elderly-care", tmp_path / "book"))
    huimin.load(book)
    assert list((tmp_path / "cache").iterdir())
    (book / "weiqiao-2031" / "04-more.yml").write_text("measure: 4\n", encoding="utf-8")
    with pytest.raises(huimin.BookError) as refused:
        huimin.load(book)
    assert [each.code for each in refused.value.findings] == ["file-unread"]
