"""Regimes: stretches of days on which a book does not change. One program answers for all days of a regime."""

from __future__ import annotations

from collections.abc import Iterator

from huimin.feel.temporal.dates import date_of, day_number
from huimin.feel.values import Date
from huimin.policy.model import Book, Instrument, Provision
from huimin.policy.spans import EARLIEST, Span


def regime(book: Book, day: Date) -> Date:
    """The first day of the stretch that a day lies in: on none of its days but the first does anything in the book
    begin, nor did anything end on the day before.
    """
    return max((each for each in _turns(book, day) if each <= day), default=EARLIEST)


def _turns(book: Book, day: Date) -> Iterator[Date]:
    """The days on which something begins, and those after the last day of something."""
    for instrument in book.instruments:
        for span in _spans(instrument):
            if span.first is not None:
                yield span.first
            if span.last is not None:
                yield date_of(day_number(span.last) + 1)
        is_open = instrument.span.first is None or instrument.span.last is None
        if is_open and any(each.yearly for each in instrument.provisions):
            yield Date(day.year, 1, 1)  # its duties are those of the years up to the day asked, or from it on


def _spans(instrument: Instrument) -> Iterator[Span]:
    yield from (each.span for each in instrument.affects)
    yield from (each.span for each in instrument.validities)
    yield from (each.span for parameter in instrument.parameters.values() for each in parameter.versions)
    yield from (each.span for question in instrument.questions.values() for each in question.taken)
    for provision in instrument.provisions:
        yield from _spans_of(provision)


def _spans_of(provision: Provision) -> Iterator[Span]:
    yield provision.span
    if provision.in_force is not None:
        yield provision.in_force
    for condition in provision.conditions:
        yield from (each.span for each in condition.versions)
