"""One case through `huimin.determine`: what a table answers, and what must not depend on how a case is written.

HUIMIN_LONG=1 tries 2 000 households of each book; `python -m tests.hostile.public --count 20000` tries more.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from tests.hostile import public
from tests.hostile.inputs import BOOKS
from tests.properties.conftest import Generator

import huimin
from huimin.policy.model import Book

LONG = bool(os.environ.get("HUIMIN_LONG"))
HOUSEHOLDS = 2_000 if LONG else 40
CASES = 500 if LONG else 12
Key = tuple[str, str, str | None, int | None]


@pytest.mark.parametrize("name", BOOKS)
def test_a_case_and_a_table_come_to_the_same(name: str) -> None:
    for seed in range(0, HOUSEHOLDS, public.AT_ONCE):
        assert public.differences(name, seed) == []


@pytest.fixture(scope="module", params=list(BOOKS))
def book(request: pytest.FixtureRequest) -> Book:
    return huimin.load(BOOKS[request.param])


def answers(book: Book, case: Mapping[str, Any], ids: Mapping[str, str] | None = None) -> dict[Key, Any]:
    """What is answered, with the references of records as `ids` has them."""
    drafts = [each.id for each in book.instruments if each.status == "draft"]

    def named(reference: str | None) -> str | None:
        return (ids or {}).get(reference or "", reference)

    return {
        (each.provision, each.subject, named(each.record), each.year): (
            each.status,
            each.amount,
            each.would_be,
            each.displaced_by,
            each.failed,
            each.unknown,
            len(each.needs),
            {caution.question for caution in each.cautions},
        )
        for each in huimin.determine(book, case, drafts=drafts).outcomes
    }


def test_other_references_of_records_change_nothing_else(book: Book) -> None:
    """The members that provisions are decided for get other ids; what was received for them says so."""
    names = {each.name for each in book.vocabulary.subjects.values() if each.listed}
    others = {"a": "q", "b": "member 2", "c": "丙"}
    renamed = 0

    def rename(data: Any, *, decided: bool = False) -> Any:
        if isinstance(data, list):
            return [rename(each, decided=decided) for each in data]
        if not isinstance(data, dict):
            return data
        return {
            key: others.get(value, value)
            if key in names or (key == "id" and decided)
            else rename(value, decided=key in lists)
            for key, value in data.items()
        }

    lists = {each.at[-1] for each in book.vocabulary.subjects.values() if each.listed}
    for seed in range(CASES):
        case = Generator(book, Random(seed)).case()
        other = rename(case)
        renamed += other != case
        back = {new: old for old, new in others.items()}
        assert answers(book, other, back) == answers(book, case), seed
    assert renamed


def test_a_record_more_leaves_what_was_definite(book: Book) -> None:
    """A case says more, of somebody or something else: whoever was answered for definite is answered the same."""
    added = 0
    for seed in range(CASES):
        cases = Generator(book, Random(seed))
        case = cases.case()
        roots = [each for each in book.vocabulary.subjects.values() if len(each.at) == 1 and each.at[0] not in case]
        if not roots:
            continue
        kind = cases.random.choice(roots)
        other = cases.mended({**deepcopy(case), kind.at[0]: cases.record(kind)})
        if any(other.get(key) != value for key, value in case.items()):
            continue
        added += kind.at[0] in other
        before, after = answers(book, case), answers(book, other)
        definite = {key: value[:2] for key, value in before.items() if value[0] != "undetermined"}
        assert {key: after[key][:2] for key in definite} == definite, (seed, kind.name)
    assert added


def test_the_order_of_keys_and_the_way_a_number_is_written_change_nothing(book: Book) -> None:
    def turned(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: turned(data[key]) for key in reversed(list(data))}
        if isinstance(data, list):
            return [turned(each) for each in data]
        return float(data) if isinstance(data, int) and not isinstance(data, bool) else data

    for seed in range(CASES):
        case = Generator(book, Random(seed)).case()
        assert answers(book, turned(case)) == answers(book, case), seed
