"""What null is to every parameter that takes it, as data in `nulls.yaml`."""

from pathlib import Path

import pytest
import yaml

from huimin import feel
from huimin.feel.builtins import BUILTINS
from huimin.feel.show import show

TABLE = yaml.safe_load(Path(__file__).with_name("nulls.yaml").read_text(encoding="utf-8"))
CALLS = [pytest.param(*call, id=call[0]) for calls in TABLE.values() for call in calls.items()]


@pytest.mark.parametrize(("text", "value"), CALLS)
def test_a_call_with_null_gives_its_value(text, value):
    assert show(feel.compile(feel.parse(text), []).call()) == value


def test_every_parameter_that_takes_null_is_in_the_table():
    takes_null = {
        f"{builtin.name}: {parameter.name}"
        for builtin in BUILTINS.values()
        for overload in builtin.overloads
        for parameter in overload.parameters
        if parameter.nullable
    }
    assert TABLE.keys() == takes_null
    assert all("null" in " ".join(calls) for calls in TABLE.values())
