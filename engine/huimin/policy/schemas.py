"""Validation of a document against the JSON Schema (2020-12) of its kind, as findings at their places."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from huimin.policy.documents import Document, Sequence
from huimin.policy.findings import Finding
from huimin.policy.load import CHECKOUT, PACKAGED

KINDS = ("vocabulary", "instrument", "measure", "policy-test", "case", "determination", "terms")
_TYPES = {
    "object": {"zh": "一组键和值", "en": "keys and values"},
    "array": {"zh": "列表", "en": "a list"},
    "string": {"zh": "文字", "en": "a text"},
    "number": {"zh": "数字", "en": "a number"},
    "integer": {"zh": "整数", "en": "a whole number"},
    "boolean": {"zh": "true 或者 false", "en": "true or false"},
    "null": {"zh": "空", "en": "nothing"},
}
_CODES = {
    "type": "schema-wrong-type",
    "enum": "schema-not-one-of",
    "const": "schema-not-one-of",
    "format": "schema-bad-date",
    "pattern": "schema-bad-form",
    "minItems": "schema-empty",
    "minProperties": "schema-empty",
    "minLength": "schema-empty",
}


def schemas_folder() -> Path:
    """Where the schemas lie: the checkout's `schemas/`, else the packaged ones."""
    checkout = CHECKOUT / "schemas"
    return checkout if checkout.is_dir() else PACKAGED / "schemas"


def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of file. Raises FileNotFoundError where there is none."""
    found: dict[str, Any] = json.loads((schemas_folder() / f"{kind}.v1.json").read_text(encoding="utf-8"))
    return found


@cache
def _validator(kind: str) -> Draft202012Validator:
    common = schema("common")
    registry: Registry[Any] = Registry().with_resource(common["$id"], Resource.from_contents(common))
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema(kind), registry=registry, format_checker=checker)


def validate(document: Document, kind: str) -> list[Finding]:
    """What breaks the schema of its kind, each fault once, in the order of the file."""
    if document.data is None:
        return [Finding("file-empty", document.place(()))]
    errors = _validator(kind).iter_errors(document.data)
    findings = [finding for error in errors for finding in _findings(document, error)]
    return sorted(_once(findings), key=lambda finding: finding.place)


def _once(findings: list[Finding]) -> list[Finding]:
    """Findings without the repetitions that a date's form and its existence would make."""
    seen = {}
    for finding in findings:
        seen.setdefault((finding.place, finding.code), finding)
    return list(seen.values())


def _findings(document: Document, error: ValidationError) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    rule, wanted = str(error.validator), error.validator_value
    if rule == "additionalProperties":
        known = list(error.schema.get("properties", {}))  # type: ignore[union-attr]
        for key in [each for each in error.instance if each not in known]:
            place = document.place((*path, key), key=True)
            yield Finding("schema-unknown-key", place, {"key": key, "guess": guess(key, known)})
    elif rule == "required":
        for key in [each for each in wanted if each not in error.instance]:  # type: ignore[union-attr]
            yield Finding("schema-missing-key", document.place(path), {"key": key})
    else:
        yield Finding(_code(error), document.place(path), _values(error))


def _code(error: ValidationError) -> str:
    if error.validator == "pattern" and str(error.validator_value).startswith("^[0-9]{4}"):
        return "schema-bad-date"
    return _CODES.get(str(error.validator), "schema-invalid")


def _values(error: ValidationError) -> dict[str, Any]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return {
        "value": _short(error.instance),
        "rule": error.validator,
        "pattern": error.validator_value,
        "choices": ", ".join(map(str, wanted)),
        "guess": guess(str(error.instance), wanted),
        "wanted": _either(wanted) if error.validator == "type" else "",
    }


def _either(types: Any) -> dict[str, str]:
    return {
        "zh": "或者".join(_TYPES[str(each)]["zh"] for each in types),
        "en": " or ".join(_TYPES[str(each)]["en"] for each in types),
    }


def _short(value: Any) -> str:
    text = "[…]" if isinstance(value, dict | Sequence) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def guess(word: str, choices: Any) -> dict[str, str]:
    """The nearest of the choices as a bilingual half-sentence; empty where nothing is near."""
    near = difflib.get_close_matches(str(word), [str(each) for each in choices], 1, 0.6)
    return {"zh": f"是否应为 {near[0]}？", "en": f"did you mean {near[0]}?"} if near else {"zh": "", "en": ""}
