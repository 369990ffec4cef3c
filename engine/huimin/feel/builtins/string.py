"""Built-ins on strings (DMN 1.5, 10.3.4.3). A character is a Unicode code point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from huimin.feel import regex
from huimin.feel.builtins.positions import stretch
from huimin.feel.builtins.table import clause
from huimin.feel.failures import Failure
from huimin.feel.limits import STRING_LENGTH, check_limit
from huimin.feel.values import type_of


def substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    """So many characters, or all, from a position on: 1 is the first, -1 the last."""
    return text[stretch(len(text), start, length)]


def substring_before(text: str, match: str) -> str:
    """What stands before the first `match`; nothing when there is none."""
    position = text.find(match)
    return text[:position] if position >= 0 else ""


def substring_after(text: str, match: str) -> str:
    """What stands after the first `match`; nothing when there is none."""
    position = text.find(match)
    return text[position + len(match) :] if position >= 0 else ""


def match_pattern(text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the regular expression matches somewhere in the text."""
    return regex.matches(text, pattern, flags or "")


def replace_pattern(text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The text with `replacement` for each match of the regular expression."""
    return regex.replace(text, pattern, replacement, flags or "")


def join(members: list[Any], delimiter: str | None = None) -> str:
    """The strings of the list with the delimiter between them; null is passed over."""
    parts = [member for member in members if member is not None]
    for part in parts:
        if not isinstance(part, str):
            raise Failure("member-type", parameter="list", wanted="string", given=type_of(part))
    glue = delimiter or ""
    check_limit("string-length", sum(map(len, parts)) + len(glue) * len(parts), STRING_LENGTH)
    return glue.join(parts)


STRING = clause(
    "10.3.4.3",
    {
        "substring(string: string, start position: number, length?: number) -> string": substring,
        "string length(string: string) -> number": lambda text: Decimal(len(text)),
        "upper case(string: string) -> string": str.upper,
        "lower case(string: string) -> string": str.lower,
        "substring before(string: string, match: string) -> string": substring_before,
        "substring after(string: string, match: string) -> string": substring_after,
        "replace(input: string, pattern: string, replacement: string, flags?: string?) -> string": replace_pattern,
        "contains(string: string, match: string) -> boolean": str.__contains__,
        "starts with(string: string, match: string) -> boolean": str.startswith,
        "ends with(string: string, match: string) -> boolean": str.endswith,
        "matches(input: string, pattern: string, flags?: string?) -> boolean": match_pattern,
        "split(string: string, delimiter: string) -> list<string>": regex.split,
        "string join(list: list, delimiter?: string?) -> string": join,
    },
)
