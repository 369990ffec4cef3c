"""What is wrong with a case is said once, with its place, in Chinese and in English, and ends with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import huimin
from huimin.cli.main import run
from huimin.documents.findings import CaseError

ROWS = yaml.safe_load(Path(__file__).with_name("bad-cases.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book():
    return huimin.load()


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_bad_case_is_one_finding_at_its_place(book, row):
    with pytest.raises(CaseError) as refused:
        huimin.determine(book, row["text"].encode())
    found = [(each.code, f"{each.place.line}:{each.place.column}") for each in refused.value.findings]
    assert found == [(row["code"], row["at"])]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_bad_case_ends_with_exit_code_2_and_a_message(tmp_path, capsys, row, lang):
    path = tmp_path / "case.yaml"
    path.write_text(row["text"], encoding="utf-8")
    assert run(["evaluate", str(path), "--lang", lang]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    first, *rest = shown.err.splitlines()
    assert first.startswith(f"{path}:{row['at']}: " if row["at"] != "1:1" else f"{path}: ")
    assert rest or row["code"] == "case-constraint"
    assert shown.err.replace(str(path), "").isascii() is (lang == "en")
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("data", [[], None, 7, [{"on": "2024-06-01"}]], ids=repr)
def test_plain_data_that_is_no_record_is_refused_like_a_file(book, data):
    with pytest.raises(CaseError) as refused:
        huimin.determine(book, data)
    assert [each.code for each in refused.value.findings] == ["case-not-a-record"]
