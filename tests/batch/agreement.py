"""Whether a table of cases and one case at a time come to the same."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

import huimin
from huimin.batch.statement import Asked
from huimin.cases.determination import rounded
from huimin.cases.determine import language_of
from huimin.cases.read import open_case, read_case
from huimin.decide.answer import Decider
from huimin.decide.made import Made
from huimin.documents.findings import CaseError
from huimin.policy.alternatives import related
from huimin.policy.model import Book

Row = tuple[str, str, str | None, str, int | None]
Answer = tuple[
    str, Decimal | None, tuple[str, ...], tuple[str, ...], str | None, Decimal | None, str | None, frozenset[str]
]
PLACE = re.compile(r"\[.*?\]")


def arrow_value(value: Any, type_: pa.DataType) -> Any:
    """A value of a case as Arrow takes it: dates as dates, numbers as decimals."""
    if value is None:
        return None
    if pa.types.is_struct(type_):
        return {each.name: arrow_value(value.get(each.name), each.type) for each in type_}
    if pa.types.is_list(type_):
        return [arrow_value(each, type_.value_type) for each in value]
    if pa.types.is_date(type_):
        return dt.date.fromisoformat(str(value))
    return Decimal(str(value)) if pa.types.is_decimal(type_) else value


def table(cases: Mapping[str, Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """A row for each case, by its id."""
    rows = [
        {each.name: name if each.name == "id" else arrow_value(case.get(each.name), each.type) for each in schema}
        for name, case in cases.items()
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def cases_of(rows: pa.Table) -> dict[str, dict[str, Any]]:
    """The cases of a table by their ids: what is NULL is left out."""
    return {row.pop("id"): without_nulls(row) for row in rows.to_pylist()}


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def one_by_one(asked: Asked, cases: Mapping[str, Mapping[str, Any]]) -> tuple[dict[Row, Answer], set[str]]:
    """What the interpreter answers, by the key of a row: status, amount, the conditions that fail or are open, what it
    would be without what holds it up, what displaces it, and the missing facts; and the cases that it refuses.

    Only what decides is run, without cautions, nearest changes and wording, which take far longer.
    """
    book, words = asked.book, language_of(asked.book)
    made = Made(book, asked.on, asked.known, {}, related(book, frozenset(asked.provisions)))
    decider = Decider(made, book.vocabulary)
    found: dict[Row, Answer] = {}
    refused: set[str] = set()
    for name, case in cases.items():
        try:
            read = read_case(book, words, open_case(case), on=asked.on, known=asked.known)
        except CaseError:
            refused.add(name)
            continue
        for each in decider.decide(read.facts, asked.on):
            if each.provision not in asked.provisions:
                continue
            key = (name, each.row.subject, each.record, each.provision, each.year)
            would, amount = each.would_be or (None, None)
            held_up = (would, paid(amount), each.displaced_by)
            missing = frozenset(PLACE.sub("", path) for path in each.missing)
            found[key] = (each.status, paid(each.amount), each.failed, each.unknown, *held_up, missing)
    return found, refused


def paid(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else rounded(amount)


def of_table(outcomes: pa.Table) -> dict[Row, Answer]:
    """What batch answers, by the key of a row."""
    return {
        (row["case_id"], row["subject"], row["record"], row["provision"], row["year"]): (
            row["status"],
            row["amount"],
            tuple(row["failed"]),
            tuple(row["unknown"]),
            row["would_be"],
            row["would_amount"],
            row["displaced_by"],
            frozenset(row["missing"]),
        )
        for row in outcomes.to_pylist()
    }


def differences(expected: Mapping[Row, Answer], found: Mapping[Row, Answer]) -> Sequence[tuple[Row, Any, Any]]:
    """Where they differ: the row, with one answer and the other. Of missing facts more may be found than expected."""
    keys = {**expected, **found}
    return [(key, expected.get(key), found.get(key)) for key in keys if not agree(expected.get(key), found.get(key))]


def agree(expected: Answer | None, found: Answer | None) -> bool:
    if expected is None or found is None:
        return False
    return expected[:-1] == found[:-1] and expected[-1] <= found[-1]


def lacks(given: Mapping[str, Any], path: str) -> bool:
    """Whether a case leaves out a fact: what it stands in, or the fact in any member of the list that it stands in. A
    list may always lack the entry that would decide.
    """
    name, _, rest = path.partition(".")
    value = given.get(name)
    if value is None or not rest:
        return value is None or isinstance(value, list)
    return any(lacks(each, rest) for each in (value if isinstance(value, list) else [value]))


def through_the_api(
    book: Book, cases: Mapping[str, Mapping[str, Any]], question: Mapping[str, Any]
) -> tuple[dict[Row, Answer], set[str]]:
    """What `huimin.determine` answers, as `one_by_one` has it; and the cases that it refuses.

    A fact that is assumed of a record is passed on for the cases that hold the record, as a table assumes it too.
    """
    found: dict[Row, Answer] = {}
    refused: set[str] = set()
    for name, case in cases.items():
        assumed = {path: value for path, value in question.get("assume", {}).items() if _holds(case, path)}
        try:
            outcomes = huimin.determine(book, case, **{**question, "assume": assumed}).outcomes
        except CaseError:
            refused.add(name)
            continue
        for each in outcomes:
            would, amount = (each.would_be.status, each.would_be.amount) if each.would_be else (None, None)
            held_up = (would, paid(amount), each.displaced_by)
            needs = frozenset(PLACE.sub("", need.path) for need in each.needs)
            key = (name, each.subject, each.record, each.provision, each.year)
            found[key] = (each.status, paid(each.amount), each.failed, each.unknown, *held_up, needs)
    return found, refused


def _holds(case: Mapping[str, Any], path: str) -> bool:
    """Whether a case holds the record of a fact that is named by its whole path."""
    record: Any = case
    for step in path.split(".")[:-1]:
        record = record.get(step) if isinstance(record, Mapping) else None
    return record is not None
