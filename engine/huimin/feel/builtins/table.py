"""Built-in functions as values of a table, and how a call finds the overload that takes its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huimin.feel.builtins.convert import convert
from huimin.feel.builtins.signature import Parameter, read_signature
from huimin.feel.failures import Failure
from huimin.feel.unknown import Unknown, merge, unknown_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Places = tuple[tuple[Parameter, int | slice], ...]
"""The parameters that get an argument, each with the argument's position in the call: a slice where it is variadic."""


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in: its parameters, the name of the result's type, and what computes it.

    `call` takes the arguments in the order of the parameters, converted to their types, without those left out;
    the arguments of a variadic parameter come as one list.
    """

    parameters: tuple[Parameter, ...]
    result: str
    call: Callable[..., Any]

    def place(self, count: int, names: Sequence[str]) -> Places | None:
        """Where the parameters find their arguments in a call; None when the call does not have this shape."""
        return self._place_named(names) if names else self._place_positional(count)

    def _place_named(self, names: Sequence[str]) -> Places | None:
        known = {parameter.name: parameter for parameter in self.parameters if not parameter.variadic}
        needed = {parameter.name for parameter in self.parameters if not parameter.optional}
        if len(set(names)) < len(names) or not needed <= set(names) <= known.keys():
            return None
        return tuple((known[name], names.index(name)) for name in known if name in names)

    def _place_positional(self, count: int) -> Places | None:
        parameters = self.parameters
        least = sum(not parameter.optional for parameter in parameters)
        if parameters and parameters[-1].variadic:
            last = len(parameters) - 1
            places = (*enumerate_places(parameters[:last]), (parameters[last], slice(last, None)))
        else:
            places = enumerate_places(parameters[:count])
            if count > len(parameters):
                return None
        return places if count >= least else None


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function: its name, its overloads in the order in which they are tried, its clause in DMN 1.5.

    With `needs_now`, `invoke` wants the host's DateTime of now as the only argument, which no call writes.
    """

    name: str
    overloads: tuple[Overload, ...]
    clause: str
    needs_now: bool = False

    @property
    def unknown(self) -> str:
        """How it treats what is unknown: "strict", or "own" where some parameter has a rule of its own."""
        carries = any(parameter.carries for overload in self.overloads for parameter in overload.parameters)
        return "own" if carries else "strict"

    def bind(self, count: int, names: Sequence[str] = ()) -> Callable[[Sequence[Any]], Any]:
        """What calls this function with `count` arguments, named by `names` when there are any.

        It takes the arguments as the call writes them and gives the result, Unknown where the arguments leave it
        open. Binding raises `Failure` when no overload has this shape; the call, when it rejects the arguments.
        """
        shaped = [(each, places) for each in self.overloads if (places := each.place(count, names)) is not None]
        if not shaped:
            raise Failure("no-overload", function=self.name, arguments=", ".join(names) or str(count))

        def call(arguments: Sequence[Any]) -> Any:
            for _, places in shaped:
                missing = _unknown(places, arguments)
                if missing is not None:
                    return missing
            overload, converted = _fitting(shaped, arguments)
            return overload.call(*converted)

        return call

    def invoke(self, arguments: Sequence[Any], names: Sequence[str] = ()) -> Any:
        """The result for `arguments`, named by `names` when there are any. Raises `Failure`, as `bind` says."""
        return self.bind(len(arguments), names)(arguments)


def clause(number: str, functions: Mapping[str, Callable[..., Any]]) -> dict[str, Builtin]:
    """The built-ins of a clause of the standard by name, from what each signature calls."""
    overloads: dict[str, list[Overload]] = {}
    for text, function in functions.items():
        signature = read_signature(text)
        overload = Overload(signature.parameters, signature.result, function)
        overloads.setdefault(signature.name, []).append(overload)
    return {name: Builtin(name, tuple(found), number) for name, found in overloads.items()}


def enumerate_places(parameters: tuple[Parameter, ...]) -> Places:
    """Each parameter with the position that it has itself."""
    return tuple((parameter, position) for position, parameter in enumerate(parameters))


def _unknown(places: Places, arguments: Sequence[Any]) -> Unknown | None:
    found = [part for parameter, place in places if (part := _unknown_part(parameter, arguments[place])) is not None]
    return merge(*found) if found else None


def _unknown_part(parameter: Parameter, argument: Any) -> Unknown | None:
    if not parameter.carries:
        return unknown_in(list(argument) if parameter.variadic else argument)
    if "Any" not in parameter.types and argument.__class__ is Unknown:
        return argument  # type: ignore[no-any-return]
    return None


def _fitting(shaped: Sequence[tuple[Overload, Places]], arguments: Sequence[Any]) -> tuple[Overload, list[Any]]:
    """The first overload whose parameters take the arguments, and the arguments as it takes them."""
    for overload, places in shaped[:-1]:
        try:
            return overload, [convert(parameter, arguments[place]) for parameter, place in places]
        except Failure:
            continue
    overload, places = shaped[-1]
    return overload, [convert(parameter, arguments[place]) for parameter, place in places]
