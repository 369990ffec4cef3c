"""What a change does: one register determined under two books, and what came to differ, for whom and by how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from huimin.assure.impact.basis import Basis, provisions_of
from huimin.assure.impact.budget import budget
from huimin.assure.impact.groups import groupings
from huimin.assure.impact.losses import largest_losses, sampled
from huimin.assure.impact.model import Impact
from huimin.assure.impact.projection import Projection
from huimin.assure.impact.sums import of_provisions, shifts, totals
from huimin.assure.impact.table import Register, Side, compared
from huimin.assure.impact.touched import touched_provisions
from huimin.batch.statement import Asked
from huimin.compare import Change
from huimin.documents.findings import CaseError, Finding, Place
from huimin.policy.model import Book
from huimin.policy.vocabulary import Text

Stage = Callable[[str], None]
"""Is told which part of the work begins, by the key of its name in `words.yaml`."""


@dataclass(frozen=True)
class How:
    """How a study is made: of which provisions (ids, full ids, instruments; none: all), by which projection, with what
    memory and threads.
    """

    provisions: tuple[str, ...] = ()
    projection: Projection | None = None
    memory: str | None = None
    threads: int | None = None
    stage: Stage = lambda _: None


def impact(
    before: Basis,
    after: Basis,
    register: Register,
    how: How,
    *,
    changes: Sequence[Change] = (),
    why: tuple[Text, ...] = (),
) -> Impact:
    """What differs from one basis to another over the cases of a register.

    Only what the difference can touch is determined. The reasons of a loss are those of `changes` that bear on it, and
    `why`. What is undetermined pays nothing, before as after. Raises CaseError, BookError.
    """
    asked = {"before": before.asked(), "after": after.asked()}
    touched = touched_provisions(asked["before"].book, asked["after"].book)
    wanted = _wanted(how.provisions, before.book, after.book) & touched
    sides: dict[Side, Asked] = {
        "before": replace(asked["before"], provisions=_in(asked["before"], wanted)),
        "after": replace(asked["after"], provisions=_in(asked["after"], wanted)),
    }
    known = provisions_of(sides)
    with compared(sides, register, how.stage, memory=how.memory, threads=how.threads) as table:
        [(changed_cases,)] = table.rows("SELECT count(DISTINCT case_id) FROM changed")
        by_provision = of_provisions(table, known)
        by_money = totals(table, by_provision)
        how.stage("stage_cases")
        losses = largest_losses(table, before, after, by_provision, changes, why)
        sample = sampled(table, before, after)
        how.stage("stage_budget")
        return Impact(
            cases=table.cases,
            rejected=table.rejected,
            changed_cases=changed_cases,
            looked_at=tuple(known),
            totals=by_money,
            provisions=by_provision,
            shifts=shifts(table, known),
            groupings=groupings(table, by_provision),
            sample=sample,
            losses=losses,
            budget=budget(table, how.projection, by_provision) if how.projection else None,
        )


def _in(asked: Asked, wanted: frozenset[str]) -> tuple[str, ...]:
    return tuple(each for each in asked.book.provisions if each in wanted)


def _wanted(names: Sequence[str], *books: Book) -> frozenset[str]:
    """The full ids that names stand for in either book. Raises CaseError for one that neither has."""
    every = {full: each for book in books for full, each in book.provisions.items()}
    found: set[str] = set()
    for name in names:
        same = {full for full, each in every.items() if name in (full, each.id, each.instrument)}
        if not same:
            raise CaseError([Finding("batch-unknown-provision", Place("--provisions"), {"name": name})])
        found |= same
    return frozenset(found or every)
