"""A row of a register as a case file, in the canonical form of the book's files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from huimin.assure.impact.basis import Basis
from huimin.documents.format import canonical
from huimin.documents.read import read_bytes
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record


def case_file(row: Mapping[str, Any], basis: Basis, name: str) -> str:
    """The text of a case file for a row as DuckDB reads it, asked on the day of the study. What is NULL is left out."""
    subjects = basis.book.vocabulary.subjects.values()
    roots = {each.at[0]: each for each in subjects if len(each.at) == 1}
    case: dict[str, Any] = {"on": basis.on}
    case |= {
        key: _record(value, roots[key], basis.book) for key, value in row.items() if value is not None and key in roots
    }
    text = yaml.safe_dump(case, allow_unicode=True, sort_keys=False)
    return canonical(read_bytes(text.encode(), name), "case")


def _record(row: Mapping[str, Any], kind: Record, book: Book) -> dict[str, Any]:
    below = {
        each.at[-1]: each
        for each in book.vocabulary.subjects.values()
        if kind.at and not each.listed and each.at[:-1] == kind.at
    }
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value is None:
            continue
        if name in below:
            found[name] = _record(value, below[name], book)
        elif name in kind.facts:
            found[name] = _value(value, kind.facts[name], book)
    return found


def _value(value: Any, fact: Fact, book: Book) -> Any:
    """A value as a case file has it; a table may have any of them as text."""
    if fact.list_of is not None:
        kind = book.vocabulary.records[fact.list_of]
        return [_record(each, kind, book) for each in value]
    if fact.type == "number":
        number = Decimal(str(value))
        return int(number) if number == number.to_integral_value() else float(number)
    if fact.type == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
