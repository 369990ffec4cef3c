"""Plain data, as JSON and YAML hold it, as values of the language; and the type of a value in full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from huimin.feel.instances import TypedFunction
from huimin.feel.numbers import read_number
from huimin.feel.temporal.literals import read_temporal
from huimin.feel.values import Range, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_AT_LITERAL = re.compile(r'@"(.*)"', re.DOTALL)


def from_plain(data: Any) -> Any:
    """The value of a scalar, list or mapping. A text of the form `@"2024-02-29"` is the literal that it writes.

    Raises Failure for a literal that writes nothing, and for a number out of range.
    """
    if isinstance(data, dict):
        return {name: from_plain(each) for name, each in data.items()}
    if isinstance(data, list):
        return [from_plain(each) for each in data]
    if isinstance(data, str):
        literal = _AT_LITERAL.fullmatch(data)
        return read_temporal(literal[1]) if literal else data
    if data is None or isinstance(data, bool):
        return data
    return read_number(str(data))


def full_type(value: Any) -> str:
    """The type of a value with the types of its parts, as FEEL writes it: `list<number>`, `context<age: number>`."""
    if isinstance(value, list):
        return f"list<{_common(value)}>"
    if isinstance(value, dict):
        return f"context<{', '.join(f'{name}: {full_type(each)}' for name, each in value.items())}>"
    if isinstance(value, Range):
        return f"range<{_common(end for end in (value.low, value.high) if end is not None)}>"
    return str(value.type) if isinstance(value, TypedFunction) else type_of(value)


def _common(values: Iterable[Any]) -> str:
    """The type of all the values; Any where they have none in common."""
    types = {full_type(each) for each in values}
    return types.pop() if len(types) == 1 else "Any"
