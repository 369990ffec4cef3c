"""Types of an expression's nodes, found without running it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.types import ANY, BOOLEAN, NUMBER, STRING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huimin.feel.tree import Node, Span
    from huimin.feel.types import Type


def infer(node: Node, scope: Mapping[str, Type]) -> dict[int, Type]:
    found = {}
    layer = [node]
    while layer:
        for each in layer:
            if isinstance(each, (tree.Number,)): found[id(each)] = NUMBER
            if isinstance(each, (tree.Negation,)) and isinstance(each.operand, tree.Number): found[id(each)] = NUMBER
            elif isinstance(each, (tree.Comparison, tree.And, tree.Or, tree.Between, tree.In, tree.InstanceOf, tree.Quantified, tree.Boolean)): found[id(each)] = BOOLEAN
        layer = [c for n in layer for c in tree.children(n)]
    return found


@dataclass(frozen=True, slots=True)
class TypeFinding:
    """Something wrong with an expression before it runs: `code` is a key of MESSAGES, `values` fill the message."""

    code: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """The type of an expression, and everything that is wrong with it."""

    type: Type
    findings: tuple[TypeFinding, ...] = ()


def check(node: Node, scope: Mapping[str, Type], *, profile: bool = False) -> Checked:
    """The type of an expression, with all its findings, where the names of `scope` have these types."""
    return Checked(infer(node, scope).get(id(node), ANY))
