"""What a schema says of the order of keys, part by part of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from huimin.documents.schemas import schema

_ALTERNATIVES = ("then", "else", "anyOf", "oneOf", "allOf")


@dataclass(frozen=True)
class Shape:
    """The schema of one part of a document: `node` in the schema of the kind `kind`."""

    kind: str
    node: Mapping[str, Any]

    def ordered(self, data: Mapping[str, Any]) -> list[str]:
        """The keys of `data`: those that the schema names in its order, then the rest in theirs."""
        known = self._properties()
        return [key for key in known if key in data] + [key for key in data if key not in known]

    @property
    def has_keys(self) -> bool:
        """Whether the schema names the keys; else they are the book's own names."""
        return bool(self._properties())

    def below(self, step: str | int) -> Shape:
        """The shape of a member of a list or of the value of a key."""
        for each in self._all():
            found = each.node.get("items") if isinstance(step, int) else each._value(step)
            if isinstance(found, Mapping):
                return Shape(each.kind, found)
        return Shape(self.kind, {})

    def stand_in(self) -> Any:
        """A word, a day or a text that the schema takes here; None where it takes something else, or a name."""
        for each in self._all():
            node = each.node
            if "enum" in node:
                return node["enum"][-1]
            if node.get("format") == "date":
                return "2000-01-01"
            if node.get("type") == "string" and "^" not in node.get("pattern", ""):
                return "-"
        parts = {key: self.below(key).stand_in() for key in self._properties()}
        return parts if parts and all(parts.values()) else None

    def _properties(self) -> Mapping[str, Any]:
        return next((each.node["properties"] for each in self._all() if "properties" in each.node), {})

    def _value(self, key: str) -> Any:
        return self.node.get("properties", {}).get(key, self.node.get("additionalProperties"))

    def _all(self) -> Iterator[Shape]:
        """The part itself and its alternatives, references followed."""
        here = self
        while "$ref" in here.node:
            here = _referred(here.kind, here.node["$ref"])
        yield here
        for key in _ALTERNATIVES:
            found = here.node.get(key, [])
            for each in found if isinstance(found, list) else [found]:
                yield from Shape(here.kind, each)._all()


def shape(kind: str) -> Shape:
    """The shape of a whole file of a kind."""
    return Shape(kind, _schema(kind))


@cache
def _schema(kind: str) -> Mapping[str, Any]:
    return schema(kind)


def _referred(kind: str, reference: str) -> Shape:
    file, _, path = reference.partition("#")
    kind = file.removesuffix(".v1.json") or kind
    node: Any = _schema(kind)
    for step in path.strip("/").split("/"):
        node = node[step] if step else node
    return Shape(kind, node)
