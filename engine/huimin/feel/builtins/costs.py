"""The steps of a call of a built-in, besides the steps for the values that it touches: see `huimin.feel.weight`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from huimin.feel.equality import key_of
from huimin.feel.operators import ordered_by_python
from huimin.feel.weight import HEAVY, weight

Cost = Callable[[Sequence[Any]], int]
"""The steps of a call, of its arguments in the order in which it writes them, each of which has been weighed before."""

CALL_STEPS = 6
"""Steps that a call of a built-in takes at least."""

SEARCH_STEPS = 15
"""Steps that a search for a regular expression takes at least."""


def flat(steps: int) -> Cost:
    """The same for all arguments."""
    return lambda _: steps


def members(times: int) -> Cost:
    """So many steps more for each member of a list that is given, and for each other argument."""
    return lambda arguments: CALL_STEPS + times * sum(map(_size, arguments))


def text(arguments: Sequence[Any]) -> int:
    """The value is walked through, and then written."""
    return 2 * CALL_STEPS + sum(map(_weight, arguments))


def pieces(arguments: Sequence[Any]) -> int:
    """A pattern may match at each character, and each time all parts of the replacement are put together."""
    texts = [each for each in arguments if each.__class__ is str]
    return SEARCH_STEPS + max(map(len, texts), default=0) * (2 + sum(each.count("$") for each in texts))


def comparisons(arguments: Sequence[Any]) -> int:
    """Each member is compared about as often as the number of members has binary digits, two ways each time."""
    size = sum(map(_size, arguments))
    if len(arguments) == 1 and arguments[0].__class__ is list and ordered_by_python(arguments[0]):
        return CALL_STEPS + size
    return CALL_STEPS + 2 * size * size.bit_length()


def pairs(arguments: Sequence[Any]) -> int:
    """Where some members have no key, those that are no scalars are compared each with each."""
    found = [member for each in arguments if each.__class__ is list for member in each]
    if all(key_of(member) is not None for member in found):
        return CALL_STEPS + 2 * len(found)
    return CALL_STEPS + len(found) * sum(_weight(member) + 1 for member in found)


def _size(value: Any) -> int:
    return len(value) if value.__class__ is list else 1


def _weight(value: Any) -> int:
    return weight(value, (0, 0)) if value.__class__ in HEAVY else 0


USUAL = flat(CALL_STEPS)
UNTOUCHED = flat(CALL_STEPS)
"""Of a built-in that looks at no member."""

COSTS: Mapping[str, Cost] = {
    **dict.fromkeys(("coincides", "overlaps", "overlaps before", "overlaps after"), flat(20)),
    **dict.fromkeys(("finishes", "finished by", "starts", "started by", "includes", "during"), flat(12)),
    **dict.fromkeys(("date and time", "time", "duration", "week of year", "range"), flat(15)),
    "context put": members(6),
    **dict.fromkeys(("mean", "median", "mode", "any", "all", "list replace"), members(2)),
    **dict.fromkeys(("distinct values", "union"), pairs),
    **dict.fromkeys(("replace", "split"), pieces),
    "matches": flat(SEARCH_STEPS),
    "stddev": members(5),
    "count": UNTOUCHED,
    "sort": comparisons,
    "string": text,
    "sqrt": flat(8),
    "exp": flat(30),
    "log": flat(50),
}
"""By name; any other takes CALL_STEPS."""

SEARCHES = frozenset(("matches", "replace", "split"))
"""Built-ins that search for a regular expression."""
