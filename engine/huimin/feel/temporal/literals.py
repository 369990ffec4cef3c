"""Texts of dates, times and durations, read and written (DMN 1.5, 10.3.2.3 and 10.3.4.1; XML Schema 2; ISO 8601)."""

from __future__ import annotations

import re
from decimal import Decimal

from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT, plain
from huimin.feel.temporal.dates import date_of, day_number, make_date
from huimin.feel.temporal.durations import make_days_duration, make_months_duration, split_seconds
from huimin.feel.temporal.zones import OFFSET_LIMIT, find_zone
from huimin.feel.values import Date, DateTime, DaysDuration, MonthsDuration, Time

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE = r"[Zz]|(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?|@(?P<name>.+)"
_TIME = rf"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(?:\.\d+)?)(?P<zone>{_ZONE})?"
_DATE_PATTERN = re.compile(_DATE, re.ASCII)
_TIME_PATTERN = re.compile(_TIME, re.ASCII)
_DATE_TIME_PATTERN = re.compile(rf"{_DATE}(?:T{_TIME})?", re.ASCII)
_DAYS_PATTERN = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d*)?)S)?)?",
    re.ASCII,
)
_MONTHS_PATTERN = re.compile(r"(?P<sign>-)?P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)

_LONGEST = 100
"""Characters beyond which no text is read: a duration could else ask for numbers of any size."""


def read_date(text: str) -> Date:
    """The date that `text` writes as 2023-11-17. Raises `Failure`."""
    return _date(_match(_DATE_PATTERN, text, "date"))


def read_time(text: str) -> Time:
    """The time that `text` writes as 08:30:00, with Z, an offset or @ and an IANA zone if any. Raises `Failure`."""
    return _time(_match(_TIME_PATTERN, text, "time"), text)


def read_date_time(text: str) -> DateTime:
    """The date and time that `text` writes as 2023-11-17T08:30:00; midnight where it writes a date only.

    24:00:00 is the midnight that ends the day. Raises `Failure`.
    """
    match = _match(_DATE_TIME_PATTERN, text, "date and time")
    date = _date(match)
    if match["hour"] is None:
        return DateTime(date, Time(0, 0, Decimal(0)))
    time = _time(match, text)
    return DateTime(date_of(day_number(date) + 1) if match["hour"] == "24" else date, time)


def read_duration(text: str) -> DaysDuration | MonthsDuration:
    """The duration that `text` writes as P1DT2H or P1Y6M. Raises `Failure`."""
    match = _fullmatch(_MONTHS_PATTERN, text)
    if match is not None:
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return make_months_duration(Decimal(-months if match["sign"] else months))
    match = _match(_DAYS_PATTERN, text, "days and time duration", "years and months duration")
    seconds = CONTEXT.create_decimal(match["seconds"] or 0)
    for unit, size in (("minutes", 60), ("hours", 3600), ("days", 86_400)):
        seconds = CONTEXT.add(seconds, CONTEXT.multiply(Decimal(match[unit] or 0), Decimal(size)))
    return make_days_duration(CONTEXT.minus(seconds) if match["sign"] else seconds)


def read_temporal(text: str) -> Date | Time | DateTime | DaysDuration | MonthsDuration:
    """The value of the literal @"…" with this text (grammar rule 65). Raises `Failure`."""
    if _fullmatch(_DATE_PATTERN, text):
        return read_date(text)
    if _fullmatch(_TIME_PATTERN, text):
        return read_time(text)
    if _fullmatch(_DATE_TIME_PATTERN, text):
        return read_date_time(text)
    return read_duration(text)


def write_date(date: Date) -> str:
    """The date as 2023-11-17."""
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04}-{date.month:02}-{date.day:02}"


def write_time(time: Time) -> str:
    """The time as 08:30:00, with its fraction and its zone if any."""
    second = plain(time.second)
    if len(second.partition(".")[0]) == 1:
        second = "0" + second
    return f"{time.hour:02}:{time.minute:02}:{second}{write_zone(time.zone)}"


def write_date_time(value: DateTime) -> str:
    """The date and time as 2023-11-17T08:30:00, with its zone if any."""
    return f"{write_date(value.date)}T{write_time(value.time)}"


def write_zone(zone: int | str | None) -> str:
    """The zone as it ends a time: nothing for local, Z for UTC, +08:00, or @Asia/Shanghai."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def write_days_duration(value: DaysDuration) -> str:
    """The duration as P1DT2H3M4S, without the parts that are zero; PT0S when all are."""
    days, hours, minutes, seconds = split_seconds(value.seconds)
    day_part = f"{days}D" if days else ""
    time_part = "".join(f"{size}{unit}" for size, unit in ((hours, "H"), (minutes, "M")) if size)
    time_part += f"{plain(seconds)}S" if seconds else ""
    if not day_part and not time_part:
        return "PT0S"
    sign = "-" if value.seconds < 0 else ""
    return f"{sign}P{day_part}{'T' if time_part else ''}{time_part}"


def write_months_duration(value: MonthsDuration) -> str:
    """The duration as P1Y2M, without the part that is zero; P0M when both are."""
    years, months = divmod(abs(value.months), 12)
    parts = "".join(f"{size}{unit}" for size, unit in ((years, "Y"), (months, "M")) if size)
    sign = "-" if value.months < 0 else ""
    return f"{sign}P{parts or '0M'}"


def _fullmatch(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(text) if len(text) <= _LONGEST else None


def _match(pattern: re.Pattern[str], text: str, *kinds: str) -> re.Match[str]:
    match = _fullmatch(pattern, text)
    if match is None:
        raise Failure("bad-literal", kind=kinds, text=text)
    return match


def _date(match: re.Match[str]) -> Date:
    return make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _time(match: re.Match[str], text: str) -> Time:
    hour, minute, second = int(match["hour"]), int(match["minute"]), CONTEXT.create_decimal(match["second"])
    if hour == 24 and minute == 0 and second == 0:
        hour = 0
    if hour > 23 or minute > 59 or second >= 60:
        raise Failure("bad-literal", kind="time", text=text)
    return Time(hour, minute, second, _zone(match))


def _zone(match: re.Match[str]) -> int | str | None:
    if match["zone"] is None:
        return None
    if match["name"] is not None:
        if find_zone(match["name"]) is None:
            raise Failure("no-such-zone", zone=match["name"])
        return match["name"]
    if match["sign"] is None:
        return 0
    minutes, seconds = int(match["minutes"]), int(match["seconds"] or 0)
    offset = int(match["hours"]) * 3600 + minutes * 60 + seconds
    if offset > OFFSET_LIMIT or minutes > 59 or seconds > 59:
        raise Failure("no-such-zone", zone=match["zone"])
    return -offset if match["sign"] == "-" else offset
