"""Whether a value is of a type that an expression writes (DMN 1.5, 10.3.2.9), and its conversion to that type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel import tree
from huimin.feel.failures import Failure
from huimin.feel.types import NAMED
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import MIDNIGHT_UTC, Date, DateTime, Function, Range, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from huimin.feel.tree import Node

    Verdict = bool | Unknown
    Test = Callable[[Any], Any]


def instance_test(type_: Node) -> Test | None:
    """What tells whether a known value is of the type; Unknown where missing facts decide. None for no type at all."""
    return _TESTS[type_.__class__](type_)


def _named(type_: tree.NamedType) -> Test | None:
    name = type_.name
    if name == "Any":
        return lambda value: value is not None
    if name in NAMED or name in ("list", "context", "function", "range"):
        return lambda value: type_of(value) == name
    return None


def _list_of(type_: tree.ListOf) -> Test | None:
    member = _nullable(type_.item)
    return member and (lambda value: value.__class__ is list and every(member(each) for each in value))


def _range_of(type_: tree.RangeOf) -> Test | None:
    end = _nullable(type_.item)
    return end and (lambda value: value.__class__ is Range and end(value.low) and end(value.high))


def _context_of(type_: tree.ContextOf) -> Test | None:
    fields = {}
    for each in type_.fields:
        test = _nullable(each.type)
        if test is None:
            return None
        fields[each.name] = test
    return lambda value: (
        isinstance(value, dict)
        and all(name in value for name in fields)
        and every(test(value[name]) for name, test in fields.items())
    )


def _function_of(type_: tree.FunctionOf) -> Test | None:
    count = len(type_.parameters)
    return lambda value: isinstance(value, Function) and len(value.parameters) == count


def _nullable(type_: Node) -> Test | None:
    """As `instance_test`, for a part of a value: null is of every type there."""
    test = instance_test(type_)
    return test and (lambda value: value if value.__class__ is Unknown else value is None or test(value))


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """False as soon as one is false, else Unknown when one is, else true."""
    missing: list[Unknown] = []
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is not True:
            missing.append(verdict)
    return merge(*missing) if missing else True


_TESTS: dict[type[Node], Callable[[Any], Test | None]] = {
    tree.NamedType: _named,
    tree.ListOf: _list_of,
    tree.RangeOf: _range_of,
    tree.ContextOf: _context_of,
    tree.FunctionOf: _function_of,
}


def convert(value: Any, name: str, test: Test, wanted: str) -> Any:
    """`value` as a parameter of that type takes it: as it is, out of or into a list of one, a date as its midnight.

    Raises `Failure` when none of these is of the type.
    """
    if value is None or value.__class__ is Unknown or test(value) is not False:
        return value
    if value.__class__ is list and len(value) == 1 and test(value[0]) is not False:
        return value[0]
    if test([value]) is not False:
        return [value]
    if value.__class__ is Date and test(midnight := DateTime(value, MIDNIGHT_UTC)) is True:
        return midnight
    raise Failure("argument-type", parameter=name, wanted=wanted, given=type_of(value))
