"""The small mistakes that could be made in one expression: each gives the expression as it would then be.

A mistake is one that a person makes: a number moved by one unit, a day by one, a comparison turned round or made
strict, an operand left out, `and` for `or`, a `not` forgotten. Where in the expression it is made does not matter: a
table says for each kind of node what can go wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from huimin import feel
from huimin.feel import tree, walks
from huimin.feel.tree import Node

_STRICT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_EXCHANGED = {"+": "-", "-": "+", "*": "/", "/": "*"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_COUNT = re.compile(r"\d+")
UNITS = (1, -1)


@dataclass(frozen=True)
class Edit:
    """A mistake: its `kind`, the part as it was and as it would be, and the whole as it would be."""

    kind: str
    was: Node
    now: Node
    whole: Node


def edits(node: Node) -> Iterator[Edit]:
    """Every mistake in an expression, in the order of its parts, the outer ones first."""
    for part, _ in walks.paths(node):
        for kind, now in _EDITS.get(part.__class__, _none)(part):
            yield Edit(kind, part, now, _with(node, part, now))


def _with(whole: Node, part: Node, now: Node) -> Node:
    return walks.rewrite(whole, lambda each: now if each is part else None)


def moved_number(value: Decimal) -> Iterator[Decimal]:
    """The number one unit of its last decimal place up, and down."""
    exponent = value.as_tuple().exponent
    unit = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
    yield from (value + step * unit for step in UNITS)


def moved_day(text: str) -> Iterator[str]:
    """The day after one of the form YYYY-MM-DD, and the day before; nothing for another text."""
    if _DAY.match(text):
        day = dt.date.fromisoformat(text)
        yield from ((day + step * dt.timedelta(days=1)).isoformat() for step in UNITS)


Found = Iterator[tuple[str, Node]]


def _none(node: Node) -> Found:
    return iter(())


def _number(node: tree.Number) -> Found:
    for value in moved_number(node.value):
        sign = value < 0
        literal = tree.Number(node.span, abs(value))
        yield "number", tree.Negation(node.span, literal) if sign else literal


def _literal(node: tree.AtLiteral) -> Found:
    yield from (("date", replace(node, text=day)) for day in moved_day(node.text))


def _invocation(node: tree.Invocation) -> Found:
    match node.function, node.arguments:
        case tree.Name(name="date"), (tree.String(value=text) as argument,):
            for day in moved_day(text):
                yield "date", replace(node, arguments=(replace(argument, value=day),))
        case tree.Name(name="duration"), (tree.String(value=text) as argument,):
            count = _COUNT.search(text)
            if count:
                longer = text[: count.start()] + str(int(count[0]) + 1) + text[count.end() :]
                yield "number", replace(node, arguments=(replace(argument, value=longer),))
        case tree.Name(name="not"), (operand,):
            yield "negation", operand


def _comparison(node: tree.Comparison) -> Found:
    if node.operator in _STRICT:
        yield "strictness", replace(node, operator=_STRICT[node.operator])
    yield "comparison", replace(node, operator=_TURNED[node.operator])


def _between(node: tree.Between) -> Found:
    low = tree.Comparison(node.span, ">", node.value, node.low), tree.Comparison(node.span, "<=", node.value, node.high)
    high = (
        tree.Comparison(node.span, ">=", node.value, node.low),
        tree.Comparison(node.span, "<", node.value, node.high),
    )
    yield "strictness", tree.And(node.span, low)
    yield "strictness", tree.And(node.span, high)


def _test(node: tree.Test) -> Found:
    if node.operator in _STRICT:
        yield "strictness", replace(node, operator=_STRICT[node.operator])
        yield "comparison", replace(node, operator=_TURNED[node.operator])


def _interval(node: tree.Interval) -> Found:
    yield "strictness", replace(node, low_included=not node.low_included)
    yield "strictness", replace(node, high_included=not node.high_included)


def _in(node: tree.In) -> Found:
    if len(node.tests) > 1:
        yield from (("member", replace(node, tests=rest)) for rest in _one_less(node.tests))


def _and(node: tree.And) -> Found:
    yield "connective", tree.Or(node.span, node.operands)
    yield from _left_out(node)


def _or(node: tree.Or) -> Found:
    yield "connective", tree.And(node.span, node.operands)
    yield from _left_out(node)


def _left_out(node: tree.And | tree.Or) -> Found:
    for rest in _one_less(node.operands):
        yield "operand", replace(node, operands=rest) if len(rest) > 1 else rest[0]


def _one_less(nodes: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    return ((*nodes[:index], *nodes[index + 1 :]) for index in range(len(nodes)))


def _quantified(node: tree.Quantified) -> Found:
    yield "quantifier", replace(node, quantifier="every" if node.quantifier == "some" else "some")


def _if(node: tree.If) -> Found:
    yield "branches", replace(node, consequence=node.alternative, alternative=node.consequence)


def _arithmetic(node: tree.Arithmetic) -> Found:
    if node.operator in _EXCHANGED:
        yield "operation", replace(node, operator=_EXCHANGED[node.operator])


_EDITS: Mapping[type[Node], Callable[[Any], Found]] = {
    tree.Number: _number,
    tree.AtLiteral: _literal,
    tree.Invocation: _invocation,
    tree.Comparison: _comparison,
    tree.Between: _between,
    tree.Test: _test,
    tree.Interval: _interval,
    tree.In: _in,
    tree.And: _and,
    tree.Or: _or,
    tree.Quantified: _quantified,
    tree.If: _if,
    tree.Arithmetic: _arithmetic,
}


def shown(edit: Edit) -> tuple[str, str]:
    """The part as it was and as it would be, as text."""
    return feel.unparse(edit.was), feel.unparse(edit.now)
