"""What an impact study finds, as frozen objects; their names are those of its JSON (`schemas/impact.v1.json`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from huimin.assure.impact.projection import Projection
from huimin.policy.vocabulary import Text


@dataclass(frozen=True, order=True)
class Money:
    """Sums can be added where they are of one currency and one rhythm of payment."""

    currency: str
    payment: str


@dataclass(frozen=True)
class Flow:
    """How many gain, or lose, and how much together; never negative."""

    count: int
    amount: Decimal


@dataclass(frozen=True)
class Total:
    """What is granted before and after, and the cases that gain and lose by it, each by its own sum."""

    money: Money
    before: Decimal
    after: Decimal
    gains: Flow
    losses: Flow


@dataclass(frozen=True)
class OfProvision:
    """One provision: how many outcomes differ, and of one that pays the sums, and the outcomes that gain and lose."""

    provision: str
    label: Text
    money: Money | None
    changed: int
    before: Decimal
    after: Decimal
    gains: Flow
    losses: Flow


@dataclass(frozen=True)
class Shift:
    """Outcomes that went from one status to another; None where one of the books does not have the outcome."""

    provision: str
    label: Text
    before: str | None
    after: str | None
    count: int


@dataclass(frozen=True)
class GroupValue:
    """Those of one value of a fact: None where the fact is not known."""

    value: str | None
    label: Text
    money: Money
    gains: Flow
    losses: Flow


@dataclass(frozen=True)
class Grouping:
    """Outcomes that gain and lose, by the values of one fact (`child.birth_order`)."""

    fact: str
    label: Text
    values: tuple[GroupValue, ...]


@dataclass(frozen=True)
class CautionShift:
    """Outcomes of the sample to which a caution came, and from which it went."""

    provision: str
    label: Text
    question: str
    text: Text
    came: int
    went: int


@dataclass(frozen=True)
class Sample:
    """The cases that were looked at one by one for their cautions, of those in which something differs."""

    size: int
    of: int
    cautions: tuple[CautionShift, ...]


@dataclass(frozen=True)
class LostAmount:
    """One outcome of a case that loses, in words: before, after, and why."""

    provision: str
    record: str | None
    year: int | None
    before: str
    after: str
    amount_before: Decimal
    amount_after: Decimal
    said: Text
    why: tuple[Text, ...]


@dataclass(frozen=True)
class Loss:
    """A case that loses, as a case file that can be evaluated. `amount` is what it loses, a positive number."""

    case_id: str
    money: Money
    amount: Decimal
    yaml: str
    outcomes: tuple[LostAmount, ...]


@dataclass(frozen=True)
class BudgetYear:
    """What one year costs in whole units of the currency."""

    year: int
    count: int
    currency: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Budget:
    """The years of a projection, the sample that they were told by, and what pays for others than those counted."""

    projection: Projection
    cases: int
    years: tuple[BudgetYear, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True)
class Impact:
    """What differs between two bases over one register. `provisions` that were looked at are full ids."""

    cases: int
    rejected: int
    changed_cases: int
    looked_at: tuple[str, ...]
    totals: tuple[Total, ...]
    provisions: tuple[OfProvision, ...]
    shifts: tuple[Shift, ...]
    groupings: tuple[Grouping, ...]
    sample: Sample
    losses: tuple[Loss, ...]
    budget: Budget | None

    @property
    def moved(self) -> tuple[Total, ...]:
        """The sums by which some gain or lose."""
        return tuple(each for each in self.totals if each.gains.count or each.losses.count)

    @property
    def paying(self) -> tuple[tuple[OfProvision, Money], ...]:
        """The provisions by which some gain or lose, with the money that they pay in."""
        moved = (each for each in self.provisions if each.gains.count or each.losses.count)
        return tuple((each, each.money) for each in moved if each.money is not None)
