"""Calling the functions that built-ins are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel.failures import Failure
from huimin.feel.unknown import Unknown
from huimin.feel.values import Function, type_of

if TYPE_CHECKING:
    from huimin.feel.equality import Truth


def decide(test: Function, *arguments: Any) -> Truth:
    """What a function that answers yes or no says of the arguments.

    Raises `Failure` when it takes another number of them, or answers with something else.
    """
    if len(test.parameters) != len(arguments):
        raise Failure("function-parameters", wanted=len(arguments), given=len(test.parameters))
    answer = test.call(list(arguments))
    if answer is None or isinstance(answer, bool | Unknown):
        return answer
    raise Failure("function-result", wanted="boolean", given=type_of(answer))
