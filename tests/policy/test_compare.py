"""Edits of the fictional book, told in the policy's own terms; what says the same is no change."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.check.examine import examine
from huimin.check.load import load
from huimin.compare import compare
from huimin.compare.report import comparison, shown
from huimin.documents.read import read
from huimin.policy.model import Book

ELDERLY_CARE = Path(__file__).parent.parent / "books" / "elderly-care"


@pytest.fixture(scope="module")
def book() -> Book:
    return load(ELDERLY_CARE)


def edited(folder: Path, case: dict[str, Any]) -> Book:
    """A copy of the book, without its policy tests, with the edit of a case."""
    copy = folder / "elderly-care"
    shutil.copytree(ELDERLY_CARE, copy, ignore=shutil.ignore_patterns("cases"))
    path = copy / case["file"]
    data = plain(read(path).data)
    *way, last = case["path"]
    node = data
    for step in way:
        node = node[member(node, step)]
    if last == "+":
        node.append(case["value"])
    elif "value" in case:
        node[member(node, last)] = case["value"]
    else:
        del node[member(node, last)]
    write(path, data)
    found, findings = examine(copy)
    assert found is not None, [each.message("en") for each in findings]
    return found


def member(node: Any, step: Any) -> Any:
    if isinstance(node, list) and isinstance(step, str):
        return next(index for index, each in enumerate(node) if isinstance(each, dict) and each["id"] == step)
    return step


def plain(node: Any) -> Any:
    """A document's data without its marks."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(each) for each in node]
    return float(node) if isinstance(node, Decimal) else node


def write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=60), encoding="utf-8")


CASES = plain(read(Path(__file__).with_name("compare-cases.yaml")).data)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_edit_is_told_as_what_it_is(case, book, tmp_path):
    other = edited(tmp_path, case)
    changes = compare(book, other)
    assert [each.kind for each in changes] == case["kinds"]
    assert bool(changes) == (book.digest != other.digest)
    assert bool(compare(other, book)) == bool(changes)
    for lang in {"zh", "en"} & set(case):
        assert [getattr(each.text, lang) for each in changes] == [case[lang]]
    for change in changes:
        assert case["file"] in {each.file.partition("/")[2] for each in (change.old_place, change.new_place) if each}
        assert "{" not in change.text.zh + change.text.en


def test_every_form_says_every_change(book, tmp_path):
    other = edited(tmp_path, CASES[0])
    found = comparison("before", book, "after", other)
    sentence = found.changes[0].text
    assert sentence.zh in shown(found, "text", "zh")
    assert sentence.en in shown(found, "text", "en")
    assert "## " in shown(found, "markdown", "zh")
    assert json.loads(shown(found, "json", "zh"))["changes"][0]["text"] == sentence.to_json()


def test_what_a_label_holds_is_no_markdown(book, tmp_path):
    case = {
        "name": "marks",
        "file": "weiqiao-2031/02-services.yaml",
        "path": ["provisions", "meal-delivery", "label", "en"],
        "value": "meals [now](http://x) <b>",
    }
    page = shown(comparison("before", book, "after", edited(tmp_path, case)), "markdown", "en")
    assert "[now]" not in page
    assert "<b>" not in page.replace("\\<b\\>", "")


def test_written_anew_a_book_has_no_change(book, tmp_path):
    copy = tmp_path / "elderly-care"
    shutil.copytree(ELDERLY_CARE, copy)
    for path in copy.rglob("*.yaml"):
        write(path, plain(read(path).data))
    other, _ = examine(copy)
    assert other is not None
    assert compare(book, other) == ()
