"""Several mistakes are found in one run, at their places, and a book with any is refused by every command alike."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from huimin.check.examine import examine
from huimin.cli.main import COMMANDS, run

HERE = Path(__file__).parent
BOOK = HERE / "book"
ROWS = yaml.safe_load((HERE / "several.yaml").read_text(encoding="utf-8"))
NEEDS_NO_BOOK = {"feel", "schema"}
"""Commands that answer without a book; that `schema case` needs one is tried below."""
SAYS_ITSELF = {"check", "fmt"}
USED_AS = {
    "evaluate": ["case.yaml"],
    "diff": ["book", "book"],
    "schema": ["case"],
    "amend": ["value", "--parameter", "repair_grant", "--value", "5", "--from", "2031-01-01", "--yes"],
    "trace": ["--text", "notice.txt"],
    "publish": ["--out", "pages"],
    "letter": ["case.yaml", "--to", "A", "--ref", "1", "-o", "letter.html"],
    "batch": ["table.csv", "--on", "2030-06-01", "-o", "outcomes.csv"],
    "impact": ["book", "book", "--on", "2030-06-01"],
    "population": ["1", "-o", "table.parquet"],
}
"""What a command is called with where it needs more than its name."""


def spoilt(folder: Path, row: dict[str, Any]) -> Path:
    book = Path(shutil.copytree(BOOK, folder / "book"))
    for edit in row["edits"]:
        file = book / edit["file"]
        text = file.read_text(encoding="utf-8")
        assert edit["old"] in text
        file.write_text(text.replace(edit["old"], edit["new"], 1), encoding="utf-8")
    return book


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_mistake_is_found_in_one_run_and_no_consequence_of_it(row: dict[str, Any], tmp_path: Path) -> None:
    findings = examine(spoilt(tmp_path, row))[1]
    assert sorted(each.code for each in findings) == row["codes"], [each.message("en") for each in findings]


def refused(command: str) -> list[str]:
    return [command, *USED_AS.get(command, [])]


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - NEEDS_NO_BOOK - SAYS_ITSELF | {"schema"}))
def test_a_broken_book_is_refused_by_every_command_with_the_findings_of_check(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = spoilt(tmp_path, ROWS[0])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUIMIN_BOOK", str(book))
    Path("notice.txt").write_text("1. 修船。\n", encoding="utf-8")
    Path("case.yaml").write_text("on: 2030-06-01\nfleet: {boats: []}\n", encoding="utf-8")
    Path("table.csv").write_text("id\n1\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    assert run(["check", "--lang", "en"]) == 1
    place = re.compile(r"^book/.*\[[a-z-]+\]$", re.MULTILINE)
    expected = place.findall(capsys.readouterr().out)
    assert len(expected) == len(ROWS[0]["codes"])
    assert run([*refused(command), "--lang", "en"]) == 2
    shown = capsys.readouterr()
    assert place.findall(shown.err) == expected
    assert shown.out == ""
    assert sorted(tmp_path.rglob("*")) == before


TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
REGION = {"type": "object", "required": ["startLine"], "properties": {"startLine": COUNT, "startColumn": COUNT}}
RESULT = {
    "type": "object",
    "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
    "properties": {
        "message": {"type": "object", "required": ["text"], "properties": {"text": TEXT}},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["physicalLocation"],
                "properties": {
                    "physicalLocation": {
                        "type": "object",
                        "required": ["artifactLocation", "region"],
                        "properties": {
                            "artifactLocation": {
                                "type": "object",
                                "properties": {"uri": {**TEXT, "format": "uri-reference"}},
                            },
                            "region": REGION,
                        },
                    }
                },
            },
        },
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"type": "object", "required": ["driver"]},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""What SARIF 2.1.0 requires of the parts that a check has (sections 3.13, 3.14, 3.27 to 3.30)."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_as_sarif_hold_what_its_schema_requires(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = spoilt(tmp_path, ROWS[0])
    assert run(["check", "--book", str(book), "--format", "sarif", "--lang", language]) == 1
    log = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(SARIF).iter_errors(log)) == []
    [found] = log["runs"]
    rules = [each["id"] for each in found["tool"]["driver"]["rules"]]
    assert [rules[each["ruleIndex"]] for each in found["results"]] == [each["ruleId"] for each in found["results"]]
    assert sorted(each["ruleId"] for each in found["results"]) == ROWS[0]["codes"]
    chinese = [re.search(r"[\u4e00-\u9fff]", each["message"]["text"]) is not None for each in found["results"]]
    assert set(chinese) == {language == "zh"}


def test_a_clean_book_has_no_results(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--book", str(BOOK), "--format", "sarif"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []
