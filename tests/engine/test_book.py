"""The fictional book itself: clean, as an officer expects, and with something of everything that a book may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import huimin
from huimin.cases.policy_tests import run
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.readings import changed_names


def test_it_answers_as_its_own_policy_tests_expect(elderly_care: huimin.Book) -> None:
    results = list(run(elderly_care))
    assert len(results) == 10
    assert [
        (result.test.id, miss.what.en, miss.expected, miss.found) for result in results for miss in result.misses
    ] == []
    assert [each.message("en") for result in results for each in result.findings] == []


def changes(book: huimin.Book) -> Iterator[str]:
    """What the readings of a book change, as the documentation of the format names it."""
    for question in book.questions.values():
        for reading in question.readings.values():
            for change in reading.changes:
                what = changed_names(change)[0]
                keys = [key for key in change.data if key not in (what, "label", "cite", "by")]
                yield " ".join([what, *keys])


def held(book: huimin.Book) -> dict[str, set[Any]]:
    provisions = book.provisions.values()
    goals = [each.goal for each in provisions if each.goal]
    parameters = [each for instrument in book.instruments for each in instrument.parameters.values()]
    facts = [fact for record in book.vocabulary.records.values() for fact in record.facts.values()]
    return {
        "kinds": {each.kind for each in provisions},
        "payments": {each.payment for each in provisions if each.payment},
        "statuses": {each.status for each in book.instruments},
        "effects": {affect.effect for instrument in book.instruments for affect in instrument.affects},
        "changes": set(changes(book)),
        "comparators": {each.comparator for each in goals if each.comparator},
        "goals": {
            name
            for name, some in {
                "ratio": any(each.per_indicator for each in goals),
                "ceiling": any(each.ceiling for each in goals),
                "assessed": any(each.assessed for each in goals),
            }.items()
            if some
        },
        "facts": {
            name
            for name, some in {
                "derived": any(each.derived for each in facts),
                "implied": any(each.implied for each in facts),
                "position": any(each.position for each in facts),
                "presumed": any(each.presume for each in facts),
                "excluding": any(each.without for each in facts),
            }.items()
            if some
        },
        "parameters": {("keyed" if each.key else "plain", len(each.versions) > 1) for each in parameters},
    }


EVERYTHING: dict[str, set[Any]] = {
    "kinds": set(PROVISION_KINDS),
    "payments": {"once", "monthly", "yearly"},
    "statuses": {"in_force", "draft"},
    "effects": {"replaces", "tops-up", "adds", "repeals", "none"},
    "comparators": {"at_least", "more_than", "at_most"},
    "goals": {"ratio", "ceiling", "assessed"},
    "facts": {"derived", "implied", "position", "presumed", "excluding"},
    "parameters": {("plain", False), ("plain", True), ("keyed", True)},
    "changes": {
        "provision condition when",
        "provision condition otherwise",
        "provision condition drop",
        "provision period",
        "provision amount",
        "provision for",
        "provision in_force",
        "provision due",
        "provision value",
        "provision fulfilled_when",
        "parameter value",
        "parameter values",
        "fact derived",
        "affects effect",
    },
}


@pytest.mark.parametrize("part", EVERYTHING)
def test_it_holds_every_one_of_its(part: str, elderly_care: huimin.Book) -> None:
    assert held(elderly_care)[part] == EVERYTHING[part]


def test_nothing_in_it_has_a_name_of_the_shipped_book(elderly_care: huimin.Book) -> None:
    """Else a name that the engine knew of the shipped book could pass for a rule."""
    shipped = huimin.load()

    def names(book: huimin.Book) -> set[str]:
        vocabulary = book.vocabulary
        return {
            *vocabulary.subjects,
            *vocabulary.indicators,
            *vocabulary.bodies,
            *(fact for record in vocabulary.records.values() for fact in record.roles.values()),
            *(each.id for each in book.provisions.values()),
            *(name for instrument in book.instruments for name in instrument.parameters),
            *book.questions,
        }

    assert names(elderly_care) & names(shipped) == set()
