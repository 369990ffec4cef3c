"""Deciding one provision for one record, before other provisions have their say: steps 1 to 3,
and what was received.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from huimin.cases import calendar, progress, series
from huimin.cases.determination import AnswerGiven, ConditionResult, FactUsed, Outcome, WouldBe
from huimin.cases.evaluate import Evaluated, Setting, evaluate
from huimin.cases.facts import Reads, Record
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Date
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Citation, Condition, ConditionVersion, Period, Provision
from huimin.policy.readings import affects_in_force
from huimin.policy.spans import effective, standing
from huimin.policy.vocabulary import Text
from huimin.text import phrases

AMOUNT_STATED = Text("标准中有对应的金额", "an amount is stated for this case")
PERIOD = Text("在规定的期间内", "within the period")
Day = Date | Unknown


def decide(setting: Setting, provision: Provision, record: Record) -> Iterator[Outcome]:
    """The outcomes of a provision for one record: one, or one a year for a yearly duty."""
    blank = _blank(setting, provision, record)
    if not _recorded_and_begun(setting, provision):
        yield replace(blank, status="not_in_force")
        return
    how = PROVISION_KINDS[provision.kind].how
    if how == "series":
        yield series.decide(setting, provision, record, blank, conditions(setting, provision, record))
    elif provision.yearly:
        yield from calendar.yearly(setting, provision, record, blank, conditions)
    elif _is_over(setting, provision):
        yield replace(blank, status="not_in_force")
    elif how == "progress":
        yield progress.decide(setting, provision, record, blank)
    elif how == "calendar":
        yield calendar.once(setting, provision, record, blank, conditions(setting, provision, record))
    else:
        yield _by_conditions(setting, provision, record, blank)


def _blank(setting: Setting, provision: Provision, record: Record) -> Outcome:
    return Outcome(
        provision=provision.full_id,
        kind=provision.kind,
        label=provision.label,
        subject=provision.subject,
        record=record.id if record.kind.listed else None,
        status="undetermined",
        currency=setting.facts.book.instrument(provision.instrument).currency if provision.amount else None,
        payment=provision.payment,
    )


def _recorded_and_begun(setting: Setting, provision: Provision) -> bool:
    instrument = setting.facts.book.instrument(provision.instrument).span
    recorded = [span.recorded for span in (instrument, provision.span) if span.recorded]
    if instrument.is_empty or (setting.known is not None and any(each > setting.known for each in recorded)):
        return False
    first = (provision.in_force or instrument).first
    begun = [each for each in (first, provision.span.first) if each]
    return all(each <= setting.on for each in begun)


def _is_over(setting: Setting, provision: Provision) -> bool:
    """Past the last day; a provision with an event, or with a due date of its own, outlives it."""
    if provision.period is not None or provision.due is not None:
        return False
    last = (provision.in_force or setting.facts.book.instrument(provision.instrument).span).last
    return any(each is not None and each < setting.on for each in (last, provision.span.last))


def _by_conditions(setting: Setting, provision: Provision, record: Record, blank: Outcome) -> Outcome:
    kind = PROVISION_KINDS[provision.kind]
    found = list(conditions(setting, provision, record))
    if any(each.result == "fails" for each in found):
        return replace(blank, status=kind.no, conditions=tuple(found))
    amount: Any = None
    if provision.amount is not None:
        evaluated = evaluate(setting, provision, provision.amount, record, legal_day(setting, provision, record))
        amount = evaluated.value
        result = "unknown" if evaluated.fault or isinstance(amount, Unknown) else "fails" if amount is None else "holds"
        if result != "holds" or evaluated.parameters:
            cite = evaluated_cite(setting, provision, evaluated)
            found.append(condition_result("amount-stated", AMOUNT_STATED, AMOUNT_STATED, cite, result, evaluated))
        if result == "fails":
            return replace(blank, status=kind.no, conditions=tuple(found))
    missing = frozenset().union(*(each.needs for each in found))
    if any(each.result in ("unknown", "referred") for each in found):
        return replace(blank, conditions=tuple(found), missing=missing)
    granted = replace(blank, status=kind.yes, amount=amount, conditions=tuple(found))
    return replace(_received(setting, provision, record, granted), answers=answers(setting, provision, record))


def evaluated_cite(setting: Setting, provision: Provision, evaluated: Evaluated) -> Citation:
    """Where the amount stands: the citation of the parameter version that gave it, else the provision's own."""
    parameters = setting.facts.book.instrument(provision.instrument).parameters
    for used in evaluated.parameters:
        for version in parameters[used.name].versions:
            if version.span.first == used.since:
                return version.cite
    return provision.cites[0]


