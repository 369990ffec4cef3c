"""Some provisions as a function of a case, for those who ask again and again: statuses and amounts, without reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from huimin.cases.determination import paid
from huimin.cases.determine import as_known, checked_provisions, checked_readings, in_play, language_of
from huimin.cases.programs import decider_of
from huimin.cases.read import read_case, read_day
from huimin.decide.answer import Decider
from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.alternatives import related
from huimin.policy.model import Book
from huimin.policy.readings import readings_taken, settle


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provision (its full id) comes to for one record. `record` is the id of one of several, `year` that of a
    yearly duty, `amount` what is to be paid, with two decimals, and `missing` the paths of the facts that an
    undetermined answer hangs on.
    """

    provision: str
    record: str | None
    year: int | None
    status: str
    amount: Decimal | None
    missing: frozenset[str]


MOST_DAYS = 10_000
"""For how many days asked, and readings asked for, the programs are remembered."""


@dataclass(frozen=True)
class Compiled:
    """A function of a plain case, as `compile` makes it. `source` is the book in play, `book` the same as it was known
    on `known`.
    """

    source: Book
    book: Book
    only: frozenset[str]
    known: Date | None
    readings: Mapping[str, str]
    _deciders: dict[tuple[Any, ...], Decider] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, case: Mapping[str, Any]) -> tuple[Answer, ...]:
        """The answers in the order of the book, then of the case. Raises CaseError with every place of a mistake."""
        read = read_case(self.book, language_of(self.book), Document("case", "", case), known=self.known)
        decider = self._decider(read.on, {**read.readings, **self.readings})
        return tuple(
            Answer(each.provision, each.record, each.year, each.status, paid(each.amount), each.missing)
            for each in decider.decide(read.facts, read.on)
            if each.provision in self.only
        )

    def _decider(self, on: Date, readings: Mapping[str, str]) -> Decider:
        """The programs for a day. Days on which the book says the same share them."""
        key = on, tuple(sorted(readings.items()))
        if key not in self._deciders:
            if len(self._deciders) >= MOST_DAYS:
                self._deciders.clear()
            taken = {**readings_taken(self.book, on, self.known), **readings}
            settled = settle(self.book, taken)
            together = related(settled, self.only)
            self._deciders[key] = decider_of(self.source, self.book, settled, taken, on, self.known, together)
        return self._deciders[key]


def compile(  # noqa: A001 - the term of the trade
    book: Book,
    provisions: Collection[str],
    *,
    known: Date | str | None = None,
    readings: Mapping[str, str] | None = None,
    drafts: Collection[str] = (),
) -> Compiled:
    """Some provisions (full ids) as a function of a case: a dict of ISO days, numbers and texts, as `determine` has it.

    What it answers is what `determine` answers; it leaves out reasons, cautions, presumptions and words. Options are
    those of `determine`. Raises CaseError for a name that is none of the book, TypeError where `provisions` is a text.

    grants = huimin.compile(book, ["instrument/provision"])
    grants({"on": "2024-06-01", "family": {"children": [...]}})[0].amount
    """
    day = read_day(known, "known")
    source = in_play(book, drafts)
    playing = as_known(source, day)
    only = frozenset(checked_provisions(playing, provisions))
    return Compiled(source, playing, only, day, checked_readings(playing, readings or {}))
