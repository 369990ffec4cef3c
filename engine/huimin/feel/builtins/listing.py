"""Built-ins on lists (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from huimin.feel.builtins.table import clause


def count(members: list[Any]) -> Decimal:
    """How many members the list has."""
    return Decimal(len(members))


def append(members: list[Any], more: list[Any]) -> list[Any]:
    """The list with `more` at its end."""
    return members + more


LISTING = clause(
    "10.3.4.4",
    {
        "count(list: list~) -> number": count,
        "append(list: list~, item...: Any~) -> list": append,
    },
)
