"""Whether a table of cases and one case at a time come to the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

import huimin
from huimin.policy.model import Book

Row = tuple[str, str, str | None, str, int | None]
Answer = tuple[str, Decimal | None, tuple[str, ...], tuple[str, ...]]


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


def one_by_one(book: Book, cases: Mapping[str, Mapping[str, Any]], **asked: Any) -> dict[Row, Answer]:
    """What the interpreter answers, by the key of a row."""
    found: dict[Row, Answer] = {}
    for name, case in cases.items():
        for each in huimin.determine(book, case, **asked).outcomes:
            key = (name, each.subject, each.record, each.provision, each.year)
            found[key] = (each.status, each.amount, each.failed, each.unknown)
    return found


def of_table(outcomes: pa.Table) -> dict[Row, Answer]:
    """What batch answers, by the key of a row."""
    return {
        (row["case_id"], row["subject"], row["record"], row["provision"], row["year"]): (
            row["status"],
            row["amount"],
            tuple(row["failed"]),
            tuple(row["unknown"]),
        )
        for row in outcomes.to_pylist()
    }


def differences(ours: Mapping[Row, Answer], theirs: Mapping[Row, Answer]) -> Sequence[tuple[Row, Any, Any]]:
    """Where they differ: the row, with one answer and the other."""
    return [(key, ours.get(key), theirs.get(key)) for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
