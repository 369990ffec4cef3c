"""The one statement that determines a whole table: facts in stages, provisions as named steps, outcomes as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlglot import exp

from huimin.batch import precedence, sql
from huimin.batch.decisions import Column, Decision, listed
from huimin.batch.facts import CASE_ID, RECORD_ID, Facts, Need
from huimin.batch.kinds import decide
from huimin.batch.missing import Missing
from huimin.batch.operators import DialectName, Operators
from huimin.batch.rules import Rules
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt
from huimin.cases.determine import language_of
from huimin.documents.findings import LANGUAGES
from huimin.feel.values import Date
from huimin.policy.alternatives import related
from huimin.policy.model import Book, Provision
from huimin.text.citing import citations

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


def statement(asked: Asked, shape: Shape, dialect: DialectName, source: str = SOURCE) -> exp.Query:
    """The query over the table named `source`: a row for each case, record and provision. Raises BookError.

    Its rows have no order of their own; `KEYS` are what the output is sorted by.
    """

    def facts_of(inline: frozenset[Need] = frozenset()) -> Facts:
        words, operators = language_of(asked.book), Operators(dialect)
        return Facts(asked.book, words, operators, shape, asked.on, asked.assumed, inline=inline)

    tried = facts_of()
    list(_chains(asked, Rules(tried, asked.known)))
    facts = facts_of(tried.read_once())
    operators = facts.operators
    missing = Missing(facts, tried.behind()) if asked.columns == "reasons" else None
    chains = list(_chains(asked, Rules(facts, asked.known), missing))
    ctes = list(facts.stages(source))
    last = ctes[-1][0]
    ends = []
    for chain in chains:
        ends.append(chain.outcomes(operators, last, asked))
        ctes += chain.queries(last)
    query: exp.Query = ends[0] if len(ends) == 1 else exp.union(*ends, distinct=False, copy=False)
    for name, select in ctes:
        query = query.with_(sql.identifier(name), as_=select, copy=False)
    return query


@dataclass
class _Chain:
    """The provisions of one subject, or of all single records together, as steps that each add columns."""

    listed: str | None = None
    items: Sql | None = None
    steps: list[tuple[str, str, tuple[Column, ...]]] = field(default_factory=list)
    decisions: list[tuple[Decision, Sql | None]] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)

    @property
    def _rows(self) -> str:
        return f"each {self.listed}"

    def queries(self, stage: str) -> Iterator[tuple[str, exp.Select]]:
        before = stage
        if self.listed is not None and self.items is not None:
            rows = exp.alias_(exp.Explode(this=self.items.copy()), sql.identifier(self.listed))
            yield self._rows, exp.select("*", rows).from_(sql.identifier(before))
            before = self._rows
        for name, comment, columns in (each for each in self.steps if each[2]):
            select = exp.select("*").from_(sql.identifier(before))
            for alias, value in columns:
                select = select.select(sql.aliased(value, alias), copy=False)
            select.expressions[0].add_comments([comment] if comment else None)
            yield name, select
            before = name

    def telling(self, missing: Missing, decision: Decision) -> Decision:
        """A decision that reads what is missing from a column: Spark prunes too much where that is unfolded."""
        name = f"{decision.provision.full_id}: missing" + (f" {decision.year}" if decision.year else "")
        self.missing.append((name, missing.of(decision)))
        return replace(decision, missing=sql.column(name))

    def outcomes(self, operators: Operators, stage: str, asked: Asked) -> exp.Select:
        """Its outcomes as rows: one for each decision that is wanted and whose record the case holds."""
        last = self.steps[-1][0] if self.steps else (self._rows if self.listed else stage)
        shown = [each for each in self.decisions if each[0].provision.full_id in asked.provisions]
        records = {there for _, there in shown}
        alike = len(records) == 1  # then cases without the record can be left out before they are unfolded
        rows = [
            dict(_entries(operators, decision, None if alike else there, asked.columns)) for decision, there in shown
        ]
        outcomes = exp.select(
            sql.aliased(sql.column(CASE_ID), "case_id"),
            sql.aliased(self._record(), "record"),
            *operators.unfolded(rows),
        ).from_(sql.identifier(last))
        if alike and not self.listed:
            outcomes = outcomes.where(records.pop())
        names = ("case_id", "subject", "record", *(name for name in rows[0] if name not in ("subject", "there")))
        found = exp.select(*(sql.column(name) for name in names)).from_(outcomes.subquery("outcomes"))
        return found if alike else found.where(sql.column("there"))

    def _record(self) -> Sql:
        if self.listed is None:
            return sql.cast(sql.NULL, "text")
        return sql.field(sql.column(self.listed), RECORD_ID)


def _entries(operators: Operators, decision: Decision, there: Sql | None, columns: Columns) -> Iterator[Column]:
    """The entries of one outcome; `there` is whether it has a record."""
    year = sql.NULL if decision.year is None else sql.literal(decision.year)
    yield "subject", sql.literal(decision.provision.subject)
    if there is not None:
        yield "there", there
    yield "provision", sql.literal(decision.provision.full_id)
    yield "year", sql.cast(year, "int")
    if columns != "amount":
        yield "status", decision.status
    yield "amount", sql.cast(decision.amount, "decimal(18,2)")
    if columns == "reasons":
        yield "failed", operators.compact(_names(decision, "fails"))
        yield "unknown", operators.compact(_names(decision, "is_open"))
        yield "missing", decision.missing
        yield "would_be", decision.was
        yield "would_amount", sql.cast(decision.would, "decimal(18,2)")
        yield "displaced_by", decision.by


def _names(decision: Decision, what: str) -> list[Sql]:
    """The ids of the conditions that fail, or are open; NULL for each other one."""
    return [sql.case([(holds, sql.literal(name))]) for name, holds in listed(decision.parts, what)]


def _chains(asked: Asked, rules: Rules, missing: Missing | None = None) -> Iterator[_Chain]:
    """The single records' provisions first, then those of each listed subject."""
    facts, wanted = rules.facts, related(asked.book, frozenset(asked.provisions))
    provisions = [each for each in asked.book.provisions.values() if each.full_id in wanted]
    chains = {"": _Chain()}
    decided: precedence.Decided = {}
    precedence.refuse_yearly(rules, provisions)
    entangled = precedence.entangled(rules, provisions)
    for provision in provisions:
        kind = facts.records[provision.subject]
        asks = facts.ask(kind.name)
        if kind.listed:
            chain = chains.setdefault(kind.name, _Chain(kind.name, asks))
            there = None
        else:
            chain, there = chains[""], asks
        record = RecordAt(kind.name, sql.column(kind.name) if kind.listed else None)
        alone = asked.columns == "amount" and provision.full_id not in entangled
        for decision in decide(rules, provision, record, lazily=asked.columns != "reasons", alone=alone):
            _add(chain, provision, decision, asked)
            told = chain.telling(missing, decision) if missing and decision.parts else decision
            chain.decisions.append((told, there))
            if decision.year is None:
                decided[provision.full_id] = told
    for each in chains.values():
        if missing and each.missing:
            each.steps.insert(0, (f"missing from lists {each.listed or 'single'}", "", tuple(missing.columns.items())))
            each.steps.append((f"missing {each.listed or 'single'}", "", tuple(each.missing)))
    _with_precedence(rules, list(chains.values()), decided)
    for each in chains.values():
        if any(decision.provision.full_id in asked.provisions for decision, _ in each.decisions):
            yield each


