"""Why an outcome is what it is: what was read for each of its conditions and answers, found by evaluating them again.

Programs decide what a condition comes to. Nothing is decided here: a trace tells the facts, the versions of parameters,
and the errors of evaluation behind what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from huimin.cases.determination import AnswerGiven, ConditionResult, FactUsed, Outcome, ParameterUsed
from huimin.cases.evaluate import Evaluated, Setting, evaluate
from huimin.cases.facts import Reads, Record
from huimin.decide.answer import Decision
from huimin.decide.python import last_entry
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy.model import Citation, Condition, ConditionVersion, Goal, Period, Provision
from huimin.policy.spans import effective, standing
from huimin.policy.vocabulary import Expression, Text
from huimin.text import phrases
from huimin.words import both

Day = Date | Unknown


@dataclass
class Trace:
    """A provision traced for one record, with the legal day that its outcome goes by. `reads` has what was read on the
    way, presumptions among it.
    """

    setting: Setting
    provision: Provision
    record: Record
    day: Day
    year: int | None = None
    reads: Reads = field(default_factory=Reads)

    def conditions(self, results: Mapping[str, str], texts: Mapping[str, Text]) -> tuple[ConditionResult, ...]:
        """Every condition that an outcome tells, by its id with its result, and with what was read for it. `texts` say
        some of them in words.
        """
        found: list[ConditionResult] = []
        for name, result in results.items():
            if name == "amount-stated" and any(each.result == "fails" for each in found):
                continue  # what is refused anyhow needs no amount
            traced = self._condition(name, result, texts.get(name))
            if traced is not None:
                found.append(traced)
        return tuple(found)

    def answers(self, given: Mapping[str, Any]) -> tuple[AnswerGiven, ...]:
        """What an outcome tells beyond its status, by the id of each answer that is known."""
        return tuple(
            AnswerGiven(each.id, each.label, given[each.id], self._answer_text(self.evaluated(each.value)))
            for each in self.provision.answers
            if each.id in given
        )

    def presumed(self) -> frozenset[str]:
        """The presumptions that were read for the conditions, for the days, and for what was received."""
        goal = self.provision.goal
        for due in (self.provision.due, goal.due if goal else None):
            if due is not None:
                self.evaluated(due)
        if self.provision.is_paid_once:
            with self._reading():
                for each in self.setting.facts.singles.values():
                    each.get(each.kind.roles.get("receipts", ""))
        return frozenset(self.reads.presumed)

    # Conditions ---------------------------------------------------------------------------------------------------

    def _condition(self, name: str, result: str, text: Text | None) -> ConditionResult | None:
        provision, cite = self.provision, self.provision.cites[0]
        written = next((each for each in provision.conditions if each.id == name), None)
        if written is not None:
            evaluated = self._agreed(written)
            said = text or written.text or written.label
            return _told(name, written.label, said, written.cite, result, evaluated)
        label = of_the_engine(name)
        if name == "period":
            assert provision.period is not None
            return _told(name, label, text or label, provision.period.cite, result, self._period(provision.period))
        if name == "amount-stated":
            assert provision.amount is not None
            evaluated = self.evaluated(provision.amount, self.day)
            if result == "holds" and not evaluated.parameters:
                return None
            return _told(name, label, label, _cite_of(self.setting, provision, evaluated), result, evaluated)
        if name == "goal":
            assert provision.goal is not None
            facts, parameters = self._goal(provision.goal)
            return ConditionResult(name, result, label, provision.label, cite, facts, parameters)
        if name == "fulfilled":
            asked = provision.fulfilled_when
            facts = _used(self.evaluated(asked).reads) if asked else ()
            return ConditionResult(name, result, label, label, cite, facts)
        entry = self._latest("progress", "provision", provision.full_id, self.setting.on)
        if isinstance(entry, Record):
            return ConditionResult(name, result, label, label, cite, (_entry(entry, "stage"),))
        return None if entry is None else ConditionResult(name, result, label, label, cite)

    def _agreed(self, condition: Condition) -> Evaluated:
        """The condition as the version that counts has it; all versions where the legal day is not known."""
        versions = _standing(condition, self.day, self.setting.known)
        found = [self.evaluated(each.when, self.day) for each in versions]
        if all(each.value == found[0].value for each in found):
            return found[0]
        return Evaluated(None, _merged([each.reads for each in found]), ())

    def _period(self, period: Period) -> Evaluated:
        """What was read to place the event within the period: the first day of a state only where the last day of it
        is not enough.
        """
        event = self.evaluated(period.event)
        parts = [event, *([self.evaluated(period.first)] if period.first else [])]
        last = self._last_day(period)
        if period.since is not None and last is not None:
            ended = isinstance(event.value, Date) and isinstance(last, Date) and event.value <= last
            parts += [] if ended else [self.evaluated(period.since)]
        return Evaluated(
            event.value,
            _merged([each.reads for each in parts]),
            tuple(each for part in parts for each in part.parameters),
        )

    def _last_day(self, period: Period) -> Any:
        if period.last is not None:
            return self.evaluated(period.last).value
        return self.setting.facts.book.instrument(self.provision.instrument).span.last

    # Targets ------------------------------------------------------------------------------------------------------

    def _goal(self, goal: Goal) -> tuple[tuple[FactUsed, ...], tuple[ParameterUsed, ...]]:
        """The entries of the series, and the parameters, of which a target is made."""
        due = self.evaluated(goal.due).value
        if not isinstance(due, Date):
            return (), ()
        day = min(due, self.setting.on)
        if goal.assessed:
            return self._entries(("assessments", "provision", self.provision.full_id, "met"), day=day), ()
        series = [("observations", goal.indicator, goal.per_number), ("observations", goal.per_indicator, None)]
        series += [("ceilings", goal.indicator, None)] if goal.ceiling else []
        entries = [(role, "indicator", name, "value") for role, name, _ in series if name is not None]
        numbers = [goal.per_number, *([] if goal.ceiling else [goal.value])]
        parameters = [used for each in numbers if each for used in self.evaluated(each).parameters]
        return self._entries(*entries, day=day), tuple(parameters)

    def _entries(self, *asked: tuple[str, str, str, str], day: Date) -> tuple[FactUsed, ...]:
        found = [(self._latest(role, key, name, day), what) for role, key, name, what in asked]
        return tuple(_entry(entry, what) for entry, what in found if isinstance(entry, Record))

    def sides(self) -> Iterator[tuple[Decimal, Decimal]]:
        """The two sides that a target compares, observed first: times numbers and denominators, so that no ratio is
        rounded. None where one is unknown, or it is assessed.
        """
        goal = self.provision.goal
        due = self.evaluated(goal.due).value if goal else None
        if goal is None or goal.assessed or not isinstance(due, Date):
            return
        day = min(due, self.setting.on)
        wanted = self._value("ceilings", goal.indicator, day) if goal.ceiling else self._number(goal.value)
        denominator = self._value("observations", goal.per_indicator, day) if goal.per_indicator else Decimal(1)
        parts = (self._value("observations", goal.indicator, day), self._number(goal.per_number), wanted, denominator)
        if all(isinstance(each, Decimal) for each in parts):
            observed, number, wanted, denominator = parts
            yield observed * number, wanted * denominator

    def _value(self, role: str, indicator: str | None, day: Date) -> Any:
        found = self._latest(role, "indicator", indicator or "", day)
        return found["value"] if isinstance(found, Record) else None

    def _number(self, expression: Expression | None) -> Any:
        return Decimal(1) if expression is None else self.evaluated(expression).value

    def _latest(self, role: str, key: str, value: str, day: Date) -> Any:
        return last_entry(self.record, self.record.kind.roles[role], key, value, day)

    # Expressions --------------------------------------------------------------------------------------------------

    def evaluated(self, expression: Expression, day: Day | None = None) -> Evaluated:
        """An expression of the provision; its parameters are those of `day`, or of the day asked."""
        on = self.setting.on if day is None else day
        with self._reading():
            return evaluate(self.setting, self.provision, expression, self.record, on, self.year)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        facts = self.setting.facts
        facts.open.append(self.reads)
        try:
            yield
        finally:
            facts.open.pop()

    def _answer_text(self, evaluated: Evaluated) -> Text:
        """An answer in words: as a value of the fact that it is, or as a code of the facts that it was read from."""
        value, vocabulary = evaluated.value, self.setting.facts.book.vocabulary
        read = [each.fact for each in evaluated.reads.facts.values()]
        alike = [fact for fact in read if fact.code is not None and value in vocabulary.codes[fact.code]]
        kind = alike[0] if alike else read[0] if len(read) == 1 and read[0].code is None else ""
        return Text(phrases.value(value, kind, vocabulary, "zh"), phrases.value(value, kind, vocabulary, "en"))


def trace_of(setting: Setting, outcome: Outcome | Decision) -> Trace:
    """What traces an outcome, or a decision that becomes one."""
    facts = setting.facts
    provision = facts.book.provisions[outcome.provision]
    record = next(each for each in facts.subjects(provision.subject) if outcome.record in (None, each.id))
    return Trace(setting, provision, record, outcome.day, outcome.year)


def of_the_engine(name: str) -> Text:
    """What a condition is called that no book writes, such as the period."""
    return Text(**both("cases", f"conditions.{name}"))


def _standing(condition: Condition, day: Day, known: Date | None) -> list[ConditionVersion]:
    """The version in force on the legal day; every one that could be where that day is unknown."""
    if isinstance(day, Unknown):
        return list({each.span.first: each for each in effective(condition.versions, known)}.values())
    found = standing(condition.versions, day, known)
    return [found] if found else []


def _told(name: str, label: Text, text: Text, cite: Citation, result: str, evaluated: Evaluated) -> ConditionResult:
    given = frozenset(evaluated.reads.given)
    facts, parameters = _used(evaluated.reads), evaluated.parameters
    return ConditionResult(name, result, label, text, cite, facts, parameters, given, evaluated.fault)


def _used(reads: Reads) -> tuple[FactUsed, ...]:
    return tuple(
        FactUsed(each.path, each.value, not each.fact.is_given, each.presumed) for each in reads.facts.values()
    )


def _entry(entry: Record, what: str) -> FactUsed:
    return FactUsed(f"{entry.path}.{what}", entry[what], derived=False)


def _merged(parts: list[Reads]) -> Reads:
    found = Reads()
    for each in parts:
        found.facts.update(each.facts)
        found.absorb(each)
    return found


def _cite_of(setting: Setting, provision: Provision, evaluated: Evaluated) -> Citation:
    """Where the amount stands: the citation of the parameter version that gave it, else the provision's own."""
    parameters = setting.facts.book.instrument(provision.instrument).parameters
    for used in evaluated.parameters:
        for version in parameters[used.name].versions:
            if version.span.first == used.since:
                return version.cite
    return provision.cites[0]
