"""What is decided for one record bears on, or is made of, what there is for others: the table beside this file."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.decide import beside

import huimin
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
    decider, seen, judged = beside.both(book, case_of(row), [DRAFT], cautions=True)
    for each in row["expect"]:
        found = judged[each["of"], each.get("for"), None]
        shown = {key: looked(key, found[key]) for key in each if key not in ("of", "for")}
        assert shown == {key: each[key] for key in shown}
    assert beside.differing(decider, seen, judged) == []


def looked(key: str, value: Any) -> Any:
    if key == "would_be":
        status, amount = value
        return {"status": status, **({} if amount is None else {"amount": amount})}
    if key == "cautions":
        return [[question, [list(each) for each in readings]] for question, readings in value]
    return sorted(value) if key == "missing" else value
