"""Built-ins that make one value of a list (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any

from huimin.feel.builtins.table import clause
from huimin.feel.failures import Failure
from huimin.feel.numbers import CONTEXT, calculate
from huimin.feel.operators import add, divide, greater, less, multiply, subtract
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from huimin.feel.equality import Truth

_TWO = Decimal(2)


def count(members: list[Any]) -> Decimal:
    """How many members the list has; each counts, known or not."""
    return Decimal(len(members))


def least(members: list[Any]) -> Any:
    """The least member, all of which compare; null of an empty list."""
    return _best(members, less)


def greatest(members: list[Any]) -> Any:
    """The greatest member, all of which compare; null of an empty list."""
    return _best(members, greater)


def _best(members: list[Any], better: Callable[[Any, Any], bool]) -> Any:
    best = members[0] if members else None
    for member in members:
        if better(member, best):
            best = member
    return best


def total(numbers: list[Decimal]) -> Decimal | None:
    """The sum; null of an empty list."""
    return reduce(add, numbers) if numbers else None


def product(numbers: list[Decimal]) -> Decimal | None:
    """The product; null of an empty list."""
    return reduce(multiply, numbers) if numbers else None


def mean(numbers: list[Decimal]) -> Decimal | None:
    """The arithmetic mean; null of an empty list."""
    return divide(reduce(add, numbers), count(numbers)) if numbers else None


def median(numbers: list[Decimal]) -> Decimal | None:
    """The number in the middle, or the mean of the two there; null of an empty list."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low if low == high else divide(add(low, high), _TWO)


def deviation(numbers: list[Decimal]) -> Decimal | None:
    """The sample standard deviation; null of fewer than two numbers."""
    middle = mean(numbers)
    if middle is None or len(numbers) < 2:
        return None
    squares = [multiply(distance, distance) for distance in (subtract(number, middle) for number in numbers)]
    return calculate(CONTEXT.sqrt, divide(reduce(add, squares), count(numbers[1:])))


def modes(numbers: list[Decimal]) -> list[Decimal]:
    """The numbers that come up most often, ascending."""
    times = Counter(numbers)
    most = max(times.values(), default=0)
    return sorted(number for number, often in times.items() if often == most)


def decides(deciding: bool) -> Callable[[list[Any]], Truth]:
    """`any`, which one true decides, or `all`, which one false decides.

    Without a deciding member an unknown one leaves the answer open; then a null makes it null; then all members
    are the opposite, and so is the answer. Raises `Failure` for a member that is no boolean.
    """

    def decide(members: list[Any]) -> Truth:
        if any(member is deciding for member in members):
            return deciding
        missing = [member for member in members if member.__class__ is Unknown]
        if missing:
            return merge(*missing)
        if any(member is None for member in members):
            return None
        for member in members:
            if not isinstance(member, bool):
                raise Failure("member-type", parameter="list", wanted="boolean", given=type_of(member))
        return not deciding

    return decide


AGGREGATES = clause(
    "10.3.4.4",
    {
        "count(list: list~) -> number": count,
        "min(list: list) -> Any": least,
        "min(c...: Any) -> Any": least,
        "max(list: list) -> Any": greatest,
        "max(c...: Any) -> Any": greatest,
        "sum(list: list<number>) -> number": total,
        "sum(n...: number) -> number": total,
        "mean(list: list<number>) -> number": mean,
        "mean(n...: number) -> number": mean,
        "all(list: list~) -> boolean": decides(False),
        "all(b...: Any~) -> boolean": decides(False),
        "any(list: list~) -> boolean": decides(True),
        "any(b...: Any~) -> boolean": decides(True),
        "product(list: list<number>) -> number": product,
        "product(n...: number) -> number": product,
        "median(list: list<number>) -> number": median,
        "median(n...: number) -> number": median,
        "stddev(list: list<number>) -> number": deviation,
        "stddev(n...: number) -> number": deviation,
        "mode(list: list<number>) -> list<number>": modes,
        "mode(n...: number) -> list<number>": modes,
    },
)
