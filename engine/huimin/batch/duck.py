"""DuckDB, in this process: a table in, outcomes out, larger than memory; a file is whole or not there."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.about import about, as_json
from huimin.batch.asking import asked_of
from huimin.batch.checks import count_of_refused, refusals
from huimin.batch.facts import Facts
from huimin.batch.mapping import Mapped
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.source import REGISTER, UNREAD, open_file, open_table, read_by, size, unreadable
from huimin.batch.sql import Sql
from huimin.batch.statement import KEYS, LISTS, Asked, Columns, statement
from huimin.cases.determine import language_of
from huimin.documents.findings import CaseError, Finding, Place
from huimin.documents.write_whole import room, whole_files
from huimin.feel.values import Date
from huimin.policy.model import Book

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Progress = Callable[[float], None]
"""Is told how far a run has come, from 0 to 100."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of a table, sorted by `KEYS`, and the rows that are no cases: `case_id` and `reason`."""

    outcomes: pa.Table
    rejected: pa.Table


@dataclass(frozen=True)
class Summary:
    """What a run came to: rows read, cases rejected, and by provision and status how many and how much."""

    cases: int
    rejected: int
    counts: tuple[tuple[str, str, int, Decimal | None], ...]


def determine_table(
    book: Book,
    cases: Any,
    *,
    on: Date | str,
    known: Date | str | None = None,
    readings: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    drafts: Collection[str] = (),
    provisions: Collection[str] = (),
    columns: Columns = "reasons",
    mapped: Mapped = Mapped(),  # noqa: B008 - frozen
) -> Outcomes:
    """Determine every row of a table in memory: an Arrow table, a polars or pandas frame, a DuckDB relation, whatever
    speaks Arrow's C stream. Raises CaseError, BookError.
    """
    import pyarrow as pa

    asked = asked_of(
        book,
        on=on,
        known=known,
        readings=readings,
        assume=assume,
        drafts=drafts,
        provisions=provisions,
        columns=columns,
    )
    with connected() as connection:
        shape = open_table(connection, pa.table(cases), mapped, asked.book)
        _reject(connection, asked, shape)
        outcomes = connection.sql(_sorted(asked, shape).sql("duckdb")).to_arrow_table()
        return Outcomes(outcomes, connection.sql(_BY_CASE.sql("duckdb")).to_arrow_table())


