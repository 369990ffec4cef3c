"""Whether a value is of a type that an expression writes (DMN 1.5, 10.3.2.9), and its conversion to that type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from huimin.feel import tree
from huimin.feel.failures import Failure
from huimin.feel.types import ANY, NAMED, Type, conforms
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import MIDNIGHT_UTC, Date, DateTime, Function, Range, type_of
from huimin.feel.written import WITHOUT_PARTS, unknown_types, written_type

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
    if name in NAMED or name in WITHOUT_PARTS:
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
    return lambda value: isinstance(value, dict) and every(_has(value, name, test) for name, test in fields.items())


def _has(context: dict[str, Any], name: str, test: Test) -> Verdict:
    try:
        return cast("Verdict", test(context[name]))
    except KeyError:
        return False


@dataclass(frozen=True)
class TypedFunction(Function):
    """A function whose type is known: what an expression defines, and a built-in."""

    type: Type = ANY


def _function_of(type_: tree.FunctionOf) -> Test | None:
    if any(unknown_types(type_)):
        return None
    wanted = written_type(type_)
    return lambda value: isinstance(value, TypedFunction) and conforms(value.type, wanted)


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
    """`value` as the parameter `name` takes it: as it is, out of or into a list of one, a date as its midnight.

    Unknown when missing facts decide whether it is of the type. Raises `Failure` when it is not, nor can be made so.
    """
    if value is None:
        return None
    for fitting in _conversions(value):
        verdict = fitting if fitting.__class__ is Unknown else test(fitting)
        if verdict is not False:
            return fitting if verdict is True else verdict
    raise Failure("argument-type", parameter=name, wanted=wanted, given=type_of(value))


def _conversions(value: Any) -> Iterable[Any]:
    yield value
    if value.__class__ is list and len(value) == 1:
        yield value[0]
    yield [value]
    if value.__class__ is Date:
        yield DateTime(value, MIDNIGHT_UTC)
