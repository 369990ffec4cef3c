"""Two times of what is versioned, legal and recorded, and which version counts on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar

from huimin.feel.temporal.dates import date_of, day_number
from huimin.feel.values import Date

EARLIEST = Date(-999_999_999, 1, 1)


@dataclass(frozen=True)
class Span:
    """Legal time, both days inside (`None` is open), and the day on which the book learnt of it."""

    first: Date | None = None
    last: Date | None = None
    recorded: Date | None = None

    def is_known(self, known: Date | None) -> bool:
        """Whether the book had learnt of this by the day `known` (None: everything recorded)."""
        return known is None or self.recorded is None or self.recorded <= known

    def holds(self, day: Date, known: Date | None) -> bool:
        """Whether this is in force on `day` as the book stood on `known`."""
        begun = self.first is None or self.first <= day
        return self.is_known(known) and begun and (self.last is None or day <= self.last)

    @property
    def is_empty(self) -> bool:
        """Whether this ends before it begins, as what was withdrawn before its first day does."""
        return self.first is not None and self.last is not None and self.last < self.first


ALWAYS = Span()


class Versioned(Protocol):
    """One of several versions of a thing."""

    @property
    def span(self) -> Span: ...


V = TypeVar("V", bound=Versioned)


def day_before(day: Date) -> Date:
    """The last day of what ends where something else begins on `day`."""
    return date_of(day_number(day) - 1)


def rank(version: Versioned) -> tuple[Date, Date]:
    """The order of versions that are all in force: the latest first day counts, then the latest record."""
    return version.span.first or EARLIEST, version.span.recorded or EARLIEST


def effective(versions: Collection[V], known: Date | None) -> list[V]:
    """The versions that the book had learnt of by `known`, the one that counts most last.

    One that is empty takes back those of the same first day that were recorded before it; neither is among them.
    """
    learnt = sorted((each for each in versions if each.span.is_known(known)), key=rank)
    empty = {each.span.first: rank(each) for each in learnt if each.span.is_empty}
    return [each for each in learnt if each.span.first not in empty or rank(each) > empty[each.span.first]]


def standing(versions: Collection[V], day: Date, known: Date | None) -> V | None:
    """The version in force on a legal day as the book stood on `known`; None where there is none."""
    held = [each for each in effective(versions, known) if each.span.holds(day, known)]
    return held[-1] if held else None
