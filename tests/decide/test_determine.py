"""A determination with what programs find for it is the one that the interpreter makes alone, byte for byte."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.decide.test_beside import ASKED, DRAFTS
from tests.engine.test_rules import case_of, rows
from tests.properties.conftest import Generator

import huimin
from huimin.cases import policy_tests, programs
from huimin.cases.determine import in_play, outcomes_of
from huimin.decide.answer import Decider
from huimin.decide.precedence import Unsupported
from huimin.feel.values import Date
from huimin.policy.model import Affect, Book
from huimin.policy.readings import readings_taken
from huimin.policy.spans import Span

LONG = bool(os.environ.get("HUIMIN_LONG"))
HOUSEHOLDS = 2_000 if LONG else 22
NEVER = 10**9


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The JSON of a determination without programs, and with them."""

    def both(book: Book, case: Any, **options: Any) -> tuple[str, str]:
        monkeypatch.setattr(programs, "FEW_WITH_CAUTIONS", NEVER)
        judged = huimin.determine(book, case, **options).to_json()
        monkeypatch.setattr(programs, "FEW_WITH_CAUTIONS", 0)
        return judged, huimin.determine(book, case, **options).to_json()

    return both


@pytest.fixture(scope="session")
def shipped(root: Path) -> Book:
    return huimin.load(root / "policies")


@pytest.mark.parametrize("drafts", [(), DRAFTS], ids=len)
def test_the_examples(shipped: Book, root: Path, told: Any, drafts: Collection[str]) -> None:
    parts = set()
    for path in sorted((root / "examples").glob("*.yaml")):
        judged, seen = told(shipped, path, drafts=drafts)
        assert seen == judged, path.name
        data = json.loads(seen)
        parts |= {name for each in (data, *data["outcomes"]) for name in each if each[name]}
    assert parts >= {"presumed", "cautions", "change"}


def test_the_policy_tests(shipped: Book, told: Any) -> None:
    tests = list(policy_tests.tests_of(shipped))[:: 1 if LONG else 15]
    assert len(tests) > 30
    for each in tests:
        judged, seen = told(shipped, policy_tests.document_of(each), **policy_tests.options_of(each))
        assert seen == judged, each.id


def test_the_rows_of_the_rule_tables(root: Path, told: Any) -> None:
    book = huimin.load(root / "tests" / "books" / "elderly-care")
    found = list(rows("rules-*.yaml"))[:: 1 if LONG else 5]
    for each in found:
        row = each.values[0] if hasattr(each, "values") else each
        options = {key: row[key] for key in ("on", "known", "readings", "assume") if key in row}
        judged, seen = told(book, case_of(row), drafts=row.get("with", ()), **options)
        assert seen == judged, row
    assert found


@pytest.mark.parametrize("folder", ASKED)
def test_generated_households(root: Path, told: Any, folder: str) -> None:
    book = huimin.load(root / folder)
    for day, drafts in ASKED[folder]:
        generator = Generator(in_play(book, drafts), Random(f"{folder} {day} {drafts} determined"))
        for _ in range(HOUSEHOLDS // len(ASKED[folder])):
            case = generator.mended({**generator.case(), "on": day})
            judged, seen = told(book, case, drafts=drafts)
            assert seen == judged, case


def test_outcomes_with_cautions(shipped: Book, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only = ["gongshu-2023/maternity-grant"]
    case = root / "examples" / "family-twins-after-one.yaml"
    found = []
    for few in (NEVER, 0):
        monkeypatch.setattr(programs, "FEW_WITH_CAUTIONS", few)
        found.append(outcomes_of(shipped, case, only))
    assert found[0] == found[1]
    assert any(each.cautions for each in found[0])


def test_the_first_few_are_answered_without_programs(
    shipped: Book, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To make them takes longer than a few answers do."""
    monkeypatch.setattr(programs, "_DECIDERS", {})
    monkeypatch.setattr(programs, "_ASKED", {})
    monkeypatch.setattr(programs, "FEW_WITH_CAUTIONS", 2)
    made = []
    for _ in range(4):
        huimin.determine(shipped, root / "examples" / "employer-penalised.yaml")
        made.append(len(programs._DECIDERS))
    assert made == [0, 0, 1, 1]


def test_what_no_program_can_tell_is_answered_without(shipped: Book, root: Path, told: Any) -> None:
    """A provision for the mother tops up one for each child: the sum over the children stands in no program."""
    ours = shipped.instrument("gongshu-2023")
    lower = next(each for each in shipped.provisions.values() if each.subject == "child" and each.amount)
    higher = next(each for each in shipped.provisions.values() if each.subject == "mother" and each.amount)
    affect = Affect(lower.full_id, higher.full_id, "tops-up", Span())
    changed = replace(ours, affects=(*ours.affects, affect))
    book = replace(shipped, instruments=tuple(changed if each is ours else each for each in shipped.instruments))
    case = root / "examples" / "family-twins-after-one.yaml"
    judged, seen = told(book, case)
    assert seen == judged
    with pytest.raises(Unsupported):
        Decider(in_play(book, ()), Date(2024, 6, 1), None, readings_taken(book, Date(2024, 6, 1), None))
