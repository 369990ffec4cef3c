"""`huimin batch` and `huimin population` as their users call them: files in, files out, nothing half done."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from sqlglot import exp

import huimin
from huimin.cli.main import run
from huimin.documents.write_whole import PREFIX

BOOK = "tests/books/elderly-care"
MEI = {"id": "mei", "birth_date": "1950-02-03", "is_registered": True}
ROWS = [
    {"id": "good", "household": {"seniors": [MEI], "payments": []}},
    {"id": "=1+1", "household": {"seniors": [{"id": "@lan", "birth_date": "1930-02-03", "is_registered": True}]}},
    {"id": "bad-date", "household": {"seniors": [{"birth_date": "1950-13-03"}]}},
    {"id": "bad-code", "household": {"home_area": "moon"}},
    {"id": "twice", "household": {}},
    {"id": "twice", "household": {}},
    {"household": {}},
    {"id": "late", "household": {"seniors": [{"birth_date": "2040-01-01"}]}},
    {"id": "both", "household": {"seniors": [{"home_care_since": "2031-05-01", "care_home_since": "2031-05-01"}]}},
    {"id": "same-id", "household": {"seniors": [{"id": "x"}, {"id": "x"}]}},
    {"id": "negative", "household": {"monthly_income": -1}},
    {"id": "stranger", "household": {"seniors": [], "payments": [{"provision": "nowhere/grant", "senior": "mei"}]}},
    {"id": "no-boolean", "household": {"has_stairs": "perhaps"}},
]  # fmt: skip
REASONS = {
    ("", "id: case-missing"),
    ("bad-date", "household.seniors[1].birth_date: case-bad-date"),
    ("bad-code", "household.home_area: case-not-a-code"),
    ("twice", "id: case-duplicate-id"),
    ("late", "senior.birth_date: born-after-on"),
    ("both", "household.seniors[1].care_home_since: case-excludes home_care_since"),
    ("same-id", "household.seniors: case-duplicate-id"),
    ("negative", "household.monthly_income: case-too-small"),
    ("stranger", "household.payments[1].provision: case-unknown-provision"),
    ("stranger", "payment.senior: paid-for-unlisted-senior"),
    ("no-boolean", "household.has_stairs: case-wrong-type"),
}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def batch(*arguments: str | Path) -> int:
    return run(["batch", "--book", BOOK, "--on", "2033-03-01", "--lang", "en", *map(str, arguments)])


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(autouse=True)
def _in_the_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


def test_rows_that_are_no_cases_go_to_a_file_with_their_reasons(register: Path, tmp_path: Path) -> None:
    assert batch(register, "-o", tmp_path / "out.csv", "--provisions", "age-allowance") == 0
    rejects = {(each["case_id"], each["reason"]) for each in read_csv(tmp_path / "out.rejects.csv")}
    assert rejects == REASONS
    rows = read_csv(tmp_path / "out.csv")
    assert [(row["case_id"], row["record"]) for row in rows] == [("'=1+1", "'@lan"), ("good", "mei")]
    assert [row["amount"] for row in rows] == ["2880.00", "1440.00"]


def test_a_strict_run_writes_no_outcomes(register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(register, "-o", tmp_path / "out.parquet", "--strict") == 1
    assert not (tmp_path / "out.parquet").exists()
    assert "rejected" in capsys.readouterr().err


def test_a_second_run_and_other_threads_give_the_same_bytes(tmp_path: Path) -> None:
    register, runs = tmp_path / "register.parquet", []
    for threads in ("1", "2"):
        assert (
            run(["population", "3000", "--seed", "4", "-o", str(register), "--book", BOOK, "--threads", threads]) == 0
        )
        assert batch(register, "-o", tmp_path / "out.parquet", "--threads", threads) == 0
        runs.append((register.read_bytes(), (tmp_path / "out.parquet").read_bytes()))
    assert runs[0] == runs[1]


def test_a_broken_run_leaves_what_was_there(tmp_path: Path, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.parquet"
    out.write_text("before", encoding="utf-8")
    assert batch(register, "-o", out, "--memory", "1MB") == 2
    assert out.read_text(encoding="utf-8") == "before"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".huimin-")] == []
    assert "Traceback" not in capsys.readouterr().err


def test_a_killed_run_leaves_what_was_there(tmp_path: Path) -> None:
    register, out = tmp_path / "register.parquet", tmp_path / "out" / "out.parquet"
    out.parent.mkdir()
    out.write_text("before", encoding="utf-8")
    assert run(["population", "20000", "-o", str(register), "--book", BOOK]) == 0
    arguments = ["batch", str(register), "-o", str(out), "--book", BOOK, "--on", "2033-03-01", "--threads", "1"]
    running = subprocess.Popen([sys.executable, "-m", "huimin", *arguments], stderr=subprocess.DEVNULL)
    while running.poll() is None and not list(out.parent.glob(f"{PREFIX}*/out.parquet")):
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert out.read_text(encoding="utf-8") == "before"


def test_a_duty_that_asks_what_was_received_is_decided_as_for_one_case(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(BOOK, folder)
    villages = folder / "weiqiao-2031" / "03-villages.yaml"
    text, duty = villages.read_text(encoding="utf-8"), "fulfilled_when: village.posts_rates\n"
    villages.write_text(text.replace(duty, duty[:-1] + " and count(household.payments) = 0\n"), encoding="utf-8")
    village = {"posts_rates": True}
    cases = {
        "none": {"village": village, "household": {"payments": []}},
        "unknown": {"village": village},
        "not-posted": {"village": {"posts_rates": False}, "household": {"payments": []}},
    }
    register, out = tmp_path / "register.jsonl", tmp_path / "out.csv"
    register.write_text("".join(json.dumps({"id": name, **each}) + "\n" for name, each in cases.items()), "utf-8")
    asks = ["--on", "2033-03-01", "--provisions", "posted-rates", "-o", str(out)]
    assert run(["batch", str(register), "--book", str(folder), *asks]) == 0
    book = huimin.load(folder)
    told = {
        name: huimin.determine(book, {**each, "on": "2033-03-01"}).outcome("weiqiao-2031/posted-rates").status
        for name, each in cases.items()
    }
    assert {row["case_id"]: row["status"] for row in read_csv(out)} == told
    assert set(told.values()) == {"fulfilled", "undetermined", "breached"}


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.parquet", b"PAR1abc"), ("a.parquet", b"no table"), ("a.csv", b'id\n"' + b"x" * 3_000_000 + b'"\n')],
    ids=["cut-off", "of-another-kind", "a-field-without-end"],
)
def test_a_table_that_cannot_be_read_is_named(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert batch(tmp_path / name, "-o", tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{name}: ")
    assert "[batch-unreadable]" in told


def test_a_table_in_another_encoding_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "homes.csv"
    table.write_text("id,household.home_area\nh1,山地\n", encoding="gbk")
    assert batch(table, "-o", tmp_path / "out.csv") == 2
    assert "homes.csv:2:1: the file is not UTF-8 text [file-not-utf8]" in capsys.readouterr().err


def test_outcomes_are_sorted_by_their_keys_and_say_what_they_rest_on(tmp_path: Path, register: Path) -> None:
    out = tmp_path / "out.parquet"
    assert batch(register, "-o", out, "--assume", "payments=[]") == 0
    rows = pq.read_table(out).to_pylist()
    keys = [(row["case_id"], row["subject"], row["record"] or "", row["provision"], row["year"] or 0) for row in rows]
    assert keys == sorted(keys)
    metadata = pq.read_metadata(out).metadata
    assert metadata[b"huimin.on"] == b"2033-03-01"
    assert b"=" in metadata[b"huimin.readings"]
    assert metadata[b"huimin.assumed"] == b"household.payments=[]"


def test_two_tables_are_joined_by_an_id_under_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "homes.csv").write_text("no,area,note\nh1,upland,x\nh2,,y\n", encoding="utf-8")
    (tmp_path / "people.csv").write_text(
        "home,rank,born,registered\nh1,2,1940-01-01,true\nh1,1,1950-01-01,true\n", encoding="utf-8"
    )
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "id: no\ncolumns: {household.home_area: area}\nignore: [note]\nlists:\n"
        "  household.seniors: {file: people.csv, id: home, order: rank,\n"
        "    columns: {birth_date: born, is_registered: registered}}\n",
        encoding="utf-8",
    )
    out = tmp_path / "out.parquet"
    assert batch(tmp_path / "homes.csv", "--mapping", mapping, "-o", out, "--provisions", "age-allowance") == 0
    rows = pq.read_table(out).to_pylist()
    assert [(row["case_id"], row["record"], row["amount"]) for row in rows] == [
        ("h1", "1", Decimal("1440.00")),
        ("h1", "2", Decimal("2880.00")),
    ]


def test_the_sql_runs_as_it_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = tmp_path / "register.parquet"
    assert run(["population", "50", "-o", str(register), "--book", BOOK]) == 0
    assert batch(register, "--sql", "--provisions", "age-allowance") == 0
    text = capsys.readouterr().out
    assert "weiqiao-2031/age-allowance: 高龄补助 · age allowance" in text
    assert "article 1, sentence 1" in text
    with duckdb.connect() as connection:
        source = exp.select("*").from_(
            exp.Anonymous(this="read_parquet", expressions=[exp.Literal.string(str(register))])
        )
        connection.execute(exp.Create(this=exp.to_table("register"), kind="TABLE", expression=source).sql("duckdb"))
        assert connection.execute(text).fetchall()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("missing.parquet", "-o", "x.parquet"), "file-unreadable"),
        (("README.md", "-o", "x.parquet"), "batch-unknown-format"),
        (("{register}", "-o", "x.xlsx"), "batch-unknown-format"),
        (("{register}", "-o", "x.csv", "--provisions", "nothing"), "batch-unknown-provision"),
        (("{register}", "-o", "x.csv", "--assume", "nothing=1"), "assume-unknown-fact"),
    ],
)
def test_wrong_use_is_told_in_one_finding(
    arguments: tuple[str, ...], code: str, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(*(each.format(register=register) for each in arguments)) == 2
    assert f"[{code}]" in capsys.readouterr().err
