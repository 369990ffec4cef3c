"""How much one case may hold. The schema of a case, the reader of one case and the rows of a table refuse the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from huimin.policy.vocabulary import Fact, Record


@dataclass(frozen=True)
class Bounds:
    """The bounds of a case: of lists in members, of numbers in digits, of texts in characters.

    `decided` is for lists whose members are decided one by one, such as children: a determination grows with them
    more than in proportion. `findings` is how many mistakes are told before the rest of a case is left unread.
    """

    decided: int = 20
    listed: int = 200
    records: int = 1_000
    depth: int = 40
    text: int = 200
    digits: int = 12
    decimals: int = 6
    findings: int = 100

    @property
    def number(self) -> Decimal:
        """The largest number: nines before the point and after it."""
        return Decimal(f"{'9' * self.digits}.{'9' * self.decimals}")

    def smallest(self, fact: Fact) -> Decimal:
        """The smallest value of a fact that is a number."""
        return -self.number if fact.minimum is None else max(fact.minimum, -self.number)

    def largest(self, fact: Fact) -> Decimal:
        """The largest value of a fact that is a number."""
        return self.number if fact.maximum is None else min(fact.maximum, self.number)

    def members(self, kind: Record) -> int:
        """How many records of a kind one list may have."""
        return self.decided if kind.listed and kind.at else self.listed


BOUNDS = Bounds()
