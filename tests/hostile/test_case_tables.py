"""A table of cases is the file that was named, and a row that is no case is rejected with its place and the reason."""

from __future__ import annotations

import csv
import json
import os
import signal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huimin.cli.main import run
from huimin.documents.inputs import MAX_BYTES

BOOK = "tests/books/elderly-care"
MEI = {"id": "mei", "birth_date": "1950-02-03", "is_registered": True}
GOOD = {"id": "good", "household": {"seniors": [MEI], "payments": []}}
NAMES = ("fam[1]", "g*", "who?", "{a,b} it's", "~", "a=b 100%", "é母")


@pytest.fixture(autouse=True)
def _in_the_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


def batch(*arguments: str | Path) -> int:
    asks = ["--book", BOOK, "--on", "2033-03-01", "--lang", "en", "--provisions", "age-allowance"]
    return run(["batch", *asks, *map(str, arguments)])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rejected(out: Path) -> list[tuple[str, str]]:
    path = out.with_suffix(".rejects.csv")
    return [(each["case_id"], each["reason"]) for each in rows(path)] if path.exists() else []


def answered(out: Path) -> set[str]:
    return {each["case_id"] for each in rows(out)}


def written(path: Path, name: str) -> None:
    """A table of one household, by that name."""
    case = {"id": name, "household": {"seniors": [MEI]}}
    if path.suffix == ".jsonl":
        path.write_text(json.dumps(case) + "\n", encoding="utf-8")
    elif path.suffix == ".csv":
        path.write_text(f"id,household.home_area\n{name},upland\n", encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist([case]), path)


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("name", NAMES)
def test_the_file_that_is_named_is_the_one_that_is_decided(tmp_path: Path, name: str, suffix: str) -> None:
    """Beside files that the name would mean as a pattern, in a folder that is called like one too."""
    folder = tmp_path / name
    folder.mkdir()
    for other in ("fam1", "ga", "whoa", "a", "b", "gx"):
        written(folder / f"{other}{suffix}", "another")
    written(folder / f"{name}{suffix}", "mine")
    out = folder / f"{name} out.csv"
    mapping = folder / "mapping.yaml"
    lists = ""
    if suffix == ".csv":
        (folder / f"{name} people.csv").write_text("id,birth_date\nmine,1950-02-03\n", encoding="utf-8")
        (folder / "1 people.csv").write_text("id,birth_date\n", encoding="utf-8")
        lists = f"lists: {{household.seniors: {{file: {json.dumps(f'{name} people.csv')}}}}}\n"
    mapping.write_text("id: id\n" + lists, encoding="utf-8")
    assert batch(folder / f"{name}{suffix}", "--mapping", mapping, "-o", out) == 0
    assert answered(out) == {"mine"}


def test_a_folder_named_like_a_column_gives_none(tmp_path: Path) -> None:
    folder = tmp_path / "id=5"
    folder.mkdir()
    written(folder / "table.parquet", "mine")
    assert batch(folder / "table.parquet", "-o", folder / "out.csv") == 0
    assert answered(folder / "out.csv") == {"mine"}


def test_the_counts_are_those_of_the_file_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "table.jsonl", "mine")
    (tmp_path / "out1.csv").write_text("provision,status,amount\n", encoding="utf-8")
    assert batch(tmp_path / "table.jsonl", "-o", tmp_path / "out[1].csv") == 0
    assert "weiqiao-2031/age-allowance" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / f"zero{suffix}").symlink_to("/dev/zero")
    (tmp_path / f"folder{suffix}").mkdir()
    signal.alarm(60)
    try:
        for name in ("pipe", "zero", "folder", "nothing"):
            assert batch(tmp_path / f"{name}{suffix}", "-o", tmp_path / "out.csv") == 2
            assert "[file-unreadable]" in capsys.readouterr().err
    finally:
        signal.alarm(0)


# Lines of JSON --------------------------------------------------------------------------------------------------------

