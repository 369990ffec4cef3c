"""A tree as nested lists of JSON, so that it can be kept and read again without its text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from huimin.feel import tree
from huimin.feel.tree import Node

KINDS = {kind.__name__: kind for kind in (*tree.EXPRESSIONS, *tree.PARTS, *tree.TYPES)}
"""What each kind of node is called."""


def to_json(node: Node) -> list[Any]:
    """The tree as nested lists: kind, start, end, then the fields in order."""
    return [node.__class__.__name__, *node.span, *(_field_to_json(getattr(node, name)) for name in _fields(node))]


def _fields(node: Node) -> list[str]:
    return list(node.__dataclass_fields__)[1:]


def _field_to_json(value: Any) -> Any:
    if isinstance(value, Node):
        return to_json(value)
    if isinstance(value, tuple):
        return {"each": [_field_to_json(part) for part in value]}
    return {"number": str(value)} if isinstance(value, Decimal) else value


def from_json(data: list[Any]) -> Node:
    """The tree that `to_json` gave. Raises KeyError or TypeError for data of another shape."""
    kind, start, end, *fields = data
    return KINDS[kind]((start, end), *map(_field_from_json, fields))


def _field_from_json(value: Any) -> Any:
    if isinstance(value, list):
        return from_json(value)
    if isinstance(value, dict):
        return Decimal(value["number"]) if "number" in value else tuple(map(_field_from_json, value["each"]))
    return value
