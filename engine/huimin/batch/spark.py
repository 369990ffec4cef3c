"""Spark: the same statement where the data already lies, in an existing job or from a master's URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from huimin.batch.checks import broken
from huimin.batch.facts import Facts
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.statement import KEYS, Asked, statement
from huimin.cases.determine import language_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ACCEPTED = "accepted"
SETTINGS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.analyzer.maxIterations": "10000",  # lambdas in lambdas, a stage at a time
}
"""What the statement is held to: what cannot be computed is NULL, as in DuckDB's, and no job ends by it."""


def determine_frame(asked: Asked, cases: DataFrame, *, id_column: str = "id") -> tuple[DataFrame, DataFrame]:
    """The outcomes of a frame of cases, and its rows that are none: `case_id` and `reason`. Nothing runs before a
    frame is asked for its rows; outcomes have no order, see `KEYS`. Raises BookError.
    """
    session, shape = cases.sparkSession, shape_of(cases, id_column)
    with _settings(session):
        cases.createOrReplaceTempView("register")
        facts = Facts(asked.book, language_of(asked.book), Operators("spark"), shape, asked.on, {})
        rejected = session.sql(broken(facts, "register").sql("spark"))
        ids = rejected.select(rejected.case_id.alias(id_column)).distinct()
        good = cases.where(cases[id_column].isNotNull()).join(ids, id_column, "left_anti")
        good.createOrReplaceTempView(ACCEPTED)
        return session.sql(statement(asked, shape, "spark", ACCEPTED).sql("spark")), rejected


def sorted_frame(outcomes: DataFrame) -> DataFrame:
    """Outcomes in the order of their keys."""
    return outcomes.orderBy(*KEYS)


def shape_of(cases: DataFrame, id_column: str = "id") -> Shape:
    """The shape of a frame."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return Shape(to_arrow_schema(cases.schema), id_column=id_column)


@contextmanager
def _settings(session: SparkSession) -> Iterator[None]:
    """The settings of the statement, while it is read; a session has its own again afterwards."""
    before = {name: session.conf.get(name) for name in SETTINGS}
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, old in before.items():
            if old is not None:
                session.conf.set(name, old)
