"""Targets: an indicator against a value by a day, judged by the last observation up to that day;
or an officer's assessment.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from huimin.cases.determination import ConditionResult, FactUsed, Outcome, ParameterUsed, WouldBe
from huimin.cases.evaluate import Setting, evaluate
from huimin.cases.facts import Record
from huimin.cases.progress import latest
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Date
from huimin.policy.model import Goal, Provision
from huimin.policy.vocabulary import Text

GOAL = Text("目标", "the target")
COMPARATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
}


@dataclass(frozen=True)
class _Judgement:
    value: bool | Unknown
    facts: tuple[FactUsed, ...] = ()
    parameters: tuple[ParameterUsed, ...] = ()


def decide(
    setting: Setting, provision: Provision, record: Record, blank: Outcome, conditions: Iterator[ConditionResult]
) -> Outcome:
    """`pending` up to and on the due date, with what would hold now;
    then `met` or `missed`, whatever became of the notice.
    """
    goal = provision.goal
    assert goal is not None
    due = evaluate(setting, provision, goal.due, record, setting.on).value
    span = provision.in_force or provision.span
    if span.last is not None and setting.on > span.last:
        return replace(blank, status="not_in_force")
    if not isinstance(due, Date):  # on a day without a version of what names the due date
        return replace(blank, conditions=tuple(conditions))
    day = min(due, setting.on)
    judged = _assessed(provision, record, day) if goal.assessed else _measured(setting, provision, goal, record, day)
    value = judged.value
    result = "holds" if value is True else "fails" if value is False else "unknown"
    needs = value.facts if isinstance(value, Unknown) else frozenset()
    condition = ConditionResult(
        "goal", result, GOAL, provision.label, provision.cites[0], judged.facts, judged.parameters, needs
    )
    status = {"holds": "met", "fails": "missed", "unknown": "undetermined"}[result]
    found = replace(blank, status=status, conditions=(*conditions, condition), missing=needs)
    if setting.on > due:
        return found
    would_be = None if status == "undetermined" else WouldBe(status)
    return replace(found, status="pending", would_be=would_be, missing=frozenset())


def _assessed(provision: Provision, record: Record, day: Date) -> _Judgement:
    entries = record[record.kind.roles["assessments"]]
    last = entries if isinstance(entries, Unknown) else latest(entries, "provision", provision.full_id, day)
    if last is None:
        return _Judgement(_missing(record, "assessments"))
    if isinstance(last, Unknown):
        return _Judgement(last)
    return _Judgement(last["met"], (FactUsed(f"{last.path}.met", last["met"], derived=False),))


def sides(setting: Setting, provision: Provision, record: Record) -> Iterator[tuple[Decimal, Decimal]]:
    """The two sides that a target compares, observed first; none where one is unknown or it is assessed."""
    goal = provision.goal
    if goal is None or goal.assessed:
        return
    due = evaluate(setting, provision, goal.due, record, setting.on).value
    found = _compared(setting, provision, goal, record, min(due, setting.on))[0] if isinstance(due, Date) else due
    if not isinstance(found, Unknown):
        yield found


def _measured(setting: Setting, provision: Provision, goal: Goal, record: Record, day: Date) -> _Judgement:
    found, facts, parameters = _compared(setting, provision, goal, record, day)
    if isinstance(found, Unknown):
        return _Judgement(found, facts, parameters)
    return _Judgement(COMPARATORS[goal.comparator or "at_least"](*found), facts, parameters)


def _compared(
    setting: Setting, provision: Provision, goal: Goal, record: Record, day: Date
) -> tuple[tuple[Decimal, Decimal] | Unknown, tuple[FactUsed, ...], tuple[ParameterUsed, ...]]:
    """Both sides, cross-multiplied so that no ratio is rounded: observed × number and value × denominator."""
    observed, facts = _observation(record, "observations", goal.indicator, day)
    number, parameters = _number(setting, provision, goal.per_number, record)
    denominator: Any = Decimal(1)
    if goal.per_indicator is not None:
        denominator, more = _observation(record, "observations", goal.per_indicator, day)
        facts = (*facts, *more)
    if goal.ceiling:
        wanted, more = _observation(record, "ceilings", goal.indicator, day)
        facts = (*facts, *more)
    else:
        wanted, used = _number(setting, provision, goal.value, record)
        parameters = (*parameters, *used)
    unknown = [each for each in (observed, number, denominator, wanted) if isinstance(each, Unknown)]
    both = merge(*unknown) if unknown else (observed * number, wanted * denominator)
    return both, facts, parameters


def _number(
    setting: Setting, provision: Provision, expression: Any, record: Record
) -> tuple[Any, tuple[ParameterUsed, ...]]:
    if expression is None:
        return Decimal(1), ()
    found = evaluate(setting, provision, expression, record, setting.on)
    return (Unknown() if found.value is None else found.value), found.parameters


def _observation(record: Record, role: str, indicator: str | None, day: Date) -> tuple[Any, tuple[FactUsed, ...]]:
    entries = record[record.kind.roles[role]]
    if isinstance(entries, Unknown):
        return entries, ()
    last = latest(entries, "indicator", indicator or "", day)
    if last is None:
        return _missing(record, role), ()
    return last["value"], (FactUsed(f"{last.path}.value", last["value"], derived=False),)


def _missing(record: Record, role: str) -> Unknown:
    return Unknown(frozenset({f"{record.path}.{record.kind.roles[role]}"}))
