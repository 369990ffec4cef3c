"""DuckDB, in this process: a table in, outcomes out, larger than memory; a file is whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from huimin import __version__
from huimin.batch import sql
from huimin.batch.asking import asked_of
from huimin.batch.checks import broken
from huimin.batch.facts import Facts
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.source import REGISTER, Mapped, open_file, open_table, unreadable
from huimin.batch.statement import KEYS, Asked, Columns, statement
from huimin.cases.determination import plain
from huimin.cases.determine import language_of
from huimin.feel.values import Date
from huimin.policy.findings import CaseError, Finding, Place
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
        book, on=on, known=known, readings=readings, assume=assume, drafts=drafts, provisions=provisions, columns=columns
    )
    with connected() as connection:
        shape = open_table(connection, pa.table(cases), mapped, asked.book)
        _reject(connection, asked, shape)
        outcomes = connection.sql(_sorted(asked, shape).sql("duckdb")).to_arrow_table()
        return Outcomes(outcomes, connection.sql(_REJECTED).to_arrow_table())


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
    `NAME.rejects.csv`. With `strict`, one rejected row is enough to write no outcomes. Raises CaseError, BookError.
    """
    if out.suffix not in (".parquet", ".csv"):
        raise CaseError([Finding("batch-unknown-format", Place(str(out)), {"choices": ".parquet, .csv"})])
    rejects = out.with_suffix(".rejects.csv")
    with connected(memory, threads, out.parent) as connection:
        shape = open_file(connection, cases, mapped, asked.book)
        rejected = _reject(connection, asked, shape)
        (count,) = connection.sql(f"SELECT count(*) FROM {REGISTER}").fetchall()[0]
        if rejected:
            write(connection, _safe(_REJECTED, ("case_id", "reason")), rejects, "FORMAT csv, HEADER")
        else:
            rejects.unlink(missing_ok=True)
        if rejected and strict:
            return Summary(count, rejected, ())
        if out.suffix == ".csv":
            query, options = _as_csv(asked, shape), "FORMAT csv, HEADER"
        else:
            query, options = _sorted(asked, shape).sql("duckdb"), f"FORMAT parquet, COMPRESSION zstd, {_metadata(asked)}"
        write(connection, query, out, options, progress)
        return Summary(count, rejected, tuple(_counts(connection, asked, out)))


def shape_of(asked: Asked, cases: Path, mapped: Mapped) -> Shape:
    """The shape of a file of cases. Raises CaseError."""
    with connected() as connection:
        return open_file(connection, cases, mapped, asked.book)


def text_of(asked: Asked, shape: Shape, dialect: str = "duckdb") -> str:
    """The statement as a data engineer reads it, over a table named `register`."""
    return _sorted(asked, shape, dialect, REGISTER).sql(dialect, pretty=True) + ";\n"


# Steps ----------------------------------------------------------------------------------------------------------------

_REJECTED = "SELECT case_id, reason FROM rejected ORDER BY case_id NULLS FIRST, reason"
_ACCEPTED = "accepted"


@contextmanager
def connected(
    memory: str | None = None, threads: int | None = None, folder: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into a folder of its own and reaches no network."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix=".huimin-", dir=folder) as spilled:
        connection = duckdb.connect(config={"temp_directory": spilled, "autoinstall_known_extensions": False})
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
    facts = Facts(asked.book, language_of(asked.book), Operators("duckdb"), shape, asked.on, {})
    query = broken(facts, REGISTER)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE rejected AS {query.sql('duckdb')}")
    (count,) = connection.sql("SELECT count(DISTINCT coalesce(case_id, '')) FROM rejected").fetchall()[0]
    ids = shape.case_id.sql("duckdb")
    good = f" WHERE {ids} IS NOT NULL AND {ids} NOT IN (SELECT case_id FROM rejected WHERE case_id IS NOT NULL)"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {_ACCEPTED} AS SELECT * FROM {REGISTER}{good if count else ''}")
    return int(count)


def _sorted(asked: Asked, shape: Shape, dialect: Any = "duckdb", source: str = _ACCEPTED) -> exp.Query:
    query = statement(asked, shape, dialect, source)
    order = [exp.Ordered(this=sql.column(key), nulls_first=True) for key in KEYS]
    return query.order_by(*order, copy=False)


def _as_csv(asked: Asked, shape: Shape) -> str:
    query = _sorted(asked, shape).sql("duckdb")
    lists = ("failed", "unknown") if asked.columns == "reasons" else ()
    joined = ", ".join(f"array_to_string({name}, '; ') AS {name}" for name in lists)
    return _safe(f"SELECT * REPLACE ({joined}) FROM ({query})" if lists else query, ("case_id", "record"))


def _safe(query: str, texts: tuple[str, ...]) -> str:
    """Texts that a table program would take for a formula, with an apostrophe before them."""
    marks = ", ".join(f"'{each}'" if each.isprintable() else f"chr({ord(each)})" for each in FORMULA)
    safe = ", ".join(f"CASE WHEN left({each}, 1) IN ({marks}) THEN '''' || {each} ELSE {each} END AS {each}" for each in texts)
    return f"SELECT * REPLACE ({safe}) FROM ({query})"


def _metadata(asked: Asked) -> str:
    """What the outcomes rest on, as key-value metadata of the file."""
    said = {
        "huimin.engine": f"huimin {__version__}",
        "huimin.book": asked.book.digest,
        "huimin.on": plain(asked.on),
        "huimin.known": "" if asked.known is None else plain(asked.known),
        "huimin.assumed": ", ".join(f"{kind}.{fact}={plain(value)}" for (kind, fact), value in asked.assumed.items()),
    }
    pairs = ", ".join(f"{sql.identifier(key).sql('duckdb')}: {sql.literal(text).sql('duckdb')}" for key, text in said.items())
    return f"KV_METADATA {{{pairs}}}"


def write(
    connection: duckdb.DuckDBPyConnection, query: str, out: Path, options: str, progress: Progress | None = None
) -> None:
    """A query's rows as a file, which is whole or not there."""
    handle, name = tempfile.mkstemp(prefix=".huimin-", suffix=out.suffix, dir=out.parent)
    os.close(handle)
    try:
        with _watched(connection, progress):
            connection.execute(f"COPY ({query}) TO {sql.literal(name).sql('duckdb')} ({options})")
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, out)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
    reader = "read_csv" if out.suffix == ".csv" else "read_parquet"
    status = "'' AS status" if asked.columns == "amount" else "status"
    name = sql.literal(str(out)).sql("duckdb")
    rows = connection.sql(
        f"SELECT provision, {status}, count(*), CAST(sum(CAST(amount AS DECIMAL(18,2))) AS DECIMAL(38,2))"
        f" FROM {reader}({name}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    order = list(asked.book.provisions)
    yield from sorted(rows, key=lambda row: order.index(row[0]))
