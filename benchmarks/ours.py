"""The two grants as Huimin compiles them: the book's own expressions, on facts of its own types.

Which facts are of the case and which are derived differs by workload: a fact that the case gives is read, `birth_order`
is computed by the rule of the vocabulary where it is not given. A fact that the case leaves out is unknown, and so is
an answer that hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import huimin
from benchmarks.cases import Case
from benchmarks.contest import Answer, Entrant, Workload
from benchmarks.plain import birth_order
from huimin import feel
from huimin.cases.determine import language_of
from huimin.feel.values import Date
from huimin.policy.expressions import provision_scope, record_scope
from huimin.policy.model import Parameter, Provision

BOOK = huimin.load()
MATERNITY, CHILDCARE = "gongshu-2023/maternity-grant", "gongshu-2023/childcare-grant"
LEFT_OUT: Mapping[Workload, frozenset[str]] = {
    # It needs the orders of pregnancies that ended without a birth, of which these families have none.
    "computed": frozenset({"order-not-paid-before"}),
    # What looks into lists is for the families; here all is said of one child.
    "given": frozenset({"order-not-paid-before", "hukou-unmoved", "not-paid-by-another-district"}),
}
NAMES = ("child", "mother", "family", "provision")
"""What a compiled grant takes, in this order."""


def typed(value: Any, kind: str = "") -> Any:
    """A value of Python as one of FEEL. A record of a kind has all facts of its kind: those left out are unknown."""
    if isinstance(value, dict):
        facts = BOOK.vocabulary.records[kind].facts
        given = {key: typed(each, facts[key].list_of or "") for key, each in value.items()}
        return {name: feel.Unknown(frozenset({name})) for name in facts} | given
    if isinstance(value, list):
        return [typed(each, kind) for each in value]
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    return Decimal(value) if type(value) is int else value


def grant(name: str, workload: Workload, *, trace: bool = False) -> feel.Compiled:
    """A grant as one expression: its amount where the period and every condition hold, else 0."""
    provision = BOOK.provisions[name]
    conditions = [each.versions[0].when.text for each in provision.conditions if each.id not in LEFT_OUT[workload]]
    assert provision.amount is not None
    tests = " and ".join(f"({each})" for each in (_period(provision), *conditions))
    text = _with_parameters(f"if {tests} then {provision.amount.text} else 0", provision)
    scope = provision_scope(language_of(BOOK), BOOK, provision)
    return feel.compile(feel.parse(text, NAMES), {each: scope[each] for each in NAMES}, trace=trace)


def order(*, trace: bool = False) -> feel.Compiled:
    """The rule of the vocabulary for a child's order, with the rule of which siblings count written into it."""
    child = BOOK.vocabulary.records["child"]
    rule, counts = child.facts["birth_order"].derived, child.facts["counts_for_order"].derived
    assert rule is not None
    assert counts is not None
    text = rule.text.replace("counts_for_order", f"({counts.text.replace('child.', '')})")
    scope = record_scope(language_of(BOOK), child)
    names = ("child", "family")
    return feel.compile(feel.parse(text, names), {each: scope[each] for each in names}, trace=trace)


def _period(provision: Provision) -> str:
    period, last = provision.period, BOOK.instrument(provision.instrument).span.last
    assert period is not None
    assert period.first is not None
    ends = [f"{each.text} <= {_literal(last)}" for each in (period.event, period.since) if each is not None]
    return f"{period.first.text} <= {period.event.text} and ({' or '.join(ends)})"


def _with_parameters(text: str, provision: Provision) -> str:
    for name, parameter in BOOK.instrument(provision.instrument).parameters.items():
        text = re.sub(rf"\b{name}\b(?:\((.+?)\))?", partial(_value, parameter), text)
    return text


def _value(parameter: Parameter, found: re.Match[str]) -> str:
    version = parameter.versions[0]
    if version.values is None:
        return _literal(version.value)
    choices = [f"if {found[1]} in ({test}) then {value}" for test, value in version.values.items()]
    return f"({' else '.join(choices)} else null)"


def _literal(value: Any) -> str:
    return f'@"{value.year:04}-{value.month:02}-{value.day:02}"' if isinstance(value, Date) else str(value)


def _computed(case: Case) -> tuple[Any, ...]:
    family, mother = typed(case.family, "family"), typed(case.mother, "mother")
    return family["children"][case.place], mother, family


def _given(case: Case) -> tuple[Any, ...]:
    child, mother, family = _computed(case)
    child["birth_order"] = Decimal(birth_order(case.child, case.family))
    return child, mother, family


def _entrant(workload: Workload, *, reasons: bool) -> Entrant:
    first, second = (grant(name, workload, trace=reasons).call for name in (MATERNITY, CHILDCARE))
    birth = order(trace=reasons).call
    run = feel.Run

    def values_given(prepared: tuple[Any, ...]) -> Answer:
        child, mother, family = prepared
        return first(child, mother, family, MATERNITY), second(child, mother, family, CHILDCARE)

    def reasons_given(prepared: tuple[Any, ...]) -> Answer:
        child, mother, family = prepared
        account = run()
        return first(child, mother, family, MATERNITY, account), second(child, mother, family, CHILDCARE, account)

    def computed(prepared: tuple[Any, ...]) -> Answer:
        child, mother, family = prepared
        account = run()
        child["birth_order"] = birth(child, family, account)
        return first(child, mother, family, MATERNITY, account), second(child, mother, family, CHILDCARE, account)

    if workload == "computed":
        return Entrant("huimin", workload, _computed, computed, reasons)
    return Entrant("huimin", workload, _given, reasons_given if reasons else values_given, reasons)


def check_missing(case: Case) -> None:
    """Raises AssertionError unless leaving out a fact that decides makes the answer hang on it."""
    children = [dict(each) for each in case.family["children"]]
    del children[case.place]["birth_is_lawful"]
    facts = _given(replace(case, family={**case.family, "children": children}))
    for name in (MATERNITY, CHILDCARE):
        value = grant(name, "given").call(*facts, name)
        assert value == feel.Unknown(frozenset({"birth_is_lawful"})), value


ENTRANTS = tuple(_entrant(workload, reasons=reasons) for workload in ("given", "computed") for reasons in (False, True))
