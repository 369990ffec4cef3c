"""The facts of each record of a register, as a query: what a study groups and counts by."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.facts import CASE_ID, RECORD_ID, Facts
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.statement import Asked
from huimin.batch.walk import RecordAt
from huimin.cases.determine import language_of

Key = tuple[str, str]
"""A fact by the name of its record and its own."""


def records(asked: Asked, shape: Shape, subject: str, keys: Sequence[Key], source: str) -> exp.Query:
    """A row for each record of a subject in the table `source`: `case_id`, `record` and a column for each fact, by the
    names `RECORD.FACT`. The facts are of the subject itself or of records that stand alone.
    """
    facts = Facts(asked.book, language_of(asked.book), Operators(), shape, asked.on, asked.assumed)
    kind = facts.records[subject]
    items = facts.ask(subject)
    columns = []
    for record, name in keys:
        value = facts.read(RecordAt(record, sql.column(subject) if record == subject and kind.listed else None), name)
        assert isinstance(value, exp.Expr)
        columns.append(sql.aliased(value, f"{record}.{name}"))
    stages = list(facts.stages(source))
    rows = exp.select("*").from_(sql.identifier(stages[-1][0]))
    identity = sql.cast(sql.NULL, "text")
    if kind.listed:
        rows = rows.select(exp.alias_(exp.Explode(this=items), sql.identifier(subject)))
        identity = sql.field(sql.column(subject), RECORD_ID)
    query: exp.Query = exp.select(
        sql.aliased(sql.column(CASE_ID), "case_id"), sql.aliased(identity, "record"), *columns
    ).from_(rows.subquery("records"))
    for name, select in stages:
        query = query.with_(sql.identifier(name), as_=select, copy=False)
    return query
