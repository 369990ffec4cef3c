"""The programs of a book, made once and kept ready, and the outcomes that their decisions become."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from huimin.cases.determination import (
    AnswerGiven,
    Caution,
    ConditionResult,
    Need,
    Outcome,
    WouldBe,
    paid,
    plain,
)
from huimin.cases.sensitivity import caution
from huimin.cases.tracing import of_the_engine
from huimin.decide.answer import Decider, Decision, Programs
from huimin.decide.kept import NotKept, from_bytes, to_bytes
from huimin.decide.regimes import regime
from huimin.feel.values import Date
from huimin.policy import cache
from huimin.policy.model import Book, Provision
from huimin.policy.vocabulary import Text
from huimin.words import both

if TYPE_CHECKING:
    from huimin.decide.meanings import Meanings

MOST_DECIDERS = 256
"""How many books, regimes and choices of provisions are kept ready."""

_DECIDERS: dict[tuple[Any, ...], tuple[Book, Decider]] = {}
_MEANINGS: dict[str, Meanings] = {}


def decider_of(
    source: Book,
    book: Book,
    settled: Book,
    readings: Mapping[str, str],
    on: Date,
    known: Date | None,
    only: Collection[str],
) -> Decider:
    """The programs of provisions (full ids) for the days around `on`. Raises Unsupported for a book that `check`
    refuses, where provisions bear on one another as no program can tell.

    `source` is the book in play, `book` the same as it was known on `known`, `settled` that under `readings`.
    """
    # A digest is over what was read, and a book can be changed after that: its parts tell which book it is. They are
    # kept with the programs, so that no other object can take their place.
    parts = (id(source.vocabulary), *map(id, source.instruments))
    key = (parts, regime(settled, on), known, tuple(sorted(readings.items())), frozenset(only))
    if key not in _DECIDERS:
        while len(_DECIDERS) >= MOST_DECIDERS:
            del _DECIDERS[next(iter(_DECIDERS))]
        is_whole = frozenset(only) >= settled.provisions.keys()
        kept_as = _kept_as(source, key[1:4]) if is_whole else None
        programs = _kept(kept_as) or _made(source, book, on, known, readings, only, kept_as)
        _DECIDERS[key] = source, Decider(programs, settled.vocabulary)
    return _DECIDERS[key][1]


def _kept_as(source: Book, of: tuple[Any, ...]) -> str | None:
    """The key of the programs of a whole book in the cache; None for a book that is not as it was read, or whose bytes
    have no key.
    """
    origin = source.origin
    if origin is None or not origin.key or not origin.has(source):
        return None
    return repr((origin.key, sys.version, tuple(each.id for each in source.instruments), of))


def _kept(kept_as: str | None) -> Programs | None:
    data = kept_as and cache.read_program(kept_as)
    return from_bytes(data) if data else None


def _made(
    source: Book,
    book: Book,
    on: Date,
    known: Date | None,
    readings: Mapping[str, str],
    only: Collection[str],
    kept_as: str | None,
) -> Programs:
    """The programs made now; what a fresh run will want is kept when it is there."""
    from huimin.decide.made import Made  # a run whose programs were kept does without all that makes them
    from huimin.decide.meanings import Meanings

    def keep(programs: Programs) -> None:
        if kept_as is not None:
            with suppress(NotKept):
                cache.write_program(kept_as, to_bytes(programs))

    if source.digest not in _MEANINGS:
        _MEANINGS[source.digest] = Meanings(book)
    return Made(book, on, known, readings, only, _MEANINGS[source.digest], keep)


def outcome_of(
    book: Book,
    decision: Decision,
    conditions: tuple[ConditionResult, ...] | None = None,
    answers: tuple[AnswerGiven, ...] | None = None,
) -> Outcome:
    """A decision as an outcome under a settled book: with its conditions and answers as a trace tells them, or else
    without what was read for them.
    """
    provision = book.provisions[decision.provision]
    records = decision.case.records
    missing = decision.missing
    facts = [(path, records.fact(path)) for path in records.in_order(missing)]
    would_be = decision.would_be
    return Outcome(
        provision=decision.provision,
        kind=provision.kind,
        label=provision.label,
        subject=provision.subject,
        record=decision.record,
        status=decision.status,
        year=decision.year,
        amount=paid(decision.amount),
        currency=book.instrument(provision.instrument).currency if provision.amount else None,
        payment=provision.payment,
        conditions=tuple(_conditions(provision, decision)) if conditions is None else conditions,
        cautions=tuple(_cautions(book, decision)),
        needs=tuple(Need(path, fact.question or fact.label) for path, fact in facts),
        would_be=None if would_be is None else WouldBe(*would_be),
        displaced_by=decision.displaced_by,
        answers=tuple(_answers(provision, decision.answers)) if answers is None else answers,
        missing=missing,
        day=decision.day,
    )


def _conditions(provision: Provision, decision: Decision) -> Iterator[ConditionResult]:
    written = {each.id: each for each in provision.conditions}
    for name, result in decision.conditions.items():
        if name in written:
            each = written[name]
            yield ConditionResult(name, result, each.label, each.text or each.label, each.cite)
        else:
            label = of_the_engine(name)
            yield ConditionResult(name, result, label, label, provision.cites[0])


def _cautions(book: Book, decision: Decision) -> Iterator[Caution]:
    """A caution for every question of which another reading would change the outcome, and one for a tie of rivals."""
    if decision.tied:
        yield Caution("non-cumulation", Text(**both("cases", "tie")))
    for question, readings in decision.cautions.items():
        yield caution(book.questions[question], readings)


def _answers(provision: Provision, found: Mapping[str, Any]) -> Iterator[AnswerGiven]:
    for each in provision.answers:
        if each.id in found:
            text = str(plain(found[each.id]))
            yield AnswerGiven(each.id, each.label, found[each.id], Text(text, text))
