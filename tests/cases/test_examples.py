"""The examples: each is answered as its golden text says.

`HUIMIN_GOLDEN=write pytest tests/cases/test_examples.py` remakes the texts; read the diff.
"""

from __future__ import annotations

import json
import os

import jsonschema
import pytest
from referencing import Registry, Resource

import huimin
from huimin.cases.report import render
from huimin.documents import locate, schemas

EXAMPLES = sorted((locate.CHECKOUT / "examples").glob("*.yaml"))
GOLDEN = locate.CHECKOUT / "tests" / "golden" / "examples"


@pytest.fixture(scope="module")
def book():
    return huimin.load()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_is_answered_as_its_golden_text_says(book, path, lang):
    text = render(book, huimin.determine(book, path), lang).replace(book.digest, "sha256:…")
    golden = GOLDEN / f"{path.stem}.{lang}.txt"
    if os.environ.get("HUIMIN_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_a_determination_conforms_to_its_schema(book, path):
    common = schemas.schema("common")
    registry = Registry().with_resource(common["$id"], Resource.from_contents(common))
    validator = jsonschema.Draft202012Validator(schemas.schema("determination"), registry=registry)
    data = json.loads(huimin.determine(book, path).to_json())
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)] == []


def test_an_undetermined_outcome_without_a_cause_breaks_the_schema(book):
    common = schemas.schema("common")
    registry = Registry().with_resource(common["$id"], Resource.from_contents(common))
    validator = jsonschema.Draft202012Validator(schemas.schema("determination"), registry=registry)
    data = json.loads(huimin.determine(book, EXAMPLES[0]).to_json())
    data["outcomes"][0] |= {"status": "undetermined", "needs": [], "conditions": [], "would_be": None}
    assert [error.json_path for error in validator.iter_errors(data)] == ["$.outcomes[0]"]


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_no_line_of_an_answer_is_wider_than_eighty_columns(path):
    from huimin.text.columns import columns

    for lang in ("zh", "en"):
        lines = (GOLDEN / f"{path.stem}.{lang}.txt").read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if columns(line) > 80] == []
