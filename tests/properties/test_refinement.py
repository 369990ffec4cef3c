"""Giving a value to a missing scalar never turns one definite answer into another, on every provision of both books."""

from __future__ import annotations

import os
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import huimin
from huimin.policy.model import Book

LONG = bool(os.environ.get("HUIMIN_LONG"))
MODERATE = settings(
    max_examples=5000 if LONG else 150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
Key = tuple[str, str | None, int | None]


def answers(book: Book, case: dict[str, Any]) -> dict[Key, tuple[str, Any]]:
    drafts = [each.id for each in book.instruments if each.status == "draft"]
    found = huimin.determine(book, case, drafts=drafts)
    return {(each.provision, each.record, each.year): (each.status, each.amount) for each in found.outcomes}


def test_a_definite_answer_stays_as_it_is(either_book: Book, generator: Any) -> None:
    definite: set[str] = set()

    @MODERATE
    @given(st.integers(0, 2**64))
    def refine(seed: int) -> None:
        cases = generator(either_book, Random(seed))
        case = cases.case()
        missing = list(cases.missing(case))
        assume(missing)
        path, fact = cases.random.choice(missing)
        refined = deepcopy(case)
        owner: Any = refined
        for step in path[:-1]:
            owner = owner[step]
        assume(not set(fact.without) & set(owner) and fact.name != "id")
        owner[path[-1]] = cases.value(fact)
        assume(not cases.faults(refined))
        before, after = answers(either_book, case), answers(either_book, refined)
        known = {key: answer for key, answer in before.items() if answer[0] != "undetermined"}
        definite.update(provision for provision, _, _ in known)
        changed = {key: (answer, after[key]) for key, answer in known.items() if after[key] != answer}
        assert not changed, (path, owner[path[-1]], refined)

    refine()
    assert definite == set(either_book.provisions)
