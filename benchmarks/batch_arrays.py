"""numpy by hand: the two grants on arrays of children, read from the file of `batch_sql.PERSONS`.

Arrays know no NULL: a truth here says that something is known to hold. What the lists of a case come to stands in the
file, and so does whether the order can be known; the order itself is computed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.batch_sql import ON

Arrays = dict[str, Any]
"""By the name of a column, an array with an entry for each child."""
EPOCH = date(1970, 1, 1)
TODAY, FIRST, LAST = ((date.fromisoformat(day) - EPOCH).days for day in (ON, "2023-01-01", "2025-12-31"))
HERE = "gongshu"
SHARED = ("day", "birth_day", "arrived", "expected", "theirs", "married", "mothers_district", "district", "is_first")
COLUMNS = {
    "given": (*SHARED, "birth_order"),
    "computed": (
        *("case_id", "place", "counts", "order_known", "registered_since", "maternity_open", "childcare_open"),
        *SHARED,
    ),
}


def read(path: Path, workload: str) -> Arrays:
    """The columns that a workload needs; a district is whether it is this one, a family is a number from 0."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(COLUMNS[workload]))
    found: Arrays = {}
    for name in table.column_names:
        column = table[name]
        if name == "case_id":
            text = column.combine_chunks()
            new = pc.not_equal(text[1:], text[:-1]).to_numpy(zero_copy_only=False)
            found["family"] = np.concatenate([np.zeros(1, np.int64), np.cumsum(new)])
        else:
            found[name] = (pc.equal(column, HERE) if name.endswith("district") else column).to_numpy()
    return found


def birth_order(children: Arrays) -> Any:
    """The order of each child: those of its family who count and come before it, and one; 0 where it is not known."""
    rank = np.argsort(np.argsort(_by_family(children), kind="stable"), kind="stable")
    counted = np.zeros(len(rank) + 1, np.int64)
    in_order = np.empty(len(rank), bool)
    in_order[rank] = children["counts"]
    np.cumsum(in_order, out=counted[1:])
    first = np.searchsorted(children["family"], children["family"])
    return np.where(children["order_known"], counted[rank] - counted[first] + 1, 0)


def _by_family(children: Arrays) -> Any:
    """A number that sorts the children by family, those who have arrived first, by day, by place in the list."""
    expected = ~children["arrived"]
    days = children["day"].astype(np.int64) + 20_000
    return ((children["family"] * 2 + expected) * 100_000 + days) * 100 + children["place"]


def grants(children: Arrays, workload: str) -> tuple[Any, Any]:
    """The maternity grant and the childcare grant of each child, 0 where there is none or it is not known."""
    order = birth_order(children) if workload == "computed" else children["birth_order"]
    shared = children["theirs"] & children["married"] & ((order == 2) | (order == 3))
    event = np.where(children["arrived"], children["day"], np.where(children["expected"], TODAY, 0))
    born = children["birth_day"]
    maternity = shared & (event >= FIRST) & (event <= LAST) & children["mothers_district"]
    maternity &= children["arrived"] | children["is_first"]
    childcare = shared & (born >= FIRST) & (born <= LAST) & children["district"]
    if workload == "computed":
        maternity &= (children["registered_since"] <= event) & children["maternity_open"]
        childcare &= children["childcare_open"]
    second = order == 2
    return maternity * np.where(second, 2000, 5000), childcare * np.where(second, 5000, 20000)
