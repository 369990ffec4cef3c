"""Some provisions are answered as they are among all."""

from __future__ import annotations

from pathlib import Path

import pytest

import huimin

MATERNITY, CHILDCARE = "gongshu-2023/maternity-grant", "gongshu-2023/childcare-grant"
CASE = "examples/family-twins-after-one.yaml"
HANGZHOU = "hangzhou-2023-childcare-grant"


@pytest.fixture(scope="module")
def book(root: Path) -> huimin.Book:
    return huimin.load(root / "policies")


def test_what_bears_on_a_provision_counts_though_it_is_not_answered(book: huimin.Book, root: Path) -> None:
    whole = huimin.determine(book, root / CASE, drafts=[HANGZHOU])
    some = huimin.determine(book, root / CASE, drafts=[HANGZHOU], only=[CHILDCARE, MATERNITY])
    assert some.outcomes == tuple(each for each in whole.outcomes if each.provision in (MATERNITY, CHILDCARE))
    alone = huimin.determine(book, root / CASE, only=[CHILDCARE, MATERNITY])
    assert some.outcomes != alone.outcomes


def test_only_what_was_asked_for_is_summed_and_left_undecided(book: huimin.Book, root: Path) -> None:
    whole = huimin.determine(book, root / CASE)
    some = huimin.determine(book, root / CASE, only=[MATERNITY])
    assert [each.value for each in some.totals] == [sum(each.amount or 0 for each in some.outcomes)]
    assert whole.not_asked
    assert not some.not_asked


def test_nothing_can_be_asked_for(book: huimin.Book, root: Path) -> None:
    assert huimin.determine(book, root / CASE, only=[]).outcomes == ()


def test_a_text_is_no_list(book: huimin.Book, root: Path) -> None:
    with pytest.raises(TypeError, match="only is a list of provisions"):
        huimin.determine(book, root / CASE, only=MATERNITY)


def test_a_name_that_no_provision_has_is_refused(book: huimin.Book, root: Path) -> None:
    with pytest.raises(huimin.CaseError) as error:
        huimin.determine(book, root / CASE, only=["gongshu-2023/maternity-grants"])
    (found,) = error.value.findings
    assert found.code == "case-unknown-provision"
    assert MATERNITY in str(found.values["guess"])
