"""The third kind beside values and null: a fact that a case leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """What stands where the case says nothing. `facts` names the missing facts that the answer hangs on."""

    facts: frozenset[str] = frozenset()


UNKNOWN = Unknown()


def merge(*values: Any) -> Unknown:
    """One Unknown with the facts of those `values` that are Unknown; the others add nothing."""
    found = [value for value in values if value.__class__ is Unknown]
    if len(found) == 1:
        return found[0]
    return Unknown(frozenset().union(*(value.facts for value in found)))


def is_open(value: Any) -> bool:
    """Whether `value` is a record of a case: a context that answers for more entries than it holds."""
    return isinstance(value, dict) and hasattr(value.__class__, "__missing__")


def unknown_in(value: Any) -> Unknown | None:
    """What is unknown in `value`, its members and its entries, at any depth; None when nothing is.

    A record of a case always has something unknown in it: no walk can list the facts it may yet hold.
    """
    kind = value.__class__
    if kind is Unknown:
        return value  # type: ignore[no-any-return]
    if kind is list:
        members = value
    elif isinstance(value, dict):
        members = value.values()
    else:
        return None
    found = [part for member in members if (part := unknown_in(member)) is not None]
    if is_open(value):
        found.append(UNKNOWN)
    return merge(*found) if found else None
