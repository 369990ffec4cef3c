"""Who asks again and again is answered by programs, and gets what he was told before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import huimin
from huimin.cases import programs
from huimin.cases.determination import Outcome
from huimin.cases.determine import outcomes_of
from huimin.cases.policy_tests import LOOKS


@pytest.mark.parametrize("options", [{}, {"drafts": ["hangzhou-2023-childcare-grant"]}, {"assume": {"received": []}}])
@pytest.mark.parametrize("example", ["family-twins-after-one", "expecting-mother", "family-with-everything"])
def test_the_answer_stays_the_same_when_it_comes_from_programs(
    root: Path, example: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = huimin.load(root / "policies")
    case = root / "examples" / f"{example}.yaml"
    ids = list(book.provisions)
    monkeypatch.setattr(programs, "FEW", 1)
    one, other = (outcomes_of(book, case, ids, cautions=False, **options) for _ in range(2))
    assert not any(each.facts for outcome in other for each in outcome.conditions)
    assert [seen(each) for each in one] == [seen(each) for each in other]


def seen(outcome: Outcome) -> dict[str, Any]:
    looks = {name: look(outcome) for name, look in LOOKS.items()}
    parts = ("provision", "kind", "label", "subject", "record", "year", "currency", "payment", "needs", "missing")
    return looks | {name: getattr(outcome, name) for name in parts}


def test_a_book_that_was_changed_has_programs_of_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A digest is over what was read: it does not tell a changed book from what it was made of."""
    monkeypatch.setattr(programs, "FEW", 0)
    book = huimin.load(root / "policies")
    ours = book.instrument("gongshu-2023")
    only = replace(ours, provisions=tuple(replace(each, conditions=()) for each in ours.provisions))
    changed = replace(book, instruments=(*(each for each in book.instruments if each is not ours), only))
    case = root / "examples" / "family-twins-after-one.yaml"
    name = "gongshu-2023/maternity-grant"
    told = [[each.failed for each in outcomes_of(one, case, [name], cautions=False)] for one in (book, changed)]
    assert told[0] != told[1]
