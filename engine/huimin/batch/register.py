"""The table that a book's cases make: its schema in Arrow types, one column for each record that stands by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.policy.bounds import BOUNDS
from huimin.policy.fact_types import FACT_TYPES

if TYPE_CHECKING:
    import pyarrow as pa

    from huimin.policy.model import Book
    from huimin.policy.vocabulary import Fact, Record

NUMBER = (BOUNDS.digits + BOUNDS.decimals, BOUNDS.decimals)
"""Digits and decimals of a number in a table."""


def schema(book: Book, *, id_column: str = "id") -> pa.Schema:
    """The schema of a table of cases under `book`: an id as text, then a struct for each record of the case."""
    import pyarrow as pa

    roots = [record for record in book.vocabulary.subjects.values() if len(record.at) == 1]
    return pa.schema([(id_column, pa.string()), *((each.at[0], _record(book, each)) for each in roots)])


def _record(book: Book, record: Record) -> pa.DataType:
    import pyarrow as pa

    fields = [(name, _fact(book, fact)) for name, fact in record.facts.items() if fact.is_given]
    fields += [
        (other.at[-1], _record(book, other))
        for other in book.vocabulary.subjects.values()
        if record.at and not other.listed and other.at[:-1] == record.at
    ]
    return pa.struct(fields)


def _fact(book: Book, fact: Fact) -> pa.DataType:
    import pyarrow as pa

    if fact.list_of is not None:
        return pa.list_(_record(book, book.vocabulary.records[fact.list_of]))
    columns = {"boolean": pa.bool_(), "date": pa.date32(), "text": pa.string()}
    return columns.get(FACT_TYPES[fact.type].sql, pa.decimal128(*NUMBER))
