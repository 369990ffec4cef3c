"""Built-ins that convert (DMN 1.5, 10.3.4.1), and the one on booleans (10.3.4.2)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from huimin.feel.builtins.table import clause
from huimin.feel.failures import Failure
from huimin.feel.limits import STRING_LENGTH, check_limit
from huimin.feel.numbers import is_whole, read_number
from huimin.feel.show import least_length, to_string
from huimin.feel.temporal.dates import make_date, months_between
from huimin.feel.temporal.durations import make_months_duration
from huimin.feel.temporal.literals import read_date, read_date_time, read_duration, read_time
from huimin.feel.temporal.zones import OFFSET_LIMIT
from huimin.feel.values import MIDNIGHT_UTC, Date, DateTime, DaysDuration, MonthsDuration, Time

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,9})?", re.ASCII)
_GROUPING = (" ", ",", ".", None)
_DECIMAL = (".", ",", None)


def to_date(source: str | Date | DateTime) -> Date:
    """The date that a text writes, or that a date and time has."""
    if isinstance(source, str):
        return read_date(source)
    return source.date if isinstance(source, DateTime) else source


def date_of_numbers(year: Decimal, month: Decimal, day: Decimal) -> Date:
    """The date of these whole numbers."""
    return make_date(_whole("year", year), _whole("month", month), _whole("day", day))


def to_date_time(source: str | Date | DateTime) -> DateTime:
    """The date and time that a text writes; of a date, its midnight in UTC."""
    if isinstance(source, str):
        return read_date_time(source)
    return source if isinstance(source, DateTime) else DateTime(source, MIDNIGHT_UTC)


def date_time_of_parts(date: Date | DateTime, time: Time) -> DateTime:
    """That time, in its own zone, on that date."""
    return DateTime(to_date(date), time)


def to_time(source: str | Time | Date | DateTime) -> Time:
    """The time that a text writes, or that a date and time has; of a date, midnight in UTC."""
    if isinstance(source, str):
        return read_time(source)
    if isinstance(source, DateTime):
        return source.time
    return source if isinstance(source, Time) else MIDNIGHT_UTC


def time_of_numbers(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None) -> Time:
    """The time of these numbers; the second may have a fraction. Local without an offset from UTC."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second < 60):
        raise Failure("no-such-time", hour=hour, minute=minute, second=second)
    zone = None if offset is None else _offset(offset)
    return Time(_whole("hour", hour), _whole("minute", minute), second, zone)


def to_number(text: str, grouping: str | None, point: str | None) -> Decimal:
    """The number that a text writes with these separators. Null says that there is none: then nothing is changed."""
    if grouping not in _GROUPING or point not in _DECIMAL or (point is not None and grouping == point):
        raise Failure("bad-separators", grouping=grouping, point=point)
    digits = text.replace(grouping, "") if grouping else text
    has_strange_point = point not in (".", None) and "." in digits
    digits = digits.replace(point, ".") if point else digits
    if has_strange_point or not _NUMBER.fullmatch(digits):
        raise Failure("bad-literal", kind="number", text=text)
    return read_number(digits)


def text_of(value: Any) -> str | None:
    """The value as text; null of null."""
    check_limit("string-length", least_length(value), STRING_LENGTH)
    return None if value is None else to_string(value)


def months_from(start: Date | DateTime, end: Date | DateTime) -> MonthsDuration:
    """The whole months from one date to the other; times of day do not count."""
    return make_months_duration(Decimal(months_between(to_date(start), to_date(end))))


def negation(negand: bool | None) -> bool | None:
    """The other boolean; null of null."""
    return None if negand is None else not negand


def _whole(parameter: str, number: Decimal) -> int:
    if not is_whole(number) or abs(number) >= 10**9:
        raise Failure("no-whole-number", parameter=parameter, number=number)
    return int(number)


def _offset(duration: DaysDuration) -> int:
    seconds = duration.seconds
    if abs(seconds) > OFFSET_LIMIT or not is_whole(seconds):
        raise Failure("no-such-zone", zone=to_string(duration))
    return int(seconds)


CONVERSION = clause(
    "10.3.4.1",
    {
        "date(from: string | date | date and time) -> date": to_date,
        "date(year: number, month: number, day: number) -> date": date_of_numbers,
        "date and time(from: string | date | date and time) -> date and time": to_date_time,
        "date and time(date: date | date and time, time: time) -> date and time": date_time_of_parts,
        "time(from: string | time | date | date and time) -> time": to_time,
        "time(hour: number, minute: number, second: number, offset?: days and time duration?) -> time": time_of_numbers,
        "number(from: string, grouping separator: string?, decimal separator: string?) -> number": to_number,
        "string(from: Any) -> string": text_of,
        "duration(from: string) -> Any": read_duration,
        "years and months duration(from: date | date and time, to: date | date and time)"
        " -> years and months duration": months_from,
    },
)

BOOLEAN = clause("10.3.4.2", {"not(negand: boolean?) -> boolean": negation})
