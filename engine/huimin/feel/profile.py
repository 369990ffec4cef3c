"""The policy profile: the part of FEEL that rules of a book may use, because every walk over the tree supports it.

Outside it, `huimin feel` evaluates the whole language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.builtins import BUILTINS
from huimin.feel.faults import TypeFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from huimin.feel.tree import Node

WALKS = ("check", "compile", "wording", "tables")
"""What goes over a tree: types, Python, phrases in Chinese and English, and SQL over many cases."""

_ALL = frozenset(WALKS)
_EVALUATED = frozenset(("check", "compile"))

CONSTRUCTS: Mapping[type[Node], frozenset[str]] = {
    tree.Null: _EVALUATED,  # a rule says what is not known, or what is not so; null is neither
    tree.Boolean: _ALL,
    tree.Number: _ALL,
    tree.String: _ALL,
    tree.AtLiteral: _ALL,
    tree.Name: _ALL,
    tree.Path: _ALL,
    tree.Filter: _ALL,
    tree.Invocation: _ALL,
    tree.Negation: _ALL,
    tree.Arithmetic: _ALL,
    tree.Comparison: _ALL,
    tree.Between: _ALL,
    tree.In: _ALL,
    tree.InstanceOf: _EVALUATED,  # facts have declared types
    tree.And: _ALL,
    tree.Or: _ALL,
    tree.If: _ALL,
    tree.For: _ALL,
    tree.Quantified: _ALL,
    tree.FunctionDefinition: _EVALUATED,  # a derived fact has a name, a label and a citation; a function has none
    tree.List: _ALL,
    tree.Context: _EVALUATED,  # records come from the case
    tree.Interval: _ALL,
    tree.Test: _ALL,
    tree.UnaryTests: _ALL,
}
"""The walks that support each kind of expression."""

FUNCTIONS = frozenset(
    (
        "date", "duration", "number", "string", "years and months duration",
        "not", "all", "any",
        "string length", "contains", "starts with", "ends with",
        "count", "list contains", "min", "max", "sum", "mean", "concatenate", "append", "distinct values", "flatten",
        "abs", "modulo", "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down",
        "even", "odd", "before", "after", "day of year", "day of week", "month of year", "week of year",
    )
)  # fmt: skip
"""The built-ins of the profile. Not in it: the clock, for a rule's day is `on`, and what no rule of a notice needs."""


WRITTEN: Mapping[type[Node], str] = {
    tree.Null: "null",
    tree.InstanceOf: "instance of",
    tree.FunctionDefinition: "function(…)",
    tree.Context: "context",
}
"""How a message calls the constructs that lie outside the profile."""


def outside_profile(node: Node) -> Iterable[TypeFinding]:
    """Everything in the tree that not all walks support."""
    for each in tree.every_node(node):
        if CONSTRUCTS.get(each.__class__, _ALL) != _ALL:
            yield TypeFinding("outside-profile", each.span, {"construct": WRITTEN[each.__class__]})
        elif isinstance(each, tree.Invocation) and isinstance(each.function, tree.Name):
            name = each.function.name
            if name in BUILTINS and name not in FUNCTIONS:
                yield TypeFinding("outside-profile", each.span, {"construct": f"{name}()"})
