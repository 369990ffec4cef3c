"""The two books, and cases generated from a book's own vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import pytest

import huimin
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record

STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
NUMBERS = (0, 1, 2, 3, 10, 60, 400, 1000, 5000)
LONGEST_LIST = 3
MOST_ROUNDS = 100
Path_ = tuple[str | int, ...]


@pytest.fixture(scope="session", params=["shipped", "elderly-care"])
def either_book(request: pytest.FixtureRequest, root: Path) -> Book:
    """The shipped book and the fictional one, each in its turn."""
    return huimin.load(root / "policies" if request.param == "shipped" else root / "tests" / "books" / request.param)


@pytest.fixture(scope="session")
def shipped_book(root: Path) -> Book:
    return huimin.load(root / "policies")


@pytest.fixture(scope="session")
def fictional_book(root: Path) -> Book:
    return huimin.load(root / "tests" / "books" / "elderly-care")


@dataclass(frozen=True)
class Generator:
    """Cases of one book: what its vocabulary declares, with days around the first and last day of its instruments."""

    book: Book
    random: Random

    @cached_property
    def days(self) -> list[str]:
        bounds = [day for each in self.book.instruments for day in (each.span.first, each.span.last) if day]
        years = {day.year for day in bounds}
        around = {
            Date(year + step, month, day)
            for year in years
            for step in (-80, -20, -3, 0, 1)
            for month, day in ((1, 1), (12, 31))
        }
        return [f"{day.year:04d}-{day.month:02d}-{day.day:02d}" for day in sorted({*bounds, *around})]

    @property
    def first(self) -> str:
        """The first day on which the book says anything."""
        return min(each.span.first.iso for each in self.book.instruments if each.span.first)

    def case(self) -> dict[str, Any]:
        """A case that is not refused: what makes it wrong is taken out again."""
        roots = {each.at[0]: each for each in self.book.vocabulary.subjects.values() if len(each.at) == 1}
        case = {"on": self.random.choice([day for day in self.days if day > self.first])}
        case |= {key: self.record(kind) for key, kind in roots.items() if self.random.random() < 0.7}
        return self.mended(case)

    def mended(self, case: dict[str, Any]) -> dict[str, Any]:
        """The case without what it would be refused for."""
        for _ in range(MOST_ROUNDS):
            faults = [each.place.path for each in self.faults(case)]
            if not faults:
                return case
            for path in sorted(faults, reverse=True):
                take_out(case, path)
        raise AssertionError(f"still refused at {faults}")

    def faults(self, case: Mapping[str, Any]) -> tuple[Any, ...]:
        from huimin.cases.determine import language_of
        from huimin.cases.read import open_case, read_case

        try:
            read_case(self.book, language_of(self.book), open_case(case))
        except huimin.CaseError as error:
            return error.findings
        return ()

    def record(self, kind: Record, number: int | None = None) -> dict[str, Any]:
        below = {
            each.at[-1]: each
            for each in self.book.vocabulary.subjects.values()
            if each.at[:-1] == kind.at and kind.at and not each.listed
        }
        found: dict[str, Any] = {key: self.record(each) for key, each in below.items() if self.random.random() < 0.7}
        for name, fact in kind.facts.items():
            excluded = set(fact.without) & found.keys()
            if number is not None and name == "id":
                found[name] = "abc"[number]
            elif fact.is_given and not excluded and (fact.required or self.random.random() < 0.7):
                found[name] = self.value(fact)
        return found

    def value(self, fact: Fact) -> Any:
        if fact.list_of is not None:
            kind = self.book.vocabulary.records[fact.list_of]
            return [self.record(kind, number) for number in range(self.random.randint(0, LONGEST_LIST))]
        if fact.code is not None:
            return self.random.choice(list(self.book.vocabulary.codes[fact.code]))
        values: Mapping[str, Any] = {
            "boolean": (True, False),
            "number": [each for each in NUMBERS if fact.maximum is None or each <= fact.maximum],
            "date": self.days,
            "time": ("08:00", "23:50"),
            "string": ("a", "b"),
            "provision": list(self.book.provisions),
        }
        return self.random.choice(values[fact.type])

    def missing(self, case: Mapping[str, Any]) -> Iterator[tuple[Path_, str, Fact]]:
        """Every scalar that the case could also give and does not, with its path as an answer shows it; without those
        that would be presumed.
        """
        for kind in self.book.vocabulary.subjects.values():
            if not kind.listed:
                yield from self._missing(kind, at(case, kind.at), kind.at, ".".join(kind.at))

    def _missing(self, kind: Record, given: Any, path: Path_, shown: str) -> Iterator[tuple[Path_, str, Fact]]:
        if given is None:
            return
        for fact in kind.facts.values():
            if fact.list_of is not None and fact.name in given:
                inner = self.book.vocabulary.records[fact.list_of]
                for index, each in enumerate(given[fact.name]):
                    name = f"{shown}.{fact.name}[{each.get('id', index + 1)}]"
                    yield from self._missing(inner, each, (*path, fact.name, index), name)
            elif fact.is_given and not fact.presume and fact.name not in given and fact.list_of is None:
                yield (*path, fact.name), f"{shown}.{fact.name}", fact


def at(case: Any, path: Path_) -> Any:
    for step in path:
        if not holds(case, step):
            return None
        case = case[step]
    return case


def holds(owner: Any, step: Any) -> bool:
    return step < len(owner) if isinstance(owner, list) else isinstance(owner, dict) and step in owner


def take_out(case: Any, path: str) -> None:
    """Take out what stands at a path such as `family.children[0].birth_date`, or else what it would stand in."""
    steps: list[Any] = [int(index) if index else key for index, key in STEP.findall(path)]
    while steps and not holds(at(case, tuple(steps[:-1])), steps[-1]):
        steps.pop()
    if steps:
        del at(case, tuple(steps[:-1]))[steps[-1]]


@pytest.fixture(scope="session")
def generator() -> type[Generator]:
    return Generator
