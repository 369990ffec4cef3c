"""The facts of one case as records that expressions read: given, computed, presumed, or unknown.

A record is a dict whose missing entries are found when they are read. Whoever decides something opens a `Reads`
first: it
collects which facts were read, so that an answer can name them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from huimin import feel
from huimin.feel.unknown import UNKNOWN, Unknown
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.expressions import Language
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact
from huimin.policy.vocabulary import Record as RecordKind

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class FactRead:
    """One fact that was read: its path in the case, its value, and where the value came from."""

    path: str
    value: Any
    fact: Fact
    presumed: bool = False


@dataclass
class Reads:
    """What was read while something was being decided: facts by path, and the presumptions behind them,
    however deep.
    """

    facts: dict[str, FactRead] = field(default_factory=dict)
    presumed: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def absorb(self, inner: Reads) -> None:
        """Count what was read for a part as read for the whole; the facts themselves are shown with their part."""
        self.presumed |= inner.presumed
        self.given |= inner.given


class Record(dict[str, Any]):
    """A record of the case. `given` is what the case says; entries found are kept, computed ones too."""

    __slots__ = ("facts", "given", "kind", "location", "number", "path", "sources")

    def __init__(
        self,
        facts: Facts,
        kind: RecordKind,
        location: tuple[str | int, ...],
        path: str,
        given: Mapping[str, Any],
        number: int,
    ) -> None:
        super().__init__()
        self.facts, self.kind, self.location, self.path = facts, kind, location, path
        self.given, self.number = given, number
        self.sources: dict[str, Reads] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            self[name] = self.facts.find(self, name)
        value = super().__getitem__(name)
        self.facts.note(self, name, value)
        return value

    def __missing__(self, name: str) -> Any:
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Every declared entry is there, if only as unknown."""
        return self[name] if name in self.kind.facts or name in self else default

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    @property
    def id(self) -> str:
        """The reference of a listed record: its `id`, or its place in the list from 1."""
        return str(self.given.get("id", self.number))


