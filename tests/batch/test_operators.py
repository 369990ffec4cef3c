"""Every operator of our own is worth what its table says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sqlglot import exp

from huimin.batch import sql
from huimin.batch.operators import Operators
from huimin.batch.sql import Sql

TABLE = yaml.safe_load((Path(__file__).parent / "operators.yaml").read_text(encoding="utf-8"))
NUMBERS = exp.DataType.build("array<int>", dialect="spark")


def over_one(member: Sql) -> Sql:
    return sql.binary(">", member, sql.literal(1))


LISTS: Mapping[str, Callable[[Operators, Sql], Sql]] = {
    "some": lambda operators, xs: operators.some(xs, "x", over_one),
    "every": lambda operators, xs: operators.every(xs, "x", over_one),
    "count": lambda operators, xs: operators.count(xs, "x", over_one),
    "kept": lambda operators, xs: operators.kept(xs, "x", over_one),
    "each": lambda operators, xs: operators.each(xs, "x", over_one),
    "placed": lambda operators, xs: operators.each_placed(xs, "x", lambda x, place: sql.binary("*", x, place)),
    "contains_two": lambda operators, xs: operators.contains(xs, sql.literal(2)),
    "size": lambda operators, xs: operators.size(xs),
    "first": lambda operators, xs: operators.at(xs, 1),
    "last": lambda operators, xs: operators.at(xs, -1),
    "ninth": lambda operators, xs: operators.at(xs, 9),
    "has_null": lambda operators, xs: operators.has_null(xs),
    "total": lambda operators, xs: operators.total(xs),
    "largest": lambda operators, xs: operators.extreme(xs, largest=True),
    "smallest": lambda operators, xs: operators.extreme(xs, largest=False),
}
SCALARS: Mapping[str, Callable[[Operators, Sql, Sql], Sql]] = {
    "quotient": Operators.quotient,
    "product": Operators.product,
    "plus_months": Operators.plus_months,
    "months_between": Operators.months_between,
    "days_between": Operators.days_between,
}


def scalar(value: Any) -> Sql:
    if isinstance(value, dt.date):
        return sql.cast(sql.literal(value.isoformat()), "date")
    return sql.cast(sql.NULL if value is None else sql.literal(Decimal(value)), "decimal(18,6)")


def questions() -> list[tuple[str, Sql, Any]]:
    operators = Operators()
    found: list[tuple[str, Sql, Any]] = []
    for name, row in TABLE["operators"].items():
        for kind, expected in row.items():
            members = TABLE["lists"][kind]
            listed = sql.NULL if members is None else sql.array([sql.literal(each) for each in members])
            found.append((f"{name} {kind}", LISTS[name](operators, sql.cast(listed, NUMBERS)), expected))
    for name, rows in TABLE["scalars"].items():
        for row in rows:
            query = SCALARS[name](operators, scalar(row["left"]), scalar(row["right"]))
            found.append((f"{name} {row['left']} {row['right']}", query, row["is"]))
    return found


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, str):
        return found is not None and Decimal(str(found)) == Decimal(expected)
    if isinstance(expected, list):
        return isinstance(found, list) and list(found) == expected
    return bool(found == expected) and isinstance(found, bool) == isinstance(expected, bool)


def test_every_operator_is_in_the_table() -> None:
    assert set(TABLE["operators"]) == set(LISTS)
    assert all(set(row) == set(TABLE["lists"]) for row in TABLE["operators"].values())


def test_duckdb_gives_what_the_table_says() -> None:
    asked = questions()
    row = duckdb.sql(exp.select(*(each for _, each, _ in asked)).sql("duckdb")).fetchall()[0]
    wrong = [(name, is_, wanted) for (name, _, wanted), is_ in zip(asked, row, strict=True) if not same(is_, wanted)]
    assert wrong == []
