"""What an expression is said with: the book, the language, and what each name in scope stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from huimin.feel.tree import Node
from huimin.policy.model import Book
from huimin.policy.vocabulary import Record
from huimin.text.constants import Constants
from huimin.words import Language

HOST_NAMES = ("on", "provision", "year")


@dataclass(frozen=True)
class Voice:
    """`records` says of which kind the record behind a name is, `subject` which one the provision is decided for.

    `others` are bound names that stand for another record of the subject's kind; inside a filter the facts of `bare`
    go without a record. `clause` says the truth that a filter or an `if` holds. `depth` counts the sentences that this
    one stands in; `listing` is set inside a quantifier.
    """

    book: Book
    lang: Language
    records: Mapping[str, Record]
    constants: Constants
    clause: Callable[[Node, Voice], str]
    subject: str = ""
    others: frozenset[str] = frozenset()
    bare: Record | None = None
    depth: int = 0
    listing: bool = False

    def names(self) -> list[str]:
        """Every name that an expression said with this voice may use."""
        instrument = self.constants.instrument
        parameters = [*instrument.parameters, "instrument"] if instrument else []
        return [*self.records, *HOST_NAMES, *parameters]

    def within(self) -> Voice:
        """The voice for a part of a compound sentence."""
        return replace(self, depth=self.depth + 1)

    def about(self, name: str, record: Record, *, other: bool) -> Voice:
        """The voice inside a quantifier, where `name` is each of several records."""
        others = self.others | {name} if other else self.others
        return replace(self, records={**self.records, name: record}, others=others, listing=True, depth=0)

    def inside(self, record: Record) -> Voice:
        """The voice inside a filter, where the facts of the list's members stand by themselves."""
        records = {**self.records, "item": record}
        return replace(self, records=records, bare=record, listing=True, depth=0)
