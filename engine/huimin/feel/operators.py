"""The operators of FEEL on values (DMN 1.5, 10.3.2.15): order, membership and arithmetic.

Operands are known values. Each function raises `Failure` where FEEL answers null because of an error.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from huimin.feel.equality import Truth, equal
from huimin.feel.failures import Failure
from huimin.feel.limits import STRING_LENGTH, check_limit
from huimin.feel.numbers import CONTEXT, calculate
from huimin.feel.temporal.arithmetic import add_days_duration, add_months_duration, comparable, days_between, difference
from huimin.feel.temporal.durations import make_days_duration, make_months_duration
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Date, DateTime, DaysDuration, MonthsDuration, Range, Time, UnaryTest, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Rule = Callable[[Any, Any], Any]
    Rules = Mapping[tuple[type, type], Rule]

__all__ = [
    "add", "between", "divide", "equal", "greater", "greater_equal", "in_range", "less", "less_equal",
    "member", "multiply", "negate", "ordered_by_python", "power", "power_steps", "subtract",
]  # fmt: skip

_ORDERED = frozenset({Decimal, str, Date, DaysDuration, MonthsDuration})


def ordered_by_python(members: list[Any]) -> bool:
    """Whether all members are of one class whose values Python orders as FEEL does."""
    kinds = {member.__class__ for member in members}
    return len(kinds) == 1 and kinds <= _ORDERED


def less(left: Any, right: Any) -> bool:
    """Whether `left < right` (table 54): numbers, strings by code point, dates, times, durations."""
    kind = left.__class__
    if kind is right.__class__:
        if kind in _ORDERED:
            return bool(left < right)
        if kind is DateTime or kind is Time:
            first, second = comparable(left, right)
            return first < second
    raise _unordered("<", left, right)


def less_equal(left: Any, right: Any) -> bool:
    """Whether `left <= right`."""
    try:
        return not less(right, left)
    except Failure:
        raise _unordered("<=", left, right) from None


def greater(left: Any, right: Any) -> bool:
    """Whether `left > right`."""
    try:
        return less(right, left)
    except Failure:
        raise _unordered(">", left, right) from None


def greater_equal(left: Any, right: Any) -> bool:
    """Whether `left >= right`."""
    try:
        return not less(left, right)
    except Failure:
        raise _unordered(">=", left, right) from None


def _unordered(operator: str, left: Any, right: Any) -> Failure:
    return Failure("operand-types", operator=operator, left=type_of(left), right=type_of(right))


def between(value: Any, low: Any, high: Any) -> bool:
    """Whether `value` is from `low` to `high`, both included."""
    at_least, at_most = not less(value, low), not less(high, value)
    return at_least and at_most


def in_range(value: Any, span: Range) -> bool:
    """Whether `value` lies in the range; a missing end holds nothing back."""
    above = span.low is None or (not less(value, span.low) if span.low_included else less(span.low, value))
    below = span.high is None or (not less(span.high, value) if span.high_included else less(value, span.high))
    return above and below


def member(value: Any, choice: Any) -> Truth:
    """Whether `value in choice` (table 55): in a range, in some member of a list, or equal to it.

    A list is also a choice as a whole for another list. Unknown where missing facts decide.
    """
    if choice.__class__ is not list:
        return _passes(value, choice)
    missing, failed = [], None
    for one in [*choice, choice] if value.__class__ is list else choice:
        try:
            verdict = equal(value, one) if one is choice else _passes(value, one)
        except Failure as failure:
            failed = failure
            continue
        if verdict is True:
            return True
        if verdict.__class__ is Unknown:
            missing.append(verdict)
    if missing:
        return merge(*missing)
    if failed is not None:
        raise failed
    return False


def _passes(value: Any, choice: Any) -> Truth:
    if choice.__class__ is Range:
        return in_range(value, choice)
    if choice.__class__ is UnaryTest:
        verdict = equal(value, choice.operand)
        return not verdict if choice.operator == "!=" and isinstance(verdict, bool) else verdict
    return equal(value, choice)


def add(left: Any, right: Any) -> Any:
    """`left + right` (tables 56 and 57)."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return calculate(CONTEXT.add, left, right)
    return _apply("+", _ADD, left, right)


def subtract(left: Any, right: Any) -> Any:
    """`left - right` (tables 56 and 57)."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return calculate(CONTEXT.subtract, left, right)
    return _apply("-", _SUBTRACT, left, right)


def multiply(left: Any, right: Any) -> Any:
    """`left * right` (tables 58 and 59); months are cut to whole ones."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return calculate(CONTEXT.multiply, left, right)
    return _apply("*", _MULTIPLY, left, right)


