"""Which fact to ask for next: the one that the most outcomes need, ties in the order of the vocabulary."""

from __future__ import annotations

from collections.abc import Collection

from huimin.cases.determination import Determination, Need


def next_need(found: Determination, skipped: Collection[str] = ()) -> Need | None:
    """The missing fact that the most undetermined outcomes hang on, of those not in `skipped`; None when none is left.

    A fact that can no longer change an outcome is never asked for: it is in no outcome's needs.
    """
    counts: dict[str, int] = {}
    needs: dict[str, Need] = {}
    for outcome in found.outcomes:
        for need in outcome.needs:
            if need.path not in skipped:
                counts[need.path] = counts.get(need.path, 0) + 1
                needs.setdefault(need.path, need)
    most = max(counts.values(), default=0)
    return next((needs[path] for path, count in counts.items() if count == most), None)
