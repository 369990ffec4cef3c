"""The types of facts as a table: how a value of each is written in a case, read, said, typed and stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from huimin import feel
from huimin.feel.types import Type
from huimin.feel.values import Date, Time
from huimin.policy.bounds import BOUNDS
from huimin.words import both, words

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")
_LONG = 1_000
"""Bits of a whole number that is beyond every bound."""
LIST = both("policy", "types.list")
"""What a value must be that is none of a type, but a list of records."""


def read_date(value: Any) -> Date | None:
    """The day of a text YYYY-MM-DD, or of a date of Python; None where it is none: `2030-02-30` is none."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Date(value.year, value.month, value.day)
    match = _DATE.match(value) if isinstance(value, str) else None
    try:
        found = dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
    return Date(found.year, found.month, found.day) if found else None


def _time(value: Any) -> Time | None:
    match = _TIME.match(value) if isinstance(value, str) else None
    return Time(int(match[1]), int(match[2]), Decimal(0), None) if match else None


def _number(value: Any) -> Decimal | None:
    """A number as it was given; one with more digits than any bound is not worked out."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        return None
    if isinstance(value, int) and value.bit_length() > _LONG:
        return Decimal("1e999").copy_sign(value)
    found = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return found if found.is_finite() else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _heard_boolean(text: str) -> Any:
    yes, no = words("policy")["heard"]
    return text.casefold() in yes if text.casefold() in (*yes, *no) else text


def heard_number(text: str) -> Any:
    """A number as the plain data of a case; the text itself where it is none: "3" is 3, "many" stays."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return text
    return int(found) if found.is_finite() and found == found.to_integral_value() and len(text) < 30 else found


@dataclass(frozen=True)
class FactType:
    """A type of facts.

    `feel` is the type in expressions; a fact with a list of codes has the type of that list. `said` is what a value
    must be, in messages (zh, en); `code` is the message where it is not. `read` gives the value of FEEL that plain data
    of a case stands for, None where it is none; `heard` the plain data of a text that a person writes, the text itself
    where it is none. `schema` is the JSON schema of a value in a case, `sql` the type of its column in a table. `asked`
    tells a person how to write one (zh, en). `values` are all its values, `near` those at which an answer can turn,
    both as plain data; neither where they depend on the rules. `ordered` values lie one after another.
    """

    feel: Type
    said: Mapping[str, str]
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    sql: str = "text"
    code: str = "case-wrong-type"
    heard: Callable[[str], Any] = str
    asked: Mapping[str, str] | None = None
    values: tuple[Any, ...] = ()
    near: tuple[Any, ...] = ()
    ordered: bool = False
    of_parameters: bool = False


_STRING = {"type": "string", "maxLength": BOUNDS.text}
FACT_TYPES: Mapping[str, FactType] = {
    "string": FactType(feel.STRING, both("policy", "types.string"), _text, _STRING, of_parameters=True),
    "number": FactType(
        feel.NUMBER,
        both("policy", "types.number"),
        _number,
        {"type": "number"},
        f"decimal({BOUNDS.digits + BOUNDS.decimals},{BOUNDS.decimals})",
        heard=heard_number,
        ordered=True,
        of_parameters=True,
    ),
    "boolean": FactType(
        feel.BOOLEAN,
        both("policy", "types.boolean"),
        _boolean,
        {"type": "boolean"},
        "boolean",
        heard=_heard_boolean,
        asked=both("policy", "asked.boolean"),
        values=(True, False),
    ),
    "date": FactType(
        feel.DATE,
        both("policy", "types.date"),
        read_date,
        {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "date",
        "case-bad-date",
        asked=both("policy", "asked.date"),
        ordered=True,
        of_parameters=True,
    ),
    "time": FactType(
        feel.TIME,
        both("policy", "types.time"),
        _time,
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        asked=both("policy", "asked.time"),
        near=("00:00", "23:59"),
    ),
    "code": FactType(feel.STRING, both("policy", "types.code"), _text, _STRING),
    "provision": FactType(feel.STRING, both("policy", "types.provision"), _text, _STRING),
    "indicator": FactType(feel.STRING, both("policy", "types.indicator"), _text, _STRING),
}
