"""An error of evaluation in a rule is unknown where it happens: it decides nothing, and the outcome tells of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import huimin
from huimin.policy.model import Book

NAME = "gongshu-2023/childcare-grant"
ROWS = [
    # the condition in place of the one that asks for the first registration; what it is for the elder twin, with the
    # error, and the status; the same for the younger twin, who is the couple's third child
    (
        "count(family.children[1 / (child.birth_order - 2) > 5]) = 0",
        ("unknown", "division by zero", "undetermined"),
        ("holds", None, "granted"),
    ),
    ("family.children[5].birth_order != 1", *[("unknown", "the list has no member 5", "undetermined")] * 2),
    ("family.children[0].birth_order = 1", *[("unknown", "the list has no member 0", "undetermined")] * 2),
    (
        "every c in family.children satisfies (if 1 / (c.birth_order - c.birth_order) > 0 then false else true)",
        *[("unknown", "division by zero", "undetermined")] * 2,
    ),
    (
        "list contains([1 / (child.birth_order - child.birth_order)], 1)",
        *[("unknown", "division by zero", "undetermined")] * 2,
    ),
    ("1 / (child.birth_order - child.birth_order) = null", *[("unknown", "division by zero", "undetermined")] * 2),
    ("child.birth_order > 1 or 1 / 0 > 1", *[("holds", None, "granted")] * 2),
    ("child.birth_order < 2 and 1 / 0 > 1", *[("fails", None, "refused")] * 2),
]


@pytest.fixture(scope="module")
def shipped(root: Path) -> Book:
    return huimin.load(root / "policies")


def with_condition(book: Book, text: str) -> Book:
    ours = book.instrument("gongshu-2023")
    grant = book.provisions[NAME]
    old = next(each for each in grant.conditions if each.id == "first-hukou")
    version = replace(old.versions[0], when=replace(old.versions[0].when, text=text))
    changed = replace(
        grant, conditions=tuple(replace(old, versions=(version,)) if each is old else each for each in grant.conditions)
    )
    provisions = tuple(changed if each is grant else each for each in ours.provisions)
    made = replace(ours, provisions=provisions)
    return replace(book, instruments=tuple(made if each is ours else each for each in book.instruments))


@pytest.mark.parametrize(("text", "elder", "younger"), ROWS, ids=[row[0] for row in ROWS])
def test_an_error_decides_nothing(
    shipped: Book, root: Path, text: str, elder: tuple[str, str | None, str], younger: tuple[str, str | None, str]
) -> None:
    found = huimin.determine(with_condition(shipped, text), root / "examples" / "family-twins-after-one.yaml")
    for record, expected in (("elder-twin", elder), ("younger-twin", younger)):
        outcome = found.outcome(NAME, record)
        condition = next(each for each in outcome.conditions if each.id == "first-hukou")
        fault = condition.fault.en if condition.fault else None
        assert (condition.result, fault, outcome.status) == expected


def test_an_error_in_a_computed_fact_leaves_that_fact_unknown(shipped: Book, root: Path) -> None:
    records = shipped.vocabulary.records
    child = records["child"]
    fact = child.facts["birth_order"]
    assert fact.derived is not None
    spoilt = replace(fact, derived=replace(fact.derived, text="if 1 / 0 > 1 then 1 else 2"))
    changed = replace(child, facts={**child.facts, "birth_order": spoilt})
    vocabulary = replace(shipped.vocabulary, records={**records, "child": changed})
    found = huimin.determine(
        replace(shipped, vocabulary=vocabulary), root / "examples" / "family-twins-after-one.yaml", only=[NAME]
    )
    assert {found.outcome(NAME, each).status for each in ("elder-twin", "younger-twin")} == {"undetermined"}
