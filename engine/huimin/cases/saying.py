"""The conditions of an outcome in words: made for the answer that is given, not for those that are only weighed."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from huimin.cases.determination import ConditionResult, Outcome
from huimin.decide.answer import Decider
from huimin.feel.values import Date
from huimin.policy.model import Book, Provision
from huimin.policy.vocabulary import Text
from huimin.text import wording

_SAYERS: WeakKeyDictionary[Decider, Sayer] = WeakKeyDictionary()


def sayer_of(decider: Decider, book: Book, known: Date | None) -> Sayer:
    """What says the conditions of the provisions that a decider knows, as long as there is that decider."""
    if decider not in _SAYERS:
        _SAYERS[decider] = Sayer(book, known)
    return _SAYERS[decider]


class Sayer:
    """Says conditions under one settled book; what was said once is kept, since cases share their provisions."""

    def __init__(self, book: Book, known: Date | None) -> None:
        self.book, self.known = book, known
        self.provisions = book.provisions
        self.said: dict[tuple[str, str], Text | None] = {}

    def outcome(self, outcome: Outcome) -> Outcome:
        """The outcome with the text of each condition made from its expression."""
        provision = self.provisions[outcome.provision]
        return replace(outcome, conditions=tuple(self._condition(provision, each) for each in outcome.conditions))

    def _condition(self, provision: Provision, result: ConditionResult) -> ConditionResult:
        key = (provision.full_id, result.id)
        if key not in self.said:
            self.said[key] = self._say(provision, result.id)
        text = self.said[key]
        return replace(result, text=text) if text else result

    def _say(self, provision: Provision, name: str) -> Text | None:
        if name == "period" and provision.period is not None:
            return wording.period_text(self.book, provision, provision.period)
        for condition in provision.conditions:
            if condition.id == name:
                return wording.condition_text(self.book, provision, condition, known=self.known)
        return None
