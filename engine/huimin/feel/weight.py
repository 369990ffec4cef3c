"""How large a value is where lists lie in lists: what is built in a few steps may take ages to walk through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel.faults import LimitFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huimin.feel.tree import Span

VALUE_SIZE = 1_000_000
"""Members of a value at all depths, each counted as often as it is reached."""

VALUE_DEPTH = 100
"""Lists and contexts of a value, one in another."""


def check_weight(values: Iterable[Any], span: Span) -> None:
    """Raises LimitFault for a value that is too large or too deep to walk through."""
    for value in values:
        if _is_container(value):
            _weigh(value, span)


def _is_container(value: Any) -> bool:
    """Records of a host are no containers here: it answers for their size."""
    return value.__class__ is list or value.__class__ is dict


def _parts(container: Any) -> Iterable[Any]:
    return container if container.__class__ is list else container.values()


def _weigh(value: Any, span: Span) -> None:
    """Weighs each container once, the innermost first, however often it is shared."""
    weighed: dict[int, tuple[int, int]] = {}
    waiting = [value]
    while waiting:
        container = waiting[-1]
        nested = [part for part in _parts(container) if _is_container(part)]
        unweighed = [part for part in nested if id(part) not in weighed]
        if unweighed:
            waiting.extend(unweighed)
            continue
        waiting.pop()
        weights = [weighed[id(part)] for part in nested]
        size = 1 + len(container) - len(nested) + sum(size for size, _ in weights)
        depth = 1 + max((depth for _, depth in weights), default=0)
        if size > VALUE_SIZE:
            raise LimitFault("value-size", span, {"allowed": VALUE_SIZE})
        if depth > VALUE_DEPTH:
            raise LimitFault("value-depth", span, {"allowed": VALUE_DEPTH})
        weighed[id(container)] = size, depth
