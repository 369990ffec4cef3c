"""Functions at run time: those that an expression defines, those of the language, those of the host."""

from __future__ import annotations

from dataclasses import replace
from time import thread_time
from typing import TYPE_CHECKING, Any

from huimin.feel.builtins import BUILTINS
from huimin.feel.builtins.costs import UNTOUCHED
from huimin.feel.failures import Failure
from huimin.feel.faults import LimitFault
from huimin.feel.instances import TypedFunction, convert
from huimin.feel.limits import REGEX_SECONDS
from huimin.feel.runtime import Run, attempt, report, touch, untouched
from huimin.feel.signatures import function_type
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Function, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huimin.feel.builtins import Builtin
    from huimin.feel.builtins.costs import Cost
    from huimin.feel.tree import Span
    from huimin.feel.types import FunctionType

CALL_STEPS = 5
"""Steps that a call of an expression's own function costs: so many turns of a loop take as long."""

BIND_STEPS = 15
"""Steps that it takes to find the overload of a built-in that is called as a value."""

CALL_DEPTH = 60
"""Calls of an expression's own functions, one in another."""


def make_function(
    type_: FunctionType,
    tests: tuple[tuple[Any, str] | None, ...],
    body: Callable[..., Any],
    steps: int,
    run: Run,
    span: Span,
) -> Function:
    """The value of `function(parameters) body`; `tests` hold the type of each parameter that names one.

    `steps` are those of the body.
    """
    parameters = type_.names
    typed = any(tests)
    steps += CALL_STEPS

    def call(arguments: Sequence[Any]) -> Any:
        if len(arguments) != len(parameters):
            raise Failure("wrong-arguments", parameters=parameters, given=len(arguments))
        if typed:
            touch(arguments, run, span)
        run.spend(steps, span)
        taken = [
            argument if test is None else convert(argument, name, *test)
            for name, argument, test in zip(parameters, arguments, tests, strict=True)
        ]
        missing = [each for each, test in zip(taken, tests, strict=True) if test and each.__class__ is Unknown]
        if missing:
            return merge(*missing)
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


def call_builtin(bound: Callable[..., Any], cost: Cost, arguments: tuple[Any, ...], run: Run | None, span: Span) -> Any:
    """A built-in, bound to the shape of the call, on its arguments: the more they hold, the more steps it takes."""
    if cost is not UNTOUCHED:
        touch(arguments, run, span)
    if run is not None:
        run.spend(cost(arguments), span)
        arguments = tuple(_counted(each, run, span) if each.__class__ is TypedFunction else each for each in arguments)
    return untouched(bound, (arguments,), run, span)


def _counted(function: TypedFunction, run: Run, span: Span) -> TypedFunction:
    """A function that another one is given, whose calls are counted; those of an expression count themselves."""
    builtin = BUILTINS.get(function.name)
    if builtin is None:
        return function

    def call(arguments: Sequence[Any]) -> Any:
        touch(arguments, run, span)
        run.spend(BIND_STEPS + builtin.cost(arguments), span)
        return _timed(function.call, arguments, run, span) if builtin.searches else function.call(arguments)

    return replace(function, call=call)


def call_search(bound: Callable[..., Any], cost: Cost, arguments: tuple[Any, ...], run: Run, span: Span) -> Any:
    """A built-in that searches for a regular expression: all searches of a run share a bound on time.

    Raises LimitFault when they take longer.
    """
    return call_builtin(lambda given: _timed(bound, given, run, span), cost, arguments, run, span)


def _timed(search: Callable[..., Any], arguments: Sequence[Any], run: Run, span: Span) -> Any:
    start = thread_time()
    try:
        return search(arguments)
    finally:
        run.searched += thread_time() - start
        if run.searched > REGEX_SECONDS:
            raise LimitFault("regex-time", span, {"allowed": REGEX_SECONDS})


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
        builtin = BUILTINS.get(function.name)
        if builtin is None:  # a function of the expression counts its own steps
            return untouched(function.call, (ordered,), run, span)
        if run is None:
            run = Run()
        run.spend(BIND_STEPS, span)
        call = call_search if builtin.searches else call_builtin
        return call(function.call, builtin.cost, ordered, run, span)
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
