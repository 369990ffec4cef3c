"""Spark gives the outcomes and the refusals that DuckDB gives, under every provision of both books; and files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.batch import agreement

import huimin
from huimin.batch.asking import asked_of
from huimin.batch.duck import determine_table
from huimin.batch.population import marginals, write_population
from huimin.batch.spark import determine_frame
from huimin.batch.spark_files import url_to_read
from huimin.cli.main import run

FAMILIES = 20_000 if os.environ.get("HUIMIN_LONG") else 300
ELDERLY = "tests/books/elderly-care"
BOOKS = {"policies": "2025-06-30", ELDERLY: "2033-03-01"}
pytestmark = [pytest.mark.needs_program("java"), pytest.mark.xdist_group("spark")]


@pytest.mark.parametrize("folder", BOOKS)
def test_a_frame_is_determined_as_a_table_is(folder: str, root: Path, tmp_path: Path, spark: Any) -> None:
    book, out = huimin.load(root / folder), tmp_path / "register.parquet"
    write_population(book, marginals(book), FAMILIES, out, seed=9)
    outcomes, rejected = determine_frame(asked_of(book, on=BOOKS[folder]), spark.read.parquet(str(out)).coalesce(1))
    expected = determine_table(book, pq.read_table(out), on=BOOKS[folder])
    ours, theirs = agreement.of_table(outcomes.toArrow()), agreement.of_table(expected.outcomes)
    assert agreement.differences(ours, theirs) == agreement.differences(theirs, ours) == []
    assert sorted(map(tuple, rejected.collect())) == sorted(
        (row["case_id"], row["reason"]) for row in expected.rejected.to_pylist()
    )
    assert not [each.name for each in spark.catalog.listTables() if each.name.startswith("huimin")]


def batch(register: Path, out: Path, engine: str) -> int:
    asks = ["--on", "2033-03-01", "--provisions", "age-allowance", "--lang", "en", "--engine", engine]
    return run(["batch", str(register), "-o", str(out), "--book", ELDERLY, *asks])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def rows_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


def test_tasks_run_with_the_python_of_the_command(tmp_path: Path) -> None:
    """Whatever Python the PATH names first: it need not have the libraries."""
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "python3").chmod(0o755)
    register = tmp_path / "register.parquet"
    assert run(["population", "5", "-o", str(register), "--book", ELDERLY]) == 0
    asks = ["batch", str(register), "-o", str(tmp_path / "out.csv"), "--book", ELDERLY, "--on", "2033-03-01"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK")}
    environment["PATH"] = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "huimin", *asks, "--provisions", "age-allowance", "--engine", "spark"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out.csv").glob("*.csv"))


def test_files_are_those_of_duckdb(
    root: Path, tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    register = tmp_path / "register.parquet"
    assert run(["population", "60", "--seed", "3", "-o", str(register), "--book", ELDERLY]) == 0
    table = pq.read_table(register)
    named = pc.binary_join_element_wise("=", table["id"], "")
    pq.write_table(table.set_column(0, "id", named), register)
    told = []
    for engine in ("duckdb", "spark"):
        (tmp_path / engine).mkdir()
        capsys.readouterr()
        assert batch(register, tmp_path / engine / "out.csv", engine) == 0
        assert batch(register, tmp_path / engine / "out.parquet", engine) == 0
        told.append(capsys.readouterr().err.replace(str(tmp_path / engine), ""))
    assert told[0] == told[1]
    ours, theirs = tmp_path / "spark", tmp_path / "duckdb"
    assert batch(register, ours / "again.parquet", "spark") == 0
    assert bytes_of(ours / "again.parquet") == bytes_of(ours / "out.parquet")
    parts = sorted((ours / "out.parquet").glob("*.parquet"))
    rows = [row for part in parts for row in pq.read_table(part).to_pylist()]
    assert rows == pq.read_table(theirs / "out.parquet").to_pylist()
    lines = [line for part in sorted((ours / "out.csv").glob("*.csv")) for line in rows_of(part)]
    assert lines == rows_of(theirs / "out.csv")
    said = json.loads((theirs / "out.about.json").read_text(encoding="utf-8"))
    assert json.loads((ours / "out.csv" / "_about.json").read_text(encoding="utf-8")) == said
    assert [each.name for each in ours.iterdir() if each.name.startswith(".")] == []


def test_a_folder_of_somebody_else_is_left_alone(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    theirs = tmp_path / "out.parquet"
    theirs.mkdir()
    (theirs / "kept").touch()
    assert run(["population", "5", "-o", str(tmp_path / "register.parquet"), "--book", ELDERLY]) == 0
    assert batch(tmp_path / "register.parquet", theirs, "spark") == 2
    assert "[batch-folder-not-ours]" in capsys.readouterr().err
    assert (theirs / "kept").exists()


@pytest.mark.parametrize("name", ["fam[1]", "g*", "{a,b}", "what?", "a b%20#c"])
def test_spark_reads_the_file_that_is_named(spark: Any, tmp_path: Path, name: str) -> None:
    for each in ("fam1", "ga", "a", "b", "whatx", name):
        pq.write_table(pa.Table.from_pylist([{"id": each}]), tmp_path / f"{each}.parquet")
    assert [row.id for row in spark.read.parquet(url_to_read(tmp_path / f"{name}.parquet")).collect()] == [name]
