"""Decides cases: the programs of a book as functions, and the answers that their values give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from huimin.decide import host
from huimin.decide.program import AnswerAt, FactPath, PlacedRow, RowKey, Variant
from huimin.decide.python import Code
from huimin.decide.records import CaseRecords, Record, Records, Rule
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy.vocabulary import Vocabulary

Would = tuple[str, Decimal | None]
"""A status, and an amount."""


class Programs(Protocol):
    """The programs of a book on the days of a regime, however they were come by.

    `functions` and `cautious` are by subject; the second also compute what `variants` read. `rules` are those of
    facts, which may grow while the others are asked for.
    """

    @property
    def rows(self) -> Mapping[RowKey, PlacedRow]: ...
    @property
    def functions(self) -> Mapping[str, Code]: ...
    @property
    def cautious(self) -> Mapping[str, Code]: ...
    @property
    def variants(self) -> tuple[Variant, ...]: ...
    @property
    def rules(self) -> Mapping[FactPath, Rule]: ...


class Decider:
    """The provisions of a book as functions of a case, by their programs; `vocabulary` is that of the settled book.

    Decider(Made(book, on, None, readings), book.vocabulary)
    """

    def __init__(self, programs: Programs, vocabulary: Vocabulary) -> None:
        self.programs = programs
        self.rows = programs.rows
        self.records = Records(vocabulary, programs.rules)

    def decide(
        self, facts: Mapping[str, Any], on: Date, instead: Mapping[str, Any] | None = None, *, cautions: bool = False
    ) -> list[Decision]:
        """What every provision comes to, in the order of the book, then of the case; with `cautions` also under every
        other reading. `facts` are those of a case that was read, `instead` facts by their path that are assumed.
        """
        records = self.records.read(facts, on, instead or {})
        case = Case(records, self.programs.variants if cautions else ())
        for subject, function in (self.cautious if cautions else self.functions).items():
            case.values[subject] = [Values(function, record) for record in records.subjects[subject]]
        return [Decision(row, values, case) for row in self.rows.values() for values in case.values[row.subject]]

    def try_out(
        self, facts: Mapping[str, Any], on: Date, instead: Mapping[str, Any], withheld: Collection[str] = ()
    ) -> Trial:
        """The case with other facts (`instead`), or without some presumptions (`withheld`), by path."""
        return Trial(self, self.records.read(facts, on, instead, withheld))

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """By subject the function of its rows."""
        return self._functions(self.programs.functions)

    @cached_property
    def cautious(self) -> Mapping[str, Function]:
        """By subject the function of its rows, and of those that other readings change."""
        return self._functions(self.programs.cautious)

    def _functions(self, codes: Mapping[str, Code]) -> Mapping[str, Function]:
        rows: dict[str, dict[RowKey, PlacedRow]] = {subject: {} for subject in codes}
        for key, row in self.rows.items():
            rows[row.subject][key] = row
        return {subject: Function(subject, code, rows[subject]) for subject, code in codes.items()}


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """What computes the rows of one subject."""

    subject: str
    code: Code
    rows: Mapping[RowKey, PlacedRow]


class Values:
    """The values of the columns for one record; `record` is its reference where it is one of several."""

    __slots__ = ("function", "record", "values")

    def __init__(self, function: Function, record: Record) -> None:
        self.function = function
        names = record.case.names
        code = function.code
        self.values = code.call(*(record if name == function.subject else names[name] for name in code.arguments))
        self.record: str | None = record[host.RECORD_ID] if record.kind.listed else None

    def __getitem__(self, place: int) -> Any:
        return self.values[place]

    def answer(self, at: AnswerAt) -> tuple[str, Decimal | None, str | None, Decimal | None]:
        """Status, amount, and what they would be."""
        status, amount, was, would = (self.values[place] for place in at)
        return status, amount, was, would


class Trial:
    """A case that is tried out: only the records that are asked for are decided."""

    def __init__(self, decider: Decider, records: CaseRecords) -> None:
        self.decider, self.records = decider, records
        self._values: dict[tuple[str, str | None], Values] = {}

    def answer(self, provision: str, record: str | None, year: int | None) -> tuple[Any, ...]:
        """Status, amount, and what they would be, before other provisions have their say."""
        row = self.decider.rows[provision, year]
        key = row.subject, record
        if key not in self._values:
            found = (each for each in self.records.subjects[row.subject] if record in (None, each[host.RECORD_ID]))
            self._values[key] = Values(self.decider.functions[row.subject], next(found))
        return self._values[key].answer(row.own)


@dataclass(frozen=True, eq=False)
class Case:
    """A case decided: by subject the values for each of its records."""

    records: CaseRecords
    variants: Collection[Variant]
    values: dict[str, list[Values]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What a provision comes to for one record. What an answer can do without is read off when it is asked for."""

    row: PlacedRow
    values: Values
    case: Case

    @property
    def provision(self) -> str:
        return self.row.provision

    @property
    def record(self) -> str | None:
        return self.values.record

    @property
    def year(self) -> int | None:
        return self.row.year

    @property
    def day(self) -> Date | Unknown:
        """The legal day that the outcome goes by."""
        found = self.values[self.row.day]
        return found if isinstance(found, Date | Unknown) else Unknown()

    @property
    def status(self) -> str:
        return str(self.values[self.row.status])

    @property
    def amount(self) -> Decimal | None:
        """What is to be paid, exact."""
        found: Decimal | None = self.values[self.row.amount]
        return found

    @property
    def would_be(self) -> Would | None:
        """Status and amount without what holds the outcome up."""
        _, _, was, would = self.values.answer(self.row.answer)
        return None if was is None else (was, would)

    @property
    def displaced_by(self) -> str | None:
        found: str | None = self.values[self.row.by]
        return found

    @property
    def tied(self) -> bool:
        """Whether a rival is worth the same, and comes later in the book."""
        return bool(self.values[self.row.tied])

    @property
    def conditions(self) -> Mapping[str, str]:
        """By the id of each condition that is told: holds, fails, unknown or referred."""
        return dict(self._conditions())

    def _conditions(self) -> Iterator[tuple[str, str]]:
        for condition in self.row.conditions:
            value = self.values[condition.column]
            if self.values[condition.told]:
                no = "fails" if condition.otherwise == "refused" else "referred"
                yield condition.id, "holds" if value is True else no if value is False else "unknown"

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the conditions that fail."""
        return tuple(name for name, result in self._conditions() if result == "fails")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the conditions that are unknown or referred."""
        return tuple(name for name, result in self._conditions() if result in ("unknown", "referred"))

    @property
    def answers(self) -> Mapping[str, Any]:
        """What the outcome tells beyond its status, as far as it is known."""
        found = ((name, self.values[place]) for name, place in self.row.answers)
        return {name: value for name, value in found if value is not None and value.__class__ is not Unknown}

    @property
    def missing(self) -> frozenset[str]:
        """The paths of the facts that an undetermined outcome hangs on."""
        if self.status != "undetermined":
            return frozenset()
        because = self.values[self.row.because]
        if because is not None:
            return self._other((because, None)).missing
        hangs = (self.values[place] for place in self.row.hangs)
        return frozenset().union(*(each.facts for each in hangs if each.__class__ is Unknown))

    def _other(self, key: RowKey) -> Decision:
        """What another provision comes to for the same record, or for the only one of its subject."""
        values = (self.values, *(each for listed in self.case.values.values() for each in listed))
        found = next(each for each in values if key in each.function.rows)
        return Decision(found.function.rows[key], found, self.case)

    @property
    def cautions(self) -> Mapping[str, list[tuple[str, str, Decimal | None]]]:
        """By question the other readings under which this would be another answer, each with its status and amount."""
        found: dict[str, list[tuple[str, str, Decimal | None]]] = {}
        own = self.values.answer(self.row.answer)
        for variant in self.case.variants:
            other = self._under(variant)
            if other is not None and other != own:
                found.setdefault(variant.question, []).append((variant.reading, other[0], other[1]))
        return found

    def _under(self, variant: Variant) -> tuple[Any, ...] | None:
        """The answer under another reading; where that decides for another subject, the first of its answers that pays,
        with the sum.
        """
        found = variant.rows.get(self.row.key)
        if found is None:
            return None
        subject, at = found
        if subject == self.row.subject:
            return self.values.answer(at)
        answers = [each.answer(at) for each in self.case.values.get(subject, [])]
        paid = [each for each in answers if each[1] is not None]
        if not paid:
            return answers[0] if answers else None
        return (paid[0][0], sum((each[1] or Decimal(0) for each in paid), Decimal(0)), *paid[0][2:])
