"""What an expression reads is asked of its tree: no word of a comment or of a text is a name."""

from pathlib import Path

import pytest

from huimin.check.load import load
from huimin.policy.model import Book
from huimin.policy.reads import reads
from huimin.policy.vocabulary import Expression

HERE = Path(__file__).parent
ELDERLY = HERE.parent / "books" / "elderly-care"


@pytest.fixture(scope="module")
def book() -> Book:
    return load(ELDERLY)


@pytest.mark.parametrize(
    ("text", "names", "entries"),
    [
        ("senior.age >= 70", "senior", "age"),
        ("senior.age >= limit // once ghost", "senior limit", "age"),
        ("senior.age >= /* ghost */ limit", "senior limit", "age"),
        ('senior.care_level = "ghost"', "senior", "care_level"),
        ("household.seniors[age > limit]", "household limit", "seniors age"),
        ("household.seniors[item.age > limit]", "household limit", "seniors age"),
        ("household.seniors[age > 3][is_living]", "household", "seniors age is_living"),
        ("for age in [1, 2] return age + limit", "limit", ""),
        ("for one in household.seniors return one.age", "household", "seniors age"),
        ("some limit in [1] satisfies limit > 0", "", ""),
        ("append(household.seniors, senior)[age > limit]", "append household senior age limit", "seniors age"),
        ("] no expression but words", "no expression but words", "no expression but words"),
    ],
)
def test_what_an_expression_reads(book: Book, text: str, names: str, entries: str) -> None:
    found = reads(book, Expression(text, "", ()))
    assert found.names == set(names.split())
    assert found.entries == set(entries.split())
