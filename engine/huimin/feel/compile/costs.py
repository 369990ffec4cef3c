"""What a turn of a loop or a call of a function costs, in steps, before anything is known of its values.

It is counted when the loop starts or the function is called, for all turns at once, so that no operator has to count.
A step is about as long as one turn of a loop that does nothing, and makes no more than about 200 bytes. What hangs on
values, such as the members of a list that is compared, is counted where it happens: see `weight`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huimin.feel.tree import Node

FREE = (tree.Null, tree.Boolean, tree.Number, tree.String, tree.AtLiteral, tree.Name)
"""Nodes that take no more than looking up."""

USUAL_STEPS = 2
"""Steps of a node that has none of its own."""

NODE_STEPS: Mapping[type[Node], int] = {
    **dict.fromkeys(FREE, 0),
    tree.Comparison: 1,
    tree.If: 1,
    tree.Entry: 1,
    tree.Interval: 3,
    tree.Filter: 3,
    tree.FunctionDefinition: 10,
}

MEMBERS_A_STEP = 4
"""Members of a list that is written out for one step."""


SCALAR = (
    *(kind for kind in FREE if kind is not tree.Name), tree.And, tree.Or, tree.Comparison, tree.Between, tree.In,
    tree.InstanceOf, tree.Arithmetic, tree.Negation, tree.Quantified, tree.UnaryTests,
)  # fmt: skip
"""Nodes that never give a value that may be too large, whatever they are given."""


def is_scalar(node: Node) -> bool:
    """Whether no value of the node has to be weighed."""
    if isinstance(node, tree.If):
        return is_scalar(node.consequence) and is_scalar(node.alternative)
    return isinstance(node, SCALAR)


def turn_steps(*nodes: Node) -> int:
    """Steps of one turn in which these nodes are evaluated: 1 where they take no more than looking up."""
    return max(1, sum(_steps(each) for node in nodes for each in tree.every_node(node)))


def _steps(node: Node) -> int:
    steps = NODE_STEPS.get(node.__class__, USUAL_STEPS)
    return steps + len(node.items) // MEMBERS_A_STEP if isinstance(node, tree.List) else steps
