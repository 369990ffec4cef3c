"""What is counted is not fewer than a target asks for; what is measured is not lower."""

from pathlib import Path

import pytest

from huimin.check.load import load
from huimin.publish.editor import Editor
from huimin.publish.goals import goal_text

BOOK = load(Path(__file__).parents[1] / "books" / "elderly-care")


@pytest.mark.parametrize(("name", "said"), [("beds", "不少于"), ("staff", "不少于"), ("short-waits", "不超过")])
def test_a_comparison_is_named_after_what_is_compared(name: str, said: str) -> None:
    provision = BOOK.provisions[f"weiqiao-2031/{name}"]
    assert provision.goal is not None
    assert said in goal_text(Editor(BOOK, "zh"), provision, provision.goal)
