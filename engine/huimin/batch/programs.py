"""The programs of what is asked of a table: the same columns and rows that one case is decided by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huimin.batch.facts import Need
from huimin.decide import nodes
from huimin.decide.lower import lower
from huimin.decide.lowering import World
from huimin.decide.meanings import Meanings
from huimin.decide.precedence import Bearing, Rows
from huimin.decide.program import Pool
from huimin.feel import walks
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.policy.alternatives import related
from huimin.policy.expressions import Language
from huimin.policy.model import Book
from huimin.policy.readings import affects_in_force


@dataclass(frozen=True)
class Programs:
    """The rows of some provisions with all that bears on them, and by subject the columns that they lie in."""

    world: World
    pools: Mapping[str, Pool]
    rows: Rows

    @property
    def language(self) -> Language:
        return self.world.meanings.language

    def renamed(self) -> Mapping[Need, Node]:
        """The facts that go by another name where nothing was received, with their trees."""
        world = self.world.had_nothing
        return {(record, other): _tree(world, record, name) for (record, name), other in world.names.items()}


def _tree(world: World, record: str, name: str) -> Node:
    """The tree of a derived fact in a world."""
    kind = world.book.vocabulary.records[record]
    derived = kind.facts[name].derived
    assert derived is not None
    meaning = world.meanings.of_record(kind, derived)
    return nodes.folded(walks.rewrite(meaning.node, lambda part: world.fact(part, meaning)))


def programs(book: Book, on: Date, known: Date | None, provisions: frozenset[str]) -> Programs:
    """The programs of provisions (full ids) of a settled book for a day."""
    bearings = tuple(map(Bearing, affects_in_force(book, on, known)))
    world = World(book, Meanings(book), on, known, bearings)
    world.meanings.define(world.had_nothing.names)
    pools: dict[str, Pool] = {}
    rows = lower(world, pools, related(book, provisions))
    return Programs(world, pools, rows)
