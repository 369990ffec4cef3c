"""Durations within FEEL's range: none is longer than from the first year of the calendar to its last."""

from __future__ import annotations

from decimal import Decimal

from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT
from huimin.feel.temporal.dates import YEAR_LIMIT
from huimin.feel.values import DaysDuration, MonthsDuration

MONTHS_LIMIT = (2 * YEAR_LIMIT + 1) * 12
SECONDS_LIMIT = (2 * YEAR_LIMIT + 1) * 366 * 86_400


def make_months_duration(months: Decimal) -> MonthsDuration:
    """The years and months duration of so many months, cut to whole ones. Raises `Failure` when it is too long."""
    if abs(months) > MONTHS_LIMIT:
        raise Failure("duration-too-long")
    return MonthsDuration(int(months))


def make_days_duration(seconds: Decimal) -> DaysDuration:
    """The days and time duration of so many seconds. Raises `Failure` when it is too long."""
    if abs(seconds) > SECONDS_LIMIT:
        raise Failure("duration-too-long")
    return DaysDuration(seconds)


def split_seconds(seconds: Decimal) -> tuple[int, int, int, Decimal]:
    """The days, hours, minutes and seconds of so many seconds, without their sign."""
    minutes, second = CONTEXT.divmod(seconds.copy_abs(), Decimal(60))
    hours, minute = divmod(int(minutes), 60)
    return *divmod(hours, 24), minute, second