BAD_LINES: dict[str, tuple[bytes, str, str]] = {
    "cut off": (b'{"id": "x", "household": {"seni', "", ", column 27: yaml-not-closed"),
    "a text for a list": (b'{"id": "x", "household": {"seniors": "x"}}', "x", ": household.seniors: case-wrong-type"),
    "a record for a list": (
        b'{"id": "x", "household": {"seniors": {"mei": {}}}}', "x", ": household.seniors: case-wrong-type"
    ),
    "a list for a record": (b'{"id": "x", "household": [1]}', "x", ": household: case-wrong-type"),
    "a number for a member": (
        b'{"id": "x", "household": {"seniors": [{}, 3]}}', "x", ": household.seniors[2]: case-wrong-type"
    ),
    "a record for a value": (
        b'{"id": "x", "household": {"home_area": {"a": "upland"}}}', "x", ": household.home_area: case-wrong-type"
    ),
    "a key of nothing": (
        b'{"id": "x", "household": {"home_aera": "upland"}}', "x", ": household.home_aera: case-unknown-key"
    ),
    "a key twice": (
        b'{"id": "x", "household": {}, "household": {"home_area": "upland"}}', "", ", column 30: yaml-duplicate-key"
    ),
    "two documents": (b'{"id": "x"} {"id": "y"}', "", ", column 13: yaml-syntax"),
    "a comma too many": (b'{"id": "x",}', "", ": yaml-syntax"),
    "a text": (b'"x"', "", ": case-not-a-record"),
    "a number": (b"7", "", ": case-not-a-record"),
    "null": (b"null", "", ": case-not-a-record"),
    "NaN": (b'{"id": "x", "household": {"members": NaN}}', "", ": yaml-syntax"),
    "half of a character": (b'{"id": "\\ud800"}', "", ", column 9: yaml-surrogate"),
    "a NUL": (b'{"id": "x\\u0000"}', "", ": yaml-syntax"),
    "no text": (b'{"id": "\xff"}', "", ", column 1: file-not-utf8"),
    "deep": (b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "", ", column 1007: yaml-syntax"),
    "long": (b'{"id": "' + b"x" * MAX_BYTES + b'"}', "", ", column 1: file-too-large"),
}  # fmt: skip


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_bad_line_is_rejected_and_the_others_are_answered(tmp_path: Path, end: bytes) -> None:
    """Each bad line stands between a good one and a blank one."""
    good = [json.dumps({**GOOD, "id": name}, ensure_ascii=False).encode() for name in BAD_LINES]
    lines = [line for name, one in zip(BAD_LINES, good, strict=True) for line in (one, BAD_LINES[name][0], b"")]
    table, out = tmp_path / "table.jsonl", tmp_path / "out.csv"
    table.write_bytes(end.join(lines))
    assert batch(table, "-o", out) == 0
    assert answered(out) == set(BAD_LINES)
    assert sorted(rejected(out)) == sorted(
        (case, f"line {3 * place + 2}{reason}") for place, (_, case, reason) in enumerate(BAD_LINES.values())
    )


def test_a_number_without_end_is_a_bad_value_of_a_good_line(tmp_path: Path) -> None:
    table, out = tmp_path / "table.jsonl", tmp_path / "out.csv"
    table.write_bytes(b'{"id": "x", "household": {"members": 1' + b"0" * 5000 + b"}}\n" + json.dumps(GOOD).encode())
    assert batch(table, "-o", out) == 0
    assert answered(out) == {"good"}
    assert rejected(out) == [("x", "household.members: case-wrong-type")]


def test_bad_lines_count_as_rows_and_a_strict_run_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, out = tmp_path / "table.jsonl", tmp_path / "out.csv"
    table.write_bytes(b'{"id": "a"}\n{"id": "b", "household": 1, "x": 2}\n{"id"\n\n{\n')
    assert batch(table, "-o", out) == 0
    assert "4 cases, 3 rejected" in capsys.readouterr().err
    assert batch(table, "-o", out.with_name("strict.csv"), "--strict") == 1
    assert not out.with_name("strict.csv").exists()


def test_a_name_that_every_line_gives_is_a_column_of_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.jsonl"
    table.write_text('{"id": "a", "remarks": "x"}\n{"id": "b", "remarks": null}\n', encoding="utf-8")
    assert batch(table, "-o", tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert "[batch-unknown-column]" in told
    assert "`remarks`" in told
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("ignore: [remarks]\n", encoding="utf-8")
    assert batch(table, "--mapping", mapping, "-o", tmp_path / "out.csv") == 0


def test_a_character_of_two_halves_is_read_in_a_line(tmp_path: Path) -> None:
    table, out = tmp_path / "table.jsonl", tmp_path / "out.csv"
    table.write_text(json.dumps({**GOOD, "id": "𠮷"}) + "\n", encoding="utf-8")
    assert batch(table, "-o", out) == 0
    assert answered(out) == {"𠮷"}


# Parquet --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("household", "told"),
    [
        ("x", "the column `household` must be a record"),
        ([{"home_area": "upland"}], "the column `household` must be a record"),
        ({"seniors": "x"}, "the column `household.seniors` must be a list"),
        ({"seniors": [3]}, "the column `household.seniors` must be a record"),
        ({"seniors": [{"birth_date": ["1950-02-03"]}]}, "the column `household.seniors.birth_date` must be a single"),
        ({"home_area": {"a": 1}}, "the column `household.home_area` must be a single value"),
    ],
)
def test_a_column_of_another_shape_is_told(
    tmp_path: Path, household: Any, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": "a", "household": household}]), table)
    assert batch(table, "-o", tmp_path / "out.csv") == 2
    shown = capsys.readouterr().err
    assert told in shown
    assert "[batch-unreadable]" in shown


def test_a_parquet_file_that_is_damaged_is_answered_or_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.Table.from_pylist([GOOD] * 3), whole)
    raw, random = whole.read_bytes(), Random(7)
    damaged = [b"", b"PAR1", b"id\n1\n", raw[:-1], raw[:200], raw[100:], raw[: len(raw) // 2] + raw[-400:]]
    for _ in range(8):
        place = random.randrange(len(raw))
        damaged.append(raw[:place] + bytes([random.randrange(256)]) + raw[place + 1 :])
    table, ends = tmp_path / "table.parquet", set()
    for content in damaged:
        table.write_bytes(content)
        ends.add(batch(table, "-o", tmp_path / "out.csv"))
        shown = capsys.readouterr().err
        assert "Traceback" not in shown
        assert "defect" not in shown
    assert ends == {0, 2}
