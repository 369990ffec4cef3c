"""Built-ins on dates and times (DMN 1.5, 10.3.4.6, 10.3.4.8 and 10.3.4.11)."""

from __future__ import annotations

from decimal import Decimal

from huimin.feel.builtins.conversion import to_date
from huimin.feel.builtins.table import clause
from huimin.feel.equality import same
from huimin.feel.failures import Failure
from huimin.feel.temporal.dates import day_of_year, week_of_year, weekday
from huimin.feel.values import Date, DateTime

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number_in_year(date: Date | DateTime) -> Decimal:
    """The day's number within its year, from 1."""
    return Decimal(day_of_year(to_date(date)))


def name_of_day(date: Date | DateTime) -> str:
    """The English name of the day of the week."""
    return DAYS[weekday(to_date(date)) - 1]


def name_of_month(date: Date | DateTime) -> str:
    """The English name of the month."""
    return MONTHS[to_date(date).month - 1]


def week_number(date: Date | DateTime) -> Decimal:
    """The week of the year by ISO 8601."""
    return Decimal(week_of_year(to_date(date)))


def now(moment: DateTime | None) -> DateTime:
    """The host's now. Raises `Failure` where the host gives none: nothing reads the clock in silence."""
    if moment is None:
        raise Failure("no-now")
    return moment


def today(moment: DateTime | None) -> Date:
    """The day of the host's now. Raises `Failure` where the host gives none."""
    return now(moment).date


IDENTITY = clause("10.3.4.6", {"is(value1: Any~, value2: Any~) -> boolean": same})

TEMPORAL = clause(
    "10.3.4.8",
    {
        "day of year(date: date | date and time) -> number": number_in_year,
        "day of week(date: date | date and time) -> string": name_of_day,
        "month of year(date: date | date and time) -> string": name_of_month,
        "week of year(date: date | date and time) -> number": week_number,
    },
)

CLOCK = clause("10.3.4.11", {"now() -> date and time": now, "today() -> date": today}, needs_now=True)
