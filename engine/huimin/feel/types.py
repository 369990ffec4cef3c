"""The static types of expressions (DMN 1.5, 10.3.2.9), with two of a host's: records and codes out of a closed list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Conformance = Callable[["Type", "Type"], bool]


class Type:
    """A type; `str()` gives its name in FEEL."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    """A type without parts."""

    name: str

    def __str__(self) -> str:
        return self.name


NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_TIME = SimpleType("date and time")
DAYS_DURATION = SimpleType("days and time duration")
MONTHS_DURATION = SimpleType("years and months duration")
NULL = SimpleType("Null")
ANY = SimpleType("Any")
"""Nothing is known statically."""

NAMED: Mapping[str, Type] = {
    str(each): each
    for each in (NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION, NULL, ANY)
}
"""The types that have a name in the language."""


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """A list whose members are of one type."""

    item: Type

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """A range whose ends are of one type."""

    item: Type

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True, eq=False)
class RecordType(Type):
    """A context with declared fields. The host may fill `fields` later: records refer to each other in circles.

    Each is equal to itself only.
    """

    name: str
    fields: Mapping[str, Type] = field(repr=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """A function by the types of its parameters, in order, and of its result.

    `names` are its parameters' names, where it can be called with named arguments.
    """

    parameters: tuple[Type, ...]
    result: Type
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}>->{self.result}"


@dataclass(frozen=True, slots=True)
class CodeType(Type):
    """A string out of a closed list of codes."""

    name: str
    values: frozenset[str]

    def __str__(self) -> str:
        return self.name


def fits(given: Type, needed: Type) -> bool:
    """Whether a value of type `given` can stand where `needed` is asked for, as far as is known.

    As `conforms`, but ANY fits everywhere: nothing is known against it.
    """
    return ANY in (given, needed) or conforms(given, needed, fits)


def conforms(given: Type, needed: Type, parts: Conformance | None = None) -> bool:
    """Whether every value of type `given` is one of type `needed` (10.3.2.9.2); null is of every type.

    `parts` decides on the types of members, fields, parameters and results.
    """
    part = parts or conforms
    if given in (needed, NULL) or needed == ANY:
        return True
    match given, needed:
        case CodeType(), SimpleType("string"):
            return True
        case CodeType(values=some), CodeType(values=all_codes):
            return some <= all_codes
        case (ListType(item=has), ListType(item=wants)) | (RangeType(item=has), RangeType(item=wants)):
            return part(has, wants)
        case RecordType(fields=fields), RecordType(fields=wanted):
            return fields is wanted or all(name in fields and part(fields[name], wanted[name]) for name in wanted)
        case FunctionType(), FunctionType():
            return (
                len(given.parameters) == len(needed.parameters)
                and all(map(part, needed.parameters, given.parameters))
                and part(given.result, needed.result)
            )
    return False


def general(type_: Type) -> Type:
    """The type without what only a host knows of it: codes are strings."""
    return STRING if isinstance(type_, CodeType) else type_


def union(types: Iterable[Type]) -> Type:
    """The type of a value that has one of these types: null fits in, codes of two lists are strings, else ANY."""
    found: Type = NULL
    for type_ in types:
        if found in (NULL, type_):
            found = type_
        elif type_ != NULL:
            found = _either(found, type_)
    return found


def _either(first: Type, second: Type) -> Type:
    if isinstance(first, ListType) and isinstance(second, ListType):
        return ListType(union((first.item, second.item)))
    return general(first) if general(first) == general(second) else ANY
