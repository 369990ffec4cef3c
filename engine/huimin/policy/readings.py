"""A book with its open questions settled: the readings taken, or those asked for,
applied as the overrides that they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy import build
from huimin.policy.model import (
    Affect,
    Book,
    Change,
    Condition,
    ConditionVersion,
    Instrument,
    OpenQuestion,
    Parameter,
    Provision,
)
from huimin.policy.spans import Span, rank, standing
from huimin.policy.vocabulary import Fact


def readings_taken(book: Book, day: Date, known: Date | None) -> dict[str, str]:
    """Which reading of each open question the book takes on a legal day, as it stood on `known`."""
    return {key: _taken(question, day, known) for key, question in book.questions.items()}


def _taken(question: OpenQuestion, day: Date, known: Date | None) -> str:
    return (standing(question.taken, day, known) or question.taken[0]).reading


def affects_in_force(book: Book, on: Date, known: Date | None) -> Iterator[Affect]:
    """How higher provisions bear on lower ones on a day; a repeal outlasts its instrument, but does not precede it.

    Of the versions of one bearing the one from the latest day stands, of those of one day the one recorded last.
    """
    for instrument in book.instruments:
        if not instrument.span.is_empty and replace(instrument.span, last=None).holds(on, known):
            standing = [each for each in instrument.affects if each.span.holds(on, known)]
            standing.sort(key=rank)
            last = {(each.provision, each.by): each for each in standing}
            yield from (each for each in last.values() if each.effect != "none")


def settle(book: Book, readings: Mapping[str, str]) -> Book:
    """The book under `readings` (question to reading),
    with every change of theirs applied. Raises KeyError on a wrong name.
    """
    changes = [
        (question.instrument, change)
        for key, question in book.questions.items()
        if key in readings
        for change in question.readings[readings[key]].changes
    ]
    for instrument_id, change in changes:
        book = _apply(book, instrument_id, change)
    return book


def changed_names(change: Change) -> tuple[str, str]:
    """What a change touches: ("provision", id), ("parameter", name), ("fact", "child.x") or ("affects", full id)."""
    for what in ("provision", "parameter", "fact", "affects"):
        if what in change.data:
            return what, change.data[what]
    raise ValueError(f"a change of a reading touches nothing: {dict(change.data)}")


def full_id(provision: str, instrument_id: str) -> str:
    return provision if "/" in provision else f"{instrument_id}/{provision}"


def _apply(book: Book, instrument_id: str, change: Change) -> Book:
    what, name = changed_names(change)
    if what == "fact":
        return _with_fact(book, name, change)
    if what == "parameter":
        instrument = book.instrument(instrument_id)
        changed = _parameter(instrument.parameters[name], change)
        return _with(book, replace(instrument, parameters={**instrument.parameters, name: changed}))
    if what == "affects":
        return _with_affect(book, change)
    owner, _, local = full_id(name, instrument_id).partition("/")
    if owner not in {each.id for each in book.instruments}:
        return book  # a draft that takes no part
    instrument = book.instrument(owner)
    provisions = tuple(
        _provision(each, change, instrument_id) if each.id == local else each for each in instrument.provisions
    )
    return _with(book, replace(instrument, provisions=provisions))


def _with(book: Book, instrument: Instrument) -> Book:
    return replace(
        book, instruments=tuple(instrument if each.id == instrument.id else each for each in book.instruments)
    )


def _with_fact(book: Book, name: str, change: Change) -> Book:
    record_name, _, fact_name = name.partition(".")
    record = book.vocabulary.records[record_name]
    fact: Fact = replace(record.facts[fact_name], derived=_expression(change, "derived"))
    record = replace(record, facts={**record.facts, fact_name: fact})
    return replace(book, vocabulary=replace(book.vocabulary, records={**book.vocabulary.records, record_name: record}))


def _with_affect(book: Book, change: Change) -> Book:
    """A reading can say anew how a higher provision bears on a lower one; without that instrument it says nothing."""
    data = change.data
    owner = data["by"].partition("/")[0]
    if owner not in {each.id for each in book.instruments}:
        return book
    instrument = book.instrument(owner)
    kept = tuple(
        each for each in instrument.affects if not (each.provision == data["affects"] and each.by == data["by"])
    )
    return _with(
        book, replace(instrument, affects=(*kept, Affect(data["affects"], data["by"], data["effect"], Span())))
    )


def _parameter(parameter: Parameter, change: Change) -> Parameter:
    data = change.data
    versions = tuple(
        replace(
            each,
            value=build.value(data["value"], parameter.type) if "value" in data else each.value,
            values={test: build.value(one, parameter.type) for test, one in data["values"].items()}
            if "values" in data
            else each.values,
        )
        for each in parameter.versions
    )
    return replace(parameter, versions=versions)


def _provision(provision: Provision, change: Change, instrument_id: str) -> Provision:
    data = change.data
    document = Document(change.document, "", None)
    if "condition" in data:
        return replace(provision, conditions=_conditions(provision, change, instrument_id))
    if "period" in data:
        return replace(
            provision, period=build.period(data["period"], instrument_id, document, (*change.path, "period"))
        )
    if "in_force" in data:
        return replace(provision, in_force=build.span(data["in_force"]))
    if "for" in data:
        return replace(provision, subject=data["for"])
    if provision.goal is not None and ("due" in data or "value" in data):
        goal = replace(
            provision.goal,
            due=_expression(change, "due") or provision.goal.due,
            value=_expression(change, "value") or provision.goal.value,
        )
        return replace(provision, goal=goal)
    given: dict[str, Any] = {
        key: _expression(change, key) for key in ("amount", "due", "fulfilled_when") if key in data
    }
    return replace(provision, **given)


def _expression(change: Change, key: str) -> Any:
    return build.expression(change.data.get(key), Document(change.document, "", None), (*change.path, key))


def _conditions(provision: Provision, change: Change, instrument_id: str) -> tuple[Condition, ...]:
    data, name = change.data, change.data["condition"]
    if all(each.id != name for each in provision.conditions):
        document = Document(change.document, "", None)
        new = build.condition({"id": name, **data}, instrument_id, document, change.path)
        return (*provision.conditions, new)
    if data.get("drop"):
        return tuple(each for each in provision.conditions if each.id != name)
    when = _expression(change, "when")

    def changed(condition: Condition) -> Condition:
        versions = (ConditionVersion(when, Span()),) if when else condition.versions
        return replace(condition, versions=versions, otherwise=data.get("otherwise", condition.otherwise))

    return tuple(changed(each) if each.id == name else each for each in provision.conditions)
