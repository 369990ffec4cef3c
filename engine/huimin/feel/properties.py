"""The properties of dates, times, durations and ranges, as `e.name` reads them (DMN 1.5, tables 65 to 67)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT
from huimin.feel.temporal.dates import weekday
from huimin.feel.temporal.durations import split_seconds
from huimin.feel.temporal.zones import offset_of, offset_of_time
from huimin.feel.values import DaysDuration, MonthsDuration, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Property(NamedTuple):
    """A property: the name of its type, and what reads it from a value that has it."""

    type: str
    read: Callable[[Any], Any]


def property_of(value: Any, name: str) -> Any:
    """The value's property of that name. Raises `Failure` when values of its type have none."""
    kind = type_of(value)
    found = PROPERTIES.get(kind, {}).get(name)
    if found is None:
        raise Failure("no-property", property=name, given=kind)
    return found.read(value)


def _offset(seconds: int | None) -> DaysDuration | None:
    return None if seconds is None else DaysDuration(Decimal(seconds))


def _signed(value: DaysDuration, part: int) -> Decimal:
    size = Decimal(split_seconds(value.seconds)[part])
    return CONTEXT.minus(size) if value.seconds < 0 else size


def _years_and_months(value: MonthsDuration) -> tuple[int, int]:
    years, months = divmod(abs(value.months), 12)
    return (-years, -months) if value.months < 0 else (years, months)


_DATE = {
    "year": Property("number", lambda date: Decimal(date.year)),
    "month": Property("number", lambda date: Decimal(date.month)),
    "day": Property("number", lambda date: Decimal(date.day)),
    "weekday": Property("number", lambda date: Decimal(weekday(date))),
}
_TIME = {
    "hour": Property("number", lambda time: Decimal(time.hour)),
    "minute": Property("number", lambda time: Decimal(time.minute)),
    "second": Property("number", lambda time: time.second),
    "timezone": Property("string", lambda time: time.zone if isinstance(time.zone, str) else None),
}
_TIME_OFFSET = "days and time duration"


def _through(part: str, properties: Mapping[str, Property]) -> dict[str, Property]:
    """The properties of a date's or a time's, read from the date and time that holds it as `part`."""

    def reader(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda value: read(getattr(value, part))

    return {name: Property(each.type, reader(each.read)) for name, each in properties.items()}


PROPERTIES: Mapping[str, Mapping[str, Property]] = {
    "date": _DATE,
    "time": {**_TIME, "time offset": Property(_TIME_OFFSET, lambda time: _offset(offset_of_time(time)))},
    "date and time": {
        **_through("date", _DATE),
        **_through("time", _TIME),
        "time offset": Property(_TIME_OFFSET, lambda value: _offset(offset_of(value))),
    },
    "years and months duration": {
        "years": Property("number", lambda value: Decimal(_years_and_months(value)[0])),
        "months": Property("number", lambda value: Decimal(_years_and_months(value)[1])),
    },
    "days and time duration": {
        "days": Property("number", lambda value: _signed(value, 0)),
        "hours": Property("number", lambda value: _signed(value, 1)),
        "minutes": Property("number", lambda value: _signed(value, 2)),
        "seconds": Property("number", lambda value: _signed(value, 3)),
    },
    "range": {
        "start": Property("Any", lambda value: value.low),
        "end": Property("Any", lambda value: value.high),
        "start included": Property("boolean", lambda value: value.low_included),
        "end included": Property("boolean", lambda value: value.high_included),
    },
}
"""By the name of the type, then by the name of the property. Parts of a negative duration are negative."""
