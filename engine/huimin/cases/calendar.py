"""Duties: fulfilled or breached, once or for each calendar year; pending while there is time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from huimin.cases.determination import ConditionResult, FactUsed, Outcome, WouldBe
from huimin.cases.evaluate import Evaluated, Setting, evaluate
from huimin.cases.facts import Record
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy.model import Provision
from huimin.policy.vocabulary import Text

FULFILLED = Text("义务要求的事项", "what the duty asks for")
Conditions = Callable[[Setting, Provision, Record, int | None], Iterator[ConditionResult]]


def once(
    setting: Setting, provision: Provision, record: Record, blank: Outcome, conditions: Iterator[ConditionResult]
) -> Outcome:
    """A duty without a period: judged after its due date, or at once where the text sets none."""
    due = evaluate(setting, provision, provision.due, record, setting.on).value if provision.due else None
    if due is not None and not isinstance(due, Date):  # on a day without a version of what names the due date
        return replace(blank, conditions=tuple(conditions))
    return _judge(setting, provision, record, blank, tuple(conditions), due, None)


def yearly(
    setting: Setting, provision: Provision, record: Record, blank: Outcome, conditions: Conditions
) -> Iterator[Outcome]:
    """One outcome for each calendar year from the instrument's first to its last; pending through 31 December."""
    span = setting.facts.book.instrument(provision.instrument).span
    first = (span.first or setting.on).year
    last = (span.last or setting.on).year
    for year in range(first, last + 1):
        found = tuple(conditions(setting, provision, record, year))
        yield _judge(setting, provision, record, replace(blank, year=year), found, Date(year, 12, 31), year)


def _judge(
    setting: Setting,
    provision: Provision,
    record: Record,
    blank: Outcome,
    conditions: tuple[ConditionResult, ...],
    due: Date | None,
    year: int | None,
) -> Outcome:
    """Conditions say whether the duty applies; one that does not apply is not breached, one put off and not
    fulfilled stays pending; what put it off is not spoken of where the duty was fulfilled all the same.
    """
    judged: Evaluated | None = None
    if provision.fulfilled_when is not None:
        judged = evaluate(setting, provision, provision.fulfilled_when, record, setting.on, year)
    value = judged.value if judged else True
    result = "holds" if value is True else "fails" if value is False else "unknown"
    facts = tuple(
        FactUsed(each.path, each.value, not each.fact.is_given, each.presumed)
        for each in (judged.reads.facts.values() if judged else ())
    )
    needs = value.facts if isinstance(value, Unknown) else frozenset()
    goal = ConditionResult("fulfilled", result, FULFILLED, FULFILLED, provision.cites[0], facts, needs=needs)
    missing = needs.union(*(each.needs for each in conditions))
    names = {each.id for each in provision.conditions if each.otherwise == "pending"}
    put_off = [each for each in conditions if each.result == "referred" and each.id in names]
    if any(each.result == "fails" for each in conditions) or value is True:
        status, missing = "fulfilled", frozenset()
        conditions = tuple(each for each in conditions if each not in put_off)
    elif value is False and all(each.result == "holds" or each in put_off for each in conditions):
        status, missing = ("pending" if put_off else "breached"), frozenset()
    else:
        status = "undetermined"
    found = replace(blank, status=status, conditions=(*conditions, goal), missing=missing)
    if due is None or setting.on > due:
        return found
    would_be = None if status in ("undetermined", "pending") else WouldBe(status)
    return replace(found, status="pending", would_be=would_be, missing=frozenset())
