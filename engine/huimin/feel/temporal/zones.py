"""Time zones: what a local time in a named zone is in UTC, and back.

A zone is an offset in seconds east of UTC, the name of an IANA zone, or None for a local time. The rules of named
zones come from the `tzdata` package, so that they are the same on every machine.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pkgutil import get_data
from zoneinfo import ZoneInfo

from huimin.feel.temporal.dates import date_of
from huimin.feel.values import Date, DateTime, Time

SECONDS_A_DAY = 86_400

OFFSET_LIMIT = 14 * 3600
"""No offset is further from UTC (XML Schema 2, dateTime)."""

_ZONE_OF_TIMES = Date(2000, 1, 1)
"""The day whose rules say what offset a named zone has where only a time is given."""


def find_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of this name; None when there is none."""
    return _load(name) if name in _names() else None


def offset_of(value: DateTime) -> int | None:
    """The seconds by which the value's clock is ahead of UTC; None for a local time."""
    zone = value.time.zone
    return _offset_at(value.date, value.time, zone) if isinstance(zone, str) else zone


def offset_of_time(time: Time) -> int | None:
    """The seconds by which the time's clock is ahead of UTC, for a named zone on 1 January 2000."""
    return offset_of(DateTime(_ZONE_OF_TIMES, time))


def offset_after(zone: str, instant: int) -> int:
    """The offset of a named zone at an instant, in seconds from 1 January 1970 in UTC."""
    days, seconds = divmod(instant, SECONDS_A_DAY)
    moment = _within_datetime(date_of(days)).replace(tzinfo=UTC) + timedelta(seconds=seconds)
    return _offset(moment.astimezone(_load(zone)))


def _offset_at(date: Date, time: Time, zone: str) -> int:
    clock = _within_datetime(date).replace(hour=time.hour, minute=time.minute, second=int(time.second))
    return _offset(clock.replace(tzinfo=_load(zone)))


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _within_datetime(date: Date) -> datetime:
    """The same day where `datetime` can hold it, else one of a year with the same calendar and zone rules.

    Rules repeat with the calendar, every 400 years, and before the year 4 each zone keeps its first offset.
    """
    year = date.year
    if year > 9996:
        year = 9596 + (year - 9596) % 400
    elif year < 4:
        year = 4
    return datetime(year, date.month, date.day)  # noqa: DTZ001 - the zone is added by those who call


@cache
def _names() -> frozenset[str]:
    return frozenset(_read("zones").decode().split())


@cache
def _load(name: str) -> ZoneInfo:
    return ZoneInfo.from_file(BytesIO(_read(f"zoneinfo/{name}")), key=name)


def _read(resource: str) -> bytes:
    content = get_data("tzdata", resource)
    if content is None:
        raise FileNotFoundError(f"the package tzdata has no {resource}")
    return content
