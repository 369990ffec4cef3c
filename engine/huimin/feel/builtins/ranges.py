"""Built-ins that say how points and ranges lie to one another (DMN 1.5, 10.3.4.7), and `range`.

A point is the range from itself to itself. Each end of a range cuts the line of values just before or just after its
value; a missing end cuts beyond all values. The relations of table 78 are all about the order of these cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from huimin.feel.builtins.range_text import read_range
from huimin.feel.builtins.table import clause
from huimin.feel.operators import less
from huimin.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Cut(NamedTuple):
    """A place on the line: just before or just after a value, or `beyond` all values (-1 below, 1 above)."""

    value: Any
    after: bool
    beyond: int


def start(span: Range) -> Cut:
    """Where the range begins."""
    return Cut(span.low, not span.low_included, -1 if span.low is None else 0)


def end(span: Range) -> Cut:
    """Where the range stops."""
    return Cut(span.high, span.high_included, 1 if span.high is None else 0)


def earlier(first: Cut, second: Cut) -> bool:
    """Whether one cut lies before the other. Raises `Failure` when their values do not compare."""
    if first.beyond or second.beyond:
        return first.beyond < second.beyond
    if less(first.value, second.value):
        return True
    return first.after < second.after and not less(second.value, first.value)


def same(first: Cut, second: Cut) -> bool:
    """Whether two cuts are one."""
    return not earlier(first, second) and not earlier(second, first)


def before(first: Range, second: Range) -> bool:
    """Whether the first stops before the second begins."""
    return not earlier(start(second), end(first))


def meets(first: Range, second: Range) -> bool:
    """Whether the first ends with the value with which the second begins."""
    if not (first.high_included and second.low_included):
        return False
    return not less(first.high, second.low) and not less(second.low, first.high)


def overlaps(first: Range, second: Range) -> bool:
    """Whether some value lies in both."""
    return earlier(start(second), end(first)) and earlier(start(first), end(second))


def overlaps_before(first: Range, second: Range) -> bool:
    """Whether they overlap and the first begins before the second and stops no later."""
    begins = earlier(start(first), start(second)) and earlier(start(second), end(first))
    return begins and not earlier(end(second), end(first))


def finishes(first: Range, second: Range) -> bool:
    """Whether they stop together and the first begins no earlier."""
    return same(end(first), end(second)) and not earlier(start(first), start(second))


def includes(first: Range, second: Range) -> bool:
    """Whether the second lies within the first."""
    return not earlier(start(second), start(first)) and not earlier(end(first), end(second))


def starts(first: Range, second: Range) -> bool:
    """Whether they begin together and the first stops no later."""
    return same(start(first), start(second)) and not earlier(end(second), end(first))


def coincides(first: Range, second: Range) -> bool:
    """Whether they begin and stop together."""
    return same(start(first), start(second)) and same(end(first), end(second))


def swapped(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """The relation the other way round."""
    return lambda first, second: relation(second, first)


_TWO_RANGES = "range1: range, range2: range"
_TWO_POINTS = "point1: point, point2: point"
_POINT_FIRST = "point: point, range: range"
_RANGE_FIRST = "range: range, point: point"
_ANY_TWO = (_TWO_POINTS, _POINT_FIRST, _RANGE_FIRST, _TWO_RANGES)

_RELATIONS: Iterable[tuple[str, Callable[[Any, Any], bool], tuple[str, ...]]] = (
    ("before", before, _ANY_TWO),
    ("after", swapped(before), _ANY_TWO),
    ("meets", meets, (_TWO_RANGES,)),
    ("met by", swapped(meets), (_TWO_RANGES,)),
    ("overlaps", overlaps, (_TWO_RANGES,)),
    ("overlaps before", overlaps_before, (_TWO_RANGES,)),
    ("overlaps after", swapped(overlaps_before), (_TWO_RANGES,)),
    ("finishes", finishes, (_POINT_FIRST, _TWO_RANGES)),
    ("finished by", swapped(finishes), (_RANGE_FIRST, _TWO_RANGES)),
    ("includes", includes, (_RANGE_FIRST, _TWO_RANGES)),
    ("during", swapped(includes), (_POINT_FIRST, _TWO_RANGES)),
    ("starts", starts, (_POINT_FIRST, _TWO_RANGES)),
    ("started by", swapped(starts), (_RANGE_FIRST, _TWO_RANGES)),
    ("coincides", coincides, (_TWO_POINTS, _TWO_RANGES)),
)


def _of_points(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """The relation of ranges for arguments that may be points."""
    return lambda first, second: relation(_widened(first), _widened(second))


def _widened(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


RANGES = clause(
    "10.3.4.7",
    {
        f"{name}({parameters}) -> boolean": _of_points(relation)
        for name, relation, shapes in _RELATIONS
        for parameters in shapes
    },
)

RANGE = clause("10.3.4.1", {"range(from: string) -> range": read_range})
