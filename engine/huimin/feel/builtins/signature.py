"""Signatures of built-ins as text, so that the tables of built-ins read like those of the standard.

    substring(string: string, start position: number, length?: number) -> string

`name?` may be left out; `name...` takes one argument or more and gives them to the function as one list. Types are
joined with `|`; `list<number>` says what the members are; a `?` after the types lets null in. A `~` after the types
says that the function has a rule of its own for what is unknown there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ALIASES = {
    "point": "number | string | date | time | date and time | days and time duration | years and months duration",
}

_SIGNATURE = re.compile(r"(?P<name>[^(]+)\((?P<parameters>.*)\) -> (?P<result>.+)")
_PARAMETER = re.compile(
    r"(?P<name>[^:?.]+)(?P<count>\?|\.\.\.)?: (?P<types>[^?~<]+)(?:<(?P<members>.+)>)?(?P<null>\?)?(?P<unknown>~)?"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an overload.

    `types` are FEEL type names, one of which an argument must have; "Any" takes every value, null included.
    `members` is the type of the members of a list. A `nullable` parameter takes null; an `optional` one may be left
    out; a `variadic` one, always the last, takes one argument or more. Where `carries` holds, the function has a rule
    of its own for Unknown: as the argument where the type is Any, else as a member or an entry of it.
    """

    name: str
    types: tuple[str, ...]
    members: str = "Any"
    nullable: bool = False
    optional: bool = False
    variadic: bool = False
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A name, its parameters and the name of the result's type."""

    name: str
    parameters: tuple[Parameter, ...]
    result: str


def read_signature(text: str) -> Signature:
    """The signature that `text` writes. Raises ValueError when it writes none."""
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        raise ValueError(f"no signature: {text}")
    parameters = [part for part in match["parameters"].split(", ") if part]
    return Signature(match["name"], tuple(_read_parameter(part) for part in parameters), match["result"])


def _read_parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(f"no parameter: {text}")
    types = match["types"]
    return Parameter(
        name=match["name"],
        types=tuple(ALIASES.get(types, types).split(" | ")),
        members=match["members"] or "Any",
        nullable=match["null"] is not None or types == "Any",
        optional=match["count"] == "?",
        variadic=match["count"] == "...",
        carries=match["unknown"] is not None,
    )