def _received(setting: Setting, provision: Provision, record: Record, granted: Outcome) -> Outcome:
    """Step 4, first half: what is paid once and was received for this record, itself or what it replaces, is not
    paid again.
    """
    if not (provision.is_paid_once and PROVISION_KINDS[provision.kind].has_receipts):
        return granted
    would_be = WouldBe(granted.status, granted.amount)
    receipts = _receipts(setting)
    if isinstance(receipts, Unknown):
        return replace(granted, status="undetermined", amount=None, would_be=would_be, missing=receipts.facts)
    unsure: list[Unknown] = []
    counted = {provision.full_id, *_replaced_by(setting, provision)}
    for receipt in receipts:
        same = receipt["provision"] in counted
        whose = receipt[record.kind.name] if record.kind.listed else record.id
        if same and isinstance(whose, Unknown):
            unsure.append(whose)
        elif same and whose == record.id:
            return replace(granted, status="already_received", amount=None, would_be=would_be)
    if unsure:
        return replace(granted, status="undetermined", amount=None, would_be=would_be, missing=merge(*unsure).facts)
    return granted


def _replaced_by(setting: Setting, provision: Provision) -> Iterator[str]:
    for affect in affects_in_force(setting.facts.book, setting.on, setting.known):
        if affect.by == provision.full_id and affect.effect == "replaces":
            yield affect.provision


def _receipts(setting: Setting) -> Any:
    for record in setting.facts.singles.values():
        if "receipts" in record.kind.roles:
            return record[record.kind.roles["receipts"]]
    return []


def answers(setting: Setting, provision: Provision, record: Record) -> tuple[AnswerGiven, ...]:
    """What the outcome tells beyond its status; an answer that is not known is left out."""
    found = []
    for answer in provision.answers:
        evaluated = evaluate(setting, provision, answer.value, record, setting.on)
        value = evaluated.value
        if value is not None and not isinstance(value, Unknown):
            found.append(AnswerGiven(answer.id, answer.label, value, _answer_text(setting, evaluated)))
    return tuple(found)


def _answer_text(setting: Setting, evaluated: Evaluated) -> Text:
    """An answer in words: as a value of the fact that it is, or as a code of the facts that it was read from."""
    value, vocabulary = evaluated.value, setting.facts.book.vocabulary
    read = [each.fact for each in evaluated.reads.facts.values()]
    alike = [fact for fact in read if fact.code is not None and value in vocabulary.codes[fact.code]]
    kind = alike[0] if alike else read[0] if len(read) == 1 and read[0].code is None else ""
    return Text(phrases.value(value, kind, vocabulary, "zh"), phrases.value(value, kind, vocabulary, "en"))


def conditions(
    setting: Setting, provision: Provision, record: Record, year: int | None = None
) -> Iterator[ConditionResult]:
    """Every condition in force on the legal day with its result, the period first."""
    if provision.period is not None:
        yield _period(setting, provision, provision.period, record)
    day = legal_day(setting, provision, record)
    for condition in provision.conditions:
        versions = _standing(condition, day, setting.known)
        if versions:
            found = [evaluate(setting, provision, each.when, record, day, year) for each in versions]
            evaluated = _agreed(found, day)
            result = _result(evaluated.value, condition)
            text = condition.text or condition.label
            yield condition_result(condition.id, condition.label, text, condition.cite, result, evaluated)


