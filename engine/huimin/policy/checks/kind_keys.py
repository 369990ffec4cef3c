"""What a provision says by its kind: the keys that it needs, and those that mean nothing in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huimin.policy.documents import Document
from huimin.policy.findings import Finding

_OF_A_KIND: Mapping[str, frozenset[str]] = {
    "benefit": frozenset({"category", "period", "amount", "payment"}),
    "service": frozenset({"category", "period", "payment"}),
    "duty": frozenset({"due", "every", "fulfilled_when"}),
    "target": frozenset({"indicator", "per", "comparator", "value", "value_from", "due", "assessed"}),
    "programme": frozenset({"due"}),
}
_SPECIAL = frozenset().union(*_OF_A_KIND.values())


def kind_keys(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """A key that a kind of provision needs and lacks, or has and does not use."""
    for document in documents:
        if kinds[document.name] == "measure":
            for index, data in enumerate(document.data["provisions"]):
                values, path = {"kind": data["kind"]}, ("provisions", index)
                for key in _needed(data):
                    if key not in data:
                        yield Finding("kind-needs", document.place(path), {**values, "key": key})
                for key in data:
                    if key in _SPECIAL - _OF_A_KIND.get(data["kind"], frozenset()):
                        place = document.place((*path, key), key=True)
                        yield Finding("kind-has-no", place, {**values, "key": key})


def _needed(data: Mapping[str, Any]) -> tuple[str, ...]:
    if data["kind"] == "benefit":
        return ("amount", "payment")
    if data["kind"] == "duty":
        return ("fulfilled_when",)
    if data["kind"] == "target":
        if data.get("assessed"):
            return ("due",)
        return ("due", "indicator", "comparator", *(() if "value_from" in data else ("value",)))
    return ()
