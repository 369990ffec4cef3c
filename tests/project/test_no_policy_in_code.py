"""No file of the engine knows a policy: the names are taken from the book itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="module")
def book(root: Path) -> list[dict[str, Any]]:
    """Every file of the book as text only, so that a key such as `on` stays what it is."""
    files = sorted((root / "policies").rglob("*.yaml"))
    return [
        yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader) for path in files if "cases" not in path.parts
    ]


def named_things(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """The id and the label of each instrument, provision, parameter, open question and district of a file."""
    if "instrument" in document:
        yield document["instrument"], document["short_title"]
    for provision in document.get("provisions", ()):
        yield provision["id"], provision["label"]
    for question in document.get("open_questions", ()):
        yield question["id"], question["question"]
    for name, parameter in document.get("parameters", {}).items():
        yield name, parameter["label"]
    yield from document.get("codes", {}).get("district", {}).get("values", {}).items()


@pytest.fixture
def engine_files(root: Path, repo_files: list[Path]) -> list[Path]:
    """Code, grammars and templates."""
    return [path for path in repo_files if path.is_relative_to(root / "engine" / "huimin")]


def literals(path: Path) -> set[str]:
    if path.suffix != ".py":
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def policy_words(names: dict[str, dict[str, str]], text: str, literals: set[str]) -> set[str]:
    """A compound id or a Chinese label anywhere; a plain word, as English has them, as a whole literal."""
    compound = {name for name in names if re.search(r"[-_]", name) and re.search(rf"(?<![\w-]){name}(?![\w-])", text)}
    plain = names.keys() & literals
    labels = {label["zh"] for label in names.values() if len(label["zh"]) > 2 and label["zh"] in text}
    return compound | plain | labels


def test_no_file_of_the_engine_holds_a_word_of_the_book(
    root: Path, book: list[dict[str, Any]], engine_files: list[Path]
) -> None:
    names = dict(pair for document in book for pair in named_things(document))
    assert names
    assert engine_files
    found = {
        path.relative_to(root).as_posix(): words
        for path in engine_files
        if (words := policy_words(names, path.read_text(encoding="utf-8"), literals(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('GRANT = "river-bonus"', {"river-bonus"}),
        ("# as river-bonus is paid", {"river-bonus"}),
        ('if town == "north": ...', {"north"}),
        ('label = "河畔补助金"', {"河畔补助"}),
        ("def north(river): ...", set()),
        ('kind = "river-bonus-like"', set()),
    ],
)
def test_a_word_of_a_book_is_noticed(source: str, found: set[str], tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(source, encoding="utf-8")
    names = {"river-bonus": {"zh": "河畔补助"}, "north": {"zh": "北"}}
    assert policy_words(names, source, literals(module)) == found
