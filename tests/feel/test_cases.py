"""Expressions with what they give, as data: `cases/*.yaml`, a file a clause of the standard.

`feel` or `tests` is the text, `with` the names in scope as FEEL (`unknown` is a missing fact, named after the name).
`gives` is the value as FEEL writes it, `unknown` the missing facts that the answer hangs on, `faults` the codes of what
went wrong while it ran; `fault` the code of what the text is refused with and `at` the place; `limit` the limit hit.
"""

from pathlib import Path

import pytest
import yaml

from huimin import feel
from huimin.feel.show import show

CASES = [
    pytest.param(case, id=f"{path.stem}-{case.get('feel') or case.get('tests') or case.get('times')}"[:80])
    for path in sorted(Path(__file__).parent.glob("cases/*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def fact(name, text):
    compiled = feel.compile(feel.parse(text), ["unknown"])
    return compiled.call(feel.Unknown(frozenset({name})))


def text_of(case):
    if "times" in case:
        before, middle, after = case["times"]
        return before * case["of"] + middle + after * case["of"]
    return case.get("feel", case.get("tests"))


OUTCOME = ("gives", "unknown", "faults", "fault", "at", "limit")


@pytest.mark.parametrize("typed", [False, True], ids=["untyped", "typed"])
@pytest.mark.parametrize("case", CASES)
def test_expression(case, typed):
    assert outcome(case, typed) == {key: case[key] for key in OUTCOME if key in case}


def outcome(case, typed):
    scope = {name: fact(name, text) for name, text in case.get("with", {}).items()}
    scope.setdefault("double", lambda number: number * 2)
    if "tests" in case:
        scope["?"] = fact("?", case["value"])
    text = text_of(case)
    run = feel.Run()
    try:
        node = (feel.parse_unary_tests if "tests" in case else feel.parse)(text, scope)
        types = {name: type_of(value) for name, value in scope.items()}
        value = feel.compile(node, types if typed else list(scope)).call(*scope.values(), run=run)
    except feel.SyntaxFault as fault:
        return {"fault": fault.code, "at": text[slice(*fault.span)]}
    except feel.LimitFault as fault:
        return {"limit": fault.code}
    known = value.__class__ is not feel.Unknown
    faults = {"faults": [fault.code for fault in run.faults]} if run.faults else {}
    return {**({"gives": show(value)} if known else {"unknown": sorted(value.facts)}), **faults}


def type_of(value):
    """The static type that a host would declare for a value."""
    types = {"Decimal": feel.NUMBER, "str": feel.STRING, "bool": feel.BOOLEAN, "Date": feel.DATE}
    if isinstance(value, list) and value:
        return feel.ListType(type_of(value[0]))
    if isinstance(value, dict):
        return feel.RecordType("record", {name: type_of(each) for name, each in value.items()})
    return types.get(value.__class__.__name__, feel.ANY)
