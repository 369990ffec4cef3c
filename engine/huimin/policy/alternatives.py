"""The readings that a book does not take, and the provisions that must be decided together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huimin.policy.model import Book, OpenQuestion
from huimin.policy.reads import touched


def alternatives(book: Book, readings: Mapping[str, str]) -> Iterator[tuple[OpenQuestion, str, frozenset[str]]]:
    """Every reading that is not taken, with the provisions that taking it instead could touch."""
    for question in book.questions.values():
        taken = question.readings[readings[question.id]]
        for reading in question.readings.values():
            if reading.id != taken.id:
                changes = (*taken.changes, *reading.changes)
                ids = frozenset().union(*(touched(book, change, question.instrument) for change in changes))
                yield question, reading.id, related(book, ids)


def related(book: Book, ids: frozenset[str]) -> frozenset[str]:
    """`ids` with every provision that precedence or non-cumulation ties to one of them, however far."""
    categories = {each.full_id: each.category for each in book.provisions.values()}
    ties = [{each.provision, each.by} for instrument in book.instruments for each in instrument.affects]
    found: set[str] = set(ids)
    size = 0
    while len(found) > size:
        size = len(found)
        rivals = {categories.get(each) for each in found} - {None}
        found |= {each for each, category in categories.items() if category in rivals}
        found = found.union(*(tie for tie in ties if tie & found))
    return frozenset(found)
