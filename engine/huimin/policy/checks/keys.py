"""The keys of keyed parameters: unary tests of which at most one is met by any number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from huimin import feel
from huimin.policy.checks.citations import files_of
from huimin.policy.expressions import KEY_SCOPE
from huimin.policy.findings import Finding
from huimin.policy.model import Book

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ONE = Decimal(1)


def overlapping_keys(book: Book) -> Iterator[Finding]:
    """Two keys of one version that a number meets at once, so that it would have two values."""
    for instrument in book.instruments:
        for document in files_of(book, instrument):
            for name, parameter in document.data.get("parameters", {}).items():
                for index, version in enumerate(parameter["versions"]):
                    met = _met_twice(version.get("values", {}))
                    if met is not None:
                        one, other, number = met
                        place = document.place(("parameters", name, "versions", index, "values", other), key=True)
                        yield Finding("keys-overlap", place, {"one": one, "other": other, "number": number})


def _met_twice(values: Mapping[str, Any]) -> tuple[str, str, Decimal] | None:
    """The first two keys that one number meets, and that number."""
    tests = {key: test for key in values if (test := _compiled(key)) is not None}
    for number in _points(values):
        meeting = [key for key, test in tests.items() if test(number) is True]
        if len(meeting) > 1:
            return meeting[0], meeting[1], number
    return None


def _compiled(key: str) -> Callable[..., Any] | None:
    """The test that a key is; None where it is none, which the check of expressions finds."""
    try:
        node = feel.parse_unary_tests(key, KEY_SCOPE.keys())
    except (feel.SyntaxFault, feel.LimitFault):
        return None
    return None if feel.check(node, KEY_SCOPE).findings else feel.compile(node, KEY_SCOPE).call


def _points(values: Mapping[str, Any]) -> list[Decimal]:
    """A number of every stretch that the keys' own numbers mark off: each of them, between them and beyond."""
    marks = sorted({Decimal(found) for key in values for found in _NUMBER.findall(key)})
    if not marks:
        return []
    between = [(low + high) / 2 for low, high in pairwise(marks)]
    return sorted([*marks, *(-mark for mark in marks), *between, marks[0] - _ONE, marks[-1] + _ONE])
