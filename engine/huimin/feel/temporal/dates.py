"""The proleptic Gregorian calendar as integers, for every year that FEEL has: -999,999,999 to 999,999,999.

Days are counted from 1 January 1970. Python's `datetime` stops at the years 1 and 9999.
"""

from __future__ import annotations

from huimin.feel.failures import Failure
from huimin.feel.values import Date

YEAR_LIMIT = 999_999_999

_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_IN_400_YEARS = 146_097
_DAYS_FROM_YEAR_0_TO_1970 = 719_528
_DAYS_FROM_MARCH_0_TO_1970 = 719_468


def make_date(year: int, month: int, day: int) -> Date:
    """The date of these numbers. Raises `Failure` when the calendar has no such day."""
    if abs(year) > YEAR_LIMIT or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        raise Failure("no-such-date", year=year, month=month, day=day)
    return Date(year, month, day)


def is_leap(year: int) -> bool:
    """Whether the year has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days the month has in that year."""
    return 29 if month == 2 and is_leap(year) else _DAYS_IN_MONTH[month - 1]


def day_of_year(date: Date) -> int:
    """The day's number within its year, from 1."""
    after_leap_day = date.month > 2 and is_leap(date.year)
    return _DAYS_BEFORE_MONTH[date.month - 1] + date.day + after_leap_day


def day_number(date: Date) -> int:
    """The days from 1 January 1970 to `date`, negative before it."""
    before = date.year - 1
    leap_days = before // 4 - before // 100 + before // 400 + 1
    return date.year * 365 + leap_days + day_of_year(date) - 1 - _DAYS_FROM_YEAR_0_TO_1970


def date_of(number: int) -> Date:
    """The date whose `day_number` is `number`. Raises `Failure` when its year is out of FEEL's range.

    The years are counted from March, so that the leap day is a year's last and all months before it have their
    days in a pattern of five: 31, 30, 31, 30, 31.
    """
    era, day = divmod(number + _DAYS_FROM_MARCH_0_TO_1970, _DAYS_IN_400_YEARS)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    after_december = month >= 10
    year += era * 400 + after_december
    if abs(year) > YEAR_LIMIT:
        raise Failure("year-out-of-range", year=year)
    return Date(year, month - 9 if after_december else month + 3, day + 1)


def add_months(date: Date, months: int) -> Date:
    """The same day `months` later, or the month's last day where it has no such day (XML Schema 2, appendix E)."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if abs(year) > YEAR_LIMIT:
        raise Failure("year-out-of-range", year=year)
    return Date(year, month + 1, min(date.day, days_in_month(year, month + 1)))


def months_between(start: Date, end: Date) -> int:
    """The whole months from `start` to `end`, towards zero; negative when `end` is the earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months


def weekday(date: Date) -> int:
    """The day of the week by ISO 8601: 1 is Monday, 7 is Sunday."""
    return (day_number(date) + 3) % 7 + 1


def week_of_year(date: Date) -> int:
    """The week by ISO 8601: the week of a day is that of its Thursday, counted in the Thursday's year."""
    thursday = date_of(day_number(date) + 4 - weekday(date))
    return (day_of_year(thursday) - 1) // 7 + 1
