"""No operator and no built-in hangs or eats memory, whatever it is given: without its limit, each of these would."""

import time
from decimal import Decimal

import pytest

from huimin.feel import operators
from huimin.feel.builtins import BUILTINS
from huimin.feel.failures import Failure
from huimin.feel.limits import LIST_SIZE, STRING_LENGTH, LimitExceeded
from huimin.feel.values import Range
from huimin.words import words

HUGE = "a" * STRING_LENGTH
LONG = [Decimal(1)] * LIST_SIZE
SECONDS = 30


def call(name, *arguments):
    return BUILTINS[name].invoke(arguments)


def nested(depth):
    """A list that holds two to the power of `depth` numbers, in a few lists."""
    value = [Decimal(1)]
    for _ in range(depth):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("string-length", lambda: operators.add(HUGE, "a")),
        ("string-length", lambda: call("string join", [HUGE] * 100_000, ",")),
        ("string-length", lambda: call("string", [HUGE] * 100_000)),
        ("string-length", lambda: call("string", [Decimal("1E+6000")] * LIST_SIZE)),
        ("string-length", lambda: call("replace", HUGE, "a", HUGE)),
        ("list-size", lambda: call("concatenate", *[LONG] * 10_000)),
        ("list-size", lambda: call("append", LONG, Decimal(1))),
        ("list-size", lambda: call("union", LONG, LONG)),
        ("list-size", lambda: call("flatten", [LONG] * 10_000)),
        ("pairwise-size", lambda: call("distinct values", [Range(Decimal(n), Decimal(n)) for n in range(50_000)])),
        ("pattern-length", lambda: call("matches", "a", "a" * 100_000)),
        ("pattern-nesting", lambda: call("matches", "a", "(" * 400 + ")" * 400)),
        ("pattern-nesting", lambda: call("matches", "a", "[a-" * 200 + "]" * 200)),
        ("pattern-size", lambda: call("matches", "a", "((a{1000}){1000}){1000}")),
        ("pattern-size", lambda: call("matches", "a", "a{999999999}")),
        ("regex-time", lambda: call("matches", "a" * 5_000 + "!", "^(a|aa)+$")),
        ("regex-time", lambda: call("replace", "a" * 5_000 + "!", "^(a|aa)+$", "b")),
        ("regex-time", lambda: call("split", "a" * 5_000 + "!", "^(a|aa)+$")),
    ],
)
def test_is_refused(code, ask):
    start = time.monotonic()
    with pytest.raises(LimitExceeded) as refusal:
        ask()
    assert refusal.value.code == code
    assert code in words("feel")["failures"]
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("no-number", lambda: operators.power(Decimal(10), Decimal("1E+6000"))),
        ("no-number", lambda: call("exp", Decimal("1E+6000"))),
        ("no-number", lambda: call("number", "1e999999999", None, None)),
        ("bad-literal", lambda: call("number", "1e" + "9" * 100_000, None, None)),
        ("bad-literal", lambda: call("duration", "P" + "9" * 100_000 + "Y")),
        ("bad-literal", lambda: call("date and time", "2023-12-17T08:00:00." + "0" * 100_000)),
        ("duration-too-long", lambda: operators.multiply(BUILTINS["duration"].invoke(["P1Y"]), Decimal("1E+6000"))),
        ("no-such-position", lambda: call("remove", [Decimal(1)], Decimal("1E+6000"))),
        ("scale-out-of-range", lambda: call("floor", Decimal(1), Decimal("1E+6000"))),
        ("no-whole-number", lambda: call("date", Decimal("1E+6000"), Decimal(1), Decimal(1))),
        ("bad-replacement", lambda: call("replace", "a", "a", "\\" * 99_999)),
    ],
)
def test_fails_at_once(code, ask):
    start = time.monotonic()
    with pytest.raises(Failure) as failure:
        ask()
    assert failure.value.code == code
    assert time.monotonic() - start < SECONDS


def test_numbers_of_any_size_are_written_and_rounded():
    large, small = Decimal("9E+6144"), Decimal("1E-6143")
    assert len(call("string", large)) == 6145
    assert len(call("string", small)) == 6145
    assert call("floor", large) == large
    assert call("round up", small, Decimal(0)) == 1
    assert call("even", large) is True