def divide(left: Any, right: Any) -> Any:
    """`left / right` (tables 58 and 59); months are cut to whole ones."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return calculate(CONTEXT.divide, left, right)
    return _apply("/", _DIVIDE, left, right)


def power(left: Any, right: Any) -> Decimal:
    """`left ** right` (table 60). Anything to the power of zero is 1, zero too (IEEE 754-2008, 9.2.1)."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        if not right:
            return _ONE
        return calculate(CONTEXT.power, left, right)
    raise Failure("operand-types", operator="**", left=type_of(left), right=type_of(right))


def power_steps(exponent: Decimal) -> int:
    """Steps that a power takes: few for a small whole exponent, many for a fraction, which takes logarithms."""
    if abs(exponent) <= _SMALL and exponent == int(exponent):
        return 2
    return 200


_SMALL = Decimal(1000)
_ONE = Decimal(1)


def negate(value: Any) -> Any:
    """`-value` (table 62)."""
    if value.__class__ is Decimal:
        return CONTEXT.minus(value)
    if value.__class__ is DaysDuration:
        return DaysDuration(CONTEXT.minus(value.seconds))
    if value.__class__ is MonthsDuration:
        return MonthsDuration(-value.months)
    raise Failure("operand-type", operator="-", operand=type_of(value))


def _apply(operator: str, rules: Rules, left: Any, right: Any) -> Any:
    rule = rules.get((left.__class__, right.__class__))
    if rule is None:
        raise Failure("operand-types", operator=operator, left=type_of(left), right=type_of(right))
    return rule(left, right)


def _join(left: str, right: str) -> str:
    check_limit("string-length", len(left) + len(right), STRING_LENGTH)
    return left + right


def _days(operation: Callable[..., Decimal], *operands: Decimal) -> DaysDuration:
    return make_days_duration(calculate(operation, *operands))


def _months(operation: Callable[..., Decimal], *operands: Decimal | int) -> MonthsDuration:
    return make_months_duration(calculate(operation, *map(Decimal, operands)))


def _reversed(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


def _backwards(move: Rule) -> Rule:
    return lambda value, duration: move(value, negate(duration))


_MOVES: Rules = {
    **{(kind, DaysDuration): add_days_duration for kind in (Date, Time, DateTime)},
    **{(kind, MonthsDuration): add_months_duration for kind in (Date, DateTime)},
}

_ADD: Rules = {
    (str, str): _join,
    (DaysDuration, DaysDuration): lambda left, right: _days(CONTEXT.add, left.seconds, right.seconds),
    (MonthsDuration, MonthsDuration): lambda left, right: _months(CONTEXT.add, left.months, right.months),
    **_MOVES,
    **{(duration, kind): _reversed(rule) for (kind, duration), rule in _MOVES.items()},
}

_SUBTRACT: Rules = {
    (DaysDuration, DaysDuration): lambda left, right: _days(CONTEXT.subtract, left.seconds, right.seconds),
    (MonthsDuration, MonthsDuration): lambda left, right: _months(CONTEXT.subtract, left.months, right.months),
    (Time, Time): difference,
    **{(left, right): difference for left in (Date, DateTime) for right in (Date, DateTime)},
    (Date, Date): days_between,
    **{kinds: _backwards(move) for kinds, move in _MOVES.items()},
}

_SCALE: Rules = {
    (DaysDuration, Decimal): lambda value, factor: _days(CONTEXT.multiply, value.seconds, factor),
    (MonthsDuration, Decimal): lambda value, factor: _months(CONTEXT.multiply, value.months, factor),
}

_MULTIPLY: Rules = {
    **_SCALE,
    **{(factor, duration): _reversed(rule) for (duration, factor), rule in _SCALE.items()},
}

_DIVIDE: Rules = {
    (DaysDuration, Decimal): lambda value, by: _days(CONTEXT.divide, value.seconds, by),
    (MonthsDuration, Decimal): lambda value, by: _months(CONTEXT.divide, value.months, by),
    (DaysDuration, DaysDuration): lambda left, right: calculate(CONTEXT.divide, left.seconds, right.seconds),
    (MonthsDuration, MonthsDuration): lambda left, right: calculate(
        CONTEXT.divide, Decimal(left.months), Decimal(right.months)
    ),
}
