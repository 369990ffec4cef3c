"""A parameter that is changed is changed on every page that states it.

Every version of every parameter is given a value that no other has. A page that states one of them must, after all of
them were given new ones, state the new one in its place and none of the old.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from huimin.feel.values import Date
from huimin.policy.model import Book, Parameter, ParameterVersion
from huimin.publish import Press, render
from huimin.text import numerals, phrases

WHAT = ["summary", "bilingual", "measures", "timeline", "targets", "book", "index"]
Marks = dict[str, list[Any]]


def marked(book: Book, start: int) -> tuple[Book, Marks]:
    """The book with values of its own in every parameter, counted from `start`, and the values by parameter."""
    marks: Marks = {}
    numbers = iter(range(start, start + 10_000, 7))

    def value(old: Any, found: list[Any]) -> Any:
        if isinstance(old, list):
            return [value(each, found) for each in old]
        number = next(numbers)
        days = Date(2100 + number % 800, number % 12 + 1, number % 28 + 1)
        new = days if isinstance(old, Date) else not old if isinstance(old, bool) else Decimal(number)
        found.append(new)
        return new

    def version(old: ParameterVersion, found: list[Any]) -> ParameterVersion:
        if old.values is not None:
            return replace(old, values={key: value(each, found) for key, each in old.values.items()})
        return replace(old, value=value(old.value, found))

    def parameter(home: str, old: Parameter) -> Parameter:
        found = marks.setdefault(f"{home}/{old.name}", [])
        return replace(old, versions=tuple(version(each, found) for each in old.versions))

    instruments = tuple(
        replace(each, parameters={name: parameter(each.id, old) for name, old in each.parameters.items()})
        for each in book.instruments
    )
    return replace(book, instruments=instruments), marks


def states(page: str, value: Any, lang: str) -> bool:
    """Whether a page states a value, as it is written in a language; data write days and numbers plain."""
    if lang == "json":
        said = f'"{value.year:04d}-{value.month:02d}-{value.day:02d}"' if isinstance(value, Date) else f'"{value}"'
        return said in page
    said = phrases.day(value, lang) if isinstance(value, Date) else phrases.number(value, lang)  # type: ignore[arg-type]
    ordinal = numerals.ordinal(value, "en") if isinstance(value, Decimal) else said
    return re.search(rf"(?<![\d.,])(?:{re.escape(said)}|{ordinal})(?![\d]|[.,]\d)", page) is not None


def languages(path: str) -> list[str]:
    if path.endswith(".json"):
        return ["json"]
    return [lang for lang in ("zh", "en") if f".{lang}." in path] or ["zh", "en"]


def stating(pages: dict[str, bytes], marks: Marks) -> dict[tuple[str, str, int], bool]:
    """Which page states which parameter's values: by page and language, parameter, and place among its values."""
    return {
        (f"{path} {lang}", name, place): states(page.decode(), value, lang)
        for path, page in pages.items()
        for lang in languages(path)
        for name, values in marks.items()
        for place, value in enumerate(values)
        if not isinstance(value, bool)
    }


MADE: dict[str, tuple[Any, Any, Any, Marks]] = {}


@pytest.fixture
def before_and_after(book: Book) -> tuple[Any, Any, Any, Marks]:
    """What the pages of two marked books state, made once for a book."""
    if book.digest not in MADE:
        first, old = marked(book, 210_000)
        second, new = marked(book, 420_000)
        before, after = (render(Press(each), WHAT) for each in (first, second))
        MADE[book.digest] = stating(before, old), stating(after, new), stating(after, old), old
    return MADE[book.digest]


def test_a_changed_parameter_is_changed_on_every_page_that_states_it(before_and_after: Any, book: Book) -> None:
    before, after, left, old = before_and_after
    assert {key: (said, after[key]) for key, said in before.items() if said != after[key]} == {}
    assert [key for key, said in left.items() if said] == []
    assert len(old) == sum(len(each.parameters) for each in book.instruments)


def test_every_parameter_is_stated_in_words_and_in_data(before_and_after: Any) -> None:
    """The latest values of each; those of an unverified draft stand with its provisions."""
    before, _, _, old = before_and_after
    numbers = {name for name, values in old.items() if values and not isinstance(values[0], bool)}
    for page in ("summary.zh.html zh", "summary.en.html en", "summary.zh.md zh", "summary.bilingual.html en"):
        drafts = {name for name in numbers if "bilingual" in page and not is_in_force(name)}
        stated = {name for (where, name, _), said in before.items() if where == page and said}
        assert numbers - drafts - stated == set(), page
    stated = {(name, place) for (where, name, place), said in before.items() if where == "book.json json" and said}
    assert {(name, place) for name in numbers for place in range(len(old[name]))} == stated


def is_in_force(name: str) -> bool:
    return not re.match(r".*draft|hangzhou|national", name)
