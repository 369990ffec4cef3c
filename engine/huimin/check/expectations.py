"""Policy tests that speak of what the book has: provisions, statuses, conditions, questions, answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.guess import guess
from huimin.documents.read import Document
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book, Provision

Path = tuple[str | int, ...]
_IMPLICIT = ("period", "amount-stated", "goal", "fulfilled", "progress")


def expectations(book: Book) -> Iterator[Finding]:
    """A name in a policy test that the book does not have."""
    instruments = [each.id for each in book.instruments]
    for document in book.documents:
        if book.kinds[document.name] != "policy-test":
            continue
        owner = _owner(book, document)
        for index, test in enumerate(document.data["tests"]):
            path: Path = ("tests", index)
            if "base" in test:
                bases = document.data.get("bases", {})
                yield from _missing(document, (*path, "base"), test["base"], bases, "base")
            for place, name in enumerate(test.get("with", [])):
                yield from _missing(document, (*path, "with", place), name, instruments, "instrument")
            yield from _readings(book, document, path, test.get("readings", {}))
            for place, expected in enumerate(test["expect"]):
                yield from _expected(book, document, (*path, "expect", place), expected, owner)


def _owner(book: Book, document: Document) -> str:
    """The instrument whose folder holds the tests."""
    folder = document.name.rpartition("/cases/")[0]
    frames = [each for each in book.documents if book.kinds[each.name] == "instrument"]
    return next((str(each.data["instrument"]) for each in frames if each.name.rpartition("/")[0] == folder), "")


def _readings(book: Book, document: Document, path: Path, readings: Mapping[str, Any]) -> Iterator[Finding]:
    for name, reading in readings.items():
        at = (*path, "readings", name)
        if name not in book.questions:
            values = {"name": name, "guess": guess(name, book.questions)}
            yield Finding("unknown-question", document.place(at, key=True), values)
        else:
            yield from _missing(document, at, reading, book.questions[name].readings, "reading")


def _expected(book: Book, document: Document, path: Path, data: Mapping[str, Any], owner: str) -> Iterator[Finding]:
    name = data["provision"] if "/" in data["provision"] else f"{owner}/{data['provision']}"
    provision = book.provisions.get(name)
    if provision is None:
        yield from _missing(document, (*path, "provision"), name, book.provisions, "provision")
        return
    for key in {"status", "would_be"} & set(data):
        yield from _missing(document, (*path, key), data[key], PROVISION_KINDS[provision.kind].statuses, "status")
    conditions = _condition_ids(book, provision)
    for key in ("failed", "unknown"):
        for place, each in enumerate(data.get(key, [])):
            yield from _missing(document, (*path, key, place), each, conditions, "condition")
    for place, each in enumerate(data.get("cautions", [])):
        yield from _missing(document, (*path, "cautions", place), each, book.questions, "question")
    if "displaced_by" in data:
        bearing = [*book.provisions, *(each.id for each in book.instruments)]
        yield from _missing(document, (*path, "displaced_by"), data["displaced_by"], bearing, "provision")
    answers = [each.id for each in provision.answers]
    for key in data.get("answers", {}):
        if key not in answers:
            place_ = document.place((*path, "answers", key), key=True)
            yield Finding("unknown-answer", place_, {"name": key, "guess": guess(key, answers)})


def _condition_ids(book: Book, provision: Provision) -> list[str]:
    """The conditions that a provision has by itself or by a reading."""
    added = [
        str(change.data["condition"])
        for question in book.questions.values()
        for reading in question.readings.values()
        for change in reading.changes
        if "condition" in change.data and str(change.data["provision"]).rpartition("/")[2] == provision.id
    ]
    return [*_IMPLICIT, *(each.id for each in provision.conditions), *added]


def _missing(document: Document, path: Path, name: str, choices: Collection[str], what: str) -> Iterator[Finding]:
    if name not in choices:
        yield Finding(f"unknown-{what}", document.place(path), {"name": name, "guess": guess(name, sorted(choices))})
