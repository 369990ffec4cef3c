"""Built-ins on numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import TYPE_CHECKING

from huimin.feel.builtins.positions import whole_up_to
from huimin.feel.builtins.table import clause
from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT, calculate, is_whole, rounded
from huimin.feel.operators import less, negate
from huimin.feel.values import DaysDuration, MonthsDuration

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_PLACES = 6176
SCALES = range(-6111, MOST_PLACES + 1)
"""How many decimal places a number can be rounded to."""

_ZERO = Decimal(0)
_TWO = Decimal(2)
_ZEROS = {Decimal: _ZERO, DaysDuration: DaysDuration(_ZERO), MonthsDuration: MonthsDuration(0)}


def rounding(mode: str) -> Callable[..., Decimal]:
    """What rounds a number to `scale` decimal places, none when it is left out, by a mode of `decimal`."""

    def to_scale(number: Decimal, scale: Decimal = _ZERO) -> Decimal:
        places = whole_up_to(MOST_PLACES, scale)
        if places is None or places not in SCALES:
            raise Failure("scale-out-of-range", scale=scale)
        return rounded(number, places, mode)

    return to_scale


def absolute(value: Decimal | DaysDuration | MonthsDuration) -> Decimal | DaysDuration | MonthsDuration:
    """The value without its sign."""
    return negate(value) if less(value, _ZEROS[value.__class__]) else value


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left of the dividend, with the sign of the divisor."""
    if divisor == 0:
        raise Failure("division-by-zero")
    rest = calculate(CONTEXT.remainder, dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def square_root(number: Decimal) -> Decimal:
    """The root of a number that is not negative."""
    return calculate(CONTEXT.sqrt, number)


def logarithm(number: Decimal) -> Decimal:
    """The natural logarithm of a number above zero."""
    return calculate(CONTEXT.ln, number)


def exponential(number: Decimal) -> Decimal:
    """Euler's number to the power of `number`."""
    return calculate(CONTEXT.exp, number)


def is_even(number: Decimal) -> bool:
    """Whether the number is a multiple of two; one with a fraction is neither even nor odd."""
    return is_whole(number) and is_whole(calculate(CONTEXT.divide, number, _TWO))


def is_odd(number: Decimal) -> bool:
    """Whether the number is whole and no multiple of two."""
    return is_whole(number) and not is_even(number)


NUMERIC = clause(
    "10.3.4.5",
    {
        "decimal(n: number, scale: number) -> number": rounding(ROUND_HALF_EVEN),
        "floor(n: number, scale?: number) -> number": rounding(ROUND_FLOOR),
        "ceiling(n: number, scale?: number) -> number": rounding(ROUND_CEILING),
        "round up(n: number, scale: number) -> number": rounding(ROUND_UP),
        "round down(n: number, scale: number) -> number": rounding(ROUND_DOWN),
        "round half up(n: number, scale: number) -> number": rounding(ROUND_HALF_UP),
        "round half down(n: number, scale: number) -> number": rounding(ROUND_HALF_DOWN),
        "abs(n: number) -> number": absolute,
        "abs(n: days and time duration) -> days and time duration": absolute,
        "abs(n: years and months duration) -> years and months duration": absolute,
        "modulo(dividend: number, divisor: number) -> number": modulo,
        "sqrt(number: number) -> number": square_root,
        "log(number: number) -> number": logarithm,
        "exp(number: number) -> number": exponential,
        "odd(number: number) -> boolean": is_odd,
        "even(number: number) -> boolean": is_even,
    },
)
