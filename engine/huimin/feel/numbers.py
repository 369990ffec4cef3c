"""Numbers of FEEL: IEEE 754-2008 decimal128, 34 digits, rounded half to even (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from huimin.feel.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""Every calculation goes through this context, never through the thread's own."""


def calculate(operation: Callable[..., Decimal], *operands: Decimal) -> Decimal:
    """What a method of CONTEXT gives for the operands. Raises `Failure` when that is no number of FEEL."""
    try:
        result = operation(*operands)
    except DivisionByZero:
        raise Failure("division-by-zero") from None
    except DecimalException:
        raise Failure("no-number") from None
    if not result.is_finite():
        raise Failure("no-number")
    return result


def read_number(digits: str) -> Decimal:
    """The number that these digits write. Raises `Failure` when it is too large."""
    return calculate(lambda: CONTEXT.create_decimal(digits))


def plain(number: Decimal) -> str:
    """The number in digits, without an exponent and without zeros that say nothing: 1.50 is "1.5", 1E3 is "1000"."""
    if not number:
        return "0"  # a zero may have six thousand decimal places
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def rounded(number: Decimal, places: int, mode: str) -> Decimal:
    """The number with at most so many decimal places, or with zeros before the point where `places` is negative."""
    exponent = number.as_tuple().exponent
    if -places <= int(exponent):
        return number
    return number.quantize(Decimal((0, (1,), -places)), mode, CONTEXT)


def is_whole(number: Decimal) -> bool:
    """Whether the number has no fraction."""
    return number == number.to_integral_value()
