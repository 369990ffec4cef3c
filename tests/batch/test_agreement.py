"""A table of cases and one case at a time come to the same: status, amount, conditions, refusals."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.batch import agreement, households
from tests.decide import test_across_subjects as across

import huimin
from huimin.batch.asking import asked_of
from huimin.batch.duck import Outcomes, determine_table
from huimin.batch.population import marginals, write_population
from huimin.batch.register import schema
from huimin.batch.statement import Columns
from huimin.cases.determine import in_play
from huimin.policy.alternatives import alternatives
from huimin.policy.model import Book, OpenQuestion
from huimin.policy.readings import readings_taken

LONG = bool(os.environ.get("HUIMIN_LONG"))
FAMILIES = 100_000 if LONG else 4_000
AT_ONCE = 1_000
COLUMNS: tuple[Columns, ...] = ("status", "amount")
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


@pytest.fixture(scope="module")
def odd(books: Mapping[str, Book]) -> Mapping[str, Mapping[str, dict[str, Any]]]:
    """Households for each book, drawn once around the days of all its questions: to decide them takes less time."""
    return {name: drawn(book, [each for other, each in QUESTIONS if other == name]) for name, book in books.items()}


def drawn(book: Book, questions: list[dict[str, Any]]) -> Mapping[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    asked = [asked_of(book, **each) for each in questions]

    @settings(
        max_examples=2_000 if LONG else 60,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(*(households.cases(each.book, each.on) for each in asked)))
    def draw(case: dict[str, Any]) -> None:
        found[f"case-{len(found)}"] = case

    draw()
    return found


@pytest.mark.xdist_group("batch households")
@pytest.mark.parametrize(
    ("name", "question"),
    QUESTIONS,
    ids=lambda each: each if isinstance(each, str) else "-".join(map(str, each.values())),
)
def test_households_of_every_odd_shape(
    books: Mapping[str, Book],
    odd: Mapping[str, Mapping[str, dict[str, Any]]],
    name: str,
    question: dict[str, Any],
) -> None:
    compare(books[name], odd[name], question)


HANGING = {
    "when: senior.uses_wheelchair\n": "when: senior.uses_wheelchair and count(household.payments) < 2\n",
    "amount: wheelchair_grant\n    payment: once\n": "amount: wheelchair_grant\n    payment: monthly\n",
    "aid_cap)\n    payment: once\n": "aid_cap)\n    payment: monthly\n",
}


def test_a_rival_that_hangs_on_what_was_received(root: Path, tmp_path: Path) -> None:
    """Of two rivals one asks what was received; while that is unknown it holds up the other if it would be larger."""
    shutil.copytree(root / "tests/books/elderly-care", tmp_path / "book")
    written = tmp_path / "book" / "weiqiao-2031" / "01-allowances.yaml"
    text = written.read_text(encoding="utf-8")
    for before, after in HANGING.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    written.write_text(text, encoding="utf-8")
    paid = {"provision": "weiqiao-2031/home-care-grant", "senior": "mei"}
    senior = {"id": "mei", "birth_date": "1950-02-03", "is_registered": True}
    senior |= {"needs_aid_since": "2032-05-01", "needs_aid_until": "2032-06-01"}
    cases: dict[str, Any] = {}
    for cost, wheelchair, payments in product((0, 800, 9000), (True, False, None), (None, [], [paid], [paid, paid])):
        facts = {**senior, "aid_cost": cost, "uses_wheelchair": wheelchair}
        household = {"seniors": [agreement.without_nulls(facts)], "payments": payments}
        cases[f"case-{len(cases)}"] = {"household": agreement.without_nulls(household)}
    asks = {"on": "2033-03-01", "provisions": ["aid-grant", "wheelchair-grant"]}
    book = huimin.load(tmp_path / "book")
    compare(book, cases, asks)
    answers, _ = agreement.one_by_one(asked_of(book, **asks), cases)
    untold = {
        (key[3].rpartition("/")[2], answer[0], answer[4])
        for key, answer in answers.items()
        if "payments" not in cases[key[0]]["household"]
    }
    assert untold >= {
        ("wheelchair-grant", "undetermined", "granted"),
        ("aid-grant", "undetermined", "granted"),
        ("aid-grant", "granted", None),
    }


def test_what_is_for_one_record_bears_on_what_is_for_others(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "tests/books/elderly-care", tmp_path / "book")
    shutil.copytree(across.HERE / across.DRAFT, tmp_path / "book" / across.DRAFT)
    cases = {row["id"]: across.case_of(row) for row in across.TABLE["cases"]}
    days = {str(case.pop("on")) for case in cases.values()}
    book = huimin.load(tmp_path / "book")
    for day in days:
        compare(book, cases, {"on": day, "drafts": [across.DRAFT]})


@pytest.mark.xdist_group("batch households")
@pytest.mark.parametrize(("lower", "higher"), [("yearly-visit", "city-meals"), ("aid-grant", "city-heating")])
def test_what_bears_on_a_yearly_duty_or_from_a_single_record(
    root: Path, tmp_path: Path, odd: Mapping[str, Mapping[str, dict[str, Any]]], lower: str, higher: str
) -> None:
    shutil.copytree(root / "tests/books/elderly-care", tmp_path / "book")
    written = tmp_path / "book" / "xialing-2032" / "instrument.yaml"
    text = written.read_text(encoding="utf-8")
    bearing = f"affects:\n  - {{provision: weiqiao-2031/{lower}, by: {higher}, effect: replaces}}\n"
    assert "affects:\n" in text
    written.write_text(text.replace("affects:\n", bearing), encoding="utf-8")
    book = huimin.load(tmp_path / "book")
    compare(book, odd["elderly-care"], {"on": "2033-03-01", "provisions": [f"weiqiao-2031/{lower}"]})


@pytest.fixture(scope="module")
def registers(books: Mapping[str, Book], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, pa.Table]:
    """A synthetic register for each book."""
    found = {}
    for name, book in books.items():
        out = tmp_path_factory.mktemp("registers") / f"{name}.parquet"
        write_population(book, marginals(book), FAMILIES, out, seed=11)
        found[name] = pq.read_table(out)
    return found


@pytest.fixture(scope="module")
def whole(books: Mapping[str, Book], registers: Mapping[str, pa.Table]) -> Mapping[str, Outcomes]:
    """What batch answers on each register, with all reasons, for the whole book."""
    return {name: determine_table(books[name], registers[name], on=on) for name, (_, on) in BOOKS.items()}


@pytest.mark.xdist_group("batch registers")
@pytest.mark.parametrize("name", BOOKS)
def test_a_population(
    books: Mapping[str, Book], registers: Mapping[str, pa.Table], whole: Mapping[str, Outcomes], name: str
) -> None:
    """Every family under the whole book, some at a time: what one by one answers takes more room than its columns."""
    asked, found = asked_of(books[name], on=BOOKS[name][1]), whole[name]
    rejected = set(found.rejected["case_id"].to_pylist())
    for start in range(0, FAMILIES, AT_ONCE):
        cases = agreement.cases_of(registers[name].slice(start, AT_ONCE))
        expected, refused = agreement.one_by_one(asked, cases)
        ours = found.outcomes.filter(pc.is_in(found.outcomes["case_id"], value_set=pa.array(list(cases))))
        answers = agreement.of_table(ours)
        assert rejected & cases.keys() == refused
        assert agreement.differences(expected, answers) == []
        named = {(key[0], path) for key, answer in answers.items() for path in answer[-1]}
        assert [(case, path) for case, path in named if not agreement.lacks(cases[case], path)] == []


@pytest.mark.xdist_group("batch registers")
def test_amounts_and_statuses_alone_are_those_of_the_reasons(
    books: Mapping[str, Book], registers: Mapping[str, pa.Table], whole: Mapping[str, Outcomes]
) -> None:
    for name, (_, on) in BOOKS.items():
        reasons = whole[name].outcomes
        for columns in COLUMNS:
            found = determine_table(books[name], registers[name], on=on, columns=columns).outcomes
            assert found.equals(reasons.select(found.schema.names))


@pytest.mark.xdist_group("batch registers")
@pytest.mark.parametrize("name", BOOKS)
def test_every_reading_of_every_question(
    books: Mapping[str, Book], registers: Mapping[str, pa.Table], name: str
) -> None:
    book, on = books[name], BOOKS[name][1]
    table = registers[name].slice(0, 2_000 if LONG else 60)
    cases = agreement.cases_of(table)
    usual = asked_of(book, on=on)
    taken = readings_taken(in_play(book, ()), usual.on, None)
    for readings, ids in together(alternatives(in_play(book, ()), taken)):
        asks = {"on": on, "readings": readings, "provisions": sorted(ids & set(usual.provisions))}
        if asks["provisions"]:
            expected, _ = agreement.one_by_one(asked_of(book, **asks), cases)
            found = determine_table(book, table, **asks)
            assert agreement.differences(expected, agreement.of_table(found.outcomes)) == [], readings


def together(
    found: Iterable[tuple[OpenQuestion, str, frozenset[str]]],
) -> list[tuple[dict[str, str], frozenset[str]]]:
    """Readings with the provisions they touch, those that touch none in common taken at once."""
    bundles: list[tuple[dict[str, str], frozenset[str]]] = []
    for question, reading, ids in found:
        place = next(
            (i for i, (readings, theirs) in enumerate(bundles) if not ids & theirs and question.id not in readings),
            None,
        )
        if place is None:
            bundles.append(({question.id: reading}, ids))
        else:
            readings, theirs = bundles[place]
            bundles[place] = ({**readings, question.id: reading}, ids | theirs)
    return bundles
