"""What changed from one policy book to another, in the policy's own terms.

A change has a stable kind, the id of what changed, both values, both places and one sentence in Chinese and in English.
Books of one digest have no change, books of two have at least one; what a release note, an amendment notice or an
impact study needs to know stands in these objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from huimin.compare.locations import place
from huimin.compare.sentences import is_shared, subject_of, told
from huimin.compare.walk import Difference, Step, differences
from huimin.compare.words import json_value
from huimin.documents.findings import Place
from huimin.policy.model import Book, Provision
from huimin.policy.vocabulary import Text


@dataclass(frozen=True)
class Change:
    """One change.

    `instrument` is empty for the vocabulary; `subject` is the way to what changed by its ids, `field` what of it did.
    `provisions` are the full ids of those that it touches. `old` and `new` are JSON, None where a side has nothing; so
    are the places.
    """

    kind: str
    instrument: str
    subject: str
    field: str
    provisions: tuple[str, ...]
    old: Any
    new: Any
    old_place: Place | None
    new_place: Place | None
    text: Text

    def to_json(self) -> dict[str, Any]:
        """The change with its places, and its sentence in both languages."""
        return {
            "kind": self.kind,
            "instrument": self.instrument or None,
            "subject": self.subject,
            "field": self.field or None,
            "provisions": list(self.provisions),
            "old": self.old,
            "new": self.new,
            "old_place": _shown(self.old_place),
            "new_place": _shown(self.new_place),
            "text": self.text.to_json(),
        }


def compare(old: Book, new: Book) -> tuple[Change, ...]:
    """Every change from `old` to `new`, in the order of the books; none where both have one digest.

    A condition that several provisions share is told once, at its own place.
    """
    found: dict[tuple[object, ...], Change] = {}
    for difference in differences(old, new):
        for change in _changes(difference, old, new):
            key = (change.kind, change.field, change.old_place, change.new_place, repr(change.old), repr(change.new))
            before = found.get(key)
            found[key] = replace(before, provisions=before.provisions + change.provisions) if before else change
    return tuple(found.values())


def _changes(difference: Difference, old: Book, new: Book) -> Iterator[Change]:
    for each in told(difference, old, new):
        steps = _to_shared(each.steps)
        instrument = steps[1].key if steps[0].field == "instruments" and len(steps) > 1 else ""
        yield Change(
            each.kind,
            instrument,
            subject_of(steps),
            next((step.field for step in reversed(steps) if step.field), ""),
            tuple((step.new or step.old).full_id for step in each.steps if isinstance(step.new or step.old, Provision)),
            json_value(each.old),
            json_value(each.new),
            place(old, steps, "old"),
            place(new, steps, "new"),
            each.text,
        )


def _to_shared(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The way to a condition of the frame goes past the provisions that share it, unless it joins or leaves one."""
    if not is_shared(steps):
        return steps
    index = next(index for index, step in enumerate(steps) if step.field == "conditions")
    return (*steps[:2], *steps[index:])


def _shown(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "path": place.path}
