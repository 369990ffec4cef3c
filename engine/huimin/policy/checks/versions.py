"""Versions in legal and record time: none equal, and none missing on a day that needs one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huimin.feel.values import Date
from huimin.policy.checks.citations import files_of
from huimin.policy.findings import Finding
from huimin.policy.model import Book, Parameter

_LAST = Date(9999, 12, 31)


def equal_versions(book: Book) -> Iterator[Finding]:
    """Two versions of one parameter with the same `from` and the same `recorded`."""
    for instrument in book.instruments:
        for document in files_of(book, instrument):
            for name, data in document.data.get("parameters", {}).items():
                seen: set[tuple[str, str]] = set()
                for index, version in enumerate(data["versions"]):
                    key = (version["from"], version["recorded"])
                    if key in seen:
                        yield Finding(
                            "versions-equal", document.place(("parameters", name, "versions", index)), {"name": name}
                        )
                    seen.add(key)


def uncovered_days(book: Book) -> Iterator[Finding]:
    """A day between the instrument's first and last on which a parameter has no version."""
    for instrument in book.instruments:
        first, last = instrument.span.first, instrument.span.last
        for document in files_of(book, instrument):
            for name in document.data.get("parameters", {}):
                day = _gap(instrument.parameters[name], first, last)
                if day is not None:
                    place = document.place(("parameters", name, "versions"))
                    values = {"name": name, "day": f"{day.year:04d}-{day.month:02d}-{day.day:02d}"}
                    yield Finding("day-without-version", place, values)


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


def _next(day: Date) -> Date:
    following = dt.date(*day) + dt.timedelta(days=1)
    return Date(following.year, following.month, following.day)
