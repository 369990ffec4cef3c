"""A table of cases and one case at a time come to the same: status, amount, conditions, refusals."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.batch import agreement, households

import huimin
from huimin.batch.asking import asked_of
from huimin.batch.duck import determine_table
from huimin.batch.population import marginals, write_population
from huimin.batch.register import schema
from huimin.cases.determine import in_play
from huimin.cases.weigh import alternatives
from huimin.policy.model import Book
from huimin.policy.settle import readings_taken

LONG = bool(os.environ.get("HUIMIN_LONG"))
FAMILIES = 100_000 if LONG else 1_000
BOOKS = {"shipped": ("policies", "2025-06-30"), "elderly-care": ("tests/books/elderly-care", "2033-03-01")}
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("shipped", {"on": "2025-06-30"}),
    ("shipped", {"on": "2026-02-01"}),
    ("shipped", {"on": "2023-12-01"}),
    ("shipped", {"on": "2025-06-30", "known": "2023-12-31"}),
    ("shipped", {"on": "2025-06-30", "drafts": ("hangzhou-2023-childcare-grant", "national-2025-childcare-subsidy")}),
    ("elderly-care", {"on": "2033-03-01"}),
    ("elderly-care", {"on": "2032-08-01"}),
    ("elderly-care", {"on": "2032-08-01", "known": "2032-07-15"}),
    ("elderly-care", {"on": "2031-02-01"}),
    ("elderly-care", {"on": "2034-06-01"}),
    ("elderly-care", {"on": "2033-12-31", "drafts": ("nation-2033-draft", "qinghe-2033-draft")}),
]


@pytest.fixture(scope="session")
def books(root: Path) -> Mapping[str, Book]:
    return {name: huimin.load(root / folder) for name, (folder, _) in BOOKS.items()}


def compare(book: Book, cases: Mapping[str, Mapping[str, Any]], question: Mapping[str, Any]) -> None:
    """Batch and the interpreter on the same cases: the same outcomes, the same refusals."""
    asked = asked_of(book, **question)
    table = agreement.table(cases, schema(asked.book))
    found = determine_table(book, table, **question)
    expected, refused = agreement.one_by_one(asked, cases)
    assert set(found.rejected["case_id"].to_pylist()) == refused
    assert agreement.differences(expected, agreement.of_table(found.outcomes)) == []


@pytest.mark.parametrize(
    ("name", "question"),
    QUESTIONS,
    ids=lambda each: each if isinstance(each, str) else "-".join(map(str, each.values())),
)
def test_households_of_every_odd_shape(books: Mapping[str, Book], name: str, question: dict[str, Any]) -> None:
    asked = asked_of(books[name], **question)
    drawn = st.lists(households.cases(asked.book, asked.on), min_size=20, max_size=20)

    @settings(
        max_examples=100 if LONG else 2,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def agree(found: list[dict[str, Any]]) -> None:
        compare(books[name], {f"case-{number}": each for number, each in enumerate(found)}, question)

    agree()


@pytest.mark.parametrize("name", BOOKS)
def test_a_population(books: Mapping[str, Book], name: str, tmp_path: Path) -> None:
    book, out = books[name], tmp_path / "register.parquet"
    write_population(book, marginals(book), FAMILIES, out, seed=11)
    table = pq.read_table(out)
    asked = asked_of(book, on=BOOKS[name][1])
    found = determine_table(book, table, on=BOOKS[name][1])
    expected, refused = agreement.one_by_one(asked, agreement.cases_of(table))
    assert set(found.rejected["case_id"].to_pylist()) == refused
    assert agreement.differences(expected, agreement.of_table(found.outcomes)) == []


@pytest.mark.parametrize("name", BOOKS)
def test_every_reading_of_every_question(books: Mapping[str, Book], name: str, tmp_path: Path) -> None:
    book, out, on = books[name], tmp_path / "register.parquet", BOOKS[name][1]
    write_population(book, marginals(book), 2_000 if LONG else 100, out, seed=5)
    table = pq.read_table(out)
    cases = agreement.cases_of(table)
    usual = asked_of(book, on=on)
    taken = readings_taken(in_play(book, ()), usual.on, None)
    for question, reading, ids in alternatives(in_play(book, ()), taken):
        asks = {"on": on, "readings": {question.id: reading}, "provisions": sorted(ids & set(usual.provisions))}
        if asks["provisions"]:
            expected, _ = agreement.one_by_one(asked_of(book, **asks), cases)
            found = determine_table(book, table, **asks)
            assert agreement.differences(expected, agreement.of_table(found.outcomes)) == [], (question.id, reading)


def test_amounts_and_statuses_alone_are_those_of_the_reasons(books: Mapping[str, Book], tmp_path: Path) -> None:
    for name, (_, on) in BOOKS.items():
        book, out = books[name], tmp_path / f"{name}.parquet"
        write_population(book, marginals(book), 2_000, out, seed=7)
        table = pq.read_table(out)
        whole, status, amount = (
            determine_table(book, table, on=on, columns=columns).outcomes for columns in ("reasons", "status", "amount")
        )
        assert status.equals(whole.select(status.schema.names))
        assert amount.equals(whole.select(amount.schema.names))
        assert isinstance(whole, pa.Table)
