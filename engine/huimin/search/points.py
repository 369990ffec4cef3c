"""The values at which an answer can change: what the rules of some provisions name, and what lies just beside it.

Codes and truths come from closed lists. Days and numbers come from the expressions, the parameters and the times in
force of the provisions, each with its neighbours; where an expression counts on from a day of the case, from that day
too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huimin.cases.determine import language_of
from huimin.feel import tree
from huimin.feel.temporal.dates import add_months, date_of, day_number
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.alternatives import related
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book, Parameter, Provision
from huimin.policy.reads import behind
from huimin.policy.spans import Span
from huimin.policy.vocabulary import Fact

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_DURATION = re.compile(r"P(\d+)([YMD])\Z")
_UNITS = {"days": "D", "months": "M", "years": "Y", "month": "M", "year": "Y"}
_MOST_COUNTED = {"D": 1000, "M": 240, "Y": 120}
_STEPS = (-1, 0, 1)


@dataclass(frozen=True)
class Points:
    """What some provisions compare with: days, numbers, texts, and the units (D, M, Y) in which they count on from a
    day. `recorded` are the days on which the book learnt of a version. `words` are the names that the rules read,
    directly or through computed facts; `provisions` are their ids.
    """

    days: tuple[dt.date, ...]
    recorded: tuple[dt.date, ...]
    numbers: tuple[Decimal, ...]
    texts: tuple[str, ...]
    units: tuple[str, ...]
    words: frozenset[str]
    provisions: tuple[str, ...]

    def values(
        self, book: Book, fact: Fact, days: Iterable[dt.date], near: Iterable[dt.date], references: Iterable[str]
    ) -> list[Any]:
        """What a fact could be, as plain data. `days` and `references` are those that the case itself names, `near`
        the days from which an expression may count on to this fact.
        """
        row = FACT_TYPES[fact.type]
        if row.values or row.near:
            return list(row.values or row.near)
        if fact.code is not None:
            codes = list(book.vocabulary.codes[fact.code])
            return [each for each in codes if each in self.texts] if fact.type == "indicator" else codes
        if fact.type == "date":
            return [day.isoformat() for day in self._days(days, near)]
        if fact.type == "number":
            return [_plain(each) for each in self._numbers() if _within(fact, each)]
        if fact.type == "provision":
            return list(self.provisions)
        return [*references, *self.texts]

    def _days(self, days: Iterable[dt.date], near: Iterable[dt.date]) -> list[dt.date]:
        counted = {
            later
            for day in near
            for unit in self.units
            for number in self.numbers
            for sign in (1, -1)
            if number == int(number) and 0 < number <= _MOST_COUNTED[unit]
            if (later := _later(day, unit, sign * int(number)))
        }
        around = {*self.days, *days, *counted}
        return sorted({beside for day in around for step in _STEPS if (beside := _later(day, "D", step))})

    def _numbers(self) -> list[Decimal]:
        found = self.numbers or (Decimal(0),)
        return sorted({each + step * unit for each in found for unit in (Decimal(1), _unit(each)) for step in _STEPS})


def points_of(book: Book, ids: Collection[str]) -> Points:
    """What the provisions `ids`, and those that precedence ties to them, compare with."""
    provisions = [book.provisions[each] for each in related(book, frozenset(ids)) if each in book.provisions]
    nodes = list(_nodes(book, provisions))
    words = frozenset(behind(book, set(_names(nodes))))
    parameters = [
        parameter
        for instrument in {each.instrument: book.instrument(each.instrument) for each in provisions}.values()
        for name, parameter in instrument.parameters.items()
        if name in words
    ]
    values = [value for parameter in parameters for value in _values(parameter)]
    days = {dt.date(*value) for value in values if isinstance(value, Date)}
    spans = list(_spans(book, provisions, parameters))
    days |= {dt.date(*each) for span in spans for each in (span.first, span.last) if each}
    days |= {day for node in nodes for day in _literal_days(node)}
    days |= {dt.date(year, *end) for year in _years(book, provisions) for end in ((1, 1), (12, 31))}
    numbers = {node.value for node in nodes if isinstance(node, tree.Number)}
    numbers |= {value for value in values if isinstance(value, Decimal)}
    durations = [found for node in nodes if isinstance(node, tree.String) and (found := _DURATION.match(node.value))]
    numbers |= {Decimal(each[1]) for each in durations}
    units = {each[2] for each in durations} | {_UNITS[word] for word in words & _UNITS.keys()}
    texts = {node.value for node in nodes if isinstance(node, tree.String) and not _DURATION.match(node.value)}
    goals = [provision.goal for provision in provisions if provision.goal]
    texts |= {name for goal in goals for name in (goal.indicator, goal.per_indicator) if name}
    return Points(
        tuple(sorted(days)),
        tuple(sorted({dt.date(*span.recorded) for span in spans if span.recorded})),
        tuple(sorted(numbers)),
        tuple(sorted(texts)),
        tuple(sorted(units)),
        words,
        tuple(each.full_id for each in provisions),
    )


def days_in(data: Any) -> Iterator[dt.date]:
    """Every day that a case names, in its order."""
    if isinstance(data, Mapping | list):
        for each in data.values() if isinstance(data, Mapping) else data:
            yield from days_in(each)
    elif isinstance(data, str) and DAY.match(data):
        yield dt.date.fromisoformat(data)


def _nodes(book: Book, provisions: list[Provision]) -> Iterator[tree.Node]:
    """Every node of the rules of provisions, and of the computed facts that they read."""
    language = language_of(book)
    found: list[tree.Node] = []
    for provision in provisions:
        for expression, _ in expressions.provision_expressions(provision):
            found += tree.every_node(expressions.provision_rule(language, book, provision, expression).node)
    derived = [
        (name, list(tree.every_node(expressions.record_rule(language, record, fact.derived).node)))
        for record in book.vocabulary.records.values()
        for name, fact in record.facts.items()
        if fact.derived
    ]
    words, size = set(_names(found)), -1
    read: list[tree.Node] = []
    while len(words) > size:
        size = len(words)
        read = [node for name, nodes in derived if name in words for node in nodes]
        words |= set(_names(read))
    yield from found
    yield from read


def _names(nodes: Iterable[tree.Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, tree.Name | tree.Path):
            yield node.name


def _literal_days(node: tree.Node) -> Iterator[dt.date]:
    text = node.value if isinstance(node, tree.String) else node.text if isinstance(node, tree.AtLiteral) else ""
    if DAY.match(text):
        yield dt.date.fromisoformat(text)


def _values(parameter: Parameter) -> Iterator[Any]:
    """What a parameter says in all its versions, and the bounds of its keys."""
    for version in parameter.versions:
        for value in (version.value, *(version.values or {}).values()):
            yield from value if isinstance(value, list) else (value,)
        for key in version.values or {}:
            yield from (Decimal(each) for each in re.findall(r"\d+(?:\.\d+)?", key))


def _spans(book: Book, provisions: list[Provision], parameters: list[Parameter]) -> Iterator[Span]:
    ids = {each.full_id for each in provisions}
    for instrument in book.instruments:
        if any(each.instrument == instrument.id for each in provisions):
            yield from (each.span for each in instrument.validities)
        for question in instrument.questions.values():
            yield from (each.span for each in question.taken)
        yield from (each.span for each in instrument.affects if ids & {each.provision, each.by})
    yield from (version.span for parameter in parameters for version in parameter.versions)
    for provision in provisions:
        yield from (each for each in (provision.span, provision.in_force) if each)
        yield from (version.span for condition in provision.conditions for version in condition.versions)


def _years(book: Book, provisions: list[Provision]) -> Iterator[int]:
    for provision in provisions:
        span = book.instrument(provision.instrument).span
        if provision.yearly and span.first:
            yield from range(span.first.year, (span.last or span.first).year + 1)


def _later(day: dt.date, unit: str, count: int) -> dt.date | None:
    """The day so many days (D), months (M) or years (Y) later; None where no case can name it: its years are four
    digits. `_later(dt.date(2028, 2, 29), "Y", 1)` is 28 February 2029.
    """
    start = Date(day.year, day.month, day.day)
    months = count * (12 if unit == "Y" else 1)
    found = date_of(day_number(start) + count) if unit == "D" else add_months(start, months)
    return dt.date(*found) if dt.MINYEAR <= found.year <= dt.MAXYEAR else None


def _unit(number: Decimal) -> Decimal:
    """One unit of the last decimal place."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def _within(fact: Fact, number: Decimal) -> bool:
    low, high = fact.minimum, fact.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number
