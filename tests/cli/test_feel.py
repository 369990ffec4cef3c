"""`huimin feel`: what a developer asks, and what is printed, as data in `feel.yaml`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
import yaml

from huimin.cli import feel_profile
from huimin.cli.main import run
from huimin.documents.locate import CHECKOUT
from huimin.feel import tree
from huimin.feel.builtins import BUILTINS
from huimin.text.columns import columns

ROWS = yaml.safe_load(Path(__file__).with_name("feel.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row["arguments"])[:60] for row in ROWS])
def test_an_expression_is_answered(row, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(row.get("stdin", "").encode()), "utf-8"))
    for name, text in row.get("files", {}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code = run(["feel", *row["arguments"]])
    shown = capsys.readouterr()
    assert code == row.get("code", 0)
    for line in row.get("prints", ()):
        assert line in shown.out.splitlines()
    for part in row.get("tells", ()):
        assert part in shown.err
    assert "\x1b" not in shown.out + shown.err


def test_a_caret_stands_under_the_column_of_a_fault(capsys):
    assert run(["feel", '"年龄" = "年龄" and\n  1 + * 2', "--lang", "en"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("EXPR:2:7: ")
    assert lines[-2:] == ["      1 + * 2", "          ^"]


def test_a_trace_is_aligned_and_fits_the_screen(capsys):
    run(["feel", 'count((for 每一项 in 1..300 return 每一项 * 2)[item > 10 and string(item) != "年"]) > 5'])
    trace = capsys.readouterr().out.split("\n\n")[1].splitlines()[1:]
    assert len(trace) > 8
    assert all(columns(line) <= 80 for line in trace)
    assert any("共 300 次" in line for line in trace)


def test_json_holds_the_value_typed_and_as_feel(capsys):
    assert run(["feel", "a + b.c", "--unknown", "a", "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["value"] == "unknown"
    assert answer["missing"] == ["a"]
    assert answer["typed"] == {"t": "unknown", "v": None}
    assert [(row["text"], row["values"]) for row in answer["trace"]][:2] == [
        ("a + b.c", ["unknown"]),
        ("a", ["unknown"]),
    ]
    assert {finding["code"] for finding in answer["findings"]} == {"feel-fault"}


def test_cases_go_in_and_answers_come_out(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"id": 1, "expression": "string(today())"}\n{"id": 2}\n'))
    assert run(["feel", "--jsonl", "--now", "2024-02-29T08:00:00Z"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {"id": 1, "value": {"t": "string", "v": "2024-02-29"}}
    assert second["id"] is None


def test_the_page_of_the_profile_is_what_the_tables_say():
    page = (CHECKOUT / "docs" / "feel-profile.md").read_text(encoding="utf-8")
    assert page == "\n".join(feel_profile.lines()) + "\n", "huimin feel --profile > docs/feel-profile.md"


OUT_OF_SQL = {tree.Null, tree.InstanceOf, tree.FunctionDefinition, tree.Context, tree.Interval, tree.Test}
"""What lies outside the profile, and what is written with what it stands in."""


def test_every_walk_has_a_row_for_every_construct():
    for name, table in feel_profile.TABLES.items():
        missing = set(tree.EXPRESSIONS) - table
        assert missing == (OUT_OF_SQL if name == "SQL" else set()), name
    worded = {*feel_profile.CLAUSES, *feel_profile.THINGS}
    assert worded <= set(tree.EXPRESSIONS)
    assert feel_profile.WORDED.keys() <= BUILTINS.keys()


def test_a_part_that_failed_is_told_of_once(capsys):
    assert run(["feel", "agee.year + 1 > (for i in 1..3 return i / 0)[1]", "--unknown", "age", "--lang", "en"]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("EXPR")]
    assert [line.partition(": this")[0] for line in told] == ["EXPR:1:1", "EXPR:1:39"]


@pytest.mark.parametrize(
    "text",
    ["1+" * 300_000 + "1", '(for i in 1..16 return if i = 1 then "a" else partial[-1] + partial[-1])[-1] = "年" * 2'],
)
def test_a_long_text_and_a_long_value_are_cut_at_once(text, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert run(["feel", "-"]) in (1, 2)
    assert len(capsys.readouterr().out) < 4_000