def determine_file(
    asked: Asked,
    cases: Path,
    out: Path,
    *,
    mapped: Mapped = Mapped(),  # noqa: B008 - frozen
    memory: str | None = None,
    threads: int | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Determine every row of a file into `out` (`.parquet` or `.csv`), with the rejected beside it as
    `NAME.rejects.csv`. With `strict`, one rejected row is enough to write no outcomes. All files take their names
    together. Raises CaseError, BookError, OSError.
    """
    if out.suffix not in (".parquet", ".csv"):
        raise CaseError([Finding("batch-unknown-format", Place(str(out)), {"choices": ".parquet, .csv"})])
    rejects = out.with_suffix(".rejects.csv")
    beside = rejects, out.with_suffix(".about.json")
    with (
        connected(memory, threads, out.parent) as connection,
        whole_files(out, *beside) as (outcomes, refused, told),
    ):
        shape = open_file(connection, cases, mapped, asked.book)
        rejected, count = _reject(connection, asked, shape), size(connection)
        if rejected:
            write(connection, _safe(_BY_CASE, ("case_id", "reason")), refused)
        counts: tuple[tuple[str, str, int, Decimal | None], ...] = ()
        if not (rejected and strict):
            if out.suffix == ".csv":
                write(connection, _as_csv(asked, shape), outcomes, progress)
                told.write_text(as_json(asked), encoding="utf-8")
            else:
                metadata = sql.record((name, sql.literal(text)) for name, text in about(asked).items())
                write(connection, _sorted(asked, shape), outcomes, progress, metadata)
            counts = tuple(_counts(connection, asked, outcomes))
    if not rejected:
        rejects.unlink(missing_ok=True)
    return Summary(count, rejected, counts)


def shape_of(asked: Asked, cases: Path, mapped: Mapped) -> Shape:
    """The shape of a file of cases. Raises CaseError."""
    with connected() as connection:
        return open_file(connection, cases, mapped, asked.book)


def text_of(asked: Asked, shape: Shape) -> str:
    """The statement as a data engineer reads it, over a table named `register`."""
    return _sorted(asked, shape, REGISTER).sql("duckdb", pretty=True) + ";\n"


# Steps ----------------------------------------------------------------------------------------------------------------

ACCEPTED, REJECTED = "accepted", "rejected"
_BY_CASE = exp.select("case_id", "reason").from_(REJECTED).order_by("case_id NULLS FIRST", "reason", dialect="duckdb")


@contextmanager
def connected(
    memory: str | None = None, threads: int | None = None, folder: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into a folder of its own and reaches no network."""
    import duckdb

    with room(folder) if folder else tempfile.TemporaryDirectory() as spilled:
        connection = duckdb.connect(config={"temp_directory": str(spilled), "autoinstall_known_extensions": False})
        try:
            if memory:
                connection.execute("SET memory_limit = ?", [memory])
            if threads:
                connection.execute("SET threads = ?", [threads])
            yield connection
        except duckdb.Error as error:
            raise unreadable(error) from error
        finally:
            connection.close()


def _reject(connection: duckdb.DuckDBPyConnection, asked: Asked, shape: Shape) -> int:
    """Makes the table `rejected` and the view `accepted` of the rows that are cases; gives how many are not."""
    facts = Facts(asked.book, language_of(asked.book), Operators(), shape, asked.on, {})
    refused = exp.Create(
        this=exp.to_table(REJECTED), kind="TEMP TABLE", expression=refusals(facts, REGISTER, UNREAD), replace=True
    )
    connection.execute(refused.sql("duckdb"))
    rejected = count_of_refused(connection, REJECTED)
    good = accepted(shape) if rejected else exp.select("*").from_(REGISTER)
    view = exp.Create(this=exp.to_table(ACCEPTED), kind="TEMP VIEW", expression=good, replace=True)
    connection.execute(view.sql("duckdb"))
    return rejected


def accepted(shape: Shape) -> exp.Select:
    """The rows of the view `register` that have an id which the table `rejected` does not name."""
    theirs = exp.select("case_id").from_(REJECTED).where(sql.known(exp.column("case_id")))
    named = sql.negated(exp.In(this=shape.case_id, query=theirs.subquery()))
    return exp.select("*").from_(REGISTER).where(sql.known(shape.case_id)).where(named)


def _sorted(asked: Asked, shape: Shape, source: str = ACCEPTED) -> exp.Query:
    query = statement(asked, shape, source)
    order = [exp.Ordered(this=sql.column(key), nulls_first=True) for key in KEYS]
    return query.order_by(*order, copy=False)


def _as_csv(asked: Asked, shape: Shape) -> exp.Query:
    lists = LISTS if asked.columns == "reasons" else ()
    joined = {name: sql.call("array_to_string", sql.column(name), sql.literal("; ")) for name in lists}
    return _safe(_sorted(asked, shape), ("case_id", "record"), joined)


def _safe(query: exp.Query, texts: tuple[str, ...], instead: Mapping[str, Sql] | None = None) -> exp.Query:
    """Texts that a table program would take for a formula, with an apostrophe before them."""
    shown = dict(instead or {})
    for name in texts:
        first = sql.call("left", sql.column(name), sql.literal(1))
        escaped = exp.func("CONCAT", sql.literal("'"), sql.column(name))
        shown[name] = sql.case([(first.isin(*FORMULA), escaped)], sql.column(name))
    replaced = exp.Star(replace=[sql.aliased(value, name) for name, value in shown.items()])
    return exp.select(replaced).from_(query.subquery("outcomes"))


def write(
    connection: duckdb.DuckDBPyConnection,
    query: exp.Query,
    out: Path,
    progress: Progress | None = None,
    metadata: Sql | None = None,
) -> None:
    """Write a query's rows as a `.csv` or `.parquet` file. Raises OSError, of a full disk."""
    options: dict[str, Sql | None] = {"format": sql.literal(out.suffix[1:])}
    options |= {"header": sql.TRUE} if out.suffix == ".csv" else {"compression": sql.literal("zstd")}
    options |= {"kv_metadata": metadata} if metadata is not None else {}
    parameters = [exp.CopyParameter(this=exp.var(key), expression=value) for key, value in options.items()]
    files: list[Sql] = [sql.literal(str(out))]
    copy = exp.Copy(this=query.subquery(), kind=False, files=files, params=parameters)
    with _watched(connection, progress), _of_the_system(out):
        _run(connection, copy.sql("duckdb"))


def _run(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Run a long statement in a thread of its own, so that Ctrl-C stops it at once.

    In the thread of the program the database notices Ctrl-C too, but then lets a task that runs come to its end.
    """
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(connection.execute, text)
        try:
            running.result()
        except KeyboardInterrupt:
            while not running.done():
                connection.interrupt()
                wait([running], timeout=0.05)
            raise


@contextmanager
def _of_the_system(out: Path) -> Iterator[None]:
    """Raises OSError where the database could not write a file, which is no fault of the table."""
    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        number = re.search(r'"errno":"(\d+)"', str(error))
        if number is None or str(out) not in str(error):
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1])), out.name) from error


@contextmanager
def _watched(connection: duckdb.DuckDBPyConnection, progress: Progress | None) -> Iterator[None]:
    """Tells `progress` four times a second how far the query of a connection has come."""
    if progress is None:
        yield
        return
    import threading

    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            progress(max(0.0, connection.query_progress()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        progress(100.0)


def _counts(
    connection: duckdb.DuckDBPyConnection, asked: Asked, out: Path
) -> Iterator[tuple[str, str, int, Decimal | None]]:
    """By provision, in the order of the book, and status: how many outcomes, and the sum."""
    reader = read_by("read_csv" if out.suffix == ".csv" else "read_parquet", out)
    status = sql.literal("") if asked.columns == "amount" else sql.column("status")
    total = exp.Sum(this=sql.cast(sql.column("amount"), "decimal(18,2)"))
    query = exp.select("provision", sql.aliased(status, "status"), exp.Count(this=exp.Star()), total).from_(reader)
    rows = connection.sql(query.group_by("1", "2").order_by("1", "2").sql("duckdb")).fetchall()
    order = list(asked.book.provisions)
    yield from sorted(rows, key=lambda row: order.index(row[0]))
