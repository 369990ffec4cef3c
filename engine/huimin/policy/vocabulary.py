"""The vocabulary of a book: which facts a case can state, of which records, and how they are called and counted.

With it stand the two things that every part of a book is made of: text in two languages, and expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Text:
    """The same text in Chinese and in English."""

    zh: str
    en: str

    def to_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class Expression:
    """FEEL text with the document and the path that it stands at."""

    text: str
    document: str
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Presumption:
    value: Any
    why: Text


@dataclass(frozen=True)
class Fact:
    """One fact of a record: given, or computed by exactly one of `derived`, `implied` and `position`."""

    name: str
    type: str
    label: Text
    code: str | None = None
    list_of: str | None = None
    question: Text | None = None
    example: Any = None
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    required: bool = False
    without: tuple[str, ...] = ()
    can_change: bool = False
    presume: Presumption | None = None
    wording: Mapping[str, Text] = field(default_factory=dict)
    derived: Expression | None = None
    implied: Mapping[str, Any] = field(default_factory=dict)
    position: bool = False

    @property
    def is_given(self) -> bool:
        return self.derived is None and not self.implied and not self.position


@dataclass(frozen=True)
class Constraint:
    """Refuses a case in which `refuse` is true, at the fact `at`."""

    id: str
    at: str
    refuse: Expression
    message: Text


@dataclass(frozen=True)
class Record:
    """A kind of record. A subject has a place in the case (`at`); a member of a list has none of its own.

    `person` says that it is a human being, which English speaks of as "who".
    """

    name: str
    label: Text
    facts: Mapping[str, Fact]
    constraints: tuple[Constraint, ...] = ()
    at: tuple[str, ...] = ()
    listed: bool = False
    person: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def given(self) -> Mapping[str, Fact]:
        """The facts that a case may give."""
        return {name: fact for name, fact in self.facts.items() if fact.is_given}


@dataclass(frozen=True)
class Unit:
    """How a number reads: a pattern for Chinese, and for English one or two (`one`, `other`)."""

    zh: str
    en: Mapping[str, str]

    @property
    def is_counted(self) -> bool:
        """Whether it counts things, one by one: then English has a singular for it."""
        return "one" in self.en


@dataclass(frozen=True)
class Indicator:
    id: str
    label: Text
    unit: str


@dataclass(frozen=True)
class Vocabulary:
    codes: Mapping[str, Mapping[str, Text]]
    code_labels: Mapping[str, Text]
    units: Mapping[str, Unit]
    bodies: Mapping[str, Text]
    indicators: Mapping[str, Indicator]
    records: Mapping[str, Record]

    @cached_property
    def subjects(self) -> Mapping[str, Record]:
        """The records that provisions can be decided for, in the order of the vocabulary."""
        return {name: record for name, record in self.records.items() if record.at}

    @cached_property
    def below(self) -> Mapping[str, Mapping[str, Record]]:
        """By the name of each record the single ones that stand under it, as the mother in a family."""
        return {name: {each.at[-1]: each for each in self._under(record)} for name, record in self.records.items()}

    def _under(self, record: Record) -> Iterator[Record]:
        return (each for each in self.subjects.values() if record.at and each.at[:-1] == record.at and not each.listed)

    def lists_of(self, kind: str) -> Iterator[tuple[Record, Fact]]:
        """The lists whose members are records of a kind, each with the record that has it."""
        for owner in self.records.values():
            yield from ((owner, fact) for fact in owner.facts.values() if fact.list_of == kind)
