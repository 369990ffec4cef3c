"""The kinds of provision as a table: the keys and roles that a kind needs, how it is decided, what its answers are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

How = Literal["conditions", "series", "calendar", "progress"]
Section = Literal["money", "further", "tracked"]
COMMON_STATUSES = ("undetermined", "not_in_force", "displaced")
"""The statuses that an outcome of every kind can have."""
ROLES: Mapping[str, Mapping[str, str]] = {
    "observations": {"indicator": "indicator", "date": "date", "value": "number"},
    "ceilings": {"indicator": "indicator", "date": "date", "value": "number"},
    "assessments": {"provision": "provision", "date": "date", "met": "boolean"},
    "progress": {"provision": "provision", "date": "date", "stage": "code"},
    "receipts": {"provision": "provision"},
}
"""By role of a subject's list, the facts that its records must always give, and their types."""


@dataclass(frozen=True)
class Need:
    """A need of a provision: where it has the key `beside` (None: always), and none of the keys `spared_by`."""

    beside: str | None = None
    spared_by: tuple[str, ...] = ()

    def holds(self, keys: Collection[str]) -> bool:
        """Whether a provision with these keys has the need."""
        return (self.beside is None or self.beside in keys) and not any(each in keys for each in self.spared_by)


@dataclass(frozen=True)
class ProvisionKind:
    """What a provision of a kind is.

    `yes` and `no` are the statuses of a definite answer, `other` the rest of the kind's own; `how` it is decided. An
    answer shows it in a `section`: what pays under "money", the rest by its status, or together as "tracked" over
    time. `keys` are those that other kinds do not have too, each with the need for it, None where it may be left out;
    `roles` are those that its subject then needs.
    """

    yes: str
    no: str
    how: How = "conditions"
    other: tuple[str, ...] = ()
    section: Section = "further"
    keys: Mapping[str, Need | None] = field(default_factory=dict)
    roles: Mapping[str, Need] = field(default_factory=dict)

    @property
    def own(self) -> tuple[str, ...]:
        """The statuses that this kind gives a name of its own."""
        return (self.yes, self.no, *self.other)

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status that an outcome of this kind can have, the common ones last."""
        return (*self.own, *COMMON_STATUSES)

    @property
    def pays(self) -> bool:
        """Whether its amounts are money for a household, and count in the totals."""
        return self.section == "money"

    @property
    def has_receipts(self) -> bool:
        """Whether it can be received, so that what comes once is not given again."""
        return "already_received" in self.other


_RECEIVED = ("already_received",)
_SERIES = Need(spared_by=("assessed",))
PROVISION_KINDS: Mapping[str, ProvisionKind] = {
    "benefit": ProvisionKind(
        "granted",
        "refused",
        other=_RECEIVED,
        section="money",
        keys={"category": None, "period": None, "amount": Need(), "payment": Need()},
    ),
    "service": ProvisionKind(
        "granted", "refused", other=_RECEIVED, keys={"category": None, "period": None, "payment": None}
    ),
    "right": ProvisionKind("holds", "does_not_hold"),
    "duty": ProvisionKind(
        "fulfilled",
        "breached",
        "calendar",
        ("pending",),
        "tracked",
        keys={"due": None, "every": None, "fulfilled_when": Need()},
    ),
    "target": ProvisionKind(
        "met",
        "missed",
        "series",
        ("pending",),
        "tracked",
        keys={
            "due": Need(),
            "indicator": _SERIES,
            "per": None,
            "comparator": _SERIES,
            "value": Need(spared_by=("assessed", "value_from")),
            "value_from": None,
            "assessed": None,
        },
        roles={"assessments": Need("assessed"), "observations": _SERIES, "ceilings": Need("value_from")},
    ),
    "criterion": ProvisionKind("met", "not_met"),
    "sanction": ProvisionKind("triggered", "not_triggered"),
    "encouragement": ProvisionKind("applies", "does_not_apply"),
    "programme": ProvisionKind(
        "done", "planned", "progress", ("under_way",), "tracked", keys={"due": None}, roles={"progress": Need()}
    ),
}


def special_keys() -> frozenset[str]:
    """The keys that some kinds have and others do not."""
    return frozenset(key for each in PROVISION_KINDS.values() for key in each.keys)


def stages() -> tuple[str, ...]:
    """The stages that a record of progress can name: the statuses of the kinds that progress decides."""
    return tuple(status for each in PROVISION_KINDS.values() if each.how == "progress" for status in each.own)


def statuses() -> Iterator[str]:
    """Every status of an outcome, the common ones last, each once."""
    own = (status for each in PROVISION_KINDS.values() for status in each.own)
    yield from dict.fromkeys([*own, *COMMON_STATUSES])
