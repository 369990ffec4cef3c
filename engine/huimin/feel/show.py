"""Values as text: what `string()` gives, and how a value stands in a message (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from huimin.feel.faults import LimitFault
from huimin.feel.numbers import plain
from huimin.feel.temporal.literals import (
    write_date,
    write_date_time,
    write_days_duration,
    write_months_duration,
    write_time,
)
from huimin.feel.unparse import quote
from huimin.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time, UnaryTest, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from huimin.feel.tree import Span

    Writer = Callable[[Any], str]


def to_string(value: Any) -> str:
    """The value as `string()` gives it: a string and a temporal value without quotes, all else as `show`."""
    if isinstance(value, str):
        return value
    write = _TEMPORAL.get(value.__class__)
    return write(value) if write is not None else show(value)


def show(value: Any) -> str:
    """The value as FEEL writes it, so that reading the text gives the value again; of a function, its head."""
    if value.__class__ in _TEMPORAL:
        return f'@"{to_string(value)}"'
    if isinstance(value, dict):
        return _show_context(value)
    if isinstance(value, Function):
        return f"{value.name or 'function'}({', '.join(value.parameters)})"
    write = _OTHER.get(value.__class__)
    return write(value) if write is not None else type_of(value)


WRITTEN = 200_000
"""Characters that an answer may take."""


def least_length(value: Any, enough: int | None = None) -> int:
    """A length that the text of the value is sure to have or exceed, found without writing it.

    It need be no longer than `enough`: nothing is looked at beyond.
    """
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Decimal):
        return abs(value.adjusted()) if value else 1
    if isinstance(value, list):
        return _least_of(value, max(2, 2 * len(value)), enough)
    if isinstance(value, dict):
        return _least_of(chain(value, value.values()), max(2, 4 * len(value)), enough)
    if isinstance(value, Range):
        return _least_of((value.low, value.high), 3, enough)
    if isinstance(value, UnaryTest):
        return least_length(value.operand, enough)
    return sum(map(len, value.parameters)) if isinstance(value, Function) else 1


def _least_of(parts: Iterable[Any], length: int, enough: int | None) -> int:
    for part in parts:
        if enough is not None and length > enough:
            break
        length += least_length(part, None if enough is None else enough - length)
    return length


def check_text(value: Any, span: Span) -> None:
    """Raises LimitFault for a value that takes more than WRITTEN characters, such as no one reads."""
    length = least_length(value, WRITTEN)
    if length > WRITTEN:
        raise LimitFault("string-length", span, {"asked": length, "allowed": WRITTEN})


def _show_list(members: list[Any]) -> str:
    return f"[{', '.join(map(show, members))}]"


def _show_context(context: dict[str, Any]) -> str:
    entries = (f"{key if key.isidentifier() else show(key)}: {show(value)}" for key, value in context.items())
    return f"{{{', '.join(entries)}}}"


def _show_range(span: Range) -> str:
    if span.low is None:
        return f"({'<=' if span.high_included else '<'} {show(span.high)})"
    if span.high is None:
        return f"({'>=' if span.low_included else '>'} {show(span.low)})"
    opening, closing = "[" if span.low_included else "(", "]" if span.high_included else ")"
    return f"{opening}{show(span.low)}..{show(span.high)}{closing}"


_TEMPORAL: Mapping[type, Writer] = {
    Date: write_date,
    Time: write_time,
    DateTime: write_date_time,
    DaysDuration: write_days_duration,
    MonthsDuration: write_months_duration,
}

_OTHER: Mapping[type, Writer] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: plain,
    str: quote,
    list: _show_list,
    Range: _show_range,
    UnaryTest: lambda test: f"({test.operator} {show(test.operand)})",
}
