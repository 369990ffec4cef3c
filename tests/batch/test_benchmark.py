"""What `make bench` compares: all decide the two grants alike, and the chart in the docs is that of its figures."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from benchmarks import batch, batch_data, batch_ours, batch_sql
from benchmarks.batch_chart import chart, tables

import huimin

FAMILIES = 5_000


@pytest.fixture(scope="module")
def register(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    batch_data.prepare(huimin.load(root / "policies"), folder, FAMILIES)
    return folder


def amounts(path: Path, query: str) -> dict[tuple[str, str | None, str], Decimal | None]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW register AS SELECT * FROM read_parquet('{path}')")
        text = f"SELECT case_id, record, provision, CAST(amount AS DECIMAL(18, 2)) FROM ({query})"
        return {row[:3]: row[3] for row in connection.execute(text).fetchall()}


@pytest.mark.parametrize(("workload", "by_hand"), [("computed", batch_sql.COMPUTED), ("given", batch_sql.GIVEN)])
def test_sql_by_hand_says_what_the_book_says(register: Path, workload: str, by_hand: str) -> None:
    path = register / batch.FILES[workload]
    ours = amounts(path, batch_ours.query(path, workload))
    assert amounts(path, by_hand) == ours
    assert len({amount for amount in ours.values() if amount}) == 3


@pytest.mark.parametrize("workload", batch.WORKLOADS)
def test_arrays_by_hand_pay_as_often_each_amount_as_the_book(register: Path, workload: str) -> None:
    pytest.importorskip("numpy", reason="numpy is a library of the benchmark alone")
    from benchmarks import batch_arrays

    path = register / batch.FILES[workload]
    ours = amounts(path, batch_ours.query(path, workload))
    children = batch_arrays.read(path, workload)
    for provision, found in zip(batch_sql.PROVISIONS, batch_arrays.grants(children, workload), strict=True):
        said = [amount or 0 for (_, _, name), amount in ours.items() if name == provision]
        assert sorted(found.tolist()) == sorted(map(int, said))


def test_the_chart_and_the_tables_are_those_of_the_figures(root: Path) -> None:
    figures = json.loads((root / "docs" / "benchmarks-batch.json").read_text(encoding="utf-8"))
    drawn = (root / "docs" / "benchmarks-batch.svg").read_text(encoding="utf-8")
    assert drawn == chart(figures)
    assert f"{max(row['families'] for row in figures['grants']):,} families" in drawn
    described = (root / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for table in tables(figures).split("\n\n"):
        assert table in described
