"""How a determination speaks: its own words, and facts, records and amounts of a book as phrases of one language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huimin.cases.determination import FactUsed, Outcome, ParameterUsed
from huimin.feel.values import Date
from huimin.placeholders import put
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book, Citation, Goal, Parameter
from huimin.policy.payments import ONCE
from huimin.policy.vocabulary import Fact, Record, Text
from huimin.text import phrases
from huimin.text.citing import citations
from huimin.text.constants import Constants
from huimin.words import Language, say

_REFERENCE = re.compile(r"\[(.*?)\](?=\.|\Z)")


@dataclass(frozen=True)
class Telling:
    """A book spoken of in one language."""

    book: Book
    language: Language

    def say(self, key: str, /, **parts: Any) -> str:
        """A pattern of `words.yaml` with its parts in place."""
        return say("cases", key, self.language, **parts)

    def of(self, text: Text) -> str:
        """The half of a text that is of this language."""
        found: str = getattr(text, self.language)
        return found

    def filled(self, text: Text, instrument: str, day: Date | None = None) -> str:
        """A text of an instrument with its placeholders written out."""
        return self.of(phrases.fill(text, self.book.instrument(instrument), self.book, day))

    def day(self, day: Date) -> str:
        return phrases.day(day, self.language)

    def join(self, items: list[str], how: str = "list") -> str:
        return phrases.join(items, self.language, how)

    def cite(self, cite: Citation, home: str) -> str:
        return citations([cite], self.book, home, self.language)

    def name(self, table: str, key: str) -> str:
        """What the engine calls a kind, a status, a rhythm of payment."""
        return self.of(phrases.name(table, key))

    def money(self, amount: Decimal, currency: str | None) -> str:
        """An amount as it is paid."""
        return phrases.money(amount, currency, self.book.vocabulary, self.language)

    def paid(self, amount: Decimal, outcome: Outcome) -> str:
        """An amount with its rhythm of payment."""
        money = self.money(amount, outcome.currency)
        return self.say("amount", amount=money, payment=self.name("payments", outcome.payment or ONCE))

    def result(self, outcome: Outcome, status: str, amount: Decimal | None) -> str:
        """A status, by its amount where it has one."""
        if amount is None or status != PROVISION_KINDS[outcome.kind].yes:
            return self.name("statuses", status)
        return self.paid(amount, outcome)

    def fact(self, path: str, value: Any) -> str:
        """A fact with its value as a clause: 孩次为二孩, "the child is the couple's second"."""
        fact = self.fact_at(path)
        if fact is None:
            return self.say("item", label=path, value=value)
        if isinstance(value, bool) and fact.wording:
            return self.of(fact.wording["true" if value else "false"])
        if value in ([], ()):
            return self.say("no_value", label=self.of(fact.label))
        said = self.value(value, fact)
        if isinstance(value, bool):
            return self.say("item", label=self.of(fact.label), value=said)
        if "is" in fact.wording:
            return put(self.of(fact.wording["is"]), {"value": said})
        label = phrases.with_article(self.of(fact.label), self.language)
        return phrases.say("clauses", "is", self.language, left=label, value=said)

    def value(self, value: Any, fact: Fact) -> str:
        """A value of a fact in words."""
        if isinstance(value, list):
            return self.join([self.value(each, fact) for each in value])
        return phrases.alternatives([value], fact, fact.unit, self.book.vocabulary, self.language)

    def used(self, used: FactUsed, outcome: Outcome) -> str:
        """A fact that was read; whose it is, where it is not the one's whose outcome this is."""
        said = self.fact(used.path, used.value)
        record = whose(used.path)
        if record in ("", outcome.record) or not self._has_reference(used.path):
            return said
        return self.say("of_record", record=record, fact=said)

    def measured(self, facts: Sequence[FactUsed], goal: Goal) -> list[str]:
        """What a target was judged by: each indicator with its figure, in the order in which they are read."""
        indicators = self.book.vocabulary.indicators
        names = [each for each in (goal.indicator, goal.per_indicator) if each]
        labels = [self.of(indicators[each].label) for each in names]
        if goal.ceiling and goal.indicator:
            names.append(goal.indicator)
            labels.append(self.say("ceiling", label=labels[0]))
        if len(names) != len(facts):
            return []
        return [
            self.say("observed", label=label, value=self.figure(used.value, indicators[name].unit))
            for name, label, used in zip(names, labels, facts, strict=True)
        ]

    def figure(self, value: Decimal, unit: str) -> str:
        return phrases.quantity(value, unit, self.book.vocabulary, self.language)

    def _has_reference(self, path: str) -> bool:
        """Whether the records of a list are called by an id; a bare number in a list tells nobody whose a fact is."""
        *steps, _ = _REFERENCE.sub("", path).split(".")
        record = self._record_at(tuple(steps))
        return record is not None and "id" in record.facts

    def standard(self, used: ParameterUsed, instrument: str) -> str:
        """A version of a parameter that was read: its label, key, value and first day."""
        parameter = self.book.instrument(instrument).parameters[used.name]
        # A Date is a tuple too.
        several = isinstance(used.value, tuple) and not isinstance(used.value, Date)
        values = list(used.value) if several else [used.value]
        value = phrases.alternatives(values, parameter.type, parameter.unit, self.book.vocabulary, self.language)
        label = self.of(parameter.label)
        if used.since is None or parameter.type == "date":
            return self.say("item", label=label, value=value)
        day = self.day(used.since)
        if used.key is None:
            return self.say("standard", label=label, value=value, day=day)
        value = phrases.row(parameter, self.key(parameter, used.key), value, self.language)
        return self.say("standard", label=label, value=value, day=day)

    def key(self, parameter: Parameter, test: str) -> str:
        constants = Constants(None, trees=self.book.trees)
        return phrases.key_words(parameter, test, self.book.vocabulary, self.language, constants)

    def record(self, subject: str, record: str | None) -> str:
        """Whose an outcome is, where there may be several: （子女：second）."""
        if record is None:
            return ""
        return self.say("for", subject=self.of(self.book.vocabulary.records[subject].label), record=record)

    def fact_at(self, path: str) -> Fact | None:
        """The fact of the vocabulary that a path of the case leads to."""
        *steps, name = _REFERENCE.sub("", path).split(".")
        record = self._record_at(tuple(steps))
        return record.facts.get(name) if record else None

    def _record_at(self, steps: tuple[str, ...]) -> Record | None:
        records = self.book.vocabulary.records
        for record in records.values():
            if record.at == steps and steps:
                return record
        parent = self._record_at(steps[:-1]) if len(steps) > 1 else None
        fact = parent.facts.get(steps[-1]) if parent else None
        return records.get(fact.list_of) if fact and fact.list_of else None


def whose(path: str) -> str:
    """The reference of the listed record on a path: `second` of `family.children[second].birth_date`; else nothing."""
    found = _REFERENCE.findall(path)
    return found[-1] if found else ""
