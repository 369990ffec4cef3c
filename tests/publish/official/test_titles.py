"""Titles in lines: `titles.yaml` says what each comes to."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from huimin.publish.official.content import Title
from huimin.publish.official.titles import lines, width

CASES = yaml.safe_load(Path(__file__).with_name("titles.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["is"]))
def test_a_title_breaks_as_the_standard_asks(case: dict[str, Any]) -> None:
    title = Title(case["title"], tuple(case.get("break_before", ())))
    assert list(lines(title, case["measure"])) == case["lines"]


@given(st.text("甲乙丙丁的，（）A1", min_size=1, max_size=200), st.integers(4, 30))
def test_no_title_loses_a_character_or_takes_long(text: str, measure: int) -> None:
    found = lines(Title(text, ("甲", "丙")), measure)
    assert "".join(found) == text
    assert len(found) == 1 or all(width(line) <= measure for line in found)
