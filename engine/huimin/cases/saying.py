"""The conditions of an outcome in words: made for the answer that is given, not for those that are only weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

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
        self.said: dict[str, Mapping[str, Text]] = {}

    def texts(self, provision: Provision) -> Mapping[str, Text]:
        """By its id the text of each condition that can be made from its expression, and of the period."""
        if provision.full_id not in self.said:
            found = {name: text for name, text in self._texts(provision) if text is not None}
            self.said[provision.full_id] = found
        return self.said[provision.full_id]

    def _texts(self, provision: Provision) -> Iterator[tuple[str, Text | None]]:
        if provision.period is not None:
            yield "period", wording.period_text(self.book, provision, provision.period)
        for condition in provision.conditions:
            yield condition.id, wording.condition_text(self.book, provision, condition, known=self.known)
