"""What the determinations of a study rest on, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huimin.assure.impact.model import Money
from huimin.assure.impact.table import Side
from huimin.batch.asking import asked_of
from huimin.batch.statement import Asked
from huimin.cases.determination import Determination, Outcome
from huimin.cases.determine import checked_readings, determine, in_play, outcomes_of
from huimin.cases.read import read_day
from huimin.documents.findings import CaseError, Finding, Place
from huimin.documents.guess import guess
from huimin.policy.model import Book, OpenQuestion, Provision
from huimin.policy.payments import ONCE
from huimin.policy.readings import readings_taken


@dataclass(frozen=True)
class Basis:
    """What determinations rest on: a book and how it is asked. `drafts` that the book has not take no part."""

    book: Book
    on: str
    readings: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, Any] = field(default_factory=dict)
    drafts: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        known = {each.id for each in self.book.instruments}
        drafts = tuple(each for each in self.drafts if each in known)
        return {"on": self.on, "readings": self.readings, "assume": self.assume, "drafts": drafts}

    @property
    def taken(self) -> dict[str, str]:
        """The reading of each open question that holds on the day asked. Raises CaseError."""
        playing, day = in_play(self.book, self.options["drafts"]), read_day(self.on, "--on")
        assert day is not None
        return {**readings_taken(playing, day, None), **checked_readings(playing, self.readings)}

    def question(self, name: str) -> OpenQuestion:
        """An open question of the instruments that take part. Raises CaseError."""
        questions = in_play(self.book, self.options["drafts"]).questions
        if name not in questions:
            values = {"name": name, "guess": guess(name, questions)}
            raise CaseError([Finding("case-unknown-question", Place("--question"), values)])
        return questions[name]

    def asked(self) -> Asked:
        """The same as asked of a whole table, for every provision. Raises CaseError."""
        return asked_of(self.book, columns="status", **self.options)

    def determined(self, case: str) -> Determination:
        """One case, the text of its file, on this basis. Raises CaseError."""
        return determine(self.book, case.encode(), **self.options)

    def outcomes(self, case: str, only: Sequence[str]) -> list[Outcome]:
        """The outcomes of some provisions with their cautions. Raises CaseError."""
        own = [each for each in only if each in self.book.provisions]
        return outcomes_of(self.book, case.encode(), own, **self.options)


def provisions_of(asked: Mapping[Side, Asked]) -> dict[str, Provision]:
    """The provisions that are asked for, by their full ids in the order of the newer book, then of the older."""
    books = (asked["after"].book, asked["before"].book)
    wanted = {*asked["after"].provisions, *asked["before"].provisions}
    found: dict[str, Provision] = {}
    for book in books:
        found |= {name: each for name, each in book.provisions.items() if name in wanted and name not in found}
    return found


def money_of(provision: Provision, *books: Book) -> Money | None:
    """In what a provision pays; None where it does not."""
    if provision.amount is None:
        return None
    instrument = next(each for book in books for each in book.instruments if each.id == provision.instrument)
    return Money(instrument.currency, provision.payment or ONCE)
