"""The two grants as Huimin compiles them: the book's own expressions, on facts of its own types.

Which facts are of the case and which are derived differs by workload: a fact that the case gives is read, `birth_order`
is computed by the rule of the vocabulary where it is not given. A fact that the case leaves out is unknown, and so is
an answer that hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
Decide = Callable[..., Any]


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
    names = [each for each in ("child", "mother", "family", "provision") if re.search(rf"\b{each}\b", text)]
    return feel.compile(feel.parse(text, names), {each: scope[each] for each in names}, trace=trace)


def order(*, trace: bool = False) -> feel.Compiled:
    """The rule of the vocabulary for a child's order, with the rule of which siblings count written into it."""
    child = BOOK.vocabulary.records["child"]
    rule, counts = child.facts["birth_order"].derived, child.facts["counts_for_order"].derived
    assert rule is not None
    assert counts is not None
    text = rule.text.replace("counts_for_order", f"({counts.text.replace('child.', '')})")
    scope = record_scope(language_of(BOOK), child)
    return feel.compile(feel.parse(text, scope), {each: scope[each] for each in ("child", "family")}, trace=trace)


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


def _records(case: Case) -> dict[str, Any]:
    family, mother = typed(case.family, "family"), typed(case.mother, "mother")
    return {"family": family, "mother": mother, "child": family["children"][case.place]}


def _given(case: Case) -> dict[str, Any]:
    facts = _records(case)
    facts["child"]["birth_order"] = Decimal(birth_order(case.child, case.family))
    return facts


def _entrant(name: str, workload: Workload, *, reasons: bool) -> Entrant:
    maternity, childcare = grant(MATERNITY, workload, trace=reasons), grant(CHILDCARE, workload, trace=reasons)
    first, second, birth = maternity.call, childcare.call, order(trace=reasons).call
    run = feel.Run

    def prepare(case: Case) -> tuple[Any, ...]:
        facts = _given(case) if workload == "given" else _records(case)
        arguments = [
            tuple({**facts, "provision": name}[each] for each in compiled.names)
            for name, compiled in ((MATERNITY, maternity), (CHILDCARE, childcare))
        ]
        return facts["child"], facts["family"], *arguments

    def value_given(prepared: tuple[Any, ...]) -> Answer:
        _, _, one, other = prepared
        return first(*one), second(*other)

    def value_computed(prepared: tuple[Any, ...]) -> Answer:
        child, family, one, other = prepared
        account = run()
        child["birth_order"] = birth(child, family, run=account)
        return first(*one, run=account), second(*other, run=account)

    def reasons_given(prepared: tuple[Any, ...]) -> Answer:
        _, _, one, other = prepared
        account = run()
        return first(*one, run=account), second(*other, run=account)

    def reasons_computed(prepared: tuple[Any, ...]) -> Answer:
        child, family, one, other = prepared
        account = run()
        child["birth_order"] = birth(child, family, run=account)
        return first(*one, run=account), second(*other, run=account)

    answer = {
        ("given", False): value_given,
        ("computed", False): value_computed,
        ("given", True): reasons_given,
        ("computed", True): reasons_computed,
    }[workload, reasons]
    return Entrant(name, workload, prepare, answer, reasons)


def check_missing(case: Case) -> None:
    """Raises AssertionError unless leaving out a fact that decides makes the answer hang on it."""
    children = [dict(each) for each in case.family["children"]]
    del children[case.place]["birth_is_lawful"]
    facts = _given(Case({**case.family, "children": children}, case.mother, case.place))
    for name in (MATERNITY, CHILDCARE):
        compiled = grant(name, "given")
        value = compiled.call(*({**facts, "provision": name}[each] for each in compiled.names))
        assert value == feel.Unknown(frozenset({"birth_is_lawful"})), value


ENTRANTS = tuple(
    _entrant("huimin", workload, reasons=reasons) for workload in ("given", "computed") for reasons in (False, True)
)
