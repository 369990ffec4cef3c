"""Names that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.guess import guess
from huimin.documents.read import Document

Path = tuple[str | int, ...]


def references(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """Every name that another place must declare and does not."""
    names = _Names(documents, kinds)
    for document in documents:
        kind = kinds[document.name]
        if kind == "vocabulary":
            yield from _vocabulary(document, names)
        elif kind == "measure" and _folder(document) not in names.instruments:
            yield Finding("measure-without-instrument", document.place(()))
        elif kind in ("instrument", "measure"):
            yield from _instrument_parts(document, names)


class _Names:
    """What the book declares, by kind of name."""

    def __init__(self, documents: tuple[Document, ...], kinds: Mapping[str, str]) -> None:
        self.codes: set[str] = set()
        self.units: set[str] = set()
        self.bodies: set[str] = set()
        self.indicators: set[str] = set()
        self.records: set[str] = set()
        self.subjects: set[str] = set()
        self.facts: set[str] = set()
        self.instruments: dict[str, str] = {}
        self.conditions: dict[str, set[str]] = {}
        self.parameters: dict[str, set[str]] = {}
        self.provisions: dict[str, set[str]] = {}
        for document in documents:
            if kinds[document.name] == "vocabulary":
                self._vocabulary(document.data)
            elif kinds[document.name] == "instrument":
                self.instruments[_folder(document)] = document.data["instrument"]
        for document in documents:
            if kinds[document.name] in ("instrument", "measure"):
                self._instrument_part(document)

    def owner(self, document: Document) -> str:
        return self.instruments.get(_folder(document), _folder(document))

    def _vocabulary(self, data: Mapping[str, Any]) -> None:
        self.codes |= set(data.get("codes", {}))
        self.units |= set(data.get("units", {}))
        self.bodies |= set(data.get("bodies", {}))
        self.indicators |= set(data.get("indicators", {}))
        self.subjects |= set(data.get("subjects", {}))
        for section in ("subjects", "records"):
            for record, each in data.get(section, {}).items():
                self.records.add(record)
                self.facts |= {f"{record}.{fact}" for fact in each.get("facts", {})}

    def _instrument_part(self, document: Document) -> None:
        owner, data = self.owner(document), document.data
        self.conditions.setdefault(owner, set()).update(data.get("conditions", {}))
        self.parameters.setdefault(owner, set()).update(data.get("parameters", {}))
        self.provisions.setdefault(owner, set()).update(each["id"] for each in data.get("provisions", []))


def _folder(document: Document) -> str:
    return document.name.rpartition("/")[0]


def _missing(document: Document, path: Path, name: str, choices: Collection[str], what: str) -> Iterator[Finding]:
    if name not in choices:
        values = {"name": name, "guess": guess(name, sorted(choices))}
        yield Finding(f"unknown-{what}", document.place(path), values)


def _vocabulary(document: Document, names: _Names) -> Iterator[Finding]:
    for name, indicator in document.data.get("indicators", {}).items():
        yield from _missing(document, ("indicators", name, "unit"), indicator["unit"], names.units, "unit")
    for section in ("subjects", "records"):
        for record, data in document.data.get(section, {}).items():
            for name, fact in data.get("facts", {}).items():
                yield from _fact(document, (section, record, "facts", name), record, fact, names)
            for index, constraint in enumerate(data.get("constraints", [])):
                path = (section, record, "constraints", index, "at")
                yield from _missing(document, path, f"{record}.{constraint['at']}", names.facts, "fact")
            for role, name in data.get("roles", {}).items():
                yield from _missing(document, (section, record, "roles", role), f"{record}.{name}", names.facts, "fact")


def _fact(document: Document, path: Path, record: str, fact: Mapping[str, Any], names: _Names) -> Iterator[Finding]:
    if "code" in fact:
        yield from _missing(document, (*path, "code"), fact["code"], names.codes, "code-list")
    elif fact.get("type") == "code":
        yield Finding("schema-missing-key", document.place(path, key=True), {"key": "code"})
    if "list" in fact:
        yield from _missing(document, (*path, "list"), fact["list"], names.records, "record")
    if "unit" in fact:
        yield from _missing(document, (*path, "unit"), fact["unit"], names.units, "unit")
    for key in ("without", "implied"):
        for other in fact.get(key, ()):
            yield from _missing(document, (*path, key), f"{record}.{other}", names.facts, "fact")
    computed = [key for key in ("derived", "implied", "position") if key in fact]
    if len(computed) > 1 or (("type" in fact) + ("list" in fact) != 1 and "implied" not in fact):
        yield Finding("fact-kind", document.place(path, key=True), {"name": path[-1]})
    if (
        not computed
        and "question" not in fact
        and not fact.get("required")
        and "list" not in fact
        and document.data.get(str(path[0]), {}).get(record, {}).get("at")
    ):
        yield Finding("fact-without-question", document.place(path, key=True), {"name": path[-1]})


def _instrument_parts(document: Document, names: _Names) -> Iterator[Finding]:
    owner, data = names.owner(document), document.data
    if "currency" in data:
        yield from _missing(document, ("currency",), data["currency"], names.units, "unit")
    for index, provision in enumerate(data.get("provisions", [])):
        yield from _provision(document, ("provisions", index), provision, owner, names)
    for name, parameter in data.get("parameters", {}).items():
        for key in {"unit", "key_unit"} & set(parameter):
            yield from _missing(document, ("parameters", name, key), parameter[key], names.units, "unit")
    everything = {f"{instrument}/{each}" for instrument, ids in names.provisions.items() for each in ids}
    for index, affect in enumerate(data.get("affects", [])):
        path: Path = ("affects", index)
        yield from _missing(document, (*path, "provision"), affect["provision"], everything, "provision")
        if "by" in affect:
            yield from _missing(document, (*path, "by"), affect["by"], names.provisions[owner], "provision")
    for index, question in enumerate(data.get("open_questions", [])):
        yield from _question(document, ("open_questions", index), question, owner, names, everything)


def _provision(document: Document, path: Path, data: Mapping[str, Any], owner: str, names: _Names) -> Iterator[Finding]:
    yield from _missing(document, (*path, "for"), data["for"], names.subjects, "subject")
    for index, each in enumerate(data.get("conditions", [])):
        if isinstance(each, str):
            yield from _missing(document, (*path, "conditions", index), each, names.conditions[owner], "condition")
    for index, body in enumerate(data.get("bodies", [])):
        yield from _missing(document, (*path, "bodies", index), body, names.bodies, "body")
    if "indicator" in data:
        yield from _missing(document, (*path, "indicator"), data["indicator"], names.indicators, "indicator")
    if "per" in data:
        indicator = data["per"]["indicator"]
        yield from _missing(document, (*path, "per", "indicator"), indicator, names.indicators, "indicator")


def _question(
    document: Document, path: Path, question: Mapping[str, Any], owner: str, names: _Names, everything: set[str]
) -> Iterator[Finding]:
    taken = question["taken"]
    for each in [taken] if isinstance(taken, str) else [one["reading"] for one in taken]:
        yield from _missing(document, (*path, "taken"), each, question["readings"], "reading")
    for name, reading in question["readings"].items():
        for index, change in enumerate(reading.get("changes", [])):
            at = (*path, "readings", name, "changes", index)
            if "provision" in change:
                full = change["provision"] if "/" in change["provision"] else f"{owner}/{change['provision']}"
                yield from _missing(document, (*at, "provision"), full, everything, "provision")
                if "for" in change:
                    yield from _missing(document, (*at, "for"), change["for"], names.subjects, "subject")
            elif "parameter" in change:
                yield from _missing(
                    document, (*at, "parameter"), change["parameter"], names.parameters[owner], "parameter"
                )
            elif "fact" in change:
                yield from _missing(document, (*at, "fact"), change["fact"], names.facts, "fact")
            elif "affects" in change:
                yield from _missing(document, (*at, "affects"), change["affects"], everything, "provision")
