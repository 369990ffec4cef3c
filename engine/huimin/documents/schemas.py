"""Validation of a document against the JSON Schema (2020-12) of its kind, as findings at their places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, reduce
from operator import getitem
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from huimin import packaged
from huimin.documents import diagnose
from huimin.documents.findings import Finding
from huimin.documents.guess import guess, nearest
from huimin.documents.locate import schemas_folder
from huimin.documents.read import Document, Map
from huimin.words import LANGUAGES, both, say

KINDS = (
    "vocabulary", "instrument", "measure", "policy-test", "case", "determination", "terms", "mapping", "population",
    "projection", "impact",
)  # fmt: skip
_CODES = {
    "type": "schema-wrong-type",
    "enum": "schema-not-one-of",
    "const": "schema-not-one-of",
    "format": "schema-bad-date",
    "pattern": "schema-bad-form",
    "minimum": "schema-too-small",
    "minItems": "schema-empty",
    "minProperties": "schema-empty",
    "minLength": "schema-empty",
}
_NOT_BLANK = r"\S"
_MARKS = {
    "instrument": "instrument",
    "measure": "measure",
    "policy-test": "tests",
    "vocabulary": "vocabulary",
    "terms": "terms",
}
"""The key by which a kind of file is known."""


def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of file. Raises FileNotFoundError where there is none."""
    found: dict[str, Any] = json.loads(packaged.text(schemas_folder() / f"{kind}.v1.json"))
    return found


@cache
def _validator(kind: str) -> Draft202012Validator:
    return validator(schema(kind))


