"""Whatever a built-in says of unknown arguments holds once they are known. HUIMIN_LONG=1 tries many more."""

import os
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin.feel import operators
from huimin.feel.builtins import BUILTINS
from huimin.feel.failures import Failure
from huimin.feel.show import show
from huimin.feel.temporal.literals import read_temporal
from huimin.feel.unknown import Unknown
from huimin.feel.values import Function, Range

LONG = bool(os.environ.get("HUIMIN_LONG"))
TRIES = settings(
    max_examples=1_000 if LONG else 30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

TEMPORAL = ["2023-12-17", "2024-02-29", "08:00:00", "08:00:00Z", "2023-12-17T08:00:00", "2023-12-17T08:00:00+08:00"]
SCALARS = st.sampled_from(
    [None, True, False, "", "a", "b", *map(Decimal, ("0", "1", "2", "-1", "1.5"))]
    + [read_temporal(text) for text in (*TEMPORAL, "P1D", "P1M")]
)
NUMBERS = st.sampled_from([Decimal(n) for n in (-1, 0, 1, 2)])


def strictly(operation):
    """A function as expressions define it: unknown where an argument is."""
    return lambda pair: next((one for one in pair if isinstance(one, Unknown)), None) or operation(*pair)


FUNCTIONS = st.sampled_from(
    [
        Function(("x", "y"), strictly(operators.less)),
        Function(("x", "y"), strictly(operators.equal)),
    ]
)
RANGES = st.builds(Range, st.just(Decimal(0)), NUMBERS.filter(lambda n: n >= 0), st.booleans(), st.booleans())
KEYS = st.sampled_from(["a", "b", "key", "value"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "key", "value"]), inner, max_size=2)
    ),
    max_leaves=6,
)
OF_TYPE = {
    "number": NUMBERS,
    "string": st.sampled_from(["", "a", "ab", "b", "key"]),
    "boolean": st.sampled_from([True, False]),
    "list": st.lists(NUMBERS | SCALARS, max_size=4) | st.lists(VALUES, max_size=3),
    "context": st.dictionaries(st.sampled_from(["a", "b"]), VALUES, max_size=2),
    "function": FUNCTIONS,
    "range": RANGES,
}


@st.composite
def arguments(draw, builtin):
    overload = draw(st.sampled_from(builtin.overloads))
    drawn = []
    for parameter in overload.parameters:
        likely = OF_TYPE.get(draw(st.sampled_from(parameter.types)), VALUES)
        times = draw(st.integers(1, 3)) if parameter.variadic else 1
        drawn += [draw(st.one_of(likely, likely, VALUES)) for _ in range(times)]
    return drawn


def hide(draw, value):
    """The value with some of its parts unknown; never a part of a range, a key or a function."""
    if draw(st.integers(0, 3)) == 0:
        return Unknown(frozenset({"x"}))
    if isinstance(value, list):
        return [hide(draw, member) for member in value]
    if isinstance(value, dict):
        return {key: hide(draw, member) for key, member in value.items()}
    return value


def answer(builtin, given_arguments):
    try:
        return builtin.invoke(given_arguments)
    except Failure:
        return None


def holds(partial, full):
    """Whether what is said with unknown parts stays as it is once all is known."""
    if isinstance(partial, Unknown):
        return True
    if isinstance(partial, list) and isinstance(full, list):
        return len(partial) == len(full) and all(map(holds, partial, full))
    if isinstance(partial, dict) and isinstance(full, dict):
        return list(partial) == list(full) and all(holds(partial[key], full[key]) for key in partial)
    return show(partial) == show(full)


@pytest.mark.parametrize("name", [name for name, builtin in BUILTINS.items() if not builtin.needs_now])
def test_knowing_more_overturns_nothing(name):
    @TRIES
    @given(st.data())
    def check(data):
        known = data.draw(arguments(BUILTINS[name]))
        partial = [hide(data.draw, argument) for argument in known]
        assert holds(answer(BUILTINS[name], partial), answer(BUILTINS[name], known))

    check()


@TRIES
@given(st.data())
def test_equality_and_membership_too(data):
    left, right = data.draw(VALUES), data.draw(VALUES)
    right = data.draw(st.sampled_from([left, right, [left, right]]))
    some_left, some_right = hide(data.draw, left), hide(data.draw, right)
    assert holds(operators.equal(some_left, some_right), operators.equal(left, right))
    if not isinstance(some_left, Unknown) and not isinstance(some_right, Unknown):
        assert holds(attempt(operators.member, some_left, some_right), attempt(operators.member, left, right))


def attempt(operation, *operands):
    try:
        return operation(*operands)
    except Failure:
        return None
