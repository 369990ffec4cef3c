"""Cases that differ from a given one in one fact: given another value, left out, or with a record more or less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huimin.cases.editing import Location, put, without
from huimin.cases.interview import records_of
from huimin.cases.points import Points, days_in
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record

MOST_MEMBERS = 12


@dataclass(frozen=True)
class Step:
    """One change of a case: another value at a path, or, where `left_out`, none. `fact` is None for the day asked
    and the day that the book is known as of.
    """

    path: str
    location: Location
    fact: Fact | None
    value: Any = None
    left_out: bool = False

    def taken(self, case: dict[str, Any]) -> dict[str, Any]:
        """A copy of the case as this makes it."""
        return without(case, self.location) if self.left_out else put(case, self.location, self.value)


def steps(book: Book, case: dict[str, Any], points: Points) -> Iterator[Step]:
    """Every change of one fact that the rules behind `points` read, in the order of the case."""
    days = sorted(set(days_in(case)))
    for day in points.values(book, _DAY, (), ()):
        if day != case.get("on"):
            yield Step("on", ("on",), None, day)
    for kind, path, location, data, _ in records_of(book, case):
        excluded = {other for name in data for other in kind.facts[name].without}
        for fact in kind.facts.values():
            if not fact.is_given or not _is_read(kind, fact, points):
                continue
            where, at = f"{path}.{fact.name}", (*location, fact.name)
            if fact.name in data:
                yield Step(where, at, fact, left_out=True)
            if fact.name not in excluded:
                for value in _values(book, case, fact, data.get(fact.name), points, days):
                    if value != data.get(fact.name):
                        yield Step(where, at, fact, value)


_DAY = Fact("on", "date", None)  # type: ignore[arg-type]


def _is_read(kind: Record, fact: Fact, points: Points) -> bool:
    return fact.name in points.words or fact.name in kind.roles.values() or not kind.at


def _values(
    book: Book, case: Mapping[str, Any], fact: Fact, now: Any, points: Points, days: list[dt.date]
) -> list[Any]:
    if fact.list_of is None:
        return points.values(book, fact, days, _references(case))
    return list(_lists(book, case, book.vocabulary.records[fact.list_of], now or [], points, days))


def _lists(
    book: Book, case: Mapping[str, Any], kind: Record, now: list[Any], points: Points, days: list[dt.date]
) -> Iterator[list[Any]]:
    """The list without any member, without one of them, and with one more."""
    yield []
    yield from ([*now[:index], *now[index + 1 :]] for index in range(len(now)) if len(now) > 1)
    yield from ([*now, member] for member in _members(book, case, kind, now, points, days))


def _members(
    book: Book, case: Mapping[str, Any], kind: Record, now: list[Any], points: Points, days: list[dt.date]
) -> Iterator[dict[str, Any]]:
    """New members: a copy of the last under another reference; and, for what is required, whatever there is to say."""
    identified = "id" in kind.facts
    if now:
        yield {**now[-1], "id": f"another_{len(now) + 1}"} if identified else dict(now[-1])
    blank: dict[str, Any] = {"id": f"another_{len(now) + 1}"} if identified else {}
    members = [blank]
    for fact in kind.facts.values():
        if fact.name != "id" and fact.is_given and (fact.required or not identified) and fact.list_of is None:
            chosen = points.values(book, fact, days, _references(case))
            if fact.type == "date":
                chosen = [case["on"], *(day for day in reversed(chosen) if day < str(case["on"]))]
            chosen = chosen or [fact.example]
            members = [{**each, fact.name: value} for each in members for value in chosen[:MOST_MEMBERS]][:200]
    yield from members


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
