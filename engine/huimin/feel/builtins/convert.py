"""Arguments made to fit the parameters that take them (DMN 1.5, 10.3.2.9.4: implicit conversions)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel.failures import Failure
from huimin.feel.values import TYPES, type_of

if TYPE_CHECKING:
    from huimin.feel.builtins.signature import Parameter


def convert(parameter: Parameter, value: Any) -> Any:
    """`value` as the parameter takes it: as it is, as a list of one, or as the member of one.

    Raises `Failure` when no conversion fits.
    """
    if parameter.variadic:
        return [_convert_one(parameter, member) for member in value]
    return _convert_one(parameter, value)


def ready_classes(parameter: Parameter) -> frozenset[type]:
    """The classes of values that need no conversion, and that hide nothing unknown from a function without a rule."""
    return frozenset(
        kind for kind, name in TYPES.items() if name in parameter.types and _holds_nothing(parameter, name)
    )


def _holds_nothing(parameter: Parameter, name: str) -> bool:
    return name != "list" or (parameter.carries and parameter.members == "Any")


def _convert_one(parameter: Parameter, value: Any) -> Any:
    types = parameter.types
    if value is None:
        if not parameter.nullable:
            raise Failure("argument-null", parameter=parameter.name)
        return None
    if types == ("Any",):
        return value
    kind = type_of(value)
    if kind in types:
        fitting = value
    elif "list" in types:
        fitting = [value]
    elif kind == "list" and len(value) == 1 and type_of(value[0]) in types:
        fitting = value[0]
    else:
        raise Failure("argument-type", parameter=parameter.name, wanted=types, given=kind)
    if parameter.members != "Any":
        _check_members(parameter, fitting)
    return fitting


def _check_members(parameter: Parameter, members: list[Any]) -> None:
    for member in members:
        kind = type_of(member)
        if kind not in (parameter.members, "unknown"):
            raise Failure("member-type", parameter=parameter.name, wanted=parameter.members, given=kind)
