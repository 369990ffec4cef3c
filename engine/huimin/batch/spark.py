"""Spark: the same statements where the data already lies, in an existing job or from a master's URL.

One statement over a whole book takes Spark's analyser minutes and gigabytes. So there is one for every few provisions,
with those together that precedence or non-cumulation ties to each other; their outcomes are one frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from huimin.batch.checks import broken
from huimin.batch.facts import Facts
from huimin.batch.mapping import Mapped
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.source import check_columns
from huimin.batch.statement import KEYS, Asked, statement
from huimin.cases.determine import language_of
from huimin.policy.alternatives import related

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

AT_ONCE = 8
"""About how many provisions one statement determines."""
REGISTER, ACCEPTED = "huimin_register", "huimin_accepted"
SETTINGS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.analyzer.maxIterations": "10000",  # lambdas in lambdas, a stage at a time
}
"""What the statements are held to: what cannot be computed is NULL, as in DuckDB's, and no job ends by it."""


def determine_frame(
    asked: Asked, cases: DataFrame, *, id_column: str = "id", ignore: Sequence[str] = ()
) -> tuple[DataFrame, DataFrame]:
    """The outcomes of a frame of cases, and its rows that are none: `case_id` and `reason`. Nothing runs before a
    frame is asked for its rows; outcomes have no order, see `sorted_frame`. Columns under `ignore` are passed over.
    Raises BookError; CaseError for columns that no case has.
    """
    session, shape = cases.sparkSession, shape_of(cases, id_column)
    check_columns(shape.fields, Mapped(id_column, ignore=tuple(ignore)), asked.book)
    with _settings(session):
        cases.createOrReplaceTempView(REGISTER)
        facts = Facts(asked.book, language_of(asked.book), Operators("spark"), shape, asked.on, {})
        rejected = session.sql(broken(facts, REGISTER).sql("spark"))
        ids = rejected.select(rejected.case_id.alias(id_column)).distinct()
        good = cases.where(cases[id_column].isNotNull()).join(ids, id_column, "left_anti")
        good.createOrReplaceTempView(ACCEPTED)
        parts = (replace(asked, provisions=each) for each in _bundles(asked))
        frames = [session.sql(statement(each, shape, "spark", ACCEPTED).sql("spark")) for each in parts]
        for view in (REGISTER, ACCEPTED):
            session.catalog.dropTempView(view)
    return reduce(lambda one, other: one.union(other), frames), rejected


def sorted_frame(outcomes: DataFrame) -> DataFrame:
    """Outcomes in the order of their keys."""
    return outcomes.orderBy(*KEYS)


def shape_of(cases: DataFrame, id_column: str = "id") -> Shape:
    """The shape of a frame."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return Shape(to_arrow_schema(cases.schema), id_column=id_column)


def _bundles(asked: Asked) -> Iterator[tuple[str, ...]]:
    """The provisions asked for, a few at a time, each with all that are tied to it."""
    left, bundle = dict.fromkeys(asked.provisions), list[str]()
    while left:
        tied = related(asked.book, frozenset([next(iter(left))]))
        bundle += [each for each in left if each in tied]
        left = {each: None for each in left if each not in tied}
        if len(bundle) >= AT_ONCE:
            yield tuple(bundle)
            bundle = []
    if bundle:
        yield tuple(bundle)


@contextmanager
def _settings(session: SparkSession) -> Iterator[None]:
    """The settings of the statements, while they are read; a session has its own again afterwards."""
    before = {name: session.conf.get(name) for name in SETTINGS}
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, old in before.items():
            if old is not None:
                session.conf.set(name, old)
