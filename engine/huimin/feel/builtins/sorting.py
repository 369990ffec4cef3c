"""The built-in that sorts (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from huimin.feel.builtins.calls import decide
from huimin.feel.builtins.table import clause
from huimin.feel.failures import Failure
from huimin.feel.operators import less, ordered_by_python
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from huimin.feel.equality import Truth
    from huimin.feel.values import Function


class _Undecided(Exception):  # noqa: N818 - the way out of a sort whose order hangs on missing facts
    def __init__(self, missing: Unknown) -> None:
        super().__init__(missing)
        self.missing = missing


def sort(members: list[Any], precedes: Function | None = None) -> list[Any] | Unknown:
    """The members in the order in which `precedes(x, y)` says that x comes before y, or else `x < y` does.

    Members of which neither precedes the other keep their order. Unknown where missing facts decide the order.
    Raises `Failure` where `precedes` gives null: an order that nobody knows is no order.
    """
    if precedes is None and ordered_by_python(members):
        return sorted(members)

    def comes_before(first: Any, second: Any) -> Truth:
        return _less(first, second) if precedes is None else decide(precedes, first, second)

    try:
        return sorted(members, key=cmp_to_key(_comparison(comes_before)))
    except _Undecided as undecided:
        return undecided.missing


def _less(first: Any, second: Any) -> Truth:
    missing = [each for each in (first, second) if each.__class__ is Unknown]
    return merge(*missing) if missing else less(first, second)


def _comparison(comes_before: Callable[[Any, Any], Truth]) -> Callable[[Any, Any], int]:
    def compare(first: Any, second: Any) -> int:
        return _known(comes_before(second, first)) - _known(comes_before(first, second))

    return compare


def _known(verdict: Truth) -> bool:
    if isinstance(verdict, Unknown):
        raise _Undecided(verdict)
    if verdict is None:
        raise Failure("function-result", wanted="boolean", given=type_of(verdict))
    return verdict


SORTING = clause("10.3.4.9", {"sort(list: list~, precedes?: function?) -> list": sort})
