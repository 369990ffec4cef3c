"""The two grants on arrays of children: the rules once, for numpy by hand and for the engines that work on arrays.

Arrays know no NULL. A day is 0 where it is not known; a truth says that something is known to hold, and where the rules
need it a second one says that it may. What receipts and registrations come to are facts of a child.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.batch_sql import ON, ORDERED_PERSONS, PERSONS

Array = Any
Facts = Callable[[str], Array]
"""A fact of all children by its name."""
Sibling = Callable[[int, Array], Array]
"""Of all children, what an array says of the child at a place of their family, from 0; 0 or false without one."""

EPOCH = date(1970, 1, 1)
TODAY, FIRST, LAST = ((date.fromisoformat(day) - EPOCH).days for day in (ON, "2023-01-01", "2025-12-31"))
HERE = "gongshu"


def has_arrived(child: Facts) -> Array:
    return (child("birth_day") > 0) | (child("loss_day") > 0)


def is_expected(child: Facts) -> Array:
    return ~has_arrived(child) & (child("due_day") > 0)


def birth_order(child: Facts, sibling: Sibling, most: int) -> Array:
    """The order of each child: those who count and come before it, and one; 0 where that is not known."""
    born, lost, due, place = child("birth_day"), child("loss_day"), child("due_day"), child("place")
    arrived, expected = has_arrived(child), is_expected(child)
    day = np.where(born > 0, born, np.where(lost > 0, lost, due))
    theirs = child("born_to_them") & child("live_birth") & ~(lost > 0)
    counts = theirs & child("of_this_couple") & (arrived | expected)
    may_count = theirs & child("may_be_of_this_couple")
    sure, possible = np.ones(len(place), np.int32), np.ones(len(place), np.int32)
    for number in range(most):
        other_place, other_day = sibling(number, place), sibling(number, day)
        other_arrived, other_expected = sibling(number, arrived), sibling(number, expected)
        another = (other_place > 0) & (other_place != place)
        earlier = (other_day < day) | ((other_day == day) & (other_place < place))
        alike = (other_arrived & arrived) | (other_expected & expected)
        before = another & ((other_arrived & expected) | (alike & earlier))
        unknown = another & ~((other_arrived | other_expected) & (arrived | expected))
        sure += sibling(number, counts) & before
        possible += sibling(number, may_count) & (before | unknown)
    return np.where(sure == possible, sure, 0)


def is_first_of_pregnancy(child: Facts, sibling: Sibling, most: int) -> Array:
    """Whether no other child is known, or not known not, to be of the same pregnancy and to come first."""
    due, place, arrived = child("due_day"), child("place"), has_arrived(child)
    first = np.ones(len(place), bool)
    for number in range(most):
        other_due, other_place = sibling(number, due), sibling(number, place)
        other = (other_due > 0) & (due > 0) & (other_due != due)
        first &= (other_place == 0) | (other_place >= place) | sibling(number, arrived) | other
    return first


def not_paid_before(child: Facts, order: Array, sibling: Sibling, most: int) -> Array:
    """Whether the order was surely not paid for a pregnancy that ended."""
    place, unpaid, lost = child("place"), child("maternity_unpaid"), child("loss_day") > 0
    known = has_arrived(child) | is_expected(child)
    held = np.ones(len(place), bool)
    for number in range(most):
        other_place, other_order = sibling(number, place), sibling(number, order)
        another_order = (other_order > 0) & (order > 0) & (other_order != order)
        not_lost = sibling(number, known) & ~sibling(number, lost)
        held &= (other_place == 0) | (other_place == place) | another_order | not_lost | sibling(number, unpaid)
    return held


def maternity_grant(child: Facts, order: Array, *, listed: bool) -> Array:
    """Without `listed`, nothing is asked of lists."""
    arrived = has_arrived(child)
    event = np.where(
        child("birth_day") > 0,
        child("birth_day"),
        np.where(arrived, child("loss_day"), np.where(is_expected(child), TODAY, 0)),
    )
    holds = (event >= FIRST) & (event <= LAST) & child("mothers_district") & _shared(child, order)
    holds &= arrived | child("is_first_of_pregnancy")
    if listed:
        holds &= (child("registered_since") <= event) & child("not_paid_before")
        holds &= child("maternity_unpaid") & child("maternity_not_elsewhere")
    return holds * np.where(order == 2, 2000, 5000)


def childcare_grant(child: Facts, order: Array, *, listed: bool) -> Array:
    """Without `listed`, nothing is asked of lists."""
    born = child("birth_day")
    holds = (born >= FIRST) & (born <= LAST) & child("district") & _shared(child, order)
    if listed:
        holds &= child("childcare_unpaid") & child("childcare_not_elsewhere")
    return holds * np.where(order == 2, 5000, 20000)


def _shared(child: Facts, order: Array) -> Array:
    theirs = child("lawful") & child("of_this_couple") & child("born_to_them") & child("married")
    return theirs & ((order == 2) | (order == 3))


# numpy by hand --------------------------------------------------------------------------------------------------------


def read(path: Path, workload: str) -> dict[str, Array]:
    """The children of a file of families, or of children with their order: a district is whether it is this one,
    `family` numbers the families from 0.
    """
    import duckdb
    import pyarrow.compute as pc

    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW register AS SELECT * FROM read_parquet('{path}')")
        query = PERSONS if workload == "computed" else ORDERED_PERSONS
        table = connection.sql(query).to_arrow_table()
    found: dict[str, Array] = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if name == "case_id":
            new = pc.not_equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
            found["family"] = np.concatenate([np.zeros(1, np.int64), np.cumsum(new)])
        else:
            values = pc.equal(column, HERE) if name.endswith("district") else column
            found[name] = values.to_numpy(zero_copy_only=False)
    return found


def grants(children: dict[str, Array], workload: str) -> tuple[Array, Array]:
    """The maternity grant and the childcare grant of each child, 0 where there is none or it is not known."""
    if workload == "given":
        order = children["birth_order"]
        return (
            maternity_grant(children.__getitem__, order, listed=False),
            childcare_grant(children.__getitem__, order, listed=False),
        )
    sibling, most = _siblings(children["family"]), int(children["place"].max())
    order = birth_order(children.__getitem__, sibling, most)
    found = {
        **children,
        "is_first_of_pregnancy": is_first_of_pregnancy(children.__getitem__, sibling, most),
        "not_paid_before": not_paid_before(children.__getitem__, order, sibling, most),
    }
    return (
        maternity_grant(found.__getitem__, order, listed=True),
        childcare_grant(found.__getitem__, order, listed=True),
    )


def _siblings(family: Array) -> Sibling:
    first = np.searchsorted(family, family).astype(np.int64)
    size = np.bincount(family)[family]

    def sibling(number: int, values: Array) -> Array:
        there = size > number
        return np.where(there, values[np.where(there, first + number, 0)], np.zeros(1, values.dtype))

    return sibling
