"""Values that fit what they are values of: a parameter's type, a fact's type, a day of the calendar, a span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.read import Document, Map, Sequence
from huimin.policy.build import date
from huimin.policy.fact_types import FACT_TYPES, LIST, read_date
from huimin.policy.spans import day_before

Path = tuple[str | int, ...]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def wanted(type_: str) -> Mapping[str, str]:
    """What a value of a type, or a list of records, is called in messages (zh, en)."""
    return LIST if type_ == "list" else FACT_TYPES[type_].said


def values(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """A value that is none of its type, a day that does not exist, a span that ends before it begins."""
    codes = _codes(documents, kinds)
    declared = _declared(documents, kinds)
    for document in documents:
        yield from _days(document, document.data, ())
        if kinds[document.name] == "vocabulary":
            yield from _facts(document, codes)
        elif kinds[document.name] in ("instrument", "measure"):
            yield from _parameters(document)
            yield from _changed_parameters(document, declared.get(_folder(document), {}))


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and read_date(value) is not None


def _is_withdrawn(data: Map, path: Path) -> bool:
    """Whether a later validity of an instrument, or version of a condition, takes back what was recorded before it: it
    is recorded before its first day, and ends on the day before that.
    """
    is_validity, is_condition = path[:1] == ("in_force",), path[-2:-1] == ("versions",) and "conditions" in path
    if not (is_validity or is_condition) or path[-1] in ("in_force", 0):
        return False
    first = date(data["from"])
    assert first is not None
    return bool(data["through"] == day_before(first).iso and data.get("recorded", data["from"]) < data["from"])


def _days(document: Document, data: Any, path: Path) -> Iterator[Finding]:
    if isinstance(data, Map):
        first, last = data.get("from"), data.get("through")
        if _is_day(first) and _is_day(last) and str(first) > str(last) and not _is_withdrawn(data, path):
            yield Finding("span-reversed", document.place((*path, "through")), {"first": first, "last": last})
        for key, value in data.items():
            yield from _days(document, value, (*path, key))
    elif isinstance(data, Sequence):
        for index, value in enumerate(data):
            yield from _days(document, value, (*path, index))
    elif isinstance(data, str) and _DAY.match(data) and not _is_day(data):
        yield Finding("schema-bad-date", document.place(path), {"value": data})


def _parameters(document: Document) -> Iterator[Finding]:
    for name, parameter in document.data.get("parameters", {}).items():
        for index, version in enumerate(parameter["versions"]):
            yield from _stated_value(document, ("parameters", name, "versions", index), name, parameter, version)


def _stated_value(
    document: Document, path: Path, name: str, parameter: Mapping[str, Any], version: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with the value, or the values by key, that a version or a reading gives a parameter."""
    keyed, type_ = "by" in parameter, parameter.get("type", "number")
    if keyed != ("values" in version):
        yield Finding("parameter-keyed", document.place(path), {"name": name, "key": "values" if keyed else "value"})
    for at, value in _stated(version, path):
        if not _looks_like(type_, value):
            yield _misfit(document, at, type_, value)


def _changed_parameters(document: Document, declared: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """What readings give parameters instead; one that is not declared is a finding of its own."""
    for index, question in enumerate(document.data.get("open_questions", [])):
        for name, reading in question["readings"].items():
            for place, change in enumerate(reading.get("changes", [])):
                path: Path = ("open_questions", index, "readings", name, "changes", place)
                if change.get("parameter") in declared:
                    yield from _stated_value(document, path, change["parameter"], declared[change["parameter"]], change)


def _declared(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """By folder, the declaration of each parameter."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for document in documents:
        if kinds[document.name] in ("instrument", "measure"):
            found.setdefault(_folder(document), {}).update(document.data.get("parameters", {}))
    return found


def _folder(document: Document) -> str:
    return document.name.rpartition("/")[0]


def _looks_like(type_: str, value: Any) -> bool:
    """Whether a value is of the type; a day that the calendar lacks is a day here, and refused as that."""
    dated = isinstance(value, str) and _DAY.match(value) is not None
    if type_ == "list":
        return isinstance(value, list)
    if type_ == "provision":
        return isinstance(value, str) and value.count("/") == 1 and not dated
    return dated if type_ == "date" else FACT_TYPES[type_].read(value) is not None and not dated


def _stated(version: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    value = version.get("value")
    if isinstance(value, list):
        yield from (((*path, "value", index), each) for index, each in enumerate(value))
    elif "value" in version:
        yield (*path, "value"), value
    yield from (((*path, "values", key), each) for key, each in version.get("values", {}).items())


def _facts(document: Document, codes: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    for section in ("subjects", "records"):
        for record, data in document.data.get(section, {}).items():
            for name, fact in data.get("facts", {}).items():
                path: Path = (section, record, "facts", name)
                for at, value in _stated_of(fact):
                    if not _fits_fact(fact, value, codes):
                        yield _misfit(document, (*path, *at), _type(fact), value)


def _stated_of(fact: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The values that a fact's declaration states: its example, what is presumed, what others imply."""
    if "example" in fact:
        yield ("example",), fact["example"]
    if "presume" in fact:
        yield ("presume", "value"), fact["presume"]["value"]
    yield from ((("implied", other), value) for other, value in fact.get("implied", {}).items())


def _type(fact: Mapping[str, Any]) -> str:
    return "list" if "list" in fact else str(fact.get("type", "boolean"))


def _fits_fact(fact: Mapping[str, Any], value: Any, codes: Mapping[str, frozenset[str]]) -> bool:
    type_ = _type(fact)
    if type_ in ("code", "indicator"):
        known = codes.get(fact.get("code", type_))
        return known is None or (isinstance(value, str) and value in known)
    return _looks_like(type_, value)


def _codes(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {"indicator": frozenset()}
    for document in documents:
        if kinds[document.name] == "vocabulary":
            lists = {name: each["values"] for name, each in document.data.get("codes", {}).items()}
            for name, codes in [*lists.items(), ("indicator", document.data.get("indicators", {}))]:
                found[name] = found.get(name, frozenset()) | frozenset(codes)
    return found


def _misfit(document: Document, path: Path, type_: str, value: Any) -> Finding:
    return Finding("value-not-of-type", document.place(path), {"value": value, "wanted": wanted(type_)})
