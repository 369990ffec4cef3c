"""The programs come to what the interpreter comes to: status, amount, what it would be, what displaces it, every
condition, every answer, the missing facts, and the answer under every other reading.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.decide import beside
from tests.engine.test_rules import case_of, rows
from tests.properties.conftest import Generator

import huimin
from huimin.cases import policy_tests
from huimin.cases.determine import in_play
from huimin.policy.model import Book

LONG = bool(os.environ.get("HUIMIN_LONG"))
HOUSEHOLDS = 10_000 if LONG else 200
DRAFTS = ("hangzhou-2023-childcare-grant", "national-2025-childcare-subsidy")
DAYS = ("2023-11-20", "2023-12-31", "2025-06-30", "2026-01-01")
ASKED: Mapping[str, Collection[tuple[str, tuple[str, ...]]]] = {
    "policies": [(day, drafts) for day in ("2023-12-31", "2025-06-30", "2026-02-01") for drafts in ((), DRAFTS)],
    "tests/books/elderly-care": [
        ("2031-12-31", ()),
        ("2032-08-01", ()),
        ("2033-03-01", ()),
        ("2033-12-31", ("nation-2033-draft", "qinghe-2033-draft")),
        ("2034-06-01", ()),
    ],
}


@pytest.fixture(scope="session")
def shipped(root: Path) -> Book:
    return huimin.load(root / "policies")


@pytest.fixture(scope="session")
def fictional(root: Path) -> Book:
    return huimin.load(root / "tests" / "books" / "elderly-care")


@pytest.mark.parametrize("row", rows("rules-*.yaml"))
def test_a_row_of_the_rule_tables(fictional: Book, row: Mapping[str, Any]) -> None:
    options = {key: row[key] for key in ("on", "known", "readings", "assume") if key in row}
    assert beside.differences(fictional, case_of(row), row.get("with", ()), cautions=True, **options) == []


def test_the_policy_tests(shipped: Book) -> None:
    tests = list(policy_tests.tests_of(shipped))
    found = {}
    for each in tests:
        options = policy_tests.options_of(each)
        found[each.id] = beside.differences(shipped, policy_tests.document_of(each), **options)
    assert {name: differs for name, differs in found.items() if differs} == {}
    assert len(tests) > 100


@pytest.mark.parametrize("drafts", [(), DRAFTS[:1], DRAFTS], ids=len)
@pytest.mark.parametrize("day", [None, *DAYS])
def test_the_examples(shipped: Book, root: Path, day: str | None, drafts: tuple[str, ...]) -> None:
    compared = 0
    for path in sorted((root / "examples").glob("*.yaml")):
        try:
            assert beside.differences(shipped, path, drafts, cautions=day is None, on=day) == []
        except huimin.CaseError:
            assert day is not None  # on an earlier day the example tells what had not happened yet
        else:
            compared += 1
    assert compared


@pytest.mark.parametrize(
    ("folder", "day", "drafts"),
    [(folder, day, drafts) for folder, asked in ASKED.items() for day, drafts in asked],
    ids=lambda each: str(len(each) if isinstance(each, tuple) else Path(each).name),
)
def test_generated_households(root: Path, folder: str, day: str, drafts: tuple[str, ...]) -> None:
    """Cases of every odd shape, drawn by a seed: what is missing, empty, or on a boundary."""
    book = huimin.load(root / folder)
    generator = Generator(in_play(book, drafts), Random(f"{folder} {day} {drafts}"))
    statuses = set()
    for number in range(HOUSEHOLDS // len(ASKED[folder])):
        case = generator.mended({**generator.case(), "on": day})
        decider, seen, judged = beside.both(book, case, drafts, cautions=number % 10 == 0)
        assert beside.differing(decider, seen, judged) == [], case
        statuses |= {each["status"] for each in judged.values()}
    assert len(statuses) > 5
