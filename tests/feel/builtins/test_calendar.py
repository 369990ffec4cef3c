"""The calendar and the zones, against Python's own where it reaches, and around the ends where it does not."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin.feel import operators
from huimin.feel.failures import Failure
from huimin.feel.show import to_string
from huimin.feel.temporal import dates
from huimin.feel.temporal.arithmetic import to_zone
from huimin.feel.temporal.literals import read_date, read_date_time, read_duration, read_temporal
from huimin.feel.temporal.zones import find_zone, offset_of
from huimin.feel.values import Date, DateTime, DaysDuration, Time

EPOCH = date(1970, 1, 1)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - each test says in which zone
TRIES = settings(max_examples=300, deadline=None, derandomize=True)
ZONES = ["Asia/Shanghai", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Etc/UTC"]


def test_every_day_that_datetime_knows():
    for ordinal in range(1, date.max.toordinal(), 101):
        day = date.fromordinal(ordinal)
        ours = Date(day.year, day.month, day.day)
        number = (day - EPOCH).days
        assert dates.day_number(ours) == number
        assert dates.date_of(number) == ours
        assert dates.weekday(ours) == day.isoweekday()
        assert dates.day_of_year(ours) == day.timetuple().tm_yday
        assert dates.week_of_year(ours) == day.isocalendar().week


@pytest.mark.parametrize("year", [-999_999_999, -400, -100, -4, -1, 0, 4, 1900, 2000, 10_000, 999_999_999])
def test_days_follow_one_another_where_datetime_ends(year):
    first = dates.day_number(Date(year, 1, 1))
    days = [Date(year, month, day) for month in range(1, 13) for day in range(1, dates.days_in_month(year, month) + 1)]
    assert [dates.date_of(first + offset) for offset in range(len(days))] == days
    assert len(days) == 365 + dates.is_leap(year)


@TRIES
@given(st.dates(), st.integers(-5000, 5000))
def test_months_back_bring_back_the_day_or_an_earlier_one(day, months):
    start = Date(day.year, day.month, day.day)
    there = dates.add_months(start, months)
    back = dates.add_months(there, -months)
    assert (back.year, back.month) == (start.year, start.month)
    assert back.day == min(start.day, there.day)


@TRIES
@given(st.dates(), st.dates())
def test_months_between_are_the_most_that_do_not_pass_the_end(first, second):
    start, end = sorted([Date(first.year, first.month, first.day), Date(second.year, second.month, second.day)])
    months = dates.months_between(start, end)
    assert dates.add_months(start, months) <= end or start.day > end.day
    assert (start.year * 12 + start.month + months, start.day) <= (end.year * 12 + end.month, end.day)
    assert (start.year * 12 + start.month + months + 1, start.day) > (end.year * 12 + end.month, end.day)
    assert dates.months_between(end, start) == -months


@TRIES
@given(MOMENTS, st.sampled_from(ZONES))
def test_clocks_show_what_zoneinfo_makes_of_the_same_rules(moment, name):
    ours = read_date_time(f"{moment:%Y-%m-%dT%H:%M:%S}@{name}")
    offset = moment.replace(microsecond=0, tzinfo=find_zone(name)).utcoffset()
    assert offset_of(ours) == int(offset.total_seconds())
    utc = read_date_time(f"{moment:%Y-%m-%dT%H:%M:%S}Z")
    shown = moment.replace(microsecond=0, tzinfo=UTC).astimezone(find_zone(name))
    assert to_string(to_zone(utc, name)) == f"{shown:%Y-%m-%dT%H:%M:%S}@{name}"


@TRIES
@given(MOMENTS, st.timedeltas(timedelta(-9999), timedelta(9999)))
def test_adding_a_duration_is_what_datetime_does(moment, duration):
    ours = read_date_time(moment.isoformat() if moment.microsecond else f"{moment:%Y-%m-%dT%H:%M:%S}")
    seconds = Decimal(duration // timedelta(microseconds=1)).scaleb(-6)
    later = operators.add(ours, DaysDuration(seconds))
    expected = moment + duration
    text = expected.isoformat() if expected.microsecond else f"{expected:%Y-%m-%dT%H:%M:%S}"
    assert later == read_date_time(text)
    assert operators.subtract(later, ours) == DaysDuration(seconds)


@TRIES
@given(
    st.one_of(
        st.integers(-999_999_999, 999_999_999).map(lambda year: Date(year, 2, 28)),
        st.builds(
            Time,
            st.integers(0, 23),
            st.integers(0, 59),
            st.decimals(0, 59, places=3),
            st.sampled_from([None, 0, -3600, 20700, "Asia/Shanghai"]),
        ),
        st.decimals(-(10**12), 10**12, places=4).map(DaysDuration),
        st.integers(-(10**7), 10**7).map(lambda months: read_duration(f"{'-' if months < 0 else ''}P{abs(months)}M")),
    )
)
def test_what_is_written_is_read_again(value):
    assert read_temporal(to_string(value)) == value
    if isinstance(value, Time):
        moment = DateTime(Date(-44, 3, 15), value)
        assert read_temporal(to_string(moment)) == moment


def test_no_date_lies_beyond_the_last_year():
    last = read_date("999999999-12-31")
    with pytest.raises(Failure, match="year-out-of-range"):
        dates.date_of(dates.day_number(last) + 1)
