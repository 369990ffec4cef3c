"""Texts of ranges, as the built-in `range` reads them (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from huimin.feel.build import unescape
from huimin.feel.failures import Failure
from huimin.feel.numbers import read_number
from huimin.feel.operators import less
from huimin.feel.temporal.literals import read_date, read_date_time, read_duration, read_temporal, read_time
from huimin.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_READERS: Mapping[str, Callable[[str], Any]] = {
    "": str,
    "@": read_temporal,
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": read_duration,
}

_STRING = r'"(?:[^"\\]|\\.)*"'
_END = (
    rf"-?(?:\d+(?:\.\d+)?|\.\d+)|(?:@\s*+)?{_STRING}|(?:date|time|date\s+and\s+time|duration)\s*+\(\s*+{_STRING}\s*+\)"
)
_RANGE = re.compile(rf"\s*+([\[(\]])\s*+({_END})\s*+\.\.\s*+({_END})\s*+([\])\[])\s*+", re.ASCII | re.DOTALL)
_LITERAL = re.compile(rf"(?P<reader>@|[a-z]*+(?:\s++[a-z]++)*+)[\s(]*+(?P<string>{_STRING})[\s)]*+", re.DOTALL)


def read_range(text: str) -> Range:
    """The range that `text` writes, both ends literals of one type and in order. Raises `Failure`."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise Failure("bad-literal", kind="range", text=text)
    low, high = _read_end(match[2]), _read_end(match[3])
    if less(high, low):
        raise Failure("bad-literal", kind="range", text=text)
    return Range(low, high, match[1] == "[", match[4] == "]")


def _read_end(text: str) -> Any:
    match = _LITERAL.fullmatch(text)
    if match is None:
        return read_number(text)
    reader = _READERS[" ".join(match["reader"].split())]
    return reader(unescape(match["string"][1:-1]))
