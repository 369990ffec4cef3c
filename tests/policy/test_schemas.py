"""Every schema is closed, described in both languages, and the shape of what the engine reads and writes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huimin.cases.determine import determine
from huimin.check.load import load
from huimin.documents import schemas
from huimin.documents.locate import CHECKOUT
from huimin.documents.read import read, read_bytes
from huimin.policy.case_schema import case_schema
from huimin.policy.model import Book

FILES = sorted(schemas.schemas_folder().glob("*.json"))
EXAMPLES = sorted((CHECKOUT / "examples").glob("*.yaml"))
BOOK = Path(__file__).parent / "book"
RULES = {"if", "then"}
"""Where a schema says what goes together: the keys are described beside it."""
FREE = {"bases", "case", "set", "assume", "readings", "assumed", "answers"}


def nodes(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            yield from nodes(value, (*path, key))
    elif isinstance(schema, list):
        for value in schema:
            yield from nodes(value, path)


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_schema_is_a_schema_named_by_its_file(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    schemas.validator(schema).check_schema(schema)
    assert schema["$id"] == file.name


@pytest.mark.parametrize("file", FILES, ids=named)
def test_an_editor_shows_every_key_in_both_languages(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    silent = [
        "/".join((*path, name))
        for path, node in nodes(schema)
        if isinstance(node.get("properties"), dict) and path[-1:] != ("properties",) and not RULES & set(path)
        for name, described in node["properties"].items()
        if isinstance(described, dict) and not _speaks(schema, described)
    ]
    assert silent == []


def _speaks(schema: dict[str, Any], described: dict[str, Any]) -> bool:
    reference = described.get("$ref", "")
    if "description" not in described and reference.startswith("#/$defs/"):
        described = schema["$defs"][reference.removeprefix("#/$defs/")]
    zh, dot, en = described.get("description", "").partition(" · ")
    return bool(dot) and not zh.isascii() and en != ""


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_schema_lets_no_unknown_key_pass(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    open_objects = [
        "/".join(path)
        for path, node in nodes(schema)
        if node.get("type") == "object" and "additionalProperties" not in node and not FREE & set(path[-2:])
        if not RULES & set(path)
    ]
    assert open_objects == []


def test_the_schema_of_a_case_is_the_one_that_the_book_makes(real_book: Book) -> None:
    made = json.dumps(case_schema(real_book), ensure_ascii=False, indent=1) + "\n"
    committed = (schemas.schemas_folder() / "case.v1.json").read_text(encoding="utf-8")
    assert made == committed, "make it anew: huimin schema case > schemas/case.v1.json"


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_an_example_and_its_determination_fit_their_schemas(example: Path, real_book: Book) -> None:
    assert schemas.validate(read(example), "case") == []
    answer = determine(real_book, example).to_json().encode()
    assert schemas.validate(read_bytes(answer, "answer"), "determination") == []


FLEET = "on: 2030-06-01\nfleet:\n  boats:\n    - {id: gull, port: north, sails: 2}\n"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("sails: 2", "sail: 2", "additionalProperties"),
        ("sails: 2", "sails: -1", "minimum"),
        ("sails: 2", "sails: '2'", "type"),
        ("north", "west", "enum"),
        ("2030-06-01", "2030-06-31", "format"),
        ("fleet:", "flet:", "additionalProperties"),
        ("  boats:", "  series: [{indicator: boats_repaired, value: 3}]\n  boats:", "required"),
        ("  boats:", "  series: [{indicator: rain, value: 3, date: 2030-01-01}]\n  boats:", "enum"),
        ("on:", "readings: {many-sails: none}\non:", "enum"),
    ],
)
def test_the_schema_of_a_case_refuses_what_the_vocabulary_lacks(old: str, new: str, rule: str) -> None:
    validator = schemas.validator(case_schema(load(BOOK)))
    assert list(validator.iter_errors(read_bytes(FLEET.encode(), "case").data)) == []
    spoilt = read_bytes(FLEET.replace(old, new, 1).encode(), "case").data
    assert [error.validator for error in validator.iter_errors(spoilt)] == [rule]
