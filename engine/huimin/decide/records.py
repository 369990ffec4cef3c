"""The records of a case as a compiled program reads them: a fact is found when it is first read, and then kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from huimin.decide import host
from huimin.decide.program import FactPath
from huimin.decide.python import Code
from huimin.feel.faults import LimitFault
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy.vocabulary import Fact, Vocabulary
from huimin.policy.vocabulary import Record as Kind

Finder = Callable[["Record"], Any]
"""What gives a fact that a case does not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a fact is computed that goes by its own name, or by another where a reading computes it otherwise.

    `fact` is its own name. `make` gives the function; it is None for a fact that no rule computes under that reading.
    """

    fact: str
    make: Callable[[], Code] | None


class Record(dict[str, Any]):
    """A record of a case. `given` are the names of the facts that the case gives; `finders` know the others."""

    __slots__ = ("case", "finders", "given", "kind", "number", "path")
    case: CaseRecords
    finders: Mapping[str, Finder]
    given: Collection[str]
    kind: Kind
    number: int
    path: str

    def __missing__(self, name: str) -> Any:
        value = self[name] = self.finders[name](self)
        return value

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


class Finders(dict[str, Finder]):
    """What gives the facts of one kind of record that a case does not, by their names. What a rule computes is looked
    up when it is first asked for. Raises KeyError for what is no fact.
    """

    __slots__ = ("kind", "records", "rules")

    def __init__(
        self, known: Mapping[str, Finder], records: Records, kind: Kind, rules: Mapping[FactPath, Rule]
    ) -> None:
        super().__init__(known)
        self.records, self.kind, self.rules = records, kind, rules

    def __missing__(self, name: str) -> Finder:
        found = self[name] = self.records.by_rule(self.kind, self.rules[self.kind.name, name])
        return found


@dataclass(frozen=True, eq=False)
class CaseRecords:
    """The records of one case: the single ones by name, with `on`; those of each subject; and all by their paths.

    `instead` are facts by their path that replace or complete those of the case, `kinds` the names of all records in
    the order of the vocabulary, `withheld` the paths of facts that are not presumed.
    """

    names: dict[str, Any]
    instead: Mapping[str, Any]
    kinds: Sequence[str]
    withheld: Collection[str] = ()
    by_path: dict[str, Record] = field(default_factory=dict)
    subjects: dict[str, list[Record]] = field(default_factory=dict)

    def fact(self, path: str) -> Fact:
        """The fact at a path of the case."""
        record, _, name = path.rpartition(".")
        return self.by_path[record].kind.facts[name]

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Paths of facts in the order of the vocabulary, then of the case."""

        def order(path: str) -> tuple[int, int, int, str]:
            record, _, name = path.rpartition(".")
            found = self.by_path[record]
            return self.kinds.index(found.kind.name), found.number, list(found.kind.facts).index(name), path

        return sorted(paths, key=order)


