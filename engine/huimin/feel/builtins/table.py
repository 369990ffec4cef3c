"""Built-in functions as values of a table, and how a call finds the overload that takes its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huimin.feel.builtins.convert import convert, ready_classes
from huimin.feel.builtins.costs import COSTS, SEARCHES, USUAL, Cost
from huimin.feel.builtins.signature import Parameter, read_signature
from huimin.feel.failures import Failure
from huimin.feel.unknown import Unknown, merge, unknown_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Place = int | slice | None
Places = tuple[tuple[Parameter, Place], ...]
"""The parameters that a call fills, each with where the call has its argument: a slice for a variadic one, None
where a call by names leaves it out."""


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in: its parameters, the name of the result's type, and what computes it.

    `call` takes the arguments in the order of the parameters, converted to their types, without the optional ones
    that are left out; the arguments of a variadic parameter come as one list.
    """

    parameters: tuple[Parameter, ...]
    result: str
    call: Callable[..., Any]

    @property
    def variadic(self) -> bool:
        """Whether it takes any number of arguments."""
        return bool(self.parameters) and self.parameters[-1].variadic

    def place(self, count: int, names: Sequence[str]) -> Places | None:
        """Where a call has the arguments of the parameters; None when a call of this shape is another's."""
        return self._place_named(names) if names else self._place_positional(count)

    def _place_named(self, names: Sequence[str]) -> Places | None:
        """By names, a call may leave out what it wants: that is null (10.3.2.13.4)."""
        known = {parameter.name: parameter for parameter in self.parameters if not parameter.variadic}
        if len(set(names)) < len(names) or not set(names) <= known.keys():
            return None
        return tuple(
            (parameter, names.index(name) if name in names else None)
            for name, parameter in known.items()
            if name in names or not parameter.optional
        )

    def _place_positional(self, count: int) -> Places | None:
        fixed = tuple(parameter for parameter in self.parameters if not parameter.variadic)
        if count < sum(not parameter.optional for parameter in self.parameters):
            return None
        places: Places = tuple((parameter, position) for position, parameter in enumerate(fixed[:count]))
        if self.variadic:
            return *places, (self.parameters[-1], slice(len(fixed), None))
        return places if count <= len(fixed) else None


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function: its name, its overloads in the order in which they are tried, its clause in DMN 1.5.

    With `needs_now`, what `bind` gives takes one argument that no call writes: the host's DateTime of now, or None.
    """

    name: str
    overloads: tuple[Overload, ...]
    clause: str
    needs_now: bool = False

    @property
    def cost(self) -> Cost:
        """What tells the steps of a call."""
        return COSTS.get(self.name, USUAL)

    @property
    def searches(self) -> bool:
        """Whether it searches for a regular expression, for which all searches of a run share a bound on time."""
        return self.name in SEARCHES

    @property
    def unknown(self) -> str:
        """How it treats what is unknown: "strict", or "own" where some parameter has a rule of its own."""
        carries = any(parameter.carries for overload in self.overloads for parameter in overload.parameters)
        return "own" if carries else "strict"

    @property
    def usage(self) -> tuple[str, ...]:
        """How each overload is called: `time(hour, minute, second, offset?)`."""
        return tuple(f"{self.name}({', '.join(map(_usage, each.parameters))})" for each in self.overloads)

    def shapes(self, count: int, names: Sequence[str] = ()) -> list[tuple[Overload, Places]]:
        """The overloads that a call of this shape can mean, the likeliest first.

        A variadic overload is for calls that no other takes. Where overloads differ in the order of their names only,
        as `before(point, range)` and `before(range, point)`, the one in the order of the call comes first.
        """
        found = [(each, places) for each in self.overloads if (places := each.place(count, names)) is not None]
        found.sort(key=lambda shape: bool(names) and [parameter.name for parameter, _ in shape[1]] != [*names])
        return [shape for shape in found if not shape[0].variadic] or found

    def bind(self, count: int, names: Sequence[str] = ()) -> Callable[[Sequence[Any]], Any]:
        """What calls this function with `count` arguments, which have `names` when they are named.

        It takes the arguments as the call writes them and gives the result, Unknown where the arguments leave it
        open. Binding raises `Failure` when no overload has this shape; the call, when it rejects the arguments.
        """
        shaped = self.shapes(count, names)
        if not shaped:
            raise Failure("no-overload", function=self.name, arguments=", ".join(names) or count, usage=self.usage)
        if self.needs_now:
            return lambda arguments: self.overloads[0].call(*arguments)
        first = shaped[0][0].call
        ready = _ready(shaped[0][1])

        def call(arguments: Sequence[Any]) -> Any:
            for argument, classes in zip(arguments, ready, strict=False):
                if argument.__class__ not in classes:
                    break
            else:
                if ready:
                    return first(*arguments)
            for _, places in shaped:
                missing = _unknown(places, arguments)
                if missing is not None:
                    return missing
            overload, converted = _fitting(shaped, arguments)
            return overload.call(*converted)

        return call

    def invoke(self, arguments: Sequence[Any], names: Sequence[str] = ()) -> Any:
        """The result for `arguments`, which have `names` when they are named. Raises `Failure`, as `bind` says."""
        return self.bind(0 if self.needs_now else len(arguments), names)(arguments)


def _usage(parameter: Parameter) -> str:
    return parameter.name + ("?" if parameter.optional else "..." if parameter.variadic else "")


def clause(number: str, functions: Mapping[str, Callable[..., Any]], *, needs_now: bool = False) -> dict[str, Builtin]:
    """The built-ins of a clause of the standard by name, from what each signature calls."""
    overloads: dict[str, list[Overload]] = {}
    for text, function in functions.items():
        signature = read_signature(text)
        overload = Overload(signature.parameters, signature.result, function)
        overloads.setdefault(signature.name, []).append(overload)
    return {name: Builtin(name, tuple(found), number, needs_now) for name, found in overloads.items()}


def _ready(places: Places) -> list[frozenset[type]]:
    """For each argument, the classes of values that the call takes as they are; empty when arguments change places.

    It spares the common call the search for what is unknown and for what to convert.
    """
    if any(place != position for position, (_, place) in enumerate(places)):
        return []
    return [ready_classes(parameter) for parameter, _ in places]


def _argument(arguments: Sequence[Any], place: Place) -> Any:
    return None if place is None else arguments[place]


def _unknown(places: Places, arguments: Sequence[Any]) -> Unknown | None:
    """What makes the result unknown before anything is computed; None when nothing does."""
    found = []
    for parameter, place in places:
        argument = _argument(arguments, place)
        for one in argument if parameter.variadic else (argument,):
            part = _own_unknown(parameter, one) if parameter.carries else unknown_in(one)
            if part is not None:
                found.append(part)
    return merge(*found) if found else None


def _own_unknown(parameter: Parameter, argument: Any) -> Unknown | None:
    """An argument that is unknown as a whole, where the function's rule is for what is in it only.

    A list of one unknown is that too where no list is wanted: its member would be taken out.
    """
    if "Any" in parameter.types:
        return None
    if argument.__class__ is list and len(argument) == 1 and "list" not in parameter.types:
        argument = argument[0]
    return argument if argument.__class__ is Unknown else None


def _fitting(shaped: Sequence[tuple[Overload, Places]], arguments: Sequence[Any]) -> tuple[Overload, list[Any]]:
    """The first overload whose parameters take the arguments, and the arguments as it takes them."""
    rejections = []
    for overload, places in shaped:
        try:
            return overload, _converted(places, arguments)
        except Failure as rejection:
            rejections.append(rejection)
    raise rejections[0]


def _converted(places: Places, arguments: Sequence[Any]) -> list[Any]:
    return [convert(parameter, _argument(arguments, place)) for parameter, place in places]
