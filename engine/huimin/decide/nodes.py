"""Trees as lowering builds them: what is true or false from the start is left out while they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from huimin.decide import host
from huimin.feel import tree, walks
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.policy.spans import Span

PLACE = (0, 0)
"""The span of a node that stands in no text."""

LEAVES = (tree.Name, tree.Null, tree.Boolean, tree.Number, tree.String, tree.AtLiteral)
"""What is as short as the name of a column for it would be."""


def name(text: str) -> tree.Name:
    return tree.Name(PLACE, text)


def path(record: str, fact: str) -> tree.Path:
    return tree.Path(PLACE, name(record), fact)


def call(function: str, *arguments: Node) -> tree.Invocation:
    return tree.Invocation(PLACE, name(function), arguments)


def literal(value: Any) -> Node:
    """The tree of a value as a book can state it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, Decimal):
        return tree.Number(PLACE, value) if value >= 0 else tree.Negation(PLACE, tree.Number(PLACE, -value))
    if isinstance(value, Date):
        return tree.AtLiteral(PLACE, value.iso)
    if isinstance(value, list):
        return tree.List(PLACE, tuple(map(literal, value)))
    if isinstance(value, str):
        return tree.String(PLACE, value)
    raise TypeError(f"no literal for a {type(value).__name__}")


NULL = tree.Null(PLACE)
TRUE, FALSE = tree.Boolean(PLACE, True), tree.Boolean(PLACE, False)
ZERO = tree.Number(PLACE, Decimal(0))
NOTHING = tree.List(PLACE, ())
ON = name("on")
UNKNOWN = name(host.UNKNOWN)
UNDETERMINED = tree.String(PLACE, "undetermined")


# Truths -----------------------------------------------------------------------------------------------------------


def every(*parts: Node) -> Node:
    return _joined(parts, tree.And, drops=TRUE, decides=FALSE)


def some(*parts: Node) -> Node:
    return _joined(parts, tree.Or, drops=FALSE, decides=TRUE)


def _joined(parts: Iterable[Node], kind: Callable[..., Node], drops: Node, decides: Node) -> Node:
    left = tuple(part for part in parts if part != drops)
    if decides in left:
        return decides
    return kind(PLACE, left) if len(left) > 1 else left[0] if left else drops


def negated(truth: Node) -> Node:
    return tree.Boolean(PLACE, not truth.value) if isinstance(truth, tree.Boolean) else call("not", truth)


def is_true(node: Node) -> Node:
    return node if isinstance(node, tree.Boolean) else call(host.IS_TRUE, node)


def is_false(node: Node) -> Node:
    return negated(node) if isinstance(node, tree.Boolean) else call(host.IS_FALSE, node)


def known(node: Node) -> Node:
    if isinstance(node, LEAVES) and not isinstance(node, tree.Name):
        return FALSE if node == NULL else TRUE
    return call(host.KNOWN, node)


def unknown_of(*parts: Node) -> Node:
    return call(host.UNKNOWN_OF, *parts)


def compared(left: Node, operator: str, right: Node) -> Node:
    return tree.Comparison(PLACE, operator, left, right)


def equals(status: Node, word: str) -> Node:
    """Whether a status is this one."""
    other = literal(word)
    return literal(status == other) if isinstance(status, tree.String | tree.Null) else compared(status, "=", other)


def within(day: Node, span: Span) -> Node:
    """Whether a day lies within the legal time of a span."""
    first = compared(day, ">=", literal(span.first)) if span.first else TRUE
    last = compared(day, "<=", literal(span.last)) if span.last else TRUE
    return every(first, last)


# Choices ----------------------------------------------------------------------------------------------------------


def iff(truth: Node, node: Node, otherwise: Node) -> Node:
    """`node` where `truth` holds, else `otherwise`."""
    if truth in (TRUE, FALSE):
        return node if truth == TRUE else otherwise
    if node == otherwise and repr(node) == repr(otherwise):  # 1 equals 1.0, and is not the same
        return node
    return tree.If(PLACE, truth, node, otherwise)


def case(branches: Iterable[tuple[Node, Node]], otherwise: Node) -> Node:
    """What stands beside the first truth that holds."""
    for truth, node in reversed(list(branches)):
        otherwise = iff(truth, node, otherwise)
    return otherwise


def or_zero(amount: Node) -> Node:
    """An amount as a number: nothing is 0."""
    return ZERO if amount == NULL else iff(known(amount), amount, ZERO)


# Folding ----------------------------------------------------------------------------------------------------------


def folded(node: Node) -> Node:
    """The tree without the loops over a list that is empty in words, and without what they decide.

    The members of an empty list have no type, which a loop over it would want to know.
    """
    return walks.rewrite(node, _fold)


def _fold(node: Node) -> Node | None:
    match node:
        case tree.Quantified(quantifier=quantifier, iterators=loops) if any(each.source == NOTHING for each in loops):
            return literal(quantifier == "every")
        case tree.For(iterators=loops) if any(each.source == NOTHING for each in loops):
            return NOTHING
        case tree.Filter(source=source) | tree.Path(source=source) if source == NOTHING:
            return NOTHING
        case tree.Invocation(function=tree.Name(name="count"), arguments=(only,)) if only == NOTHING:
            return ZERO
        case tree.Invocation(function=tree.Name(name="not"), arguments=(tree.Boolean() as only,)):
            return negated(only)
        case tree.And(operands=operands) if any(isinstance(each, tree.Boolean) for each in operands):
            return every(*operands)
        case tree.Or(operands=operands) if any(isinstance(each, tree.Boolean) for each in operands):
            return some(*operands)
        case tree.If(condition=tree.Boolean(value=value), consequence=first, alternative=second):
            return first if value else second
    return None
