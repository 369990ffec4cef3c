"""A book decided for cases: its programs as functions, and what is read off their values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from huimin.decide import host
from huimin.decide.lower import lower
from huimin.decide.lowering import World
from huimin.decide.meanings import Meanings
from huimin.decide.precedence import Bearing, Rows
from huimin.decide.program import Pool, Row, RowKey
from huimin.decide.python import compile_program
from huimin.decide.records import Record, Records
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.policy.settle import affects_in_force


@dataclass(frozen=True)
class Decision:
    """What a provision comes to for one record: its status with what goes with it, and its conditions by their result.

    `would_be` is status and amount without what holds the outcome up; `conditions` say holds, fails, unknown or
    referred; `missing` are the paths of the facts that an undetermined outcome hangs on.
    """

    provision: str
    subject: str
    record: str | None
    year: int | None
    status: str
    amount: Decimal | None
    would_be: tuple[str, Decimal | None] | None
    displaced_by: str | None
    tied: bool
    conditions: Mapping[str, str]
    answers: Mapping[str, Any]
    missing: frozenset[str]

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the conditions that fail."""
        return tuple(name for name, result in self.conditions.items() if result == "fails")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the conditions that are unknown or referred."""
        return tuple(name for name, result in self.conditions.items() if result in ("unknown", "referred"))


class Decider:
    """The provisions of a book as functions of a case, on the days of the regime that `on` lies in.

    `book` is settled under the readings taken. `only` are full ids, to which those that bear on them must belong.
    """

    def __init__(self, book: Book, on: Date, known: Date | None, only: Collection[str] | None = None) -> None:
        self.book = book
        bearings = tuple(map(Bearing, affects_in_force(book, on, known)))
        self.world = World(book, Meanings(book), on, known, bearings)
        self.pools: dict[str, Pool] = {}
        self.rows: Rows = lower(self.world, self.pools, only)
        self.records = Records(book)
        self.records.define(self.world)
        nothing = self.world.had_nothing()
        self.world.meanings.define(nothing.names)
        self.records.define(nothing, nothing.names)
        self._functions = {name: self._compiled(name) for name in self.pools}

    def _compiled(self, subject: str) -> _Function:
        rows = {key: row for key, row in self.rows.items() if row.subject == subject}
        language = self.world.meanings.language
        records = {**language.singles, subject: language.records[subject]}
        outputs = list(dict.fromkeys(node for row in rows.values() for node in row.outputs if not _is_literal(node)))
        call, arguments = compile_program(self.pools[subject].columns, outputs, records)
        return _Function(subject, call, arguments, outputs, rows)

    def decide(self, facts: Mapping[str, Any], on: Date, instead: Mapping[str, Any] | None = None) -> list[Decision]:
        """What every provision comes to, in the order of the book, then of the case.

        `facts` are those of a case that was read, `instead` facts by their path that are assumed.
        """
        names, subjects = self.records.read(facts, on, instead or {})
        read = [
            _Values(function, record, names, listed=self.book.vocabulary.records[subject].listed)
            for subject, function in self._functions.items()
            for record in subjects[subject]
        ]
        found: dict[RowKey, list[Decision]] = {key: [] for key in self.rows}
        for values in read:
            for row in values.rows.values():
                found[row.key].append(values.decision(row, read))
        return [decision for decisions in found.values() for decision in decisions]


@dataclass(frozen=True)
class _Function:
    """What computes the rows of one subject."""

    subject: str
    call: Callable[..., tuple[Any, ...]]
    arguments: tuple[str, ...]
    outputs: Sequence[Node]
    rows: Mapping[RowKey, Row]


class _Values:
    """The values of the columns for one record."""

    def __init__(self, function: _Function, record: Record, names: Mapping[str, Any], *, listed: bool) -> None:
        arguments = [record if name == function.subject else names[name] for name in function.arguments]
        self.values = dict(zip(function.outputs, function.call(*arguments), strict=True))
        self.rows = function.rows
        self.record = dict.get(record, host.RECORD_ID) if listed else None

    def of(self, node: Node) -> Any:
        return _literal(node) if _is_literal(node) else self.values[node]

    def decision(self, row: Row, beside: Sequence[_Values]) -> Decision:
        """What a row comes to; `beside` are the values of all records of the case."""
        status, amount, was, would = map(self.of, row.answer)
        return Decision(
            provision=row.provision,
            subject=row.subject,
            record=self.record,
            year=row.year,
            status=status,
            amount=amount,
            would_be=None if was is None else (was, would),
            displaced_by=self.of(row.by),
            tied=self.of(row.tied),
            conditions=dict(self._conditions(row)),
            answers=dict(self._answers(row)),
            missing=self._missing(row, status, beside),
        )

    def _conditions(self, row: Row) -> Iterator[tuple[str, str]]:
        for condition in row.conditions:
            value = self.of(condition.column)
            if not self.of(condition.told):
                continue
            if value is True or value is False:
                no = "fails" if condition.otherwise == "refused" else "referred"
                yield condition.id, "holds" if value else no
            else:
                yield condition.id, "unknown"

    def _answers(self, row: Row) -> Iterator[tuple[str, Any]]:
        for name, node in row.answers:
            value = self.of(node)
            if value is not None and value.__class__ is not Unknown:
                yield name, value

    def _missing(self, row: Row, status: str, beside: Sequence[_Values]) -> frozenset[str]:
        if status != "undetermined":
            return frozenset()
        because = self.of(row.because)
        if because is not None:
            other = (
                self if (because, None) in self.rows else next(each for each in beside if (because, None) in each.rows)
            )
            return other._missing(other.rows[because, None], status, beside)
        values = [self.of(each) for each in row.hangs]
        return frozenset().union(*(each.facts for each in values if each.__class__ is Unknown))


def _is_literal(node: Node) -> bool:
    return isinstance(node, tree.Null | tree.Boolean | tree.String)


def _literal(node: Node) -> Any:
    return None if isinstance(node, tree.Null) else cast("tree.Boolean | tree.String", node).value
