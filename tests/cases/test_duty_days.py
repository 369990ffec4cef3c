"""Duties are judged after their due date: pending on the day itself, fulfilled or breached on the day after."""

from pathlib import Path
from typing import Any

import pytest

from huimin.cases.determination import Outcome
from huimin.cases.determine import determine
from huimin.check.load import load
from huimin.documents.read import read

BOOK = load(Path(__file__).parents[1] / "books" / "elderly-care")
ROWS: list[dict[str, Any]] = read(Path(__file__).with_name("duty-days.yaml")).data


def said(outcome: Outcome) -> dict[str, Any]:
    """What a row states of an outcome, as far as there is any of it."""
    found = {
        "year": outcome.year,
        "status": outcome.status,
        "would_be": outcome.would_be and outcome.would_be.status,
        "missing": sorted(outcome.missing),
    }
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_duty_is_judged_from_the_day_after_its_due_date(row: dict[str, Any]) -> None:
    outcomes = determine(BOOK, row["case"]).outcomes
    assert [said(each) for each in outcomes if each.provision == f"weiqiao-2031/{row['duty']}"] == row["outcomes"]
