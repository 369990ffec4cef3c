"""Comparing, adding and subtracting dates, times and durations (DMN 1.5, tables 54 and 57)."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT
from huimin.feel.temporal.dates import add_months, date_of, day_number
from huimin.feel.temporal.durations import make_days_duration
from huimin.feel.temporal.zones import SECONDS_A_DAY, offset_after, offset_of, offset_of_time
from huimin.feel.values import MIDNIGHT_UTC, Date, DateTime, DaysDuration, MonthsDuration, Time


def comparable(left: Time | DateTime, right: Time | DateTime) -> tuple[int, int]:
    """Both values, two times or two dates and times, as numbers that compare as they do.

    They are whole seconds: fractions do not tell apart. A local value takes the zone of the other.
    """
    left_offset, right_offset = _offset(left), _offset(right)
    if left_offset is None or right_offset is None:
        left_offset = right_offset = 0
    return _whole_seconds(left) - left_offset, _whole_seconds(right) - right_offset


def difference(left: Date | Time | DateTime, right: Date | Time | DateTime) -> DaysDuration:
    """The time from `right` to `left`, two times or two dates with or without a time.

    A date is its midnight in UTC. Raises `Failure` when one of the values is local and the other is not.
    """
    left, right = _with_time(left), _with_time(right)
    left_offset, right_offset = _offset(left), _offset(right)
    if (left_offset is None) != (right_offset is None):
        raise Failure("mixed-zones")
    shift = Decimal((right_offset or 0) - (left_offset or 0))
    return make_days_duration(CONTEXT.add(CONTEXT.subtract(_seconds(left), _seconds(right)), shift))


def days_between(left: Date, right: Date) -> DaysDuration:
    """The days from `right` to `left`: what `difference` gives, by the short way."""
    return DaysDuration(Decimal((day_number(left) - day_number(right)) * SECONDS_A_DAY))


def add_days_duration(value: Date | Time | DateTime, duration: DaysDuration) -> Date | Time | DateTime:
    """The value that much later, in the same zone; a time goes round the clock, a date counts from its midnight.

    Raises `Failure` when the year is out of FEEL's range.
    """
    if isinstance(value, Date):
        return _shift(DateTime(value, MIDNIGHT_UTC), duration.seconds).date
    if isinstance(value, Time):
        return _shift(DateTime(Date(1970, 1, 1), value), duration.seconds).time
    zone = value.time.zone
    if not isinstance(zone, str):
        return _shift(value, duration.seconds)
    return _to_zone(_shift(value, CONTEXT.subtract(duration.seconds, Decimal(offset_of(value) or 0))), zone)


def add_months_duration(value: Date | DateTime, duration: MonthsDuration) -> Date | DateTime:
    """The value so many months later, on the month's last day where it has no such day.

    Raises `Failure` when the year is out of FEEL's range.
    """
    if isinstance(value, Date):
        return add_months(value, duration.months)
    return DateTime(add_months(value.date, duration.months), value.time)


def to_zone(value: DateTime, zone: str) -> DateTime:
    """The same instant on the clock of a named zone. The value's own zone must not be local."""
    return _to_zone(_shift(value, Decimal(-(offset_of(value) or 0))), zone)


def _to_zone(utc: DateTime, zone: str) -> DateTime:
    """What a zone's clock shows when the clock in UTC shows `utc`, whatever zone that value names."""
    shown = _shift(utc, Decimal(offset_after(zone, _whole_seconds(utc))))
    return DateTime(shown.date, Time(shown.time.hour, shown.time.minute, shown.time.second, zone))


def _shift(value: DateTime, seconds: Decimal) -> DateTime:
    """What the same clock shows so many seconds later."""
    total = CONTEXT.add(_seconds_of_day(value.time), seconds)
    whole = int(total.to_integral_value(ROUND_FLOOR))
    days, in_day = divmod(whole, SECONDS_A_DAY)
    minutes, second = divmod(in_day, 60)
    fraction = CONTEXT.subtract(total, Decimal(whole))
    time = Time(*divmod(minutes, 60), CONTEXT.add(Decimal(second), fraction), value.time.zone)
    return DateTime(date_of(day_number(value.date) + days), time)


def _with_time(value: Date | Time | DateTime) -> Time | DateTime:
    return DateTime(value, MIDNIGHT_UTC) if isinstance(value, Date) else value


def _offset(value: Time | DateTime) -> int | None:
    return offset_of_time(value) if isinstance(value, Time) else offset_of(value)


def _whole_seconds(value: Time | DateTime) -> int:
    time = value if isinstance(value, Time) else value.time
    days = 0 if isinstance(value, Time) else day_number(value.date)
    return days * SECONDS_A_DAY + time.hour * 3600 + time.minute * 60 + int(time.second)


def _seconds(value: Time | DateTime) -> Decimal:
    if isinstance(value, Time):
        return _seconds_of_day(value)
    return CONTEXT.add(Decimal(day_number(value.date) * SECONDS_A_DAY), _seconds_of_day(value.time))


def _seconds_of_day(time: Time) -> Decimal:
    return CONTEXT.add(Decimal(time.hour * 3600 + time.minute * 60), time.second)
