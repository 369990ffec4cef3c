"""How programs are built: columns that are shared, readings that reuse them, days that one program answers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import huimin
from huimin import feel
from huimin.cases.determine import _open as opened
from huimin.cases.determine import in_play
from huimin.decide import nodes
from huimin.decide.answer import Decider, Decision
from huimin.decide.lower import lower
from huimin.decide.made import Made
from huimin.decide.precedence import Bearing
from huimin.decide.program import Pool, Role
from huimin.decide.python import compile_program
from huimin.decide.regimes import regime
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.policy.readings import readings_taken
from huimin.policy.spans import Span

OURS, THEIRS = "gongshu-2023/maternity-grant", "hangzhou-2023-childcare-grant/maternity-grant"
ON = Date(2024, 6, 1)


@pytest.fixture(scope="module")
def book(root: Path) -> Book:
    return in_play(huimin.load(root / "policies"), ["hangzhou-2023-childcare-grant"])


def made(book: Book, on: Date = ON, only: Any = None) -> Made:
    return Made(book, on, None, readings_taken(book, on, None), only)


# The pool ---------------------------------------------------------------------------------------------------------


def add(pool: Pool, text: str, role: Role = "condition", hint: str = "it") -> str:
    return feel.unparse(pool.add(feel.parse(text, ["a", "b"]), feel.ANY, role, hint))


def test_the_same_tree_is_the_same_column() -> None:
    pool = Pool("a")
    assert add(pool, "a.x > 1", hint="first") == add(pool, "a.x > 1", hint="second") == "first"
    assert add(pool, "a.x > 2", hint="first") == "first ~1"


def test_numbers_of_another_scale_are_another_tree() -> None:
    pool = Pool("a")
    assert add(pool, "string(a.x + 1)") != add(pool, "string(a.x + 1.0)")


def test_a_name_and_a_literal_need_no_column() -> None:
    pool = Pool("a")
    assert [add(pool, text) for text in ("a", "true", '"word"', "null", "2")] == ["a", "true", '"word"', "null", "2"]
    assert not pool.columns


def test_a_status_is_no_text() -> None:
    """The back ends compare a status without asking whether it is known, and must not do so with another column."""
    pool = Pool("a")
    assert add(pool, 'if a.x then "y" else "z"', "status") != add(pool, 'if a.x then "y" else "z"', "text")


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (nodes.every(), "true"),
        (nodes.every(nodes.TRUE, nodes.name("a")), "a"),
        (nodes.every(nodes.name("a"), nodes.FALSE), "false"),
        (nodes.some(nodes.FALSE, nodes.name("a"), nodes.name("b")), "a or b"),
        (nodes.iff(nodes.TRUE, nodes.name("a"), nodes.name("b")), "a"),
        (nodes.iff(nodes.name("a"), nodes.name("b"), nodes.name("b")), "b"),
        (
            nodes.iff(nodes.name("a"), nodes.literal(Decimal("1")), nodes.literal(Decimal("1.0"))),
            "if a then 1 else 1.0",
        ),
        (nodes.equals(nodes.literal("granted"), "granted"), "true"),
        (nodes.equals(nodes.NULL, "granted"), "false"),
        (nodes.literal(Decimal(-3)), "-3"),
        (nodes.literal([Date(2024, 1, 2), True]), '[@"2024-01-02", true]'),
        (nodes.folded(feel.parse("not(some x in [] satisfies x) and a", ["a"])), "a"),
        (nodes.folded(feel.parse("count([][item > a]) = 0 and a", ["a"])), "0 = 0 and a"),
        (nodes.folded(feel.parse("if every x in [] satisfies x then a else b", ["a", "b"])), "a"),
    ],
)
def test_what_is_settled_from_the_start_is_left_out(built: feel.Node, text: str) -> None:
    assert feel.unparse(built) == text


# What a provision becomes -----------------------------------------------------------------------------------------


def test_a_grant_becomes_columns(book: Book) -> None:
    found = made(book, only={OURS, THEIRS})
    columns = {
        name.replace(OURS, "M").replace(THEIRS, "H"): feel.unparse(each.node).replace(OURS, "M").replace(THEIRS, "H")
        for name, each in found.pools["child"].columns.items()
    }
    assert columns["M: legal day"] == 'if is true(M: event > @"2025-12-31") then @"2025-12-31" else M: event'
    assert columns["M: lawful-birth"] == "child.birth_is_lawful"
    assert "H: lawful-birth" not in columns
    assert (
        columns["H: holds"] == "is true(M: lawful-birth) and is true(H: claimed-in-time) and is true(H: amount-stated)"
    )
    assert columns["M: paid"] == 'if M: status = "granted" then M: amount else null'
    assert columns["H: received"].startswith("if H: holds then some receipt in question in family.received satisfies")
    assert columns["M: displaced by"] == (
        'if M: status = "granted" and (H: status = "granted" or H: status = "already_received") then "H" else null'
    )


def test_each_column_names_only_those_before_it(book: Book) -> None:
    found = made(book)
    assert found.variants
    for pool in found.pools.values():
        before: set[str] = set()
        for column in pool.columns.values():
            assert column.uses & pool.columns.keys() <= before, column.name
            before.add(column.name)


def test_what_is_not_asked_for_is_not_computed(book: Book) -> None:
    """A column that would fail if it ran does not, where no output is made of it."""
    found = made(book, only={OURS, THEIRS})
    pool = found.pools["child"]
    scope = {"child": found.world.meanings.language.records["child"], "on": feel.DATE}
    code = compile_program(pool.columns, [found.lowered[OURS, None].conditions[1].column], scope)
    assert code.arguments == ("child",)
    assert code.call({"birth_is_lawful": True}) == (True,)


# Readings ---------------------------------------------------------------------------------------------------------


def test_a_reading_reuses_the_columns_that_it_does_not_change(book: Book) -> None:
    found = made(book)
    before = {name: dict(pool.columns) for name, pool in found.pools.items()}
    changed = [(each.question, each.reading, row) for each in found.lowered_variants for row in each.rows.values()]
    assert len(changed) > 20
    for name, columns in before.items():
        assert dict(list(found.pools[name].columns.items())[: len(columns)]) == columns
    for _, _, row in changed:
        taken = found.lowered[row.key]
        same = {each.id for each in row.conditions if each in taken.conditions}
        assert same or len(row.conditions) <= 2, row.key


# Days -------------------------------------------------------------------------------------------------------------


def test_a_program_answers_for_every_day_of_its_regime(book: Book, root: Path) -> None:
    case = root / "examples" / "family-with-everything.yaml"
    seen = set()
    for day in (Date(2025, 1, 1), Date(2025, 6, 30), Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 7, 1)):
        first = regime(book, day)
        assert first <= day
        assert regime(book, first) == first
        facts = opened(book, case, day, None, None, None, ()).case.facts
        made_then, made_now = (decided(made(book, each), facts, day) for each in (first, day))
        assert [(each.record, each.status, each.amount) for each in made_then] == [
            (each.record, each.status, each.amount) for each in made_now
        ]
        seen.add(first)
    assert len(seen) > 1


def test_a_regime_ends_where_anything_begins_or_ends(book: Book) -> None:
    assert regime(book, Date(2025, 12, 31)) < Date(2026, 1, 1) == regime(book, Date(2026, 1, 1))
    assert regime(book, Date(2023, 12, 16)) < Date(2023, 12, 17) == regime(book, Date(2023, 12, 17))


def test_an_effect_can_go_by_the_legal_day_of_what_it_bears_on(book: Book) -> None:
    """By the day asked the city displaces both births; by the event only the one on or after the effect's first day."""
    facts: dict[str, Any] = {
        "family": {
            "received": [],
            "parents_married": True,
            "mother": {"hukou_district": "gongshu", "hukou_history": []},
            "children": [child("a", Date(2023, 3, 1)), child("b", Date(2024, 2, 1)), child("c", Date(2024, 4, 1))],
        }
    }
    found = made(book, only={OURS, THEIRS})
    assert statuses(found, facts) == {"a": "refused", "b": "displaced", "c": "displaced"}
    found = made(book, only={OURS, THEIRS})
    march = Span(first=Date(2024, 3, 1))
    by_event = [Bearing(replace(each.affect, span=march), goes_by="event") for each in found.world.bearings]
    found.lowered = lower(replace(found.world, bearings=tuple(by_event)), found.pools, {OURS, THEIRS})
    assert statuses(found, facts) == {"a": "refused", "b": "granted", "c": "displaced"}


def child(name: str, day: Date) -> dict[str, Any]:
    truths = {"birth_is_lawful": True, "of_this_couple": True}
    return {"id": name, "birth_date": day, "pregnancy_confirmed_on": day, "claimed_on": day, **truths}


def statuses(found: Made, facts: Mapping[str, Any]) -> dict[str | None, str]:
    return {each.record: each.status for each in decided(found, facts, ON) if each.provision == OURS}


def decided(found: Made, facts: Mapping[str, Any], on: Date) -> list[Decision]:
    return Decider(found, found.world.book.vocabulary).decide(facts, on)
