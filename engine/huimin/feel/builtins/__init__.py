"""The built-in functions of FEEL (DMN 1.5, 10.3.4): one table, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel.builtins.aggregates import AGGREGATES
from huimin.feel.builtins.contexts import CONTEXTS
from huimin.feel.builtins.conversion import BOOLEAN, CONVERSION
from huimin.feel.builtins.lists import LISTS
from huimin.feel.builtins.numeric import NUMERIC
from huimin.feel.builtins.ranges import RANGE, RANGES
from huimin.feel.builtins.sorting import SORTING
from huimin.feel.builtins.string import STRING
from huimin.feel.builtins.table import Builtin
from huimin.feel.builtins.temporal import CLOCK, IDENTITY, TEMPORAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from huimin.feel.builtins.costs import Cost

__all__ = ["BUILTINS", "Builtin", "bound_builtin", "builtin_cost"]

BUILTINS: Mapping[str, Builtin] = {
    **CONVERSION,
    **RANGE,
    **BOOLEAN,
    **STRING,
    **AGGREGATES,
    **LISTS,
    **NUMERIC,
    **IDENTITY,
    **RANGES,
    **TEMPORAL,
    **SORTING,
    **CONTEXTS,
    **CLOCK,
}
"""Every built-in, in the order of the standard's clauses."""


def bound_builtin(name: str, count: int, names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """What calls the built-in of that name with so many arguments. Raises `Failure`, as `Builtin.bind` says."""
    return BUILTINS[name].bind(count, names)


def builtin_cost(name: str) -> Cost:
    """What tells the steps of a call of the built-in of that name."""
    return BUILTINS[name].cost