class Records:
    """What finds the facts of each kind of record, and makes records of a case."""

    def __init__(self, vocabulary: Vocabulary, rules: Mapping[FactPath, Rule]) -> None:
        self.vocabulary = vocabulary
        self.finders: dict[str, Finders] = {}
        for kind in vocabulary.records.values():
            known = {name: self._finder(fact) for name, fact in kind.facts.items() if fact.derived is None}
            below = {each.at[-1]: each.name for each in vocabulary.subjects.values() if _is_below(each, kind)}
            known.update((place, _below(name)) for place, name in below.items() if place not in known)
            self.finders[kind.name] = Finders(known, self, kind, rules)

    def read(
        self, facts: Mapping[str, Any], on: Date, instead: Mapping[str, Any], withheld: Collection[str] = ()
    ) -> CaseRecords:
        """The records of a case that was read; `instead` are facts by their path that are assumed, `withheld` the paths
        of those that are not presumed.
        """
        case = CaseRecords({"on": on}, instead, list(self.vocabulary.records), withheld)
        for kind in self.vocabulary.subjects.values():
            if not kind.listed:
                given = _at(facts, kind.at)
                case.names[kind.name] = self._record(kind, given or {}, ".".join(kind.at), 0, case)
                case.names[kind.name][host.IS_GIVEN] = given is not None
        for kind in self.vocabulary.subjects.values():
            case.subjects[kind.name] = self._subjects(kind, facts, case)
        return case

    def _subjects(self, kind: Kind, facts: Mapping[str, Any], case: CaseRecords) -> list[Record]:
        if not kind.listed:
            return [case.names[kind.name]] if case.names[kind.name][host.IS_GIVEN] else []
        owners = (each for each in self.vocabulary.subjects.values() if not each.listed)
        owner = next((each for each in owners if each.at == kind.at[:-1]), None)
        if owner is None or kind.at[-1] not in (_at(facts, owner.at) or {}):
            return []
        return list(case.names[owner.name][kind.at[-1]])

    def _record(self, kind: Kind, given: Mapping[str, Any], path: str, number: int, case: CaseRecords) -> Record:
        record = case.by_path[path] = Record()
        record.kind, record.finders, record.case = kind, self.finders[kind.name], case
        record.path, record.number = path, number
        record[host.RECORD_ID], record[host.IS_GIVEN] = str(given.get("id", number)), True
        if case.instead:
            given = {**given, **dict(_replaced(path, case.instead))}
        record.given = given.keys()
        for name, value in given.items():
            fact = kind.facts.get(name)
            if fact is not None:
                record[name] = value if fact.list_of is None else self._listed(record, fact, value)
        return record

    def _listed(self, record: Record, fact: Fact, members: list[Any]) -> list[Record]:
        """The members of a list as records."""
        assert fact.list_of is not None
        kind = self.vocabulary.records[fact.list_of]
        place = f"{record.path}.{fact.name}"
        return [
            self._record(kind, each, f"{place}[{each.get('id', number)}]", number, record.case)
            for number, each in enumerate(members, start=1)
        ]

    def _finder(self, fact: Fact) -> Finder:
        """What gives a fact that the case does not, and no rule."""
        if fact.position:
            return lambda record: Decimal(record.number)
        if fact.implied:
            return _implied(fact)
        if fact.presume is None:
            return _missing(fact.name)
        return self._presumed(fact, fact.presume.value)

    def by_rule(self, kind: Kind, rule: Rule) -> Finder:
        """What gives a fact of a rule, under whatever name."""
        if rule.make is not None:
            return _derived(kind, rule, rule.make)
        otherwise = self._finder(kind.facts[rule.fact])
        return lambda record: record[rule.fact] if rule.fact in record.given else otherwise(record)

    def _presumed(self, fact: Fact, value: Any) -> Finder:
        missing = _missing(fact.name)

        def find(record: Record) -> Any:
            withheld = record.case.withheld
            if withheld and f"{record.path}.{fact.name}" in withheld:
                return missing(record)
            return value if fact.list_of is None else self._listed(record, fact, value)

        return find


def _at(facts: Mapping[str, Any], place: tuple[str, ...]) -> Mapping[str, Any] | None:
    found: Any = facts
    for step in place:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _is_below(other: Kind, kind: Kind) -> bool:
    """Whether a single record stands under one of this kind, as the mother under the family."""
    return not other.listed and bool(kind.at) and other.at[:-1] == kind.at


def _replaced(path: str, instead: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for place, value in instead.items():
        record, _, fact = place.rpartition(".")
        if record == path:
            yield fact, value


# Facts that are not given -----------------------------------------------------------------------------------------


def _missing(name: str) -> Finder:
    return lambda record: Unknown(frozenset((f"{record.path}.{name}",)))


def _below(name: str) -> Finder:
    """A single record that stands under this one."""
    return lambda record: record.case.names[name]


def _implied(fact: Fact) -> Finder:
    """A value for the first of some facts that is given; if none is, the first of them is missing."""
    first = next(iter(fact.implied))

    def find(record: Record) -> Any:
        for other, value in fact.implied.items():
            if other in record.given:
                return value
        missing = record[first]
        return missing if missing.__class__ is Unknown else _missing(first)(record)

    return find


def _derived(kind: Kind, rule: Rule, make: Callable[[], Code]) -> Finder:
    """A fact by its rule, which is compiled when it is first asked for; where the rule comes to no value, the fact
    itself is missing.
    """
    missing, code = _missing(rule.fact), cache(make)

    def find(record: Record) -> Any:
        given = (record if name == kind.name else record.case.names[name] for name in code().arguments)
        try:
            value = code().call(*given)
        except LimitFault:
            value = None
        return missing(record) if value is None else value

    return find
