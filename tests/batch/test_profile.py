"""What SQL says of the language is what the policy profile has; what it refuses is listed, and refused in words."""

from __future__ import annotations

import pytest

from huimin import feel
from huimin.batch import expression, functions
from huimin.batch.operators import Operators
from huimin.batch.walk import RecordAt, Unsayable, Value
from huimin.feel import profile, tree


class NoFacts:
    def read(self, record: RecordAt, name: str) -> Value:
        raise KeyError(record, name)


def test_every_kind_of_node_of_the_profile_is_written_or_refused() -> None:
    wanted = {kind for kind, walks in profile.CONSTRUCTS.items() if "tables" in walks}
    assert set(expression.NODES) | set(expression.REFUSED) == wanted
    assert not set(expression.NODES) & set(expression.REFUSED)


def test_every_built_in_of_the_profile_is_written_or_refused() -> None:
    assert set(functions.FUNCTIONS) | set(functions.REFUSED) == set(profile.FUNCTIONS)
    assert not set(functions.FUNCTIONS) & set(functions.REFUSED)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('string length(string(3)) = 1', "string()"),
        ("for x in 1..3 return x", "For"),
        ("[1, 2] = [1, 2]", "list = list"),
        ("mean([1, 2]) > 1", "mean()"),
        ('duration("PT5H") > duration("PT4H")', "Invocation"),
    ],
)  # fmt: skip
def test_what_sql_cannot_say_is_refused_with_its_place(text: str, what: str) -> None:
    node = feel.parse(text, ())
    with pytest.raises(Unsayable) as refused:
        expression.written(node, {}, {}, Operators(), NoFacts())
    assert refused.value.what == what
    assert refused.value.node in set(tree.every_node(node))
