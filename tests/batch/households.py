"""Cases of every odd shape from a book, as Hypothesis draws them: what is missing, empty, or on a boundary."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record

NUMBERS = (0, 1, 2, 3, 10, 60, 400, 2000, 5000)
LONGEST = 3


def cases(book: Book, on: Date) -> st.SearchStrategy[dict[str, Any]]:
    """Cases under a book; some of them break a constraint, and are to be refused."""
    roots = [each for each in book.vocabulary.subjects.values() if len(each.at) == 1]
    records = {each.at[0]: record(book, each, days(book, on)) for each in roots}
    return st.fixed_dictionaries({}, optional=records)


def days(book: Book, on: Date) -> st.SearchStrategy[str]:
    """Days at which something turns: the first and last of instruments and of parameters, and days around them."""
    bounds = {on}
    for instrument in book.instruments:
        bounds |= {instrument.span.first or on, instrument.span.last or on}
        versions = [version for each in instrument.parameters.values() for version in each.versions]
        bounds |= {each.span.first or on for each in versions}
        bounds |= {each.value for each in versions if isinstance(each.value, Date)}
    around = [
        Date(each.year + step, month, day)
        for each in bounds
        for step in (-75, -30, -2, 0)
        for month, day in ((1, 1), (12, 31))
    ]
    return st.sampled_from([f"{each.year:04d}-{each.month:02d}-{each.day:02d}" for each in sorted({*bounds, *around})])


def record(book: Book, kind: Record, day: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A record with any of its facts; of facts that exclude each other the first."""
    required = {name: value(book, fact, day) for name, fact in kind.facts.items() if fact.required}
    optional = {
        name: value(book, fact, day) for name, fact in kind.facts.items() if fact.is_given and name not in required
    }
    for other in book.vocabulary.subjects.values():
        if not other.listed and kind.at and other.at[:-1] == kind.at:
            optional[other.at[-1]] = record(book, other, day)

    def alone(found: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, given in found.items():
            fact = kind.facts.get(name)
            if fact is None or not any(
                name in kind.facts[each].without or each in fact.without for each in kept if each in kind.facts
            ):
                kept[name] = given
        return kept

    return st.fixed_dictionaries(required, optional=optional).map(alone)


def value(book: Book, fact: Fact, day: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    if fact.list_of is not None:
        kind = book.vocabulary.records[fact.list_of]
        return st.lists(record(book, kind, day), max_size=LONGEST).map(named)
    if fact.code is not None:
        return st.sampled_from(list(book.vocabulary.codes[fact.code]))
    values: dict[str, st.SearchStrategy[Any]] = {
        "boolean": st.booleans(),
        "number": st.sampled_from([each for each in NUMBERS if fact.maximum is None or each <= fact.maximum]),
        "date": day,
        "time": st.sampled_from(("08:00", "23:50")),
        "string": st.sampled_from(("a", "b", "2")),
        "provision": st.sampled_from(list(book.provisions)),
    }
    return values[fact.type]


def named(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Members whose ids, where they have any, are their own."""
    return [{**each, "id": "abc"[place]} if "id" in each else each for place, each in enumerate(members)]
