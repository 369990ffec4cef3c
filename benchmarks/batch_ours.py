"""`huimin batch` as an entrant: the statement that the book gives, for families or for children with an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import huimin
from benchmarks.batch_sql import ON, PROVISIONS
from huimin.batch.asking import asked_of
from huimin.batch.duck import connected
from huimin.batch.mapping import Mapped
from huimin.batch.source import open_file
from huimin.batch.statement import Columns, statement
from huimin.policy.model import Book, Provision

LISTS = frozenset({"hukou-unmoved", "order-not-paid-before", "not-paid-by-another-district"})
"""The conditions of the grants that look into lists."""


def book_of(workload: str) -> Book:
    """The shipped book; for children with an order, one in which a case is a child and nothing looks into lists."""
    book = huimin.load()
    return book if workload == "computed" else _of_one_child(book)


def _of_one_child(book: Book) -> Book:
    records = dict(book.vocabulary.records)
    child = records["child"]
    given = {name: replace(child.facts[name], derived=None) for name in ("birth_order", "is_first_of_pregnancy")}
    records["child"] = replace(child, at=("child",), listed=False, facts={**child.facts, **given}, constraints=())
    records["family"] = replace(records["family"], roles={})

    def without_lists(provision: Provision) -> Provision:
        return replace(provision, conditions=tuple(each for each in provision.conditions if each.id not in LISTS))

    instruments = tuple(
        replace(each, provisions=tuple(map(without_lists, each.provisions))) for each in book.instruments
    )
    vocabulary = replace(book.vocabulary, records=records)
    return replace(book, digest=f"{book.digest}, order given", vocabulary=vocabulary, instruments=instruments)


def query(path: Path, workload: str, provisions: Sequence[str] = PROVISIONS, columns: Columns = "amount") -> str:
    """The SQL over the view `register` for a file of cases, its rows in no order."""
    asked = asked_of(book_of(workload), on=ON, provisions=provisions, columns=columns)
    with connected() as connection:
        shape = open_file(connection, path, Mapped(), asked.book)
    return statement(asked, shape).sql("duckdb")


def first_provisions(count: int) -> list[str]:
    """The first provisions of the shipped book."""
    return list(huimin.load().provisions)[:count]
