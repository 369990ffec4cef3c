"""A register under two books in DuckDB: the outcomes of both, side by side, and what came to differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.checks import count_of_refused, refusals
from huimin.batch.duck import connected
from huimin.batch.facts import Facts
from huimin.batch.mapping import Mapped
from huimin.batch.operators import Operators
from huimin.batch.register import schema
from huimin.batch.shape import Shape
from huimin.batch.source import REGISTER, UNREAD, open_file, size
from huimin.batch.statement import Asked, statement
from huimin.cases.determine import language_of

if TYPE_CHECKING:
    import duckdb

Side = Literal["before", "after"]
ACCEPTED = "accepted"
_OUTCOMES = """
    case_id TEXT, subject TEXT, record TEXT, provision TEXT, year INTEGER, status TEXT, amount DECIMAL(18,2)"""
_CHANGED = """
    CREATE OR REPLACE TEMP TABLE changed AS
    SELECT coalesce(before.case_id, after.case_id) AS case_id, coalesce(before.subject, after.subject) AS subject,
        coalesce(before.record, after.record) AS record, coalesce(before.provision, after.provision) AS provision,
        coalesce(before.year, after.year) AS year, before.status AS status_before, after.status AS status_after,
        coalesce(before.amount, 0) AS amount_before, coalesce(after.amount, 0) AS amount_after
    FROM before FULL JOIN after
        ON before.case_id = after.case_id AND before.provision = after.provision AND before.subject = after.subject
        AND before.record IS NOT DISTINCT FROM after.record AND before.year IS NOT DISTINCT FROM after.year
    WHERE before.status IS DISTINCT FROM after.status OR before.amount IS DISTINCT FROM after.amount"""


@dataclass(frozen=True)
class Register:
    """A file of cases, and where its columns stand."""

    path: Path
    mapped: Mapped = Mapped()  # noqa: RUF009 - frozen


@dataclass(frozen=True)
class Table:
    """The tables `before`, `after` and `changed` of one comparison, and how many cases they are of."""

    connection: duckdb.DuckDBPyConnection
    register: Register
    asked: Mapping[Side, Asked]
    cases: int
    rejected: int

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query over the tables gives."""
        found: list[tuple[Any, ...]] = self.connection.execute(query, list(values)).fetchall()
        return found

    def opened(self, side: Side) -> Shape:
        """The register as the book of one side reads it, as the view `accepted`."""
        return _accept(self.connection, self.register, self.asked, side)

    def cases_of(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The rows of these cases by their ids, as the newer book reads them."""
        if not ids:
            return {}
        shape = self.opened("after")
        wanted = exp.select("*", sql.aliased(shape.case_id, "case id")).from_(ACCEPTED)
        query = wanted.where(shape.case_id.isin(*map(sql.literal, ids)))
        found = self.connection.sql(query.sql("duckdb")).to_arrow_table().to_pylist()
        return {row.pop("case id"): {key: each for key, each in row.items() if key != shape.id_column} for row in found}


@contextmanager
def compared(
    asked: Mapping[Side, Asked],
    register: Register,
    stage: Callable[[str], None],
    *,
    memory: str | None = None,
    threads: int | None = None,
) -> Iterator[Table]:
    """A register determined under two books. A row that is no case under either of them takes no part.

    Raises CaseError, BookError.
    """
    with connected(memory, threads) as connection:
        connection.execute("SET enable_progress_bar = false")  # it would print
        stage("stage_check")
        cases, rejected = _refuse(connection, register, asked)
        for side in asked:
            stage(f"stage_{side}")
            _determine(connection, register, asked, side)
        stage("stage_compare")
        connection.execute(_CHANGED)
        yield Table(connection, register, asked, cases, rejected)


def _refuse(connection: duckdb.DuckDBPyConnection, register: Register, asked: Mapping[Side, Asked]) -> tuple[int, int]:
    """Makes the table `refused` of the rows that are no cases; gives how many rows there are, and how many of these."""
    connection.execute("CREATE OR REPLACE TEMP TABLE refused (case_id TEXT, reason TEXT, who TEXT)")
    cases = 0
    for side in _ways_to_read(asked):
        shape, book = _open(connection, register, asked, side), asked[side].book
        facts = Facts(book, language_of(book), Operators(), shape, asked[side].on, {})
        connection.execute(f"INSERT INTO refused {refusals(facts, REGISTER, UNREAD).sql('duckdb')}")
        cases = size(connection)
    return cases, count_of_refused(connection, "refused")


def _ways_to_read(asked: Mapping[Side, Asked]) -> Sequence[Side]:
    """One side where both books read a case the same way, else both."""
    same = asked["before"].book.vocabulary == asked["after"].book.vocabulary
    return ("after",) if same else ("before", "after")


def _open(connection: duckdb.DuckDBPyConnection, register: Register, asked: Mapping[Side, Asked], side: Side) -> Shape:
    """The register as a view; facts that the other book alone knows are no mistake."""
    paths = {name: set(_paths(schema(each.book))) for name, each in asked.items()}
    others = sorted(set().union(*paths.values()) - paths[side])
    mapped = replace(register.mapped, ignore=(*register.mapped.ignore, *others))
    return open_file(connection, register.path, mapped, asked[side].book)


def _paths(fields: Any, above: str = "") -> Iterator[str]:
    import pyarrow as pa

    for each in fields:
        yield above + each.name
        inner = each.type.value_type if pa.types.is_list(each.type) else each.type
        if pa.types.is_struct(inner):
            yield from _paths(inner, f"{above}{each.name}.")


def _accept(
    connection: duckdb.DuckDBPyConnection, register: Register, asked: Mapping[Side, Asked], side: Side
) -> Shape:
    shape = _open(connection, register, asked, side)
    good = exp.select("*").from_(REGISTER)
    if connection.sql("FROM refused LIMIT 1").fetchall():
        refused = exp.select("case_id").from_("refused").where("NOT case_id IS NULL")
        good = good.where(sql.known(shape.case_id))
        good = good.where(sql.negated(exp.In(this=shape.case_id, query=refused.subquery())))
    view = exp.Create(this=exp.to_table(ACCEPTED), kind="TEMP VIEW", expression=good, replace=True)
    connection.execute(view.sql("duckdb"))
    return shape


def _determine(
    connection: duckdb.DuckDBPyConnection, register: Register, asked: Mapping[Side, Asked], side: Side
) -> None:
    """Makes the table of one side; an empty one where nothing is asked of its book."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {side} ({_OUTCOMES})")
    if asked[side].provisions:
        shape = _accept(connection, register, asked, side)
        query = statement(asked[side], shape, ACCEPTED)
        connection.execute(f"INSERT INTO {side} BY NAME {query.sql('duckdb')}")
