"""A compiled function of a case answers what a determination answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import huimin
from huimin.documents.read import read
from huimin.policy.model import Book

GRANTS = ["gongshu-2023/maternity-grant", "gongshu-2023/childcare-grant"]
DRAFTS = ["hangzhou-2023-childcare-grant"]


@pytest.fixture(scope="module")
def shipped(root: Path) -> Book:
    return huimin.load(root / "policies")


def plain(path: Path) -> dict[str, Any]:
    return dict(read(path).data)


@pytest.mark.parametrize("options", [{}, {"drafts": DRAFTS}, {"known": "2023-12-01"}], ids=str)
def test_the_answers_are_those_of_a_determination(shipped: Book, root: Path, options: dict[str, Any]) -> None:
    grants = huimin.compile(shipped, GRANTS, **options)
    answered = 0
    for path in sorted((root / "examples").glob("family-*.yaml")):
        found = huimin.determine(shipped, path, **options)
        told = [each for each in found.outcomes if each.provision in GRANTS]
        answers = grants(plain(path))
        assert [(each.provision, each.record, each.status, each.amount, each.missing) for each in answers] == [
            (each.provision, each.record, each.status, each.amount, each.missing) for each in told
        ]
        answered += len(answers)
    assert answered


def test_a_reading_that_a_case_asks_for_counts(shipped: Book, root: Path) -> None:
    case = plain(root / "examples" / "family-twins-after-one.yaml")
    question = next(iter(shipped.questions.values()))
    other = next(name for name in question.readings if name != question.taken[0].reading)
    asked = {**case, "readings": {question.id: other}}
    both = huimin.compile(shipped, GRANTS), huimin.compile(shipped, GRANTS, readings={question.id: other})
    assert both[0](asked) == both[1](case)


@pytest.mark.parametrize("case", [{}, {"on": "2024-06-01", "fam": {}}, {"on": "2024-13-01"}])
def test_a_wrong_case_is_refused_as_by_a_determination(shipped: Book, case: dict[str, Any]) -> None:
    messages = []
    for ask in (huimin.compile(shipped, GRANTS), lambda case: huimin.determine(shipped, case)):
        with pytest.raises(huimin.CaseError) as refusal:
            ask(case)
        messages.append([each.message("en") for each in refusal.value.findings])
    assert messages[0] == messages[1]


def test_a_name_of_no_provision_is_refused(shipped: Book) -> None:
    with pytest.raises(huimin.CaseError, match="maternity"):
        huimin.compile(shipped, ["gongshu-2023/maternity"])
    with pytest.raises(TypeError):
        huimin.compile(shipped, GRANTS[0])
