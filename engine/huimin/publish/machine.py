"""The book as one JSON document, in which every part has an identifier that stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from huimin.feel.values import Date
from huimin.policy.model import Change, Instrument, ParameterVersion
from huimin.policy.vocabulary import Expression, Text
from huimin.publish.markdown import anchor
from huimin.publish.press import Press


def machine_form(press: Press) -> bytes:
    """`book` with its digest, `identifiers` with the place of each on the pages, and the whole model under its own
    names. Days are YYYY-MM-DD, numbers are text, expressions FEEL; what is empty is left out.
    """
    book = press.book
    document = {
        "book": {"digest": book.digest},
        "identifiers": dict(_identifiers(press)),
        "vocabulary": _plain(book.vocabulary),
        "instruments": [_plain(each) for each in book.instruments],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _identifiers(press: Press) -> Iterator[tuple[str, dict[str, Any]]]:
    """Instruments, measures, sentences, provisions, conditions, parameters with their versions, questions, readings."""
    for instrument in press.book.instruments:
        for kind, name, label, place in _parts(instrument):
            entry: dict[str, Any] = {"kind": kind, "label": label.to_json() if label else None}
            entry["pages"] = {lang: f"summary.{lang}.html#{place}" for lang in press.languages}
            yield name, {key: each for key, each in entry.items() if each}


def _parts(instrument: Instrument) -> Iterator[tuple[str, str, Text | None, str]]:
    home = instrument.id
    yield "instrument", home, instrument.title, anchor(home)
    for measure in instrument.measures:
        yield "measure", f"{home}/measures/{measure.number}", measure.title, anchor(home, measure.number)
    for article, count in instrument.articles.items():
        for sentence in range(1, count + 1):
            place = anchor(home, "article", article, sentence)
            yield "sentence", f"{home}/articles/{article}.{sentence}", None, place
    for provision in instrument.provisions:
        place = anchor(home, provision.id)
        yield "provision", provision.full_id, provision.label, place
        for condition in provision.conditions:
            yield "condition", f"{provision.full_id}/conditions/{condition.id}", condition.label, place
    for parameter in instrument.parameters.values():
        name = f"{home}/parameters/{parameter.name}"
        yield "parameter", name, parameter.label, anchor(home)
        for version in parameter.versions:
            yield "version", f"{name}/{version_id(version)}", None, anchor(home)
    for question in instrument.questions.values():
        place = anchor(home, "question", question.id)
        yield "question", f"{home}/questions/{question.id}", question.question, place
        for reading in question.readings.values():
            yield "reading", f"{home}/questions/{question.id}/{reading.id}", reading.why, place


def version_id(version: ParameterVersion) -> str:
    """What tells a version from every other of its parameter: its first day and the day it was recorded."""
    return "_".join(day.iso if day else "open" for day in (version.span.first, version.span.recorded))


def _plain(value: Any) -> Any:
    """The model as objects, lists and text, without what is empty."""
    if isinstance(value, Date):
        return value.iso
    if isinstance(value, Expression):
        return " ".join(value.text.split())
    if isinstance(value, Change):
        return _plain(value.data)
    if is_dataclass(value):
        pairs = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _plain(each) for name, each in pairs if each not in (None, (), "") and each != {}}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return format(value, "f") if isinstance(value, Decimal) else value
