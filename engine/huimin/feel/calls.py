"""Functions at run time: those that an expression defines, those of the language, those of the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel.failures import Failure
from huimin.feel.faults import LimitFault
from huimin.feel.instances import TypedFunction, convert
from huimin.feel.runtime import MEMBERS_A_STEP, Run, attempt, report
from huimin.feel.signatures import function_type
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Function, type_of
from huimin.feel.weight import check_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huimin.feel.builtins import Builtin
    from huimin.feel.tree import Span
    from huimin.feel.types import FunctionType

CALL_STEPS = 5
"""Steps that a call of an expression's own function costs: so many turns of a loop take as long."""

CALL_DEPTH = 60
"""Calls of an expression's own functions, one in another."""


def make_function(
    type_: FunctionType, tests: tuple[tuple[Any, str] | None, ...], body: Callable[..., Any], run: Run, span: Span
) -> Function:
    """The value of `function(parameters) body`; `tests` hold the type of each parameter that names one."""
    parameters = type_.names

    def call(arguments: Sequence[Any]) -> Any:
        if len(arguments) != len(parameters):
            raise Failure("wrong-arguments", parameters=parameters, given=len(arguments))
        taken = [
            argument if test is None else convert(argument, name, *test)
            for name, argument, test in zip(parameters, arguments, tests, strict=True)
        ]
        missing = [each for each, test in zip(taken, tests, strict=True) if test and each.__class__ is Unknown]
        if missing:
            return merge(*missing)
        run.spend(CALL_STEPS, span)
        if run.depth >= CALL_DEPTH:
            raise LimitFault("call-depth", span, {"allowed": CALL_DEPTH})
        run.depth += 1
        try:
            return body(*taken)
        except RecursionError:
            raise LimitFault("call-depth", span, {"allowed": CALL_DEPTH}) from None
        finally:
            run.depth -= 1

    return TypedFunction(parameters, call, "", type_)


def builtin_function(builtin: Builtin) -> Function:
    """A built-in as a value."""
    names = tuple(parameter.name for parameter in builtin.overloads[0].parameters)
    return TypedFunction(names, builtin.invoke, builtin.name, function_type(builtin))


def call_builtin(bound: Callable[..., Any], arguments: tuple[Any, ...], run: Run | None, span: Span) -> Any:
    """A built-in, bound to the shape of the call, on its arguments: the longer they are, the more steps it takes."""
    check_weight(arguments, span)
    if run is not None:
        run.spend(_steps(arguments), span)
    return attempt(bound, (arguments,), run, span)


def _steps(arguments: Sequence[Any]) -> int:
    """Steps that a built-in costs for what it takes in."""
    size = sum(len(each) for each in arguments if each.__class__ is list or each.__class__ is str)
    return 1 + size // MEMBERS_A_STEP


def call_clock(bound: Callable[[Sequence[Any]], Any], run: Run | None, span: Span) -> Any:
    """`now()` or `today()`, by the day and time that the host has put into the run."""
    return attempt(bound, ((None if run is None else run.now,),), run, span)


def invoke(function: Any, arguments: tuple[Any, ...], names: tuple[str, ...], run: Run | None, span: Span) -> Any:
    """The result of calling a value. A host's function takes known arguments only: one unknown makes the result so."""
    if function.__class__ is Unknown:
        return merge(function, *arguments)
    if isinstance(function, Function):
        ordered = _ordered(function.parameters, arguments, names) if names else arguments
        if ordered is None:
            return report(run, "wrong-arguments", span, {"parameters": function.parameters, "given": names})
        if function.name and run is not None:
            run.spend(_steps(ordered), span)  # a built-in as a value; a function of the expression counts its own steps
        return attempt(function.call, (ordered,), run, span)
    if not callable(function):
        return report(run, "not-a-function", span, {"type": type_of(function)})
    missing = [argument for argument in arguments if argument.__class__ is Unknown]
    if missing:
        return merge(*missing)
    if names:
        return report(run, "wrong-arguments", span, {"parameters": (), "given": names})
    return attempt(function, arguments, run, span)


def _ordered(parameters: tuple[str, ...], arguments: tuple[Any, ...], names: tuple[str, ...]) -> tuple[Any, ...] | None:
    if sorted(parameters) != sorted(names):
        return None
    given = dict(zip(names, arguments, strict=True))
    return tuple(given[parameter] for parameter in parameters)