def validator(of: Mapping[str, Any]) -> Draft202012Validator:
    """A validator of a schema that may refer to the shared parts; nothing is fetched."""
    return Draft202012Validator(_joined(of, of, {}), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _joined(part: Any, whole: Mapping[str, Any], seen: dict[str, dict[str, Any]]) -> Any:
    """A part of a schema with what it refers to in its place: to follow a reference takes longer than to check by it.

    `seen` holds what was referred to so far; a schema that refers to itself holds itself.
    """
    if isinstance(part, list):
        return [_joined(each, whole, seen) for each in part]
    if not isinstance(part, Mapping):
        return part
    if "$ref" not in part:
        return {key: _joined(each, whole, seen) for key, each in part.items()}
    file, _, pointer = part["$ref"].partition("#/")
    if file:
        whole = _common()
    key = f"{whole['$id']}/{pointer}"
    if key not in seen:
        seen[key] = {}
        seen[key].update(_joined(reduce(getitem, pointer.split("/"), whole), whole, seen))
    return seen[key]


@cache
def _common() -> Mapping[str, Any]:
    return schema("common")


def validate(document: Document, kind: str) -> list[Finding]:
    """What breaks the schema of its kind, each fault once, in the order of the file."""
    if document.data is None:
        return [Finding("file-empty", document.place(()))]
    if (meant := _misplaced(document.data, kind)) is not None:
        return [Finding("file-misplaced", document.place(()), {"meant": both("documents", f"places.{meant}")})]
    errors = _validator(kind).iter_errors(document.data)
    findings = [finding for error in errors for finding in _findings(document, error)]
    return sorted(_once(findings), key=lambda finding: finding.place)


def _misplaced(data: Any, kind: str) -> str | None:
    """The kind of file whose name and folder this should have; None where it has those of its own kind."""
    if kind not in _MARKS or not isinstance(data, Mapping) or _MARKS[kind] in data:
        return None
    return next((other for other, mark in _MARKS.items() if mark in data), None)


def _once(findings: list[Finding]) -> list[Finding]:
    """Findings without the repetitions that one fault makes in several rules: a date's form and its existence."""
    seen: dict[Any, Finding] = {}
    for finding in findings:
        seen.setdefault((finding.place, finding.code, finding.values.get("key")), finding)
    return list(seen.values())


def _findings(document: Document, error: ValidationError) -> Iterator[Finding]:
    path: tuple[Any, ...] = tuple(error.absolute_path)
    instance: Any = error.instance
    wanted: Any = error.validator_value
    if error.validator == "additionalProperties":
        known = _known_keys(error)
        for key in _unknown(instance, known):
            place = document.place((*path, key), key=True)
            likely = _only_missing(error, key, known) or nearest(key, known)
            values = {"key": key, "guess": guess(key, [likely] if likely else []), "known": ", ".join(known)}
            yield _torn(document, path, key) or Finding("schema-unknown-key", place, values)
    elif error.validator == "required":
        key = error.message.split("'")[1]
        known = _known_keys(error)
        meant = {_only_missing(error, each, known) or nearest(each, known) for each in _unknown(instance, known)}
        if key not in meant:
            yield Finding("schema-missing-key", document.place(path), {"key": key})
    elif error.validator == "not":
        [key] = wanted["required"]
        yield Finding("schema-not-beside", document.place((*path, key), key=True), {"key": key})
    elif "propertyNames" in error.relative_schema_path:
        yield Finding(_code(error), document.place((*path, instance), key=True), _values(error))
    else:
        torn = _torn(document, path[:-1], path[-1]) if path and instance is None else None
        yield torn or Finding(_code(error), document.place(path), _values(error))


def _unknown(instance: Mapping[str, Any], known: list[str]) -> list[str]:
    return [each for each in instance if each not in known]


def _only_missing(error: ValidationError, key: str, known: list[str]) -> str | None:
    """The key that is needed and missing, where it is the only one and `key` the only one that is not known."""
    instance: Any = error.instance
    missing = [each for each in _needed(error) if each not in instance]
    return missing[0] if len(missing) == 1 and _unknown(instance, known) == [key] else None


def _needed(error: ValidationError) -> list[str]:
    needed: Any = error.schema.get("required", []) if isinstance(error.schema, Mapping) else []
    return list(needed)


def _torn(document: Document, path: tuple[Any, ...], key: Any) -> Finding | None:
    """That a key without a colon is the rest of a text, or of a number, that a comma has torn apart."""
    owner: Any = reduce(getitem, path, document.data)
    if not isinstance(owner, Map) or owner[key] is not None:
        return None
    mark, place = owner.keys_at[key], document.place((*path, key), key=True)
    if document.text[mark.end :].lstrip().startswith(":"):
        return None
    found = diagnose.in_key(key)
    if found is not None:
        return Finding(found.code, replace(place, column=place.column + found.column), found.values)
    return Finding("schema-comma", place, {"key": key})


def _known_keys(error: ValidationError) -> list[str]:
    """The keys that the object at fault may have; a rule of alternatives stands inside the schema that lists them."""
    found: list[str] = []
    within: Any = error
    while within is not None and not found:
        found = list(within.schema.get("properties", {})) if isinstance(within.schema, Mapping) else []
        within = within.parent
    return found


def _code(error: ValidationError) -> str:
    rule, wanted = str(error.validator), error.validator_value
    if (rule == "type" and error.instance is None) or (rule == "pattern" and wanted == _NOT_BLANK):
        return "schema-empty"
    if rule == "pattern" and str(wanted).startswith("^[0-9]{4}"):
        return "schema-bad-date"
    return _CODES.get(rule, "schema-invalid")


def _values(error: ValidationError) -> dict[str, Any]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    advice = "quote" if "string" in wanted and not isinstance(error.instance, dict | list) else "correct"
    return {
        "value": _short(error.instance),
        "rule": error.validator,
        "minimum": error.validator_value,
        "form": _halves(error),
        "choices": ", ".join(map(str, wanted)),
        "guess": guess(str(error.instance), wanted),
        "wanted": _either(wanted, error) if error.validator == "type" else "",
        "advice": both("documents", f"advice.{advice}"),
    }


def _halves(error: ValidationError) -> dict[str, str]:
    """The two languages of the description of the schema at fault."""
    described = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    zh, _, en = described.partition(" · ")
    return {"zh": zh, "en": en}


def _either(types: Iterable[Any], error: ValidationError) -> dict[str, str]:
    """The types that a value may be of; of keys and values also which keys are needed."""
    said: dict[str, str] = {
        language: say("documents", "either", language).join(
            say("documents", f"types.{each}", language) for each in types
        )
        for language in LANGUAGES
    }
    needed = _needed(error)
    return both("documents", "needed", types=said, keys=needed) if needed else said


def _short(value: Any) -> str:
    text = "[…]" if isinstance(value, dict | list) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"
