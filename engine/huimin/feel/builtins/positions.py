"""Positions in lists and strings: 1 is the first, -1 the last (DMN 1.5, notes of tables 74 and 75)."""

from __future__ import annotations

from decimal import Decimal

from huimin.feel.failures import Failure


def index_of(size: int, position: Decimal) -> int:
    """The index, from 0, of a position among so many. A fraction is cut off.

    Raises `Failure` when there is no such position.
    """
    number = whole_up_to(size, position)
    if not number:
        raise Failure("no-such-position", position=position, size=size)
    return number - 1 if number > 0 else size + number


def whole_up_to(size: int, number: Decimal) -> int | None:
    """The number without its fraction; None where that is further from zero than `size`.

    A number of 6144 digits is never made an integer, which would take a millisecond.
    """
    return int(number) if number.copy_abs() < size + 1 else None


def stretch(size: int, start: Decimal, length: Decimal | None) -> slice:
    """The indices from a position on, so many or all that there are.

    Raises `Failure` when there is no such position, and when the length is below 1 or reaches beyond the end.
    """
    first = index_of(size, start)
    if length is None:
        return slice(first, size)
    number = whole_up_to(size - first, length)
    if number is None or number < 1:
        raise Failure("no-such-length", length=length, size=size - first)
    return slice(first, first + number)
