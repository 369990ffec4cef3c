"""The values of FEEL (DMN 1.5, 10.3.2): their classes, and the name of the type of each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin.feel.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Date(NamedTuple):
    """A day of the proleptic Gregorian calendar, year 0 included (10.3.2.3.6)."""

    year: int
    month: int
    day: int

    @property
    def iso(self) -> str:
        """The day as YYYY-MM-DD."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day (10.3.2.3.4).

    `second` is in [0, 60) and may have a fraction. `zone` is an offset in seconds east of UTC, the name of an IANA
    zone, or None for a local time.
    """

    hour: int
    minute: int
    second: Decimal
    zone: int | str | None = None


MIDNIGHT_UTC = Time(0, 0, Decimal(0), 0)
"""What a date becomes where a time or a date and time is wanted."""


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time of that day (10.3.2.3.5); the zone is the time's."""

    date: Date
    time: Time


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, in seconds (10.3.2.3.7)."""

    seconds: Decimal


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration, in months (10.3.2.3.8)."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two ends (10.3.2.7). A missing end is None, and then never included."""

    low: Any
    high: Any
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """The values that equal `operand`, or with the operator `!=` those that do not: `(= 10)` as a value (10.3.2.7)."""

    operator: str
    operand: Any


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the language: `call` takes the arguments in order and gives the result.

    Raises what `call` raises: `Failure` when it rejects its input.
    """

    parameters: tuple[str, ...]
    call: Callable[[Sequence[Any]], Any]
    name: str = ""


TYPES: dict[type, str] = {
    type(None): "Null",
    bool: "boolean",
    str: "string",
    Decimal: "number",
    list: "list",
    Range: "range",
    UnaryTest: "unary test",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Function: "function",
    Unknown: "unknown",
}


def type_of(value: Any) -> str:
    """FEEL's name for the type of `value`; "unknown" for a fact that is left out. Raises TypeError for no value."""
    name = TYPES.get(value.__class__)
    if name is not None:
        return name
    if isinstance(value, dict):
        return "context"
    if isinstance(value, Function):
        return "function"
    raise TypeError(f"{value.__class__.__name__} is no class of FEEL values")
