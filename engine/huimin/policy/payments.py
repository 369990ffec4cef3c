"""The rhythms of payment as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Payment:
    """`times` is how often a year something is paid, `again` whether it is paid again in later years."""

    times: int
    again: bool = True


ONCE = "once"
PAYMENTS: Mapping[str, Payment] = {ONCE: Payment(1, again=False), "monthly": Payment(12), "yearly": Payment(1)}
