"""The operators of FEEL on values (DMN 1.5, 10.3.2.15): equality, order and arithmetic.

Operands are known values; each function raises `Failure` where FEEL answers null because of an error.
"""

from __future__ import annotations

from decimal import Decimal, DecimalException, DivisionByZero
from typing import TYPE_CHECKING, Any

from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT
from huimin.feel.values import type_of

if TYPE_CHECKING:
    from collections.abc import Callable


def equal(left: Any, right: Any) -> Any:
    """Whether two values are equal (table 54): true, false, null for values of different kinds, or Unknown."""
    if left is None or right is None:
        return left is right
    if left.__class__ is not right.__class__:
        return None
    return left == right


def less(left: Any, right: Any) -> bool:
    """Whether `left < right` (table 55)."""
    return bool(left < right)


def less_equal(left: Any, right: Any) -> bool:
    """Whether `left <= right`."""
    return bool(left <= right)


def greater(left: Any, right: Any) -> bool:
    """Whether `left > right`."""
    return bool(left > right)


def greater_equal(left: Any, right: Any) -> bool:
    """Whether `left >= right`."""
    return bool(left >= right)


def between(value: Any, low: Any, high: Any) -> bool:
    """Whether `value` is from `low` to `high`, both included."""
    return less_equal(low, value) and less_equal(value, high)


def add(left: Any, right: Any) -> Any:
    """`left + right` (table 56)."""
    return _calculate("+", CONTEXT.add, left, right)


def subtract(left: Any, right: Any) -> Any:
    """`left - right` (table 57)."""
    return _calculate("-", CONTEXT.subtract, left, right)


def multiply(left: Any, right: Any) -> Any:
    """`left * right` (table 58)."""
    return _calculate("*", CONTEXT.multiply, left, right)


def divide(left: Any, right: Any) -> Any:
    """`left / right` (table 58)."""
    return _calculate("/", CONTEXT.divide, left, right)


def power(left: Any, right: Any) -> Any:
    """`left ** right` (table 59)."""
    return _calculate("**", CONTEXT.power, left, right)


def negate(value: Any) -> Any:
    """`-value` (table 60)."""
    if value.__class__ is Decimal:
        return CONTEXT.minus(value)
    raise Failure("operand-type", operator="-", operand=type_of(value))


def _calculate(operator: str, operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if left.__class__ is Decimal and right.__class__ is Decimal:
        try:
            return operation(left, right)
        except DivisionByZero:
            raise Failure("division-by-zero") from None
        except DecimalException:
            raise Failure("not-a-number", operation=f"{left} {operator} {right}") from None
    raise Failure("operand-types", operator=operator, left=type_of(left), right=type_of(right))
