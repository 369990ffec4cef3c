"""The host functions on a value that is true, false, null or unknown, in each back end; no book can name one."""

from __future__ import annotations

from typing import Any

import pytest

from huimin import feel
from huimin.decide import host, nodes
from huimin.decide.program import Column, Pool, Role
from huimin.decide.python import compile_program
from huimin.feel.faults import SyntaxFault
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.feel.walks import free_names

MISSING = feel.Unknown(frozenset({"r.x"}))
OTHER = feel.Unknown(frozenset({"r.y"}))
X, Y = nodes.path("r", "x"), nodes.path("r", "y")
SCOPE = {
    "r": feel.RecordType("r", {"x": feel.BOOLEAN, "y": feel.BOOLEAN, "entries": feel.ListType(feel.ANY)}),
    "on": feel.DATE,
}


class Record(dict[str, Any]):
    path, number = "r", 0


def python(node: Node, type_: feel.Type = feel.ANY, **facts: Any) -> Any:
    """The value of a tree as the only column of a program."""
    role: Role = "flag" if type_ == feel.BOOLEAN else "answer"
    columns = {"it": Column("it", node, type_, role, frozenset(free_names(node)))}
    code = compile_program(columns, [nodes.name("it")], SCOPE)
    return code.call(*({"r": Record(facts), "on": Date(2024, 5, 1)}[name] for name in code.arguments))[0]


BACK_ENDS = [pytest.param(python, id="python")]


@pytest.mark.parametrize("run", BACK_ENDS)
@pytest.mark.parametrize(
    ("value", "is_true", "is_false", "known"),
    [
        (True, True, False, True),
        (False, False, True, True),
        (None, False, False, False),
        (MISSING, False, False, False),
    ],
)
def test_what_is_known_of_a_truth(run: Any, value: Any, is_true: bool, is_false: bool, known: bool) -> None:
    assert run(nodes.is_true(X), feel.BOOLEAN, x=value) is is_true
    assert run(nodes.is_false(X), feel.BOOLEAN, x=value) is is_false
    assert run(nodes.known(X), feel.BOOLEAN, x=value) is known


@pytest.mark.parametrize("run", BACK_ENDS)
@pytest.mark.parametrize("other", [True, False, None, OTHER])
@pytest.mark.parametrize("value", [True, False, None, MISSING])
def test_a_flag_of_a_truth_is_the_flag_of_its_parts(run: Any, value: Any, other: Any) -> None:
    both, either, turned = nodes.call("not", nodes.every(X, Y)), nodes.some(X, Y), nodes.negated(X)
    assert run(nodes.is_true(nodes.every(X, Y)), feel.BOOLEAN, x=value, y=other) is (value is True and other is True)
    assert run(nodes.is_false(nodes.every(X, Y)), feel.BOOLEAN, x=value, y=other) is (value is False or other is False)
    assert run(nodes.is_true(either), feel.BOOLEAN, x=value, y=other) is (value is True or other is True)
    assert run(nodes.is_false(either), feel.BOOLEAN, x=value, y=other) is (value is False and other is False)
    assert run(nodes.is_true(both), feel.BOOLEAN, x=value, y=other) is (value is False or other is False)
    assert run(nodes.is_true(turned), feel.BOOLEAN, x=value) is (value is False)


@pytest.mark.parametrize("run", BACK_ENDS)
def test_what_is_not_known_keeps_the_facts_that_it_hangs_on(run: Any) -> None:
    assert run(nodes.unknown_of(X), x=MISSING) == MISSING
    assert run(nodes.unknown_of(X), x=None) is None
    assert run(nodes.unknown_of(X, Y), x=MISSING, y=True) == MISSING
    assert run(nodes.unknown_of(X, Y), x=MISSING, y=OTHER) == feel.merge(MISSING, OTHER)
    assert run(nodes.unknown_of(X, Y), x=None, y=OTHER) == OTHER
    assert run(nodes.UNKNOWN) == feel.UNKNOWN


def test_on_a_flag_only_the_branch_that_is_taken_runs() -> None:
    chosen = nodes.iff(nodes.known(X), nodes.literal("yes"), nodes.path("r", "y"))
    assert python(chosen, x=True) == "yes"  # there is no y: the other branch would have failed
    assert python(chosen, x=None, y="no") == "no"


def entry(day: Any, value: Any, number: int, key: Any = "beds") -> Record:
    found = Record(indicator=key, date=day, value=value)
    found.number = number
    return found


JANUARY, MARCH, MAY, JUNE = (Date(2024, month, 1) for month in (1, 3, 5, 6))


@pytest.mark.parametrize("run", BACK_ENDS)
@pytest.mark.parametrize(
    ("entries", "day", "found"),
    [
        ([entry(JANUARY, 1, 1), entry(MARCH, 2, 2)], MAY, 2),
        ([entry(MARCH, 2, 1), entry(JANUARY, 1, 2)], MAY, 2),
        ([entry(MARCH, 1, 1), entry(MARCH, 2, 2)], MAY, 2),
        ([entry(JANUARY, 1, 1), entry(JUNE, 2, 2)], MAY, 1),
        ([entry(MAY, 1, 1)], MAY, 1),
        ([entry(JANUARY, MISSING, 1)], MAY, MISSING),
        ([entry(JANUARY, 1, 1, "staff")], MAY, "none"),
        ([entry(JANUARY, 1, 1, MISSING)], MAY, "none"),
        ([entry(MISSING, 1, 1)], MAY, "none"),
        ([], MAY, "none"),
        (MISSING, MAY, MISSING),
        ([entry(JANUARY, 1, 1)], OTHER, OTHER),
        ([entry(JANUARY, 1, 1)], None, None),
    ],
)
def test_the_last_entry_up_to_a_day(run: Any, entries: Any, day: Any, found: Any) -> None:
    words = [nodes.literal(word) for word in ("entries", "indicator", "beds")]
    node = nodes.call(host.LATEST, nodes.name("r"), *words, X, nodes.literal("value"), nodes.literal("none"))
    assert run(node, entries=entries, x=day) == found


@pytest.mark.parametrize("run", BACK_ENDS)
def test_a_list_that_says_nothing_of_something(run: Any) -> None:
    node = nodes.call(host.UNLISTED, nodes.name("r"), nodes.literal("entries"))
    assert run(node) == feel.Unknown(frozenset({"r.entries"}))


@pytest.mark.parametrize("run", BACK_ENDS)
def test_what_runs_too_long_is_lost_to_its_own_column_alone(run: Any) -> None:
    turns = feel.parse("count(for a in 1..2000, b in 1..2000 return a)")
    pool = Pool("r")
    outputs = [pool.add(turns, feel.NUMBER, "amount", "long"), pool.add(X, feel.BOOLEAN, "condition", "short")]
    code = compile_program(pool.columns, outputs, SCOPE)
    assert code.call(*({"r": Record(x=True)}[name] for name in code.arguments)) == (None, True)


@pytest.mark.parametrize("name", host.HOST)
def test_no_book_can_name_one(name: str) -> None:
    scope = {"x": feel.BOOLEAN}
    try:
        node = feel.parse(f"{name}(x)", scope)
    except SyntaxFault:
        return  # `true` and `in` are words of the language wherever no name in scope has them
    assert [each.code for each in feel.check(node, scope, profile=True).findings] == ["unknown-name"]


def test_an_output_that_names_no_column_is_an_error_of_the_compiler() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        compile_program({}, [nodes.name("nowhere")], SCOPE)
