"""A budget is what single determinations of the register, moved in time, come to by the stated numbers."""

from __future__ import annotations

import shutil
from collections import defaultdict
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.batch.agreement import without_nulls

import huimin
from huimin.assure.impact import How, impact
from huimin.assure.impact.basis import Basis
from huimin.assure.impact.projection import Projection, projection_of
from huimin.assure.impact.table import Register
from huimin.batch.population import marginals, write_population
from huimin.cases.determine import outcomes_of, setting_of
from huimin.documents.findings import BookError
from huimin.policy.model import Book

BOOKS = {
    "shipped": ("policies", "2025-06-30", "child", {"childcare-grant"}, "fourth-child", "third-and-later"),
    "fictional": ("tests/books/elderly-care", "2033-03-01", "senior", {"age-allowance"}, "age-day", "oldest-rate"),
}


def moved(value: Any, years: int) -> Any:
    """The data of a case with every date moved by whole years."""
    if isinstance(value, dict):
        return {key: moved(each, years) for key, each in value.items()}
    if isinstance(value, list):
        return [moved(each, years) for each in value]
    if hasattr(value, "isoformat"):
        with suppress(ValueError):
            return value.replace(year=value.year + years).isoformat()
        return value.replace(year=value.year + years, day=28).isoformat()
    return value


def expected(
    basis: Basis, rows: list[dict[str, Any]], projection: Projection, year: int, only: tuple[str, ...]
) -> Decimal:
    """The budget of one year by the interpreter alone."""
    years = projection.ruled_as(year) - projection.model_year
    on = f"{int(basis.on[:4]) + years}{basis.on[4:]}"
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    shares = projection.shares
    assert shares is not None
    for row in rows:
        case = moved(row, years)
        facts = setting_of(basis.book, case, on=on, readings=basis.readings).facts
        kinds = {}
        for record in facts.subjects(projection.counts):
            day = record[projection.by] if projection.by else None
            if projection.by and getattr(day, "year", None) != projection.ruled_as(year):
                continue
            value = record[shares.fact]
            kinds[record.id] = f"{value:f}" if isinstance(value, Decimal) else str(value)
            counts[kinds[record.id]] += 1
        for each in outcomes_of(basis.book, case, only, cautions=False, on=on, readings=basis.readings):
            if each.record in kinds:
                sums[kinds[each.record]] += each.amount or 0
    mean = sum((sums[kind] / counts[kind] * shares.of(kind) for kind in counts), Decimal(0))
    take_up = projection.value("take_up", Decimal(1))
    return (projection.count(year) * mean * take_up).quantize(Decimal(1), ROUND_HALF_UP)


@pytest.mark.parametrize("name", BOOKS)
def test_each_year_is_what_single_determinations_come_to(name: str, root: Path, tmp_path: Path) -> None:
    folder, on, subject, provisions, question, reading = BOOKS[name]
    book = huimin.load(root / folder)
    path = tmp_path / "register.parquet"
    write_population(book, marginals(book), 150, path, seed=3)
    projection = projection_of(book)
    assert projection is not None
    assert projection.counts == subject
    before, after = Basis(book, on), Basis(book, on, {question: reading})
    found = impact(before, after, Register(path), How(tuple(provisions), projection))
    assert found.budget is not None
    assert len(found.budget.years) == 10
    assert found.budget.cases == found.cases - found.rejected
    cases = cases_of(path, book, on)
    for each in (found.budget.years[0], found.budget.years[2]):
        assert each.before == expected(before, cases, projection, each.year, found.looked_at)
        assert each.after == expected(after, cases, projection, each.year, found.looked_at)
    assert any(each.before != each.after for each in found.budget.years)


def test_a_leap_day_is_asked_as_itself_in_its_own_year(root: Path, tmp_path: Path) -> None:
    """A rate that is in force on 29 February only is in the budget of a study of that day."""
    folder = tmp_path / "book"
    shutil.copytree(root / "tests/books/elderly-care", folder)
    rates, told = folder / "weiqiao-2031" / "01-allowances.yaml", folder / "vocabulary" / "projection.yaml"
    edit(told, "model_year: 2033\nfirst: 2033", "model_year: 2032\nfirst: 2032")
    before = Basis(huimin.load(folder), "2032-02-29")
    doubled = """
      - from: 2032-02-29
        through: 2032-02-29
        recorded: 2031-07-01
        values: {"[70..80)": 1200, "[80..90)": 2400, ">= 90": 4800}
        cite: {article: 1, sentence: 1}"""
    edit(rates, "\n      - from: 2033-01-01", f"{doubled}\n      - from: 2033-01-01")
    after = Basis(huimin.load(folder), "2032-02-29")
    path = tmp_path / "register.parquet"
    write_population(after.book, marginals(after.book), 50, path, seed=3)
    projection = projection_of(after.book)
    assert projection is not None
    found = impact(before, after, Register(path), How(("age-allowance",), projection))
    assert found.budget is not None
    first = found.budget.years[0]
    cases = cases_of(path, after.book, after.on)
    assert first.after == expected(after, cases, projection, 2032, found.looked_at)
    assert first.after > first.before > 0


def cases_of(register: Path, book: Book, on: str) -> list[dict[str, Any]]:
    """The households of a register that are cases on a day."""
    rows = [without_nulls(row) for row in pq.read_table(register).to_pylist()]
    cases = [{key: each for key, each in row.items() if key != "id"} for row in rows]
    return [case for case in cases if is_case(book, case, on)]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def is_case(book: Book, case: dict[str, Any], on: str) -> bool:
    try:
        setting_of(book, moved(case, 0), on=on)
    except huimin.CaseError:
        return False
    return True


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("counts: senior", "counts: seniors", "unknown-subject"),
        ("fact: care_level", "fact: care", "unknown-fact"),
        ("model_year: 2033", "model_year: soon", "schema-wrong-type"),
        ("value: 0.02", "value: 2", "schema-invalid"),
    ],
)
def test_a_projection_of_something_unknown_is_refused(
    old: str, new: str, code: str, root: Path, tmp_path: Path
) -> None:
    book = huimin.load(root / "tests/books/elderly-care")
    text = (Path(book.folder) / "vocabulary" / "projection.yaml").read_text(encoding="utf-8")
    path = tmp_path / "projection.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BookError) as error:
        projection_of(book, path)
    assert [each.code for each in error.value.findings] == [code]