def _add(chain: _Chain, provision: Provision, decision: Decision, asked: Asked) -> None:
    year = f" {decision.year}" if decision.year else ""
    for number, columns in enumerate(decision.steps):
        if columns:
            last = number == len(decision.steps) - 1
            name = provision.full_id + year + ("" if last else f" step {number + 1}")
            first = not any(each[0].startswith(provision.full_id + year) for each in chain.steps)
            chain.steps.append((name, _comment(provision, asked.book) if first else "", columns))


def _comment(provision: Provision, book: Book) -> str:
    cites = (citations(provision.cites, book, "", language) for language in LANGUAGES)
    label = provision.label
    return f" {provision.full_id}: {label.zh} · {label.en} ({' · '.join(cites)}) ".replace("*/", "* /")


def _with_precedence(rules: Rules, chains: Sequence[_Chain], decided: precedence.Decided) -> None:
    steps = [*precedence.bear(rules, decided), *precedence.against_rivals(rules, decided)]
    for chain in chains:
        own = {decision.provision.full_id for decision, _ in chain.decisions}
        for number, columns in enumerate(steps):
            if columns and columns[0][0].partition(": ")[0] in own:
                chain.steps.append((f"precedence {chain.listed or 'single'} {number + 1}", "", columns))
        chain.decisions = [
            (decided.get(decision.provision.full_id, decision) if decision.year is None else decision, there)
            for decision, there in chain.decisions
        ]
