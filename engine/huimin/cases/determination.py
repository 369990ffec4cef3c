"""What a determination is: frozen objects with the same names as in its JSON (`schemas/determination.v1.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from huimin.feel.unknown import Unknown
from huimin.feel.values import Date, Time
from huimin.policy.model import Citation
from huimin.policy.vocabulary import Text

SCHEMA = "determination.v1.json"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class FactUsed:
    """A fact that a condition read. `value` is FEEL's; `derived` where it was computed from others."""

    path: str
    value: Any
    derived: bool
    presumed: bool = False


@dataclass(frozen=True)
class ParameterUsed:
    """A version of a parameter that was read: which one (`since`), by which key, and what it gave."""

    name: str
    key: str | None
    since: Date | None
    value: Any


@dataclass(frozen=True)
class ConditionResult:
    """`result` is holds, fails, unknown or referred; `given` are the paths of the given facts that it read."""

    id: str
    result: str
    label: Text
    text: Text
    cite: Citation
    facts: tuple[FactUsed, ...] = ()
    parameters: tuple[ParameterUsed, ...] = ()
    given: frozenset[str] = field(default=frozenset(), repr=False)
    fault: Text | None = None


@dataclass(frozen=True)
class Caution:
    """Another reading of an open question would change this outcome: to what, by reading."""

    question: str
    text: Text
    readings: tuple[tuple[str, str, Decimal | None], ...] = ()


@dataclass(frozen=True)
class Need:
    """A missing fact that an outcome hangs on, and the question that asks for it."""

    path: str
    question: Text


@dataclass(frozen=True)
class WouldBe:
    """What an outcome would be without what holds it up."""

    status: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class NewValue:
    """A fact that could change, and the value that would grant what was refused."""

    path: str
    value: Any
    label: Text


@dataclass(frozen=True)
class AnswerGiven:
    """What an outcome tells beyond its status; `text` is the value in words."""

    id: str
    label: Text
    value: Any
    text: Text


@dataclass(frozen=True)
class Outcome:
    """One provision decided for one record. `subject` is the subject's name,
    `record` its id where it is one of several. `day` is the legal day that it goes by.
    """

    provision: str
    kind: str
    label: Text
    subject: str
    record: str | None
    status: str
    year: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    payment: str | None = None
    conditions: tuple[ConditionResult, ...] = ()
    cautions: tuple[Caution, ...] = ()
    needs: tuple[Need, ...] = ()
    would_be: WouldBe | None = None
    displaced_by: str | None = None
    change: tuple[NewValue, ...] = ()
    answers: tuple[AnswerGiven, ...] = ()
    missing: frozenset[str] = field(default=frozenset(), repr=False)
    day: Date | Unknown = field(default=Unknown(), repr=False)

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the conditions that fail."""
        return tuple(each.id for each in self.conditions if each.result == "fails")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the conditions that are unknown or referred."""
        return tuple(each.id for each in self.conditions if each.result in ("unknown", "referred"))


@dataclass(frozen=True)
class Presumed:
    """A presumption that mattered for some outcome."""

    path: str
    value: Any
    why: Text


@dataclass(frozen=True)
class NotAsked:
    """A subject of which the case has no record, and how many provisions were therefore not decided."""

    subject: str
    label: Text
    provisions: int


@dataclass(frozen=True)
class Total:
    """A sum of what is granted in one currency and one rhythm of payment."""

    currency: str
    value: Decimal
    payment: str


@dataclass(frozen=True)
class Determination:
    """The answer for one case: every outcome with its reasons, and what the answer rests on."""

    digest: str
    engine: str
    instruments: tuple[tuple[str, str], ...]
    on: Date
    known: Date | None
    readings: Mapping[str, str]
    assumed: Mapping[str, Any]
    presumed: tuple[Presumed, ...]
    outcomes: tuple[Outcome, ...]
    not_asked: tuple[NotAsked, ...]
    totals: tuple[Total, ...]

    def outcome(self, provision: str, record: str | None = None, *, year: int | None = None, **subject: str) -> Outcome:
        """The outcome of a provision, by `record` or by its subject's name: `outcome("a/b", child="second")`.

        Raises LookupError where there is none, or more than one.
        """
        return outcome_among(self.outcomes, provision, next(iter(subject.values()), record), year)

    def to_json(self) -> str:
        """The determination as a JSON text, the same bytes for the same book and case."""
        return json.dumps(self.to_data(), ensure_ascii=False, indent=2) + "\n"

    def to_data(self) -> dict[str, Any]:
        """The determination as plain data, in the shape of its schema."""
        return {
            "schema": SCHEMA,
            "book": {
                "digest": self.digest,
                "instruments": [{"id": name, "status": status} for name, status in self.instruments],
            },
            "engine": self.engine,
            "on": plain(self.on),
            "known": plain(self.known),
            "readings": dict(self.readings),
            "assumed": {path: plain(value) for path, value in self.assumed.items()},
            "presumed": [
                {"path": each.path, "value": plain(each.value), "why": each.why.to_json()} for each in self.presumed
            ],
            "outcomes": [_outcome(each) for each in self.outcomes],
            "not_asked": [{"subject": each.subject, "provisions": each.provisions} for each in self.not_asked],
            "totals": [
                {"currency": each.currency, "value": money(each.value), "payment": each.payment} for each in self.totals
            ],
        }