def _standing(condition: Condition, day: Day, known: Date | None) -> list[ConditionVersion]:
    """The version in force on the legal day; every one that could be where that day is unknown."""
    if not isinstance(day, Unknown):
        found = standing(condition.versions, day, known)
        return [found] if found else []
    return list({each.span.first: each for each in effective(condition.versions, known)}.values())


def _agreed(found: list[Evaluated], day: Day) -> Evaluated:
    """What all versions come to; where they differ, the answer hangs on the legal day."""
    if all(each.value == found[0].value for each in found):
        return found[0]
    reads = Reads()
    for each in found:
        reads.facts.update(each.reads.facts)
        reads.absorb(each.reads)
    unknown = [each.value for each in found if isinstance(each.value, Unknown)]
    return Evaluated(merge(*([day] if isinstance(day, Unknown) else []), *unknown), reads, ())


def _result(value: Any, condition: Condition) -> str:
    if value is True:
        return "holds"
    if value is False:
        return "fails" if condition.otherwise == "refused" else "referred"
    return "unknown"


def condition_result(
    name: str, label: Text, text: Text, cite: Citation, result: str, evaluated: Evaluated
) -> ConditionResult:
    """A result with what was read for it."""
    facts = tuple(
        FactUsed(each.path, each.value, not each.fact.is_given, each.presumed)
        for each in evaluated.reads.facts.values()
    )
    needs = evaluated.value.facts if isinstance(evaluated.value, Unknown) else frozenset()
    given = frozenset(evaluated.reads.given)
    return ConditionResult(name, result, label, text, cite, facts, evaluated.parameters, needs, given, evaluated.fault)


def legal_day(setting: Setting, provision: Provision, record: Record) -> Day:
    """The legal day a provision goes by: its event, kept inside its period where a state lasts beyond it,
    or the day asked.
    """
    period = provision.period
    if period is None:
        return setting.on
    event: Day = evaluate(setting, provision, period.event, record, setting.on).value or Unknown()
    last = _last_day(setting, provision, record)
    if isinstance(event, Unknown) or last is None or period.since is None:
        return event
    return min(event, last)


def _last_day(setting: Setting, provision: Provision, record: Record) -> Date | None:
    period = provision.period
    if period is not None and period.last is not None:
        found = evaluate(setting, provision, period.last, record, setting.on).value
        return found if isinstance(found, Date) else None
    return setting.facts.book.instrument(provision.instrument).span.last


def _period(setting: Setting, provision: Provision, period: Period, record: Record) -> ConditionResult:
    """Whether the event lies within the period; a state, whether it overlaps it."""
    event = evaluate(setting, provision, period.event, record, setting.on)
    first = evaluate(setting, provision, period.first, record, setting.on) if period.first else None
    last = _last_day(setting, provision, record)
    begun = True if first is None else _before(first.value, event.value)
    parts = [event, *([first] if first else [])]
    ended = True if last is None else _before(event.value, last)
    if ended is not True and period.since is not None:
        since = evaluate(setting, provision, period.since, record, setting.on)
        parts.append(since)
        ended = _before(since.value, last)
    value: Any = False if False in (begun, ended) else _unknown(begun, ended)
    reads = event.reads
    for part in parts[1:]:
        reads.facts.update(part.reads.facts)
        reads.presumed.update(part.reads.presumed)
        reads.given.update(part.reads.given)
    evaluated = Evaluated(value, reads, tuple(each for part in parts for each in part.parameters))
    result = "holds" if value is True else "fails" if value is False else "unknown"
    return condition_result("period", PERIOD, PERIOD, period.cite, result, evaluated)


def _before(earlier: Any, later: Any) -> bool | Unknown:
    for each in (earlier, later):
        if not isinstance(each, Date):
            return each if isinstance(each, Unknown) else Unknown()
    return bool(earlier <= later)


def _unknown(*parts: bool | Unknown) -> bool | Unknown:
    open_parts = [each for each in parts if isinstance(each, Unknown)]
    return merge(*open_parts) if open_parts else True
