"""What the type walk knows while it goes through a tree."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin.feel.faults import TypeFinding, suggest
from huimin.feel.types import NAMED, Type
from huimin.feel.written import unknown_types, written_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from huimin.feel.tree import Node

    Check = Callable[["Checker", Any], Type]


FINDINGS_WITH_GUESSES = 20
"""Findings of one expression that may come with guesses."""


class Member(NamedTuple):
    """The member that a filter looks at: names in the predicate may be entries of it."""

    type: Type


class Checker:
    """One walk over one tree."""

    def __init__(self, table: Mapping[type[Node], Check], scope: Mapping[str, Type]) -> None:
        self.table = table
        self.layers: list[Mapping[str, Type] | Member] = [scope]
        self.findings: list[TypeFinding] = []
        self.types: dict[int, Type] = {}

    def visit(self, node: Node) -> Type:
        """The type of the node; what is wrong with it goes to the findings."""
        type_ = self.table[node.__class__](self, node)
        self.types[id(node)] = type_
        return type_

    def find(self, code: str, node: Node, /, **values: object) -> None:
        self.findings.append(TypeFinding(code, node.span, values))

    def read_type(self, node: Node) -> Type:
        """The type that a node writes; names that are no types go to the findings."""
        for unknown in unknown_types(node):
            self.find("unknown-type", unknown, type=unknown.name, guesses=self.guesses(unknown.name, NAMED))
        return written_type(node)

    def guesses(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """The names that `name` may have meant; none after many findings, for guessing takes its time."""
        return suggest(name, known) if len(self.findings) < FINDINGS_WITH_GUESSES else ()

    @contextmanager
    def scope(self, *layers: Mapping[str, Type] | Member) -> Iterator[None]:
        outside = len(self.layers)
        self.layers.extend(layers)
        yield
        del self.layers[outside:]

    def bind(self, name: str, type_: Type) -> None:
        """Puts one more name in scope, until the innermost `scope` ends."""
        self.layers.append({name: type_})
