"""The keys of keyed parameters: unary tests of which at most one is met by any number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from huimin import feel
from huimin.documents.findings import Finding
from huimin.documents.read import Document
from huimin.policy.expressions import KEY_SCOPE, Slot, faults, language
from huimin.policy.model import Book
from huimin.policy.vocabulary import Expression

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ONE = Decimal(1)


def keys(book: Book) -> Iterator[Finding]:
    """A key that is no test of a number, and two keys of which one number would meet both and have two values."""
    compiled = language(book)
    for instrument in book.instruments:
        for document in book.files[instrument.id]:
            for path, values in _keyed(document):
                tests: dict[str, Callable[..., Any]] = {}
                for key in values:
                    expression = Expression(key, document.name, (*path, key))
                    slot = Slot(expression, KEY_SCOPE, "key", feel.BOOLEAN, unary=True)
                    wrong = list(faults(slot, {document.name: document}, compiled))
                    yield from wrong
                    if not wrong:
                        tests[key] = compiled.rule(key, "key", lambda: KEY_SCOPE, unary=True).call
                met = _met_twice(tests)
                if met is not None:
                    one, other, number = met
                    place = document.place((*path, other), key=True)
                    yield Finding("keys-overlap", place, {"one": one, "other": other, "number": number})


def _keyed(document: Document) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The values by key that the versions of parameters state, and those that readings would have."""
    for name, parameter in document.data.get("parameters", {}).items():
        for index, version in enumerate(parameter["versions"]):
            yield ("parameters", name, "versions", index, "values"), version.get("values", {})
    for index, question in enumerate(document.data.get("open_questions", [])):
        for name, reading in question["readings"].items():
            for place, change in enumerate(reading.get("changes", [])):
                path = ("open_questions", index, "readings", name, "changes", place, "values")
                yield path, change.get("values", {})


def _met_twice(tests: Mapping[str, Callable[..., Any]]) -> tuple[str, str, Decimal] | None:
    """The first two keys that one number meets, and that number."""
    for number in _points(tests):
        meeting = [key for key, test in tests.items() if test(number) is True]
        if len(meeting) > 1:
            return meeting[0], meeting[1], number
    return None


def _points(values: Mapping[str, Any]) -> list[Decimal]:
    """A number of every stretch that the keys' own numbers mark off: each of them, between them and beyond."""
    marks = sorted({Decimal(found) for key in values for found in _NUMBER.findall(key)})
    if not marks:
        return []
    between = [(low + high) / 2 for low, high in pairwise(marks)]
    return sorted([*marks, *(-mark for mark in marks), *between, marks[0] - _ONE, marks[-1] + _ONE])
