"""What operators and built-ins give: cases beside their outcomes, in cases/*.yaml.

`good` has an expression and the text of its value; `bad` an expression that gives null and the code of the fault;
`unknown` an expression on facts that nobody knows, with the facts that its value hangs on, or `known` and the value.
"""

import re
from pathlib import Path

import pytest
import yaml

from huimin import feel
from huimin.feel.builtins import BUILTINS
from huimin.feel.show import show
from huimin.feel.temporal.literals import read_date_time
from huimin.words import words

FILES = sorted(Path(__file__).parent.glob("cases/*.yaml"))
CASES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
FACTS = ("a", "b", "c", "day", "glue", "l", "month", "n", "offset", "r", "someday", "word")
FAILURES = words("feel")["failures"]
LIMITS = {code for code in FAILURES if code.startswith(("list-", "pairwise-", "pattern-", "regex-", "string-"))}
NOW = read_date_time("2023-12-17T08:30:00@Asia/Shanghai")


def cases(kind):
    return [
        pytest.param(text, outcome, id=f"{clause}: {text}")
        for clause, groups in CASES.items()
        for text, outcome in groups.get(kind, {}).items()
    ]


def cases_of(kind):
    return [param.values for param in cases(kind)]


def evaluate(text, **facts):
    run = feel.Run(now=NOW)
    value = feel.compile(feel.parse(text, facts.keys()), list(facts)).call(*facts.values(), run=run)
    return value, [fault.code for fault in run.faults]


@pytest.mark.parametrize(("text", "outcome"), cases("good"))
def test_gives_the_value(text, outcome):
    value, faults = evaluate(text)
    assert (show(value), faults) == (outcome, [])


@pytest.mark.parametrize(("text", "code"), cases("bad"))
def test_gives_null_and_says_why(text, code):
    value, faults = evaluate(text)
    assert (value, faults) == (None, [code])


@pytest.mark.parametrize(("text", "outcome"), cases("unknown"))
def test_is_unknown_exactly_where_missing_facts_decide(text, outcome):
    value, _ = evaluate(text, **{name: feel.Unknown(frozenset({name})) for name in FACTS})
    known = outcome.removeprefix("known ")
    if known != outcome:
        assert value == evaluate(known)[0]
    else:
        assert value == feel.Unknown(frozenset(outcome.split()))


def test_no_case_is_written_twice():
    for path in FILES:
        written = re.findall(r"^  '", path.read_text("utf-8"), re.MULTILINE)
        assert len(written) == sum(len(CASES[path.stem].get(kind, {})) for kind in ("good", "bad", "unknown")), (
            path.stem
        )


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_every_builtin_has_cases(kind):
    called = {text.partition("(")[0] for text, _ in cases_of(kind)}
    assert BUILTINS.keys() - called == set()


def test_every_failure_has_a_case():
    codes = {code for _, code in cases_of("bad")}
    assert FAILURES.keys() - codes == LIMITS | {"no-now"}


def test_now_is_null_where_the_host_gives_none():
    run = feel.Run()
    assert feel.compile(feel.parse("today()", []), []).call(run=run) is None
    assert [fault.code for fault in run.faults] == ["no-now"]


@pytest.mark.parametrize("code", FAILURES)
def test_messages_name_the_same_values_in_both_languages(code):
    zh, en = (set(re.findall(r"\{(\w+)\}", text)) for text in FAILURES[code].values())
    assert zh == en
