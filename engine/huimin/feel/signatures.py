"""Static types of built-ins: which overload a call means, whether its arguments fit, what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from huimin.feel.types import ANY, NAMED, FunctionType, ListType, RangeType, RecordType, Type, general

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huimin.feel.builtins import Builtin
    from huimin.feel.builtins.signature import Parameter
    from huimin.feel.builtins.table import Overload

KEEPS_MEMBERS = frozenset(
    ("sublist", "append", "concatenate", "remove", "reverse", "union", "distinct values", "sort", "list replace")
)
"""Built-ins whose result has members of the first argument's."""

PICKS_MEMBER = frozenset(("min", "max", "mode"))
"""Built-ins whose result is, or has, members of the list."""


class Signature(NamedTuple):
    """An overload with the parameter that each argument of a call goes to."""

    overload: Overload
    parameters: tuple[Parameter, ...]


def shaped(builtin: Builtin, count: int, names: Sequence[str]) -> list[Signature]:
    """The overloads that a call with so many arguments, or with these names, can mean."""
    return [
        Signature(overload, tuple(_parameter_at(places, position) for position in range(count)))
        for overload in builtin.overloads
        if (places := overload.place(count, names)) is not None
    ]


def _parameter_at(places: Sequence[tuple[Parameter, int | slice | None]], position: int) -> Parameter:
    for parameter, place in places:
        if place == position or (isinstance(place, slice) and position >= place.start):
            return parameter
    raise LookupError(position)


def mismatch(signature: Signature, arguments: Sequence[Type]) -> tuple[Parameter, int] | None:
    """The first parameter that cannot take its argument, with the argument's position; None when all can."""
    for position, (parameter, given) in enumerate(zip(signature.parameters, arguments, strict=True)):
        if not _takes(parameter, given):
            return parameter, position
    return None


def _takes(parameter: Parameter, given: Type) -> bool:
    kind = kind_of(given)
    if kind in ("Any", "Null") or "Any" in parameter.types or kind in parameter.types:
        return parameter.members == "Any" or _members_fit(parameter, given)
    return "list" in parameter.types or (kind == "date" and "date and time" in parameter.types)


def _members_fit(parameter: Parameter, given: Type) -> bool:
    member = kind_of(given.item) if isinstance(given, ListType) else kind_of(given)
    return member in (parameter.members, "Any", "Null")


def kind_of(type_: Type) -> str:
    """The name of a type's kind, as signatures of built-ins have it: without the types of its parts."""
    kinds = {ListType: "list", RangeType: "range", RecordType: "context", FunctionType: "function"}
    return kinds.get(type_.__class__) or str(general(type_))


def builtin_result(overloads: Sequence[Overload], arguments: Sequence[Type]) -> Type:
    """The type of a built-in's result, as far as its overloads agree."""
    results = {overload.result for overload in overloads}
    return named(results.pop()) if len(results) == 1 else ANY


def named(name: str) -> Type:
    """The type that a signature of a built-in names."""
    if name.startswith("list"):
        member = name.removeprefix("list").strip("<>")
        return ListType(NAMED.get(member, ANY))
    return NAMED.get(name, ANY)


def function_type(builtin: Builtin) -> Type:
    """The type of a built-in as a value: ANY when it can be called in several ways."""
    if len(builtin.overloads) > 1 or any(each.optional or each.variadic for each in builtin.overloads[0].parameters):
        return ANY
    parameters = builtin.overloads[0].parameters
    types = tuple(named(each.types[0]) if len(each.types) == 1 else ANY for each in parameters)
    return FunctionType(types, named(builtin.overloads[0].result), tuple(each.name for each in parameters))
