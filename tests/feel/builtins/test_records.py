"""What operators and built-ins make of a record of a case, which answers for facts that it does not hold."""

from decimal import Decimal

import pytest

from huimin import feel
from huimin.feel import operators
from huimin.feel.builtins import BUILTINS
from huimin.feel.equality import same

AGE = feel.Unknown(frozenset({"age"}))


class Record(dict):
    """A record of which the name may be known, and the age never."""

    def __missing__(self, key):
        if key == "age":
            return AGE
        raise KeyError(key)


ANN, BEN = Record(name="Ann"), Record(name="Ben")


def call(name, *arguments):
    return BUILTINS[name].invoke(arguments)


def test_a_fact_that_is_left_out_is_unknown_and_one_that_is_none_is_null():
    assert call("get value", ANN, "name") == "Ann"
    assert call("get value", ANN, "age") == AGE
    assert call("get value", ANN, "height") is None


@pytest.mark.parametrize("compare", [operators.equal, same])
def test_records_differ_by_what_is_known_and_are_equal_only_to_themselves(compare):
    assert compare(ANN, BEN) is False
    assert compare(ANN, ANN) is True
    assert compare(ANN, Record(name="Ann")) == feel.UNKNOWN
    assert compare(ANN, {"name": "Ann"}) == feel.UNKNOWN
    assert compare([ANN, Decimal(1)], [ANN, Decimal(2)]) is False


def test_lists_of_records_can_be_counted_searched_and_taken_apart():
    assert call("count", [ANN, BEN]) == 2
    assert call("list contains", [ANN, BEN], BEN) is True
    assert call("remove", [ANN, BEN], Decimal(1)) == [BEN]
    assert call("append", [ANN], BEN) == [ANN, BEN]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("string", [ANN]),
        ("get entries", [ANN]),
        ("context put", [ANN, "age", Decimal(5)]),
        ("context put", [ANN, ["age"], Decimal(5)]),
        ("context merge", [[ANN, {"age": Decimal(5)}]]),
        ("distinct values", [[ANN, BEN]]),
    ],
)
def test_what_needs_every_entry_is_unknown(name, arguments):
    assert call(name, *arguments) == feel.UNKNOWN
