"""Spark: DuckDB's statement inside its tasks, where the data already lies, in an existing job or from a master's URL.

Each task hands the rows of its part to a DuckDB of its own and takes the outcomes back, Arrow in and Arrow out. Spark
plans nothing but that; it needs duckdb and pyarrow where tasks run, and no huimin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from huimin.batch.checks import broken
from huimin.batch.duck import ACCEPTED, REJECTED, accepted, connected
from huimin.batch.facts import Facts
from huimin.batch.mapping import Mapped
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.source import REGISTER, check_columns
from huimin.batch.statement import KEYS, Asked, statement
from huimin.cases.determine import language_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    Batches = Iterator[pa.RecordBatch]

AT_ONCE = 65_536
"""Rows of outcomes that a task gives back at a time."""


def determine_frame(
    asked: Asked, cases: DataFrame, *, id_column: str = "id", ignore: Sequence[str] = ()
) -> tuple[DataFrame, DataFrame]:
    """The outcomes of a frame of cases, and its rows that are none: `case_id` and `reason`. Nothing runs before a
    frame is asked for its rows; outcomes have no order, see `sorted_frame`. Columns under `ignore` are passed over.
    Raises BookError; CaseError for columns that no case has.
    """
    from pyspark.sql import functions as of

    shape = shape_of(cases, id_column)
    check_columns(shape.fields, Mapped(id_column, ignore=tuple(ignore)), asked.book)
    facts = Facts(asked.book, language_of(asked.book), Operators(), shape, asked.on, {})
    refused = broken(facts, REGISTER).sql("duckdb")
    views = (
        f"CREATE TEMP TABLE {REJECTED} AS {refused}",
        f"CREATE TEMP VIEW {ACCEPTED} AS {accepted(shape).sql('duckdb')}",
    )
    found = statement(asked, shape, ACCEPTED).sql("duckdb")
    id_ = cases[id_column].cast("string")
    twice = cases.where(id_.isNotNull()).groupBy(id_.alias("case_id")).count().where("count > 1").select("case_id")
    once = cases.join(twice, id_ == twice.case_id, "left_anti")
    rejected = _mapped(cases, (), refused).union(twice.withColumn("reason", of.lit("id: case-duplicate-id")))
    return _mapped(once, views, found), rejected.distinct()


def sorted_frame(outcomes: DataFrame) -> DataFrame:
    """Outcomes in the order of their keys."""
    return outcomes.orderBy(*KEYS)


def shape_of(cases: DataFrame, id_column: str = "id") -> Shape:
    """The shape of a frame."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return Shape(to_arrow_schema(cases.schema), id_column=id_column)


def _mapped(cases: DataFrame, before: Sequence[str], query: str) -> DataFrame:
    """What a query over the table `register` gives for each part of a frame, after the statements `before`."""
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    with connected() as connection:
        connection.register("part", to_arrow_schema(cases.schema).empty_table())
        for each in (f"CREATE TEMP TABLE {REGISTER} AS FROM part", *before):
            connection.execute(each)
        given = connection.sql(query).to_arrow_table().schema
    return cases.mapInArrow(_task(before, query, REGISTER, AT_ONCE), from_arrow_schema(given))


def _task(before: Sequence[str], query: str, table: str, at_once: int) -> Callable[[Batches], Batches]:
    """What a task does with its batches. It names nothing of this module, and so is sent to the tasks as it is."""

    def determine(batches: Batches) -> Batches:
        import duckdb
        import pyarrow as pa

        first = next(batches, None)
        if first is None:
            return

        def rows() -> Batches:
            yield first
            yield from batches

        with duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False}) as connection:
            connection.register("part", pa.RecordBatchReader.from_batches(first.schema, rows()))
            for each in (f"CREATE TEMP TABLE {table} AS FROM part", *before):
                connection.execute(each)
            yield from connection.sql(query).to_arrow_reader(at_once)

    return determine
