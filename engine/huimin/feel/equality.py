"""Whether two values are equal, or the same (DMN 1.5, 10.3.2.2 and table 53)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from huimin.feel.temporal.arithmetic import comparable
from huimin.feel.unknown import UNKNOWN, Unknown, is_open, merge
from huimin.feel.values import Date, DateTime, DaysDuration, MonthsDuration, Range, Time, UnaryTest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Scalars = Callable[[Any, Any], "Truth"]

Truth = bool | Unknown | None
"""Null where a comparison fails, Unknown where missing facts decide it."""

_RANGES = (Range, UnaryTest)
_BY_VALUE = frozenset({Decimal, str, bool, Date, DaysDuration, MonthsDuration})


def equal(left: Any, right: Any) -> Truth:
    """Whether two values are equal: null for values of different kinds, Unknown where missing facts decide.

    Lists and contexts are different as soon as one member surely is, whatever is unknown in them.
    """
    kind = left.__class__
    if kind is right.__class__ and kind in _BY_VALUE:
        return bool(left == right)
    return _compare(left, right, _equal_scalars)


def same(left: Any, right: Any) -> Truth:
    """Whether two values are the same element of FEEL's domain: never null, Unknown where missing facts decide."""
    verdict = _compare(left, right, _same_scalars)
    return False if verdict is None else verdict


def key_of(value: Any) -> Any:
    """What two values have in common exactly when they are equal; None for a value that has to be compared.

    Numbers, strings, booleans, dates, durations and null have keys, and lists and contexts of nothing else.
    """
    kind = value.__class__
    if kind in _BY_VALUE or value is None:
        return kind, value
    if kind is list:
        keys = [key_of(member) for member in value]
        return None if None in keys else (kind, *keys)
    if kind is dict:
        entries = [(name, key_of(entry)) for name, entry in value.items()]
        return None if any(key is None for _, key in entries) else (kind, frozenset(entries))
    return None


def _equal_scalars(left: Any, right: Any) -> Truth:
    if left.__class__ is not right.__class__:
        return None
    if isinstance(left, Time | DateTime):
        first, second = comparable(left, right)
        return first == second
    return bool(left == right)


def _same_scalars(left: Any, right: Any) -> Truth:
    return left.__class__ is right.__class__ and bool(left == right)


def _compare(left: Any, right: Any, scalars: Scalars) -> Truth:
    if left.__class__ is Unknown or right.__class__ is Unknown:
        return merge(left, right)
    if left is None or right is None:
        return left is right
    if left.__class__ is list and right.__class__ is list:
        if len(left) != len(right):
            return False
        return _all(_compare(*pair, scalars) for pair in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return _compare_contexts(left, right, scalars)
    if left.__class__ in _RANGES and right.__class__ in _RANGES:
        return _compare_ranges(left, right, scalars)
    return scalars(left, right)


def _compare_ranges(left: Range | UnaryTest, right: Range | UnaryTest, scalars: Scalars) -> Truth:
    if isinstance(left, Range) and isinstance(right, Range):
        if (left.low_included, left.high_included) != (right.low_included, right.high_included):
            return False
        return _all(_compare(*ends, scalars) for ends in ((left.low, right.low), (left.high, right.high)))
    if isinstance(left, UnaryTest) and isinstance(right, UnaryTest) and left.operator == right.operator:
        return _compare(left.operand, right.operand, scalars)
    return False


def _compare_contexts(left: dict[str, Any], right: dict[str, Any], scalars: Scalars) -> Truth:
    if left is right:
        return True
    some_open = is_open(left) or is_open(right)
    if left.keys() != right.keys() and not some_open:
        return False
    verdicts = [_compare(left[key], right[key], scalars) for key in left if key in right]
    return _all([*verdicts, UNKNOWN] if some_open else verdicts)


def _all(verdicts: Iterable[Truth]) -> Truth:
    """False as soon as one is false; else Unknown if one is, for it may become false; else null if one is."""
    missing: list[Unknown] = []
    null = False
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            null = True
        elif verdict.__class__ is Unknown:
            missing.append(verdict)
    if missing:
        return merge(*missing)
    return None if null else True
