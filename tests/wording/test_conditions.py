"""Every condition of the policy book as it is said: two lists to be read, and read again when they change.

`HUIMIN_GOLDEN=write` writes them anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from huimin.policy.model import Book
from huimin.policy.readings import settle
from huimin.text import wording

GOLDEN = Path(__file__).with_name("golden")


def lines(book: Book) -> Iterator[str]:
    """The expression and its wordings, of the book and of every reading that it does not take; each once."""
    readings = [(question.id, key) for question in book.questions.values() for key in question.readings]
    seen = set()
    for variant in [book, *(settle(book, {question: key}) for question, key in readings)]:
        for provision in variant.provisions.values():
            for condition in provision.conditions:
                text = wording.condition_text(variant, provision, condition)
                expression = " ".join(condition.versions[-1].when.text.split())
                if (expression, text) not in seen:
                    seen.add((expression, text))
                    how = "own text" if condition.text else "label" if text == condition.label else "worded"
                    yield f"{expression}\n  zh: {text.zh}\n  en: {text.en}\n  ({how})\n"


@pytest.mark.parametrize("name", ["policies", "fictional"])
def test_every_condition_is_said_as_it_was_read(name: str, request: pytest.FixtureRequest) -> None:
    said = "\n".join(lines(request.getfixturevalue(name)))
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("HUIMIN_GOLDEN") == "write":
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["policies", "fictional"])
def test_no_wording_leaves_a_placeholder(name: str, request: pytest.FixtureRequest) -> None:
    assert [line for line in lines(request.getfixturevalue(name)) if "{" in line] == []


@pytest.mark.parametrize("name", ["policies", "fictional"])
def test_few_conditions_have_to_be_named_by_their_label(name: str, request: pytest.FixtureRequest) -> None:
    found = list(lines(request.getfixturevalue(name)))
    labelled = [line for line in found if line.endswith("(label)\n")]
    assert len(labelled) <= len(found) / 10
