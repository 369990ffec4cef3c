"""What the readings of open questions change: something that exists, and in a way that means something there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.guess import guess
from huimin.documents.read import Document

Path = tuple[str | int, ...]
_TARGETS = ("provision", "parameter", "fact", "affects")
_SAYS: Mapping[str, frozenset[str]] = {
    "provision": frozenset({"period", "amount", "for", "in_force", "due", "value", "fulfilled_when"}),
    "condition": frozenset({"when", "otherwise", "drop"}),
    "parameter": frozenset({"value", "values"}),
    "fact": frozenset({"derived"}),
    "affects": frozenset({"effect"}),
}
_BESIDE: Mapping[str, frozenset[str]] = {"condition": frozenset({"label", "cite"}), "affects": frozenset({"by"})}
_NEEDED: Mapping[str, tuple[str, ...]] = {"affects": ("by", "effect")}


def changes(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """A change that changes nothing, or says what its target does not have."""
    conditions = _conditions_of_provisions(documents, kinds)
    for document in documents:
        if kinds[document.name] not in ("instrument", "measure"):
            continue
        folder = document.name.rpartition("/")[0]
        for path, change in _all(document):
            targets = [each for each in _TARGETS if each in change]
            if len(targets) != 1:
                yield Finding("change-of-nothing", document.place(path))
                continue
            target = "condition" if "condition" in change else targets[0]
            yield from _said(document, path, change, target)
            if target == "condition" and change["provision"] in conditions.get(folder, {}):
                yield from _condition(document, path, change, conditions[folder][change["provision"]])


def _all(document: Document) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for index, question in enumerate(document.data.get("open_questions", [])):
        for name, reading in question["readings"].items():
            for place, change in enumerate(reading.get("changes", [])):
                yield ("open_questions", index, "readings", name, "changes", place), change


def _said(document: Document, path: Path, change: Mapping[str, Any], target: str) -> Iterator[Finding]:
    says = _SAYS[target]
    if not says & set(change):
        yield Finding("change-says-nothing", document.place(path), {"keys": ", ".join(sorted(says))})
    for key in _NEEDED.get(target, ()):
        if key not in change and says & set(change):
            yield Finding("schema-missing-key", document.place(path), {"key": key})
    known = says | _BESIDE.get(target, frozenset()) | {*_TARGETS, "condition"}
    for key in change:
        if key not in known:
            place = document.place((*path, key), key=True)
            yield Finding("change-has-no", place, {"target": target, "key": key})


def _condition(document: Document, path: Path, change: Mapping[str, Any], known: list[str]) -> Iterator[Finding]:
    name = change["condition"]
    if name in known:
        return
    if "when" not in change:
        values = {"name": name, "guess": guess(name, known)}
        yield Finding("unknown-condition", document.place((*path, "condition")), values)
    else:
        for key in ("label", "cite"):
            if key not in change:
                yield Finding("schema-missing-key", document.place(path), {"key": key})


def _conditions_of_provisions(
    documents: tuple[Document, ...], kinds: Mapping[str, str]
) -> dict[str, dict[str, list[str]]]:
    """By folder and provision, the ids of its conditions."""
    found: dict[str, dict[str, list[str]]] = {}
    for document in documents:
        if kinds[document.name] == "measure":
            provisions = found.setdefault(document.name.rpartition("/")[0], {})
            for each in document.data["provisions"]:
                ids = [one if isinstance(one, str) else one["id"] for one in each.get("conditions", [])]
                provisions.setdefault(each["id"], []).extend(ids)
    return found
