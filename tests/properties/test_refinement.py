"""Giving a value to a missing scalar never turns one definite answer into another, on every provision of both books.

HUIMIN_LONG=1 tries many more cases.
"""

from __future__ import annotations

import os
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import huimin
from huimin.policy.model import Book

LONG = bool(os.environ.get("HUIMIN_LONG"))
MODERATE = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
EXAMPLES = {"policies": 250, "elderly-care": 1000}
Key = tuple[str, str | None, int | None]


def determined(book: Book, case: dict[str, Any]) -> huimin.Determination:
    return huimin.determine(book, case, drafts=[each.id for each in book.instruments if each.status == "draft"])


def answers(found: huimin.Determination) -> dict[Key, tuple[str, Any]]:
    return {(each.provision, each.record, each.year): (each.status, each.amount) for each in found.outcomes}


def test_a_definite_answer_stays_as_it_is(either_book: Book, generator: Any) -> None:
    definite: set[str] = set()

    @settings(MODERATE, max_examples=EXAMPLES[Path(either_book.folder).name] * (20 if LONG else 1))
    @given(st.integers(0, 2**64))
    def refine(seed: int) -> None:
        cases = generator(either_book, Random(seed))
        case = cases.case()
        before = determined(either_book, case)
        needs = {need.path for outcome in before.outcomes for need in outcome.needs}
        missing = [each for each in cases.missing(case) if each[2].name != "id"]
        needed = [each for each in missing if each[1] in needs]
        assume(missing)
        path, _, fact = cases.random.choice(needed if needed and cases.random.random() < 0.7 else missing)
        refined = deepcopy(case)
        owner: Any = refined
        for step in path[:-1]:
            owner = owner[step]
        assume(not set(fact.without) & set(owner))
        owner[path[-1]] = cases.value(fact)
        assume(not cases.faults(refined))
        known = {key: answer for key, answer in answers(before).items() if answer[0] != "undetermined"}
        definite.update(provision for provision, _, _ in known)
        after = answers(determined(either_book, refined))
        changed = {key: (answer, after[key]) for key, answer in known.items() if after[key] != answer}
        assert not changed, (path, owner[path[-1]], refined)

    refine()
    assert definite == set(either_book.provisions)