def outcome_among(outcomes: Iterable[Outcome], provision: str, record: str | None, year: int | None) -> Outcome:
    """The one outcome of a provision for a record and a year, either of which may be left out.

    Raises LookupError where there is none, or more than one.
    """
    found = [
        each
        for each in outcomes
        if each.provision == provision and record in (None, each.record) and year in (None, each.year)
    ]
    if len(found) != 1:
        raise LookupError(f"{len(found)} outcomes of {provision} for {record or 'anyone'}")
    return found[0]


def rounded(amount: Decimal) -> Decimal:
    """An amount to be paid: two decimals, half up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def paid(amount: Decimal | None) -> Decimal | None:
    """An exact amount as it is paid; None where nothing is."""
    return None if amount is None else rounded(amount)


def money(amount: Decimal) -> str:
    """An amount as text with two decimals."""
    return f"{rounded(amount):f}"


def plain(value: Any) -> Any:
    """A FEEL value as JSON: whole numbers as numbers, other numbers and dates as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    if isinstance(value, Date):
        return value.iso
    if isinstance(value, Time):
        return f"{value.hour:02d}:{value.minute:02d}"
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def _outcome(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {
        "provision": outcome.provision,
        "kind": outcome.kind,
        "label": outcome.label.to_json(),
        "for": {outcome.subject: outcome.record},
        "status": outcome.status,
        "amount": _amount(outcome.amount, outcome.currency),
        "conditions": [_condition(each) for each in outcome.conditions],
        "cautions": [_caution(each, outcome.currency) for each in outcome.cautions],
        "needs": [{"path": each.path, "question": each.question.to_json()} for each in outcome.needs],
        "would_be": None
        if outcome.would_be is None
        else {"status": outcome.would_be.status, "amount": _amount(outcome.would_be.amount, outcome.currency)},
        "displaced_by": outcome.displaced_by,
        "change": [
            {"path": each.path, "value": plain(each.value), "label": each.label.to_json()} for each in outcome.change
        ],
    }
    if outcome.year is not None:
        found["year"] = outcome.year
    if outcome.payment is not None:
        found["payment"] = outcome.payment
    if outcome.answers:
        found["answers"] = [
            {"id": each.id, "label": each.label.to_json(), "value": plain(each.value), "text": each.text.to_json()}
            for each in outcome.answers
        ]
    return found


def _amount(amount: Decimal | None, currency: str | None) -> dict[str, Any] | None:
    return None if amount is None else {"value": money(amount), "currency": currency}


def _caution(caution: Caution, currency: str | None) -> dict[str, Any]:
    return {
        "question": caution.question,
        "text": caution.text.to_json(),
        "readings": [
            {"reading": reading, "status": status, "amount": _amount(amount, currency)}
            for reading, status, amount in caution.readings
        ],
    }


def _condition(condition: ConditionResult) -> dict[str, Any]:
    return {
        "id": condition.id,
        "result": condition.result,
        "label": condition.label.to_json(),
        "text": condition.text.to_json(),
        "cite": condition.cite.to_json(),
        "facts": [
            {"path": each.path, "value": plain(each.value), "derived": each.derived}
            | ({"presumed": True} if each.presumed else {})
            for each in condition.facts
        ],
        "parameters": [
            {"name": each.name, "key": each.key, "from": plain(each.since), "value": parameter_value(each.value)}
            for each in condition.parameters
        ],
    } | ({"fault": condition.fault.to_json()} if condition.fault else {})


def parameter_value(value: Any) -> Any:
    """A parameter's value as text, as exact as the YAML has it."""
    if isinstance(value, list | tuple) and not isinstance(value, Date):
        return [parameter_value(each) for each in value]
    return f"{value:f}" if isinstance(value, Decimal) else plain(value)
