"""Other readings of open questions: the same provisions lowered once more, into the same pools.

What a reading does not change is the same tree, and so the same column: only what it changes is computed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from huimin.decide.lower import lower
from huimin.decide.lowering import World
from huimin.decide.precedence import Bearing, Rows
from huimin.decide.program import FactPath, Pool, Row
from huimin.policy.alternatives import alternatives
from huimin.policy.model import Book
from huimin.policy.readings import affects_in_force, settle


@dataclass(frozen=True)
class LoweredVariant:
    """The rows that another reading of a question changes, in the world where it is taken."""

    question: str
    reading: str
    world: World
    rows: Rows


def variants(
    book: Book, readings: Mapping[str, str], world: World, rows: Rows, pools: dict[str, Pool]
) -> Iterator[LoweredVariant]:
    """The readings that are not taken, each with the rows that it changes. `world` and `rows` are those of the readings
    taken, `readings`; `book` is not settled.
    """
    present = {provision for provision, _ in rows}
    for question, reading, ids in alternatives(world.book, readings):
        if not ids & present:
            continue
        other = _world(world, settle(book, {**readings, question.id: reading}), f"{question.id}: {reading}")
        lowered = lower(other, pools, ids & present)
        changed = {key: row for key, row in lowered.items() if _differs(row, rows.get(key))}
        if changed:
            yield LoweredVariant(question.id, reading, other, changed)


def _world(world: World, book: Book, reading: str) -> World:
    """The world of another reading: facts that it computes otherwise go by another name."""
    old, new = world.book.vocabulary.records, book.vocabulary.records
    changed: set[FactPath] = {
        (record.name, fact.name)
        for record in new.values()
        for fact in record.facts.values()
        if record is not old[record.name] and fact != old[record.name].facts[fact.name]
    }
    names = {
        (record, fact): f"{world.names.get((record, fact), fact)} under {reading}"
        for record, fact in world.meanings.hanging(book, changed)
    }
    bearings = tuple(map(Bearing, affects_in_force(book, world.on, world.known)))
    other = replace(world, book=book, bearings=bearings, names={**world.names, **names})
    world.meanings.define(other.names)
    return other


def _differs(row: Row, taken: Row | None) -> bool:
    """Whether a reading changes a row: its answer lies in other columns, or it is for another subject."""
    return taken is None or (row.subject, row.answer) != (taken.subject, taken.answer)
