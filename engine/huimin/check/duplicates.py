"""Identifiers declared twice in the book, instrument, provision or file of tests in which they must be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from huimin.documents.findings import Finding, Place
from huimin.documents.read import Document

Path = tuple[str | int, ...]
Declared = tuple[tuple[str, ...], Path]
"""A name under the scope in which it must be one, and its path in the file."""


def duplicates(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """Every identifier that was declared before, at its second place."""
    seen: dict[tuple[str, ...], Place] = {}
    for document in documents:
        folder, _, file = document.name.rpartition("/")
        again: list[Path] = []
        for name, path in _DECLARED.get(kinds[document.name], _nothing)(document.data, folder, file):
            place = document.place(path, key=path[-1] == name[-1])
            if name not in seen:
                seen[name] = place
            elif not any(path[: len(each)] == each for each in again):
                first = seen[name]
                yield Finding("name-used-twice", place, {"name": name[-1], "first": f"{first.file}:{first.line}"})
                again.append(_owner(path))


def _owner(path: Path) -> Path:
    """The path of what a name names; a file is named by its first key, and then all of it is there a second time."""
    if path in (("measure",), ("instrument",)):
        return ()
    return path[:-1] if path[-1] == "id" else path


def _nothing(data: Mapping[str, Any], folder: str, file: str) -> Iterator[Declared]:
    return iter(())


def _vocabulary(data: Mapping[str, Any], folder: str, file: str) -> Iterator[Declared]:
    for section in ("codes", "units", "bodies", "indicators"):
        yield from (((section, name), (section, name)) for name in data.get(section, {}))
    for section in ("subjects", "records"):
        for record, each in data.get(section, {}).items():
            path: Path = (section, record)
            if "at" in each or section == "records":
                yield ("record", record), path
            yield from (((record, "fact", fact), (*path, "facts", fact)) for fact in each.get("facts", {}))
            yield from _members((record, "constraint"), each, (*path,), "constraints")


def _instrument_part(data: Mapping[str, Any], folder: str, file: str) -> Iterator[Declared]:
    if "instrument" in data:
        yield ("instrument", data["instrument"]), ("instrument",)
        yield from _members((folder, "article"), data, (), "articles")
        for section in ("legal_basis", "laws_applied"):
            yield from _members((folder, section), data, (), section)
    else:
        yield (folder, "measure", str(data["measure"])), ("measure",)
    yield from (((folder, "parameter", name), ("parameters", name)) for name in data.get("parameters", {}))
    yield from _members(("question",), data, (), "open_questions")
    yield from _members((folder, "provision"), data, (), "provisions")
    for index, provision in enumerate(data.get("provisions", [])):
        yield from _provision(provision, (folder, provision["id"]), ("provisions", index))


def _provision(data: Mapping[str, Any], scope: tuple[str, ...], path: Path) -> Iterator[Declared]:
    for section in ("conditions", "lists", "answers"):
        yield from _members((*scope, section), data, path, section)
    for index, items in enumerate(data.get("lists", [])):
        yield from _members((*scope, items["id"]), items, (*path, "lists", index), "of")


def _tests(data: Mapping[str, Any], folder: str, file: str) -> Iterator[Declared]:
    yield from _members((folder, file), data, (), "tests")


def _terms(data: Mapping[str, Any], folder: str, file: str) -> Iterator[Declared]:
    for index, term in enumerate(data["terms"]):
        yield ("term", term["zh"]), ("terms", index, "zh")


def _members(scope: tuple[str, ...], data: Mapping[str, Any], path: Path, section: str) -> Iterator[Declared]:
    """The members of a list, each named by its `id` or, where it is the name of something shared, by itself."""
    members: Iterable[Any] = data.get(section, [])
    for index, each in enumerate(members):
        at = (*path, section, index)
        yield ((*scope, each), at) if isinstance(each, str) else ((*scope, str(each["id"])), (*at, "id"))


_DECLARED = {
    "vocabulary": _vocabulary,
    "instrument": _instrument_part,
    "measure": _instrument_part,
    "policy-test": _tests,
    "terms": _terms,
}
