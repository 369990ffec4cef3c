"""Cases that differ from a given one in one fact: given another value, left out, or with a record more or less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huimin.cases.editing import Location, put, without
from huimin.cases.interview import records_of
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record, Text
from huimin.search.points import Points, days_in
from huimin.words import both

MOST_MEMBERS = 60


@dataclass(frozen=True)
class Step:
    """One change of a case: another value at a path, or, where `left_out`, none. `fact` is None for the day asked
    and the day that the book is known as of. `instead_of` are the paths of what cannot stand beside the value.
    """

    path: str
    location: Location
    fact: Fact | None
    value: Any = None
    left_out: bool = False
    instead_of: tuple[str, ...] = ()

    def taken(self, case: dict[str, Any]) -> dict[str, Any]:
        """A copy of the case as this makes it."""
        for path in self.instead_of:
            case = without(case, (*self.location[:-1], path.rpartition(".")[2]))
        return without(case, self.location) if self.left_out else put(case, self.location, self.value)


def steps(book: Book, case: dict[str, Any], points: Points) -> Iterator[Step]:
    """Every change of one fact that the rules behind `points` read, in the order of the case."""
    days = sorted(set(days_in(case)))
    asked = Fact("on", "date", Text(**both("search", "on.changed")))
    for day in points.values(book, asked, (), (), ()):
        if day != case.get("on"):
            yield Step("on", ("on",), None, day)
    for kind, path, location, data, _ in records_of(book, case):
        for fact in _read_facts(book, kind, points):
            where, at = f"{path}.{fact.name}", (*location, fact.name)
            if fact.name in data:
                yield Step(where, at, fact, left_out=True)
            near = [*days_in(case.get("on")), *days_in({key: data[key] for key in data if key != fact.name})]
            excluding = tuple(f"{path}.{name}" for name in data if fact.name in kind.facts[name].without)
            for value in _values(book, case, fact, data.get(fact.name), points, days, near):
                if value != data.get(fact.name):
                    yield Step(where, at, fact, value, instead_of=excluding)


def _read_facts(book: Book, kind: Record, points: Points) -> Iterator[Fact]:
    """The given facts of a record that the rules read, by their names or by the part that they play."""
    lists = {fact.name for _, fact in book.vocabulary.lists_of(kind.name)}
    named = kind.name in points.words or points.words & lists
    for fact in kind.facts.values():
        plays = fact.name in kind.roles.values() or not kind.at
        if fact.is_given and fact.name != "id" and (plays or (named and fact.name in points.words)):
            yield fact


def _values(
    book: Book, case: Mapping[str, Any], fact: Fact, now: Any, points: Points, days: list[dt.date], near: list[dt.date]
) -> Iterator[Any]:
    if fact.list_of is None:
        values = points.values(book, fact, days, near, _references(case))
        yield from _nearest_first(values, now or case["on"]) if fact.type == "date" else values
        return
    members = now or []
    yield []
    yield from ([*members[:index], *members[index + 1 :]] for index in range(len(members)) if len(members) > 1)
    yield from ([*members, new] for new in _new(book, case, book.vocabulary.records[fact.list_of], members, points))


def _nearest_first(days: list[str], now: str) -> list[str]:
    """Days in the order of their distance: the less a case changes, the better it reads."""
    today = dt.date.fromisoformat(now)
    return sorted(days, key=lambda day: abs((dt.date.fromisoformat(day) - today).days))


def _new(book: Book, case: Mapping[str, Any], kind: Record, now: list[Any], points: Points) -> Iterator[dict[str, Any]]:
    """New members of a list: a copy of the last under another reference; else with all that there is to say."""
    name = {"id": f"another_{len(now) + 1}"} if "id" in kind.facts else {}
    if now:
        yield {**now[-1], **name}
    members: list[dict[str, Any]] = [name]
    for fact in kind.facts.values():
        if fact.is_given and fact.name != "id" and (fact.required or not name) and fact.list_of is None:
            choices = _choices(book, case, kind, fact, points)
            members = [{**each, fact.name: value} for value in choices for each in members]
    yield from members[:: max(1, -(-len(members) // MOST_MEMBERS))]


def _choices(book: Book, case: Mapping[str, Any], kind: Record, fact: Fact, points: Points) -> list[Any]:
    """What a fact of a new member could be: all that tells, and one example of what no rule reads."""
    measured = any(each.type == "indicator" for each in kind.facts.values())
    if fact.type == "date":
        days = points.values(book, fact, (), (), ()) if fact.name in points.words else []
        return [case["on"], *[day for day in reversed(days) if day < str(case["on"])][:6]]
    told = fact.name in points.words or fact.name in book.vocabulary.records or fact.type in ("provision", "indicator")
    if told or fact.code or FACT_TYPES[fact.type].values or (measured and fact.type == "number"):
        return points.values(book, fact, (), (), _references(case)) or [fact.example]
    return [fact.example]


def _references(data: Any) -> Iterator[str]:
    """The references of the records in a case."""
    if isinstance(data, Mapping):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for each in data.values():
            yield from _references(each)
    elif isinstance(data, list):
        for each in data:
            yield from _references(each)
