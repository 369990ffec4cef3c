"""Types as an expression writes them: after `instance of`, and in the parameters of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.types import ANY, NAMED, FunctionType, ListType, RangeType, RecordType, Type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huimin.feel.tree import Node

WITHOUT_PARTS = ("list", "context", "function", "range")
"""Types that may be named without the types of their parts."""


def written_type(node: Node) -> Type:
    """The type that the node writes; ANY for a name that is no type."""
    match node:
        case tree.ListOf(item=item):
            return ListType(written_type(item))
        case tree.RangeOf(item=item):
            return RangeType(written_type(item))
        case tree.ContextOf(fields=fields):
            return RecordType("context", {each.name: written_type(each.type) for each in fields})
        case tree.FunctionOf(parameters=parameters, result=result):
            return FunctionType(tuple(map(written_type, parameters)), written_type(result))
        case tree.NamedType(name="list"):
            return ListType(ANY)
        case tree.NamedType(name=name):
            return NAMED.get(name, ANY)
    return ANY


def unknown_types(node: Node) -> Iterable[tree.NamedType]:
    """The names in the node that are no types."""
    if isinstance(node, tree.NamedType):
        if node.name not in NAMED and node.name not in WITHOUT_PARTS:
            yield node
    else:
        for child in tree.children(node):
            yield from unknown_types(child)
