"""Positions in lists and strings: 1 is the first, -1 the last (DMN 1.5, notes of tables 74 and 75)."""

from __future__ import annotations

from decimal import Decimal

from huimin.feel.failures import Failure


def index_of(size: int, position: Decimal) -> int:
    """The index, from 0, of a position among so many. A fraction is cut off.

    Raises `Failure` when there is no such position.
    """
    number = int(position)
    if number == 0 or abs(number) > size:
        raise Failure("no-such-position", position=position, size=size)
    return number - 1 if number > 0 else size + number


def stretch(size: int, start: Decimal, length: Decimal | None) -> slice:
    """The indices from a position on, so many or all that there are.

    Raises `Failure` when there is no such position, and when the length is below 1 or reaches beyond the end.
    """
    first = index_of(size, start)
    if length is None:
        return slice(first, size)
    number = int(length)
    if not 1 <= number <= size - first:
        raise Failure("no-such-length", length=length, size=size - first)
    return slice(first, first + number)
