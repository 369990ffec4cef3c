"""What every part of an expression came to, in the order of the text, out of the events of a traced run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huimin.feel import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from huimin.feel.tree import Node

SHOWN = 10
"""Values that a row keeps of a part that a loop evaluates again and again."""

_OBVIOUS = (tree.Null, tree.Boolean, tree.Number, tree.String, tree.AtLiteral)


@dataclass(frozen=True, slots=True)
class Row:
    """A part that was evaluated: how deep it lies, its first SHOWN values in time, and how many there were."""

    node: Node
    depth: int
    values: tuple[Any, ...]
    times: int


def rows(node: Node, events: Iterable[tuple[Node, Any]]) -> list[Row]:
    """The parts of `node` that a run evaluated, the whole first; literals, which say it themselves, are left out."""
    values: dict[int, list[Any]] = {}
    for each, value in events:
        values.setdefault(id(each), []).append(value)
    return list(_rows(node, values, 0))


def _rows(node: Node, values: Mapping[int, list[Any]], depth: int) -> Iterator[Row]:
    found = values.get(id(node))
    if found and not isinstance(node, _OBVIOUS):
        yield Row(node, depth, tuple(found[:SHOWN]), len(found))
        depth += 1
    for child in tree.children(node):
        yield from _rows(child, values, depth)
