"""The few characters of a case that a message repeats: enough to find a slip, too few to identify a family."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

SHOWN = 32
"""Characters of a key, a code or a value that a message repeats at most."""

_LONG_NUMBER = re.compile(r"(\d{4})(?:[ -]?\d){7,}(?:[ -]?[Xx])?")
"""So many digits may be the number of a person, a telephone or an account; four of them are repeated."""
_WORDS = {None: "null", True: "true", False: "false"}


def quoted(value: Any) -> str:
    """A key or a value of a case as a message repeats it: on one line, cut after `SHOWN` characters; of more than ten
    digits the first four, of a record or a list its brackets alone.

    quoted("gongsu")  # 'gongsu'
    quoted({"birth_date": "1990-08-15"})  # '{…}'
    """
    if isinstance(value, str):
        return _cut(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int) and value.bit_length() > 4 * SHOWN:
        return f"{'-' if value < 0 else ''}10^{value.bit_length() * 3 // 10}…"  # 3/10 is just below log10(2)
    if isinstance(value, int | float | Decimal):
        return _cut(str(value))
    if isinstance(value, bytes):
        return "…"
    if isinstance(value, Mapping):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple | set) else _cut(str(value))


def _cut(text: str) -> str:
    short = _LONG_NUMBER.sub(r"\1…", text[: 2 * SHOWN])
    shown = "".join("\ufffd" if _is_hidden(each) else each for each in short[:SHOWN])
    return f"{shown}…" if len(short) > SHOWN or len(text) > 2 * SHOWN else shown


def _is_hidden(character: str) -> bool:
    """Whether a character shows nothing: a control, half a surrogate pair, an end of a line."""
    kind = unicodedata.category(character)
    return kind[0] == "C" or kind in ("Zl", "Zp")
