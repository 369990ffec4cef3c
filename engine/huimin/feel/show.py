"""Values as text: what `string()` gives, and how a value stands in a message (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from huimin.feel.numbers import plain
from huimin.feel.temporal.literals import (
    write_date,
    write_date_time,
    write_days_duration,
    write_months_duration,
    write_time,
)
from huimin.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time, type_of

if TYPE_CHECKING:
    from collections.abc import Callable

_TEMPORAL: dict[type, Callable[[Any], str]] = {
    Date: write_date,
    Time: write_time,
    DateTime: write_date_time,
    DaysDuration: write_days_duration,
    MonthsDuration: write_months_duration,
}

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def to_string(value: Any) -> str:
    """The value as `string()` gives it: a string and a temporal value without quotes, all else as `show`."""
    if isinstance(value, str):
        return value
    write = _TEMPORAL.get(value.__class__)
    return write(value) if write is not None else show(value)


def show(value: Any) -> str:
    """The value as FEEL writes it, so that reading the text gives the value again, functions apart."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if value.__class__ in _TEMPORAL:
        return f'@"{to_string(value)}"'
    if isinstance(value, list):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)}: {show(entry)}' for key, entry in value.items())}}}"
    if isinstance(value, Range):
        return _show_range(value)
    if isinstance(value, Function):
        return f"{value.name or 'function'}({', '.join(value.parameters)})"
    return type_of(value)


def _key(key: str) -> str:
    return key if key.isidentifier() else show(key)


def _show_range(span: Range) -> str:
    if span.low is None and span.high is None:
        return "(null..null)"
    if span.low is None:
        return f"({'<=' if span.high_included else '<'} {show(span.high)})"
    if span.high is None:
        return f"({'>=' if span.low_included else '>'} {show(span.low)})"
    opening, closing = "[" if span.low_included else "(", "]" if span.high_included else ")"
    return f"{opening}{show(span.low)}..{show(span.high)}{closing}"
