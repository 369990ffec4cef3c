"""Where subjects stand in a case, and what the engine reads of the lists that their roles name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from huimin.check.values import wanted
from huimin.documents.findings import Finding, Place
from huimin.documents.read import Document
from huimin.policy.kinds import ROLES, stages

Path = tuple[str | int, ...]
CASE_KEYS = ("on", "known", "readings")
"""Keys of a case that are no subject."""


@dataclass
class _Record:
    """What all vocabulary files together say of a record: where a subject stands, and its facts."""

    place: tuple[Document, Path]
    at: str | None = None
    facts: dict[str, Mapping[str, Any]] = field(default_factory=dict)


def subjects(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """A subject that a case has no place for, and a role whose records lack what it is read for."""
    vocabulary = [document for document in documents if kinds[document.name] == "vocabulary"]
    records = _records(vocabulary)
    yield from _places(vocabulary, records)
    codes = {name: each["values"] for document in vocabulary for name, each in document.data.get("codes", {}).items()}
    for document in vocabulary:
        for name, data in document.data.get("subjects", {}).items():
            for role, read_from in data.get("roles", {}).items():
                record = records.get(records[name].facts.get(read_from, {}).get("list", ""))
                where, path = record.place if record else (document, ("subjects", name, "roles", role))
                yield from _role(role, record, codes, where.place(path, key=record is not None))


def _places(vocabulary: list[Document], records: Mapping[str, _Record]) -> Iterator[Finding]:
    """A subject without a place, or in one where none can stand; what stands under it is not reported for that."""
    homeless = [each for each in records.values() if each.place[1][0] == "subjects" and each.at is None]
    for each in homeless:
        document, path = each.place
        yield Finding("subject-without-place", document.place(path, key=True), {"name": path[-1]})
    taken: set[str] = set()
    misplaced: dict[str, Finding] = {}
    for document in vocabulary:
        for name, data in document.data.get("subjects", {}).items():
            if "at" in data:
                if data["at"] in taken or not _has_place(name, data["at"], records):
                    place = document.place(("subjects", name, "at"))
                    misplaced[data["at"]] = Finding("subject-misplaced", place, {"name": name, "at": data["at"]})
                taken.add(data["at"])
    at_the_top = [each for at, each in misplaced.items() if "." not in at]
    if not homeless:
        yield from at_the_top or misplaced.values()


def _records(vocabulary: list[Document]) -> dict[str, _Record]:
    found: dict[str, _Record] = {}
    for document in vocabulary:
        for section in ("subjects", "records"):
            for name, data in document.data.get(section, {}).items():
                record = found.setdefault(name, _Record((document, (section, name))))
                record.at = data.get("at", record.at)
                record.facts |= data.get("facts", {})
    return found


def _has_place(name: str, at: str, records: Mapping[str, _Record]) -> bool:
    """Whether a case can hold the subject there: a member of the list that its parent has, or else a record that
    hides no fact of its parent. The parent is one record and not itself a member of a list.
    """
    above, _, key = at.rpartition(".")
    listed = {fact.get("list") for record in records.values() for fact in record.facts.values()}
    if not above:
        return name not in listed and key not in CASE_KEYS
    parents = [record for other, record in records.items() if record.at == above and other not in listed]
    fact = parents[0].facts.get(key) if parents else None
    if name in listed:
        return fact is not None and fact.get("list") == name
    return bool(parents) and (fact is None or fact.get("list", name) not in records)


def _role(role: str, record: _Record | None, codes: Mapping[str, Collection[str]], place: Place) -> Iterator[Finding]:
    for name, type_ in ROLES[role].items():
        fact = record.facts.get(name, {}) if record else {}
        if fact.get("type") != type_ or not fact.get("required"):
            yield Finding("role-without-fact", place, {"role": role, "fact": name, "type": wanted(type_)})
        elif name == "stage":
            for code in codes.get(fact.get("code", ""), ()):
                if code not in stages():
                    yield Finding("stage-unknown", place, {"name": code, "choices": ", ".join(stages())})
