"""Proofs that a mistake in the rules makes no difference: over the closed profile of an expression, or all days.

A condition that only holds facts against literals is tried over every code and truth, every number and day that it
names with its neighbours, and with each fact unknown: where it says the same with and without the mistake, no case can
tell.
A version's bound is tried over every day on which its provisions can be decided.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from huimin import feel
from huimin.assure.mutate.sites import Mutation
from huimin.check.versions import named_day
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.expressions import Slot
from huimin.policy.model import Book, Instrument, ParameterVersion, Provision
from huimin.policy.readings import affects_in_force
from huimin.policy.reads import reads
from huimin.policy.spans import Span, standing
from huimin.policy.usage import every_slot
from huimin.policy.vocabulary import Text
from huimin.search.decidable import trials
from huimin.words import both

MOST_TRIALS = 20_000
_CLOSED = (
    tree.And, tree.Or, tree.Name, tree.Path, tree.Comparison, tree.In, tree.Between, tree.Interval, tree.Test,
    tree.Boolean, tree.Number, tree.String, tree.AtLiteral, tree.Negation,
)  # fmt: skip


def proof(variants: Sequence[Book], other: Book, mutation: Mutation, ids: Collection[str]) -> Text | None:
    """Why no case tells the book from `other`, which has the mistake; None where that is not proved.

    `variants` are the book, first as it stands and then under each other reading.
    """
    book = variants[0]
    slot = next((each for each in every_slot(book, expressions.language(book)) if _is_at(each, mutation)), None)
    if slot is not None:
        return _why("answers") if _same_answers(book, slot, str(mutation.value)) else None
    if mutation.kind == "bound" and _same_versions(variants, other, ids):
        return _why("versions")
    return None


def _why(key: str) -> Text:
    return Text(**both("assure/mutate", f"proofs.{key}"))


def _is_at(slot: Slot, mutation: Mutation) -> bool:
    return (slot.expression.document, slot.expression.path) == (mutation.document, mutation.path)


def _same_answers(book: Book, slot: Slot, text: str) -> bool:
    nodes = [feel.parse(each, slot.scope.keys()) for each in (slot.expression.text, text)]
    parts = [part for node in nodes for part in tree.every_node(node)]
    if not all(isinstance(part, _CLOSED) for part in parts) or not all(map(_is_to_a_literal, parts)):
        return False
    variables = list(dict.fromkeys(found for part in parts if (found := _variable(part))))
    named = {part.name for part in parts if isinstance(part, tree.Name)}
    records = book.vocabulary.records
    if named - {record for record, _ in variables} or any(name not in records[kind].facts for kind, name in variables):
        return False
    values = [
        [*trials(records[kind].facts[name], book, parts), Unknown(frozenset({f"{kind}.{name}"}))]
        for kind, name in variables
    ]
    if any(len(each) == 1 for each in values) or _size(values) > MOST_TRIALS:
        return False
    calls = [feel.compile(node, slot.scope).call for node in nodes]
    return all(
        len({_answer(call, slot, variables, trial) for call in calls}) == 1 for trial in itertools.product(*values)
    )


def _is_to_a_literal(part: Node) -> bool:
    """Whether what is compared is a fact with literals: two facts have more ways to differ than are tried."""
    if isinstance(part, tree.Comparison):
        return not isinstance(part.right, tree.Path) or not isinstance(part.left, tree.Path)
    if isinstance(part, tree.In | tree.Between):
        return not any(isinstance(each, tree.Path | tree.Name) for each in list(tree.children(part))[1:])
    return True


def _variable(part: Node) -> tuple[str, str] | None:
    if isinstance(part, tree.Path) and isinstance(part.source, tree.Name):
        return part.source.name, part.name
    return None


def _size(values: list[list[Any]]) -> int:
    size = 1
    for each in values:
        size *= len(each)
    return size


def _answer(call: Callable[..., Any], slot: Slot, variables: list[tuple[str, str]], trial: tuple[Any, ...]) -> Any:
    facts: dict[str, dict[str, Any]] = {name: {} for name in slot.scope}
    for (kind, name), value in zip(variables, trial, strict=True):
        facts[kind][name] = value
    found = call(*facts.values())
    return found.facts if isinstance(found, Unknown) else found


def _same_versions(variants: Sequence[Book], other: Book, ids: Collection[str]) -> bool:
    """Whether on every day that can count for these provisions the same parameters and effects stand."""
    book = variants[0]
    if any(book.provisions[each] != other.provisions[each] for each in ids):
        return False
    for one, another in zip(book.instruments, other.instruments, strict=True):
        if (one.validities, one.questions) != (another.validities, another.questions):
            return False
        changed = [name for name in one.parameters if one.parameters[name] != another.parameters[name]]
        own = [each for each in ids if each.startswith(f"{one.id}/")]
        provisions = [variant.provisions[each] for variant in variants for each in own]
        if not all(_stands_alike(book, one, another, name, provision) for name in changed for provision in provisions):
            return False
        if one.affects != another.affects and not _bears_alike(book, other, one, another):
            return False
    return True


def _stands_alike(book: Book, one: Instrument, another: Instrument, name: str, provision: Provision) -> bool:
    """Whether a parameter says the same on every day on which the provision can read it."""
    first = (provision.in_force or one.span).first
    if provision.period is not None:
        by_event = [version.when for condition in provision.conditions for version in condition.versions]
        if any(name in reads(book, each).names for each in by_event):
            return False  # read on the day of the event, whichever that is
        if provision.amount is not None and name in reads(book, provision.amount).names:
            opens = named_day(one, provision.period.first)  # an amount is asked for inside the period alone
            first = min(first, opens) if first and opens else None
    versions = (one.parameters[name].versions, another.parameters[name].versions)
    days = _days([version.span for each in versions for version in each], first)
    known = [None, *dict.fromkeys(version.span.recorded for version in versions[0])]
    return all(
        _said(standing(versions[0], day, record)) == _said(standing(versions[1], day, record))
        for day in days
        for record in known
    )


def _bears_alike(book: Book, other: Book, one: Instrument, another: Instrument) -> bool:
    """Whether on every day the same provisions give way to the same; what is paid beside another changes nothing."""
    days = _days([each.span for each in (*one.affects, *another.affects)], None)
    known = [None, *dict.fromkeys(each.span.recorded for each in one.affects)]
    return all(_bearings(book, day, record) == _bearings(other, day, record) for day in days for record in known)


def _bearings(book: Book, day: Date, known: Date | None) -> list[tuple[str, str, str]]:
    standing_now = affects_in_force(book, day, known)
    return [(each.provision, each.by, each.effect) for each in standing_now if each.effect != "adds"]


def _said(version: ParameterVersion | None) -> Any:
    if version is None:
        return None
    value = tuple(version.value) if isinstance(version.value, list) else version.value
    return value, tuple((version.values or {}).items())


def _days(spans: list[Span], first: Date | None) -> Iterator[Date]:
    """The days beside every bound from the first day on: between two of them nothing changes."""
    bounds = {each for span in spans for each in (span.first, span.last) if each} | ({first} if first else set())
    for day in sorted(bounds):
        for step in (-1, 0, 1):
            near = dt.date(*day) + dt.timedelta(days=step)
            found = Date(near.year, near.month, near.day)
            if first is None or found >= first:
                yield found
