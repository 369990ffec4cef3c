"""What loops and filters run over, counted before they start (DMN 1.5, 10.3.2.5 and table 51)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from huimin.feel.faults import LimitFault
from huimin.feel.limits import LIST_SIZE
from huimin.feel.numbers import CONTEXT, is_whole
from huimin.feel.operators import less_equal
from huimin.feel.runtime import Run, attempt, report
from huimin.feel.temporal.dates import date_of, day_number
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Date, Range, type_of

if TYPE_CHECKING:
    from huimin.feel.tree import Span

GOES_ON = object()
"""How a loop stands while nothing has stopped it."""


def members(value: Any, each: int, run: Run, span: Span) -> Any:
    """What a filter runs over: a list, or a value as a list of one; null and Unknown as they are.

    A member takes `each` steps.
    """
    if value.__class__ is list:
        run.spend(len(value) * each, span)
        return value
    return value if value is None or value.__class__ is Unknown else [value]


def iterable(value: Any, each: int, run: Run, span: Span) -> Any:
    """What an iteration runs over: a list, the whole numbers or days of a range, or a value as a list of one.

    A member takes `each` steps. Null, with a fault, where nothing can be run over.
    """
    if value.__class__ is Range:
        closed = value.low_included and value.high_included
        upwards = closed and attempt(less_equal, (value.low, value.high), run, span)
        if not upwards:
            return report(run, "not-iterable", span, {"type": "range"})
        return steps(value.low, value.high, each, run, span)
    if value is None:
        return report(run, "not-iterable", span, {"type": "Null"})
    return members(value, each, run, span)


def steps(low: Any, high: Any, each: int, run: Run, span: Span) -> Any:
    """`low..high`: whole numbers or days, up or down, both ends included."""
    if low.__class__ is Unknown or high.__class__ is Unknown:
        return merge(low, high)
    if low.__class__ is Decimal and high.__class__ is Decimal and is_whole(low) and is_whole(high):
        if low == high:
            run.spend(each, span)
            return [low]
        return [Decimal(number) for number in _between(low, high, each, run, span)]
    if low.__class__ is Date and high.__class__ is Date:
        first, last = Decimal(day_number(low)), Decimal(day_number(high))
        return [date_of(number) for number in _between(first, last, each + DATE_STEPS, run, span)]
    return report(run, "range-ends", span, {"low": type_of(low), "high": type_of(high)})


DATE_STEPS = 2
"""Steps that it takes to make a date of the number of a day."""


def _between(low: Decimal, high: Decimal, each: int, run: Run, span: Span) -> range:
    """The whole numbers from one end to the other. Beyond FAR none is made: an integer of 6144 digits takes ages."""
    farthest = max(low.copy_abs(), high.copy_abs())
    size = farthest if farthest > FAR else CONTEXT.add(CONTEXT.subtract(high, low).copy_abs(), Decimal(1))
    if size > LIST_SIZE:
        raise LimitFault("list-size", span, {"asked": size, "allowed": LIST_SIZE})
    run.spend(int(size) * each, span)
    first, last = int(low), int(high)
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


FAR = Decimal(10) ** 40
"""Whole numbers beyond it do not follow one another: a number has 34 digits."""


def so_far(results: list[Any], run: Run, span: Span) -> list[Any]:
    """The results of a `for` up to now, as `partial` gives them: a list of their own, for the loop goes on."""
    run.spend(len(results), span)
    return results[:]


def stopped(before: Any, source: Any) -> Any:
    """How a loop stands whose source is null or Unknown. Unknown outweighs null: it may yet be empty."""
    if source.__class__ is Unknown and before.__class__ is Unknown:
        return merge(before, source)
    return before if before.__class__ is Unknown else source


def positioned(items: Any, position: Decimal, run: Run | None, span: Span) -> Any:
    """`items[position]`, counted from 1, or from the end when it is negative; a value is a list of one."""
    if items.__class__ is Unknown or items is None:
        return items
    found = items if items.__class__ is list else [items]
    if 0 < position.copy_abs() <= len(found) and is_whole(position):
        index = int(position)
        return found[index - 1 if index > 0 else index]
    return report(run, "filter-position", span, {"position": str(position)})


def at_position(items: Any, position: Any, run: Run | None, span: Span) -> Any:
    """`items[position]` where the position has the type of a number. What is none chooses nothing, as a filter."""
    if position.__class__ is Decimal or items is None or items.__class__ is Unknown:
        return positioned(items, position, run, span)
    undecided(position, None, run, span)
    return []


def undecided(predicate: Any, missing: Any, run: Run | None, span: Span) -> Any:
    """What a filter still misses after a member whose predicate is neither true nor false."""
    if predicate.__class__ is Unknown:
        return merge(missing, predicate)
    if predicate is not None:
        error = report(run, "filter-type", span, {"type": type_of(predicate)})
        return missing if error is None else merge(missing, error)
    return missing
