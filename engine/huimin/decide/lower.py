"""Lowers a whole book: every provision into the program of its subject, under the readings taken and the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from huimin.decide import by_conditions, by_dates, nodes
from huimin.decide.lowering import Lowering, World
from huimin.decide.nodes import every, iff, known, literal, negated
from huimin.decide.precedence import Precedence, Rows
from huimin.decide.program import Pool, Row
from huimin.policy.kinds import PROVISION_KINDS, How
from huimin.policy.model import Provision
from huimin.policy.spans import Span

LOWERINGS: Mapping[How, Callable[[Lowering], list[Row]]] = {
    "conditions": by_conditions.lower,
    "series": by_dates.lower_target,
    "calendar": by_dates.lower_duty,
    "progress": by_dates.lower_programme,
}
"""What lowers a provision that is decided in each way, to a row or to one for each year."""


def lower(world: World, pools: dict[str, Pool], only: Collection[str] | None = None) -> Rows:
    """The rows of the provisions of a world (`only`: of these full ids), after step 4, their columns in the pools."""
    rows: Rows = {}
    for full_id, provision in world.book.provisions.items():
        if only is None or full_id in only:
            pool = pools.setdefault(provision.subject, Pool(provision.subject))
            rows.update((row.key, row) for row in _rows(world, provision, pool))
    precedence = Precedence(world.book, world.bearings, pools)
    return precedence.against_rivals(precedence.bear(rows))


def _rows(world: World, provision: Provision, pool: Pool) -> Iterator[Row]:
    """The rows of one provision, before other provisions have their say."""
    if not _in_force(world, provision):
        row = Row(provision.full_id, provision.subject, literal("not_in_force"))
        yield replace(row, own=row.answer)
        return
    at = Lowering(world, provision, pool)
    rows = [replace(row, own=row.answer) for row in LOWERINGS[at.kind.how](at)]
    yield from _unless_received(at, rows) if at.reads() & world.hanging else rows


def _in_force(world: World, provision: Provision) -> bool:
    """Whether the provision was recorded and has begun, and is not over. With an event or a due date it outlives its
    last day.
    """
    instrument, how = world.book.instrument(provision.instrument).span, PROVISION_KINDS[provision.kind].how
    recorded = [each.recorded for each in (instrument, provision.span) if each.recorded]
    if instrument.is_empty or (world.known is not None and any(each > world.known for each in recorded)):
        return False
    legal = provision.in_force or instrument
    if any(first is not None and first > world.on for first in (legal.first, provision.span.first)):
        return False
    if how == "series":
        return not _is_over(world, provision.in_force or provision.span)
    if provision.yearly or provision.period is not None or provision.due is not None:
        return True
    return not (_is_over(world, legal) or _is_over(world, provision.span))


def _is_over(world: World, span: Span) -> bool:
    return span.last is not None and span.last < world.on


def _unless_received(at: Lowering, rows: list[Row]) -> Iterator[Row]:
    """Rows that hang on what was received, with what they would be if nothing was."""
    receipts = [nodes.path(*each) for each in at.world.receipts]
    not_known = nodes.some(*(negated(known(each)) for each in receipts))
    open_ = [
        at.flag(
            every(nodes.equals(row.status, "undetermined"), negated(known(row.was)), not_known),
            "hangs on what was received" if row.year is None else f"hangs in {row.year} on what was received",
        )
        for row in rows
    ]
    guard = open_[0] if len(rows) == 1 else nodes.TRUE
    there = Lowering(at.world.had_nothing, at.provision, at.pool, guard)
    for row, is_open, other in zip(rows, open_, LOWERINGS[at.kind.how](there), strict=True):
        settled = every(is_open, negated(nodes.equals(other.status, "undetermined")))
        yield replace(
            row,
            was=at.status(iff(settled, other.status, row.was), "was, if nothing was received"),
            would=at.amount(iff(settled, other.amount, row.would), "would be paid, if nothing was received"),
        )
