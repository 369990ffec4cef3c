"""What a user wrote stands in a message as the user wrote it, braces and all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from huimin import feel
from huimin.check.examine import examine
from huimin.placeholders import put

Plant = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("pattern", "parts", "filled"),
    [
        ("unknown key {key}", {"key": "{known}", "known": "title"}, "unknown key {known}"),
        ("{a}{b}", {"a": "{b}", "b": "{a}"}, "{b}{a}"),
        ("{a} of {b}", {"a": 1}, "1 of {b}"),
        ("{a!r} {a.real} {0} {}", {"a": 1}, "{a!r} {a.real} {0} {}"),
    ],
)
def test_a_value_is_never_read_as_a_pattern(pattern: str, parts: dict[str, object], filled: str) -> None:
    assert put(pattern, parts) == filled


def test_a_key_in_braces_is_named_as_it_stands(planted: Plant) -> None:
    _, findings = examine(planted("harbour-2030/03-more.yaml", 'measure: 3\n"{known}": 5\n'))
    found = next(each for each in findings if each.code == "schema-unknown-key")
    assert found.message("en") == "unknown key `{known}`"
    assert found.message("zh") == "不认识的键“{known}”。"


def test_a_name_in_braces_is_named_as_it_stands_in_a_fault_of_the_language() -> None:
    fault = feel.Fault("no-entry", (0, 1), {"name": "{guesses}", "guesses": ("{name}",)})
    assert feel.message(fault)["en"] == "there is no entry `{guesses}`; did you mean `{name}`?"
