"""An expression as SQL: the table of what writes each kind of node, held by a test to the language's profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from huimin import feel
from huimin.batch import functions, nodes
from huimin.batch.walk import Generate, Reader, Walk, constant
from huimin.feel import tree

if TYPE_CHECKING:
    from huimin.batch.operators import Operators
    from huimin.batch.sql import Sql
    from huimin.feel.tree import Node
    from huimin.policy.expressions import Scope

NODES: Mapping[type[Node], Generate] = {
    tree.Boolean: constant,
    tree.Number: constant,
    tree.String: constant,
    tree.AtLiteral: constant,
    tree.Name: nodes.write_name,
    tree.Path: nodes.write_path,
    tree.Filter: nodes.write_filter,
    tree.Invocation: functions.write_invocation,
    tree.Negation: nodes.write_negation,
    tree.Arithmetic: nodes.write_arithmetic,
    tree.Comparison: nodes.write_comparison,
    tree.Between: nodes.write_between,
    tree.In: nodes.write_in,
    tree.And: nodes.write_and,
    tree.Or: nodes.write_or,
    tree.If: nodes.write_if,
    tree.For: nodes.write_for,
    tree.Quantified: nodes.write_quantified,
    tree.List: nodes.write_list,
    tree.UnaryTests: nodes.write_unary_tests,
}
"""What writes each kind of node."""

REFUSED: Mapping[type[Node], str] = {
    tree.Interval: "a range stands in a test only",
    tree.Test: "a test without its left side stands in a test only",
}
"""Kinds of the profile that have no SQL of their own."""


def written(node: Node, scope: Scope, names: Mapping[str, Any], operators: Operators, facts: Reader) -> Sql:
    """The SQL of an expression; `scope` has the types of its names, `names` what stands for each. Raises Unsayable."""
    return Walk(NODES, operators, facts, feel.check(node, scope).types, [names]).value(node)
