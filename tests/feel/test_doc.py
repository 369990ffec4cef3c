"""What docs/feel.md says of missing facts and of limits holds."""

import re
from pathlib import Path

import pytest

from huimin import feel
from huimin.feel import limits, runtime, tokens, weight
from huimin.feel.calls import CALL_DEPTH
from huimin.feel.compile import loops as compile_loops
from huimin.feel.show import show

PAGE = (Path(__file__).parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
LIMITS = {
    "text-length": tokens.TEXT_LENGTH,
    "nesting": tokens.NESTING,
    "iterators": compile_loops.MOST_ITERATORS,
    "steps": runtime.STEPS,
    "call-depth": CALL_DEPTH,
    "string-length": limits.STRING_LENGTH,
    "list-size": limits.LIST_SIZE,
    "pairwise-size": limits.PAIRWISE_SIZE,
    "value-size": weight.VALUE_SIZE,
    "value-depth": weight.VALUE_DEPTH,
    "pattern-length": limits.PATTERN_LENGTH,
    "pattern-nesting": limits.PATTERN_NESTING,
    "pattern-size": limits.PATTERN_SIZE,
    "regex-time": limits.REGEX_SECONDS,
}
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
EXAMPLES = re.findall(r"\| `([^|]+)` \| `([^|]+)` \|$", SECTIONS["Missing facts"], re.MULTILINE)


@pytest.mark.parametrize(("text", "answer"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_an_example_of_a_missing_fact_comes_to_what_the_page_says(text, answer):
    assert show(feel.compile(feel.parse(text, ["x"]), ["x"]).call(feel.Unknown(frozenset({"x"})))) == answer


def test_there_are_examples():
    assert len(EXAMPLES) > 25


def test_the_python_on_the_page_runs():
    names = {}
    exec(re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1], names)
    assert names["checked"].findings == ()


def test_the_page_has_every_limit_with_its_number():
    rows = re.findall(r"\| ([\d.]+) \| `([a-z-]+)` \|$", SECTIONS["Limits"], re.MULTILINE)
    assert {code: float(number) for number, code in rows} == {code: float(number) for code, number in LIMITS.items()}


def test_every_limit_has_a_test():
    here = Path(__file__).parent
    tests = (here / "cases" / "limits.yaml").read_text(encoding="utf-8")
    tests += (here / "builtins" / "test_limits.py").read_text(encoding="utf-8")
    assert [code for code in LIMITS if f"limit: {code}" not in tests and f'("{code}"' not in tests] == []