class Facts:
    """All records of a case under one book.

    `withheld` names presumptions that are not to be used, `instead` gives facts other values than the case does.
    """

    def __init__(
        self,
        book: Book,
        language: Language,
        case: Mapping[str, Any],
        on: Date,
        withheld: frozenset[str] = frozenset(),
        instead: Mapping[str, Any] = _NOTHING,
    ) -> None:
        self.book, self.language, self.case, self.on = book, language, case, on
        self.withheld, self.instead = withheld, instead
        self.open: list[Reads] = []
        self.order: dict[str, tuple[int, ...]] = {}
        self.questions: dict[str, Fact] = {}
        self.asked: dict[str, bool] = {}
        self.singles: dict[str, Record] = {}
        self._kinds = {name: index for index, name in enumerate(book.vocabulary.records)}
        for name, kind in book.vocabulary.subjects.items():
            if not kind.listed:
                given = _at(case, kind.at)
                self.asked[name] = given is not None
                self.singles[name] = Record(self, kind, kind.at, ".".join(kind.at), given or {}, 0)

    def subjects(self, name: str) -> list[Record]:
        """The records of a subject that the case holds; none where it says nothing of it."""
        kind = self.book.vocabulary.records[name]
        if not kind.listed:
            return [self.singles[name]] if self.asked[name] else []
        parent = self._parent(kind)
        value = parent[kind.at[-1]] if parent is not None and kind.at[-1] in parent.given else []
        return list(value) if isinstance(value, list) else []

    def _parent(self, kind: RecordKind) -> Record | None:
        return next((each for each in self.singles.values() if each.kind.at == kind.at[:-1]), None)

    def environment(self, record: Record | None) -> dict[str, Any]:
        """The names of the case's records, the record being decided by its kind's name."""
        names: dict[str, Any] = {**self.singles, "on": self.on}
        if record is not None:
            names[record.kind.name] = record
        return names

    def find(self, record: Record, name: str) -> Any:
        """The value of a fact that is read for the first time."""
        fact = record.kind.facts.get(name)
        if fact is None:
            return self._below(record, name)
        path = f"{record.path}.{name}"
        self.order[path] = (self._kinds[record.kind.name], record.number, list(record.kind.facts).index(name))
        self.questions[path] = fact
        if path in self.instead:
            return self._given(record, fact, self.instead[path])
        if name in record.given:
            return self._given(record, fact, record.given[name])
        if fact.position:
            return Decimal(record.number)
        if fact.implied:
            return self._implied(record, fact)
        if fact.derived is not None:
            return self._derived(record, fact)
        if fact.presume is not None and path not in self.withheld:
            return self._given(record, fact, fact.presume.value)
        return Unknown(frozenset({path}))

    def _below(self, record: Record, name: str) -> Record:
        """The record that stands under another one, such as the mother under the family. Raises KeyError."""
        for each in self.singles.values():
            if each.kind.at == (*record.kind.at, name):
                return each
        raise KeyError(name)

    def note(self, record: Record, name: str, value: Any) -> None:
        """Tell whoever is deciding that a fact was read."""
        fact = record.kind.facts.get(name)
        if not self.open or fact is None or fact.position:
            return
        reads, path = self.open[-1], f"{record.path}.{name}"
        if name in record.sources:
            reads.absorb(record.sources[name])
        presumed = fact.presume is not None and name not in record.given and path not in {*self.withheld, *self.instead}
        if presumed:
            reads.presumed.add(path)
        if fact.is_given:
            reads.given.add(path)
        if value.__class__ is not Unknown and (not isinstance(value, list) or not value):
            reads.facts.setdefault(path, FactRead(path, value, fact, presumed))

    def _given(self, record: Record, fact: Fact, value: Any) -> Any:
        if fact.list_of is None:
            return value
        kind = self.book.vocabulary.records[fact.list_of]
        return [
            Record(
                self,
                kind,
                (*record.location, fact.name, number - 1),
                f"{record.path}.{fact.name}[{each.get('id', number)}]",
                each,
                number,
            )
            for number, each in enumerate(value, start=1)
        ]

    def _implied(self, record: Record, fact: Fact) -> Any:
        for other, value in fact.implied.items():
            if other in record.given or f"{record.path}.{other}" in self.instead:
                return value
        first = next(iter(fact.implied))
        missing = record[first]
        return missing if missing.__class__ is Unknown else Unknown(frozenset({f"{record.path}.{first}"}))

    def _derived(self, record: Record, fact: Fact) -> Any:
        assert fact.derived is not None
        rule = expressions.record_rule(self.language, record.kind, fact.derived)
        names = self.environment(record)
        reads = record.sources[fact.name] = Reads()
        self.open.append(reads)
        try:
            value = rule.call(*(names[name] for name in rule.names), run=feel.Run(error=UNKNOWN))
        finally:
            self.open.pop()
        return Unknown(frozenset({f"{record.path}.{fact.name}"})) if value is None else value

    def in_order(self, paths: frozenset[str] | set[str]) -> list[str]:
        """Paths in the order of the vocabulary, then of the case."""
        return sorted(paths, key=lambda path: (self.order.get(path, (len(self._kinds),)), path))

    def walk(self, name: str) -> Iterator[Record]:
        """Every record of a kind that stands in the case, through all lists."""
        stack = list(self.singles.values())
        while stack:
            record = stack.pop(0)
            if record.kind.name == name and (record.kind.listed or not record.kind.at or self.asked.get(name)):
                yield record
            for fact in record.kind.facts.values():
                if fact.list_of is not None and fact.name in record.given:
                    stack.extend(record[fact.name])


def _at(case: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any] | None:
    found: Any = case
    for step in path:
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = found[step]
    return found if isinstance(found, Mapping) else None
