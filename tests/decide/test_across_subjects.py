"""What is decided for one record bears on, or is made of, what there is for others: the table beside this file."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import huimin
from huimin.cases.determination import Outcome
from huimin.documents.read import read
from huimin.policy.model import Book

HERE = Path(__file__).parent
TABLE = read(HERE / "across-subjects.yaml").data
DRAFT = "canal-2033-draft"


@pytest.fixture(scope="module")
def book(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("book") / "elderly-care"
    shutil.copytree(root / "tests" / "books" / "elderly-care", folder)
    shutil.copytree(HERE / DRAFT, folder / DRAFT)
    return huimin.load(folder)


def case_of(row: Mapping[str, Any]) -> dict[str, Any]:
    case: dict[str, Any] = deepcopy(TABLE["base"])
    for path, value in row.get("set", {}).items():
        *steps, last = path.split(".")
        inner(case, steps)[last] = value
    for path in row.get("unset", ()):
        *steps, last = path.split(".")
        del inner(case, steps)[last]
    return case


def inner(case: Any, steps: list[str]) -> Any:
    for step in steps:
        case = case[int(step) if step.isdigit() else step]
    return case


@pytest.mark.parametrize("row", TABLE["cases"], ids=lambda row: row["id"])
def test_the_row(book: Book, row: Mapping[str, Any]) -> None:
    found = huimin.determine(book, case_of(row), drafts=[DRAFT])
    for each in row["expect"]:
        outcome = found.outcome(each["of"], each.get("for"))
        assert {key: looked(key, outcome) for key in each if key not in ("of", "for")} == {
            key: value for key, value in each.items() if key not in ("of", "for")
        }


def looked(key: str, outcome: Outcome) -> Any:
    value = getattr(outcome, key)
    if key == "would_be":
        return {"status": value.status, **({} if value.amount is None else {"amount": value.amount})}
    if key == "cautions":
        return [[each.question, [list(reading) for reading in each.readings]] for each in value if each.readings]
    return sorted(value) if key == "missing" else value
