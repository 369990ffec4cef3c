"""The JSON Schema of a case, made from the vocabulary: a book that adds facts needs no schema written by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from huimin.policy.bounds import BOUNDS
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record, Text
from huimin.words import both

ID = "case.v1.json"
_DATE = FACT_TYPES["date"].schema


def case_schema(book: Book) -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of the cases that `book` can be asked about; closed, every fact described."""
    roots = {record.at[0]: record for record in book.vocabulary.subjects.values() if len(record.at) == 1}
    properties: dict[str, Any] = {
        "on": {"description": _said("on"), **_DATE},
        "known": {"description": _said("known"), **_DATE},
        "readings": _readings(book),
    }
    properties |= {name: {"$ref": f"#/$defs/{record.name}"} for name, record in roots.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": _said("whole"),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {name: _record(book, record) for name, record in book.vocabulary.records.items()},
    }


def _record(book: Book, record: Record) -> dict[str, Any]:
    given = {name: fact for name, fact in record.facts.items() if fact.is_given}
    properties = {name: _fact(book, fact) for name, fact in given.items()}
    for other in book.vocabulary.subjects.values():
        if record.at and not other.listed and other.at[:-1] == record.at:
            properties[other.at[-1]] = {"$ref": f"#/$defs/{other.name}"}
    found: dict[str, Any] = {
        "description": _both(record.label),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    required = [name for name, fact in given.items() if fact.required]
    excluded = {
        name: {"properties": dict.fromkeys(fact.without, False)} for name, fact in given.items() if fact.without
    }
    return found | ({"required": required} if required else {}) | ({"dependentSchemas": excluded} if excluded else {})


def _fact(book: Book, fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {"title": _both(fact.label), "description": _described(fact)}
    if fact.list_of is not None:
        most = BOUNDS.members(book.vocabulary.records[fact.list_of])
        return found | {"type": "array", "items": {"$ref": f"#/$defs/{fact.list_of}"}, "maxItems": most}
    if fact.code is not None:
        found["enum"] = list(book.vocabulary.codes[fact.code])
    elif fact.type == "provision":
        found["enum"] = list(book.provisions)
    else:
        found |= FACT_TYPES[fact.type].schema
    if fact.type == "number":
        found |= _range(fact)
    if fact.example is not None:
        example = fact.example
        found["examples"] = [_number(example) if isinstance(example, Decimal) else example]
    return found


def _described(fact: Fact) -> str:
    """The question that asks for the fact, and what is taken to hold where it is left out."""
    asked = fact.question or fact.label
    if fact.presume is None:
        return _both(asked)
    why = fact.presume.why
    return f"{asked.zh}{why.zh} · {asked.en} {why.en}"


def _range(fact: Fact) -> dict[str, Any]:
    """The bounds of a number; the general ones as whole numbers, which JSON holds exactly."""
    beyond = 10**BOUNDS.digits
    least = {"exclusiveMinimum": -beyond} if fact.minimum is None else {"minimum": _number(BOUNDS.smallest(fact))}
    most = {"exclusiveMaximum": beyond} if fact.maximum is None else {"maximum": _number(BOUNDS.largest(fact))}
    return least | most


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _readings(book: Book) -> dict[str, Any]:
    return {
        "description": _said("readings"),
        "type": "object",
        "properties": {
            key: {"description": _both(question.question), "enum": list(question.readings)}
            for key, question in book.questions.items()
        },
        "additionalProperties": False,
    }


def _said(key: str) -> str:
    return _both(Text(**both("policy", f"case.{key}")))


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"
