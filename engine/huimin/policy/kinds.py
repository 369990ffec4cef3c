"""The nine kinds of provision as a table: what a yes and a no are called, and how each is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

How = Literal["conditions", "series", "calendar", "progress"]


@dataclass(frozen=True)
class Kind:
    """`yes` and `no` are the statuses of a definite answer; `other` the rest of a kind's own; `how` it is decided."""

    yes: str
    no: str
    how: How = "conditions"
    other: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The statuses that this kind gives a name of its own."""
        return (self.yes, self.no, *self.other)

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status that an outcome of this kind can have, the common ones last."""
        return (*self.own, "undetermined", "not_in_force", "displaced")


KINDS: Mapping[str, Kind] = {
    "benefit": Kind("granted", "refused", other=("already_received",)),
    "service": Kind("granted", "refused", other=("already_received",)),
    "right": Kind("holds", "does_not_hold"),
    "duty": Kind("fulfilled", "breached", "calendar", ("pending",)),
    "target": Kind("met", "missed", "series", ("pending",)),
    "criterion": Kind("met", "not_met"),
    "sanction": Kind("triggered", "not_triggered"),
    "encouragement": Kind("applies", "does_not_apply"),
    "programme": Kind("done", "planned", "progress", ("under_way",)),
}
