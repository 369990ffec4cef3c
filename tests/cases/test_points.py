"""The days that a search for the turns of an answer counts on to."""

import datetime as dt

import pytest

from huimin.search.points import _later


@pytest.mark.parametrize(
    ("day", "unit", "count", "expected"),
    [
        ("2028-02-29", "Y", 0, "2028-02-29"),
        ("2028-02-29", "Y", 4, "2032-02-29"),
        ("2028-02-29", "Y", 1, "2029-02-28"),
        ("2028-02-29", "M", -12, "2027-02-28"),
        ("2028-01-31", "M", 1, "2028-02-29"),
        ("2028-02-29", "D", 1, "2028-03-01"),
        ("9999-12-31", "D", 1, None),
        ("0001-01-31", "M", -1, None),
    ],
)
def test_a_day_is_counted_on_as_the_language_counts(day: str, unit: str, count: int, expected: str | None) -> None:
    assert _later(dt.date.fromisoformat(day), unit, count) == (dt.date.fromisoformat(expected) if expected else None)
