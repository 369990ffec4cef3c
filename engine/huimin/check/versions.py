"""Versions in legal and record time: none equal, and none missing on a day that needs one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.read import Document, Map, Sequence
from huimin.feel.values import Date
from huimin.policy.model import Book, Instrument, Parameter
from huimin.policy.reads import provision_reads
from huimin.policy.vocabulary import Expression

Path = tuple[str | int, ...]
_LAST = Date(9999, 12, 31)
_VERSIONED = ("versions", "taken", "in_force", "affects")


def equal_versions(book: Book) -> Iterator[Finding]:
    """Two versions of one thing equal in `from` and `recorded`: of a parameter, a condition, a reading taken, the time
    in force, or how one provision bears on another.
    """
    for instrument in book.instruments:
        for document in book.files[instrument.id]:
            for path, versions in _lists(document.data, ()):
                yield from _equal(document, path, versions)


def _lists(data: Any, path: Path) -> Iterator[tuple[Path, Sequence]]:
    if isinstance(data, Map):
        for key, value in data.items():
            if key in _VERSIONED and isinstance(value, Sequence):
                yield (*path, key), value
            yield from _lists(value, (*path, key))
    elif isinstance(data, Sequence):
        for index, value in enumerate(data):
            yield from _lists(value, (*path, index))


def _equal(document: Document, path: Path, versions: Sequence) -> Iterator[Finding]:
    seen: set[tuple[Any, ...]] = set()
    for index, version in enumerate(versions):
        key = tuple(version.get(part) for part in ("provision", "by", "from", "recorded"))
        if key in seen:
            yield Finding("versions-equal", document.place((*path, index)), {"name": _name(document, path)})
        seen.add(key)


def _name(document: Document, path: Path) -> str:
    """What the versions at `path` are versions of: the key above them, or the id beside them."""
    if len(path) == 1:
        return str(path[0])
    if isinstance(path[-2], str):
        return path[-2]
    owner = document.data
    for step in path[:-1]:
        owner = owner[step]
    return str(owner["id"])


def uncovered_days(book: Book) -> Iterator[Finding]:
    """A day of the instrument's time, or of a period that reaches beyond it, on which a parameter has no version."""
    for instrument in book.instruments:
        for document in book.files[instrument.id]:
            for name in document.data.get("parameters", {}):
                day = _gap(instrument.parameters[name], *_needed_through(book, instrument, name))
                if day is not None:
                    place = document.place(("parameters", name, "versions"))
                    yield Finding("day-without-version", place, {"name": name, "day": day.iso})


def _needed_through(book: Book, instrument: Instrument, name: str) -> tuple[Date | None, Date | None]:
    """The first and the last day on which the parameter may be asked for."""
    users = [each for each in instrument.provisions if name in provision_reads(book, each).names]
    first, last = instrument.span.first, instrument.span.last
    begins = [each.span.first for each in users if each.span.first]
    if begins and len(begins) == len(users):  # nothing asks for it before the first of them begins
        first = max(min(begins), first or min(begins))
    for provision in users:
        if provision.period is not None:
            opens, closes = named_day(instrument, provision.period.first), named_day(instrument, provision.period.last)
            first = min(first, opens) if first and opens else first
            last = max(last, closes) if last and closes else last
    return first, last


def named_day(instrument: Instrument, expression: Expression | None) -> Date | None:
    """The day that a bound of a period names, as a literal or by the first version of a parameter."""
    if expression is None:
        return None
    parameter = instrument.parameters.get(expression.text)
    if parameter is not None:
        value = parameter.versions[0].value
        return value if isinstance(value, Date) else None
    text = expression.text
    return Date(*(int(part) for part in text[6:16].split("-"))) if text.startswith('date("') else None


def _gap(parameter: Parameter, first: Date | None, last: Date | None) -> Date | None:
    """The first day without a version; each day to look at is the first of all or the day after a version ends."""
    starts = [each.span.first for each in parameter.versions if each.span.first]
    days = [first or min(starts, default=None)]
    days += [_next(each.span.last) for each in parameter.versions if each.span.last]
    for day in sorted(each for each in days if each is not None):
        inside = (first is None or day >= first) and day <= (last or _LAST)
        if inside and not any(each.span.holds(day, None) for each in parameter.versions):
            return day
    return None


def _next(day: Date) -> Date | None:
    if day >= _LAST:
        return None
    following = dt.date(*day) + dt.timedelta(days=1)
    return Date(following.year, following.month, following.day)
