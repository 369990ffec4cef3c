"""The steps of a walk through a value. A value that is built in a few steps may take ages to walk through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel.faults import LimitFault
from huimin.feel.values import DateTime, Range, Time, UnaryTest

if TYPE_CHECKING:
    from huimin.feel.tree import Span

VALUE_SIZE = 1_000_000
"""Members of a value at all depths, each counted as often as it is reached."""

VALUE_DEPTH = 100
"""Lists and contexts of a value, one in another."""

CHARACTERS_A_STEP = 32
"""Characters that an operator or a function may take in, or give, for one step."""

TIME_STEPS = 16
"""Steps that a time takes: its zone may have to be looked up."""

RANGE_STEPS = 5
"""Steps that a range takes: its ends are compared."""

HEAVY = frozenset((str, list, dict, UnaryTest, Range, Time, DateTime))
"""The classes of values that take steps of their own. Any other takes those of the operator, or of the list it is in.

Records of a host are none of them: it answers for their size.
"""

_CONTAINERS = frozenset((list, dict, UnaryTest))


def weight(value: Any, span: Span) -> int:
    """Steps to touch all of a value of a HEAVY class: a member each, and a step for CHARACTERS_A_STEP characters.

    Raises LimitFault for a value that is too large or too deep to walk through.

    Example: weight(["a", ["b"]], (0, 1)) == 5: two lists, three members.
    """
    if value.__class__ in _CONTAINERS:
        return _walk(value, 1, 0, span)
    return _alone(value, span)


def check_weight(value: Any, span: Span) -> None:
    """Raises LimitFault for a value that is too large or too deep to walk through."""
    if value.__class__ in _CONTAINERS:
        _walk(value, 1, 0, span)


def _alone(value: Any, span: Span) -> int:
    if value.__class__ is str:
        return len(value) // CHARACTERS_A_STEP
    if value.__class__ is Range:
        return RANGE_STEPS + sum(weight(end, span) for end in (value.low, value.high) if end.__class__ in HEAVY)
    return TIME_STEPS


def _walk(container: Any, depth: int, before: int, span: Span) -> int:
    """The steps `before` and those of the container. What is shared is walked each time, until it is too much."""
    parts = _parts(container)
    steps = before + 1 + len(parts)
    if depth > VALUE_DEPTH:
        raise LimitFault("value-depth", span, {"allowed": VALUE_DEPTH})
    for part in parts:
        kind = part.__class__
        if kind in HEAVY:
            steps = _walk(part, depth + 1, steps, span) if kind in _CONTAINERS else steps + _alone(part, span)
    if steps > VALUE_SIZE:
        raise LimitFault("value-size", span, {"allowed": VALUE_SIZE})
    return steps


def _parts(container: Any) -> Any:
    if container.__class__ is list:
        return container
    return container.values() if container.__class__ is dict else (container.operand,)
