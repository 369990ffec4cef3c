"""The one statement that determines a whole table: facts in stages, programs in steps, outcomes as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.columns import Columns as Written
from huimin.batch.facts import CASE_ID, RECORD_ID, Facts, Need
from huimin.batch.missing import Hanging, Missing
from huimin.batch.operators import Operators
from huimin.batch.programs import Programs, programs
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.decide.nodes import FALSE, every, is_false, is_true, known, negated
from huimin.decide.program import Row, reachable
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.feel.walks import free_names
from huimin.policy.model import Book
from huimin.text.citing import citations
from huimin.words import LANGUAGES

Columns = Literal["amount", "status", "reasons"]
SOURCE = "register"
KEYS = ("case_id", "subject", "record", "provision", "year")
LISTS = ("failed", "unknown", "missing")


@dataclass(frozen=True)
class Asked:
    """What is asked of a table: the day, the book settled for it, and which provisions and columns are wanted."""

    book: Book
    on: Date
    known: Date | None = None
    assumed: Mapping[Need, Any] = field(default_factory=dict)
    provisions: Collection[str] = ()
    columns: Columns = "reasons"
    readings: Mapping[str, str] = field(default_factory=dict)
    """The reading taken of every open question, by its id: the book is settled by them."""


@dataclass(frozen=True)
class Outcome:
    """What is shown of one row of a program: trees over its columns."""

    row: Row
    failed: Missing = field(default_factory=dict)
    unknown: Missing = field(default_factory=dict)
    missing: Missing = field(default_factory=dict)

    def outputs(self, columns: Columns) -> Iterator[Node]:
        yield self.row.amount
        if columns != "amount":
            yield self.row.status
        if columns == "reasons":
            yield from (self.row.was, self.row.would, self.row.by)
            yield from (*self.failed.values(), *self.unknown.values(), *self.missing.values())


def statement(asked: Asked, shape: Shape, source: str = SOURCE) -> exp.Query:
    """The query over the table named `source`: a row for each case, record and provision. Raises BookError.

    Its rows have no order of their own; `KEYS` are what the output is sorted by.
    """
    found = programs(asked.book, asked.on, asked.known, frozenset(asked.provisions))
    renamed = found.renamed()
    outcomes = _outcomes(asked, found, renamed)

    def chains(inline: frozenset[Need] = frozenset()) -> tuple[Facts, list[_Chain]]:
        facts = Facts(
            asked.book,
            found.language,
            Operators(),
            shape,
            asked.on,
            asked.assumed,
            inline=inline,
            renamed=renamed,
        )
        made = []
        for subject, rows in outcomes.items():
            scope = {**found.language.singles, subject: found.language.records[subject]}
            outputs = [node for each in rows for node in each.outputs(asked.columns)]
            columns = {each.name: each for each in reachable(found.pools[subject].columns, outputs)}
            shown = frozenset(name for node in outputs for name in free_names(node))
            made.append(_Chain(Written(columns, shown, subject, scope, facts), rows, asked))
        return facts, made

    tried, _ = chains()
    facts, made = chains(tried.read_once())
    ctes = list(facts.stages(source))
    last = ctes[-1][0]
    for chain in made:
        ctes += chain.queries(last)
    ends = [chain.outcomes() for chain in made]
    query: exp.Query = ends[0] if len(ends) == 1 else exp.union(*ends, distinct=False, copy=False)
    for name, select in ctes:
        query = query.with_(sql.identifier(name), as_=select, copy=False)
    return query


def _outcomes(asked: Asked, found: Programs, renamed: Mapping[Need, Node]) -> Mapping[str, list[Outcome]]:
    """What is shown of each subject, in the order of the vocabulary."""
    hanging = Hanging(found, renamed)
    shown: dict[str, list[Outcome]] = {}
    for row in found.rows.values():
        if row.provision in asked.provisions:
            outcome = Outcome(row)
            if asked.columns == "reasons":
                outcome = Outcome(row, dict(_failed(row)), dict(_unknown(row)), hanging.of(row))
            shown.setdefault(row.subject, []).append(outcome)
    return shown


def _failed(row: Row) -> Iterator[tuple[str, Node]]:
    """The conditions that can fail, each with the flag of whether it does."""
    for each in row.conditions:
        fails = every(each.told, is_false(each.column)) if each.otherwise == "refused" else FALSE
        if fails != FALSE:
            yield each.id, fails


def _unknown(row: Row) -> Iterator[tuple[str, Node]]:
    """The conditions that can be unknown or referred, each with the flag of whether it is."""
    for each in row.conditions:
        holds = known(each.column) if each.otherwise == "refused" else is_true(each.column)
        is_open = every(each.told, negated(holds))
        if is_open != FALSE:
            yield each.id, is_open


class _Chain:
    """The program of one subject as steps that each add columns, and its outcomes."""

    def __init__(self, written: Written, outcomes: list[Outcome], asked: Asked) -> None:
        self.subject, self.asked = written.subject, asked
        self.kind = written.facts.records[self.subject]
        self.operators = written.facts.operators
        self.items = written.facts.ask(self.subject)
        self.steps = written.steps()
        self.rows = [dict(self._entries(written, each)) for each in outcomes]

    @property
    def _each(self) -> str:
        return f"each {self.subject}"

    def _step(self, number: int) -> str:
        return f"{self.subject} step {number + 1}"

    def queries(self, stage: str) -> Iterator[tuple[str, exp.Select]]:
        rows = exp.select("*")
        if self.kind.listed:
            rows = rows.select(exp.alias_(exp.Explode(this=self.items.copy()), sql.identifier(self.subject)))
        rows = rows.from_(sql.identifier(stage))
        yield self._each, rows if self.kind.listed else rows.where(self.items)
        before = self._each
        for number, step in enumerate(self.steps):
            select = exp.select("*").from_(sql.identifier(before))
            for name, value in step:
                select = select.select(sql.aliased(value, name), copy=False)
            before = self._step(number)
            yield before, select

    def outcomes(self) -> exp.Select:
        """Its outcomes as rows, one for each provision and record."""
        record = sql.field(sql.column(self.subject), RECORD_ID) if self.kind.listed else sql.cast(sql.NULL, "text")
        last = self._step(len(self.steps) - 1) if self.steps else self._each
        return exp.select(
            sql.aliased(sql.column(CASE_ID), "case_id"),
            sql.aliased(sql.literal(self.subject), "subject"),
            sql.aliased(record, "record"),
            *self.operators.unfolded(self.rows),
        ).from_(sql.identifier(last))

    def _entries(self, written: Written, outcome: Outcome) -> Iterator[tuple[str, Sql]]:
        """The entries of one outcome."""
        row, columns = outcome.row, self.asked.columns

        def listed(names: Missing) -> Sql:
            found = [sql.case([(written.write(flag), sql.literal(name))]) for name, flag in names.items()]
            return self.operators.compact(found)

        provision = sql.literal(row.provision)
        provision.add_comments([_comment(self.asked, row.provision)])
        yield "provision", provision
        yield "year", sql.cast(sql.literal(row.year), "int")
        if columns != "amount":
            yield "status", written.write(row.status)
        yield "amount", sql.cast(written.write(row.amount), "decimal(18,2)")
        if columns == "reasons":
            yield "failed", listed(outcome.failed)
            yield "unknown", listed(outcome.unknown)
            yield "missing", listed(dict(sorted(outcome.missing.items())))
            yield "would_be", sql.cast(written.write(row.was), "text")
            yield "would_amount", sql.cast(written.write(row.would), "decimal(18,2)")
            yield "displaced_by", sql.cast(written.write(row.by), "text")


def _comment(asked: Asked, provision: str) -> str:
    found = asked.book.provisions[provision]
    cites = (citations(found.cites, asked.book, "", language) for language in LANGUAGES)
    label = found.label
    return f" {found.full_id}: {label.zh} · {label.en} ({' · '.join(cites)}) ".replace("*/", "* /")
