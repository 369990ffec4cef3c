"""`huimin batch`: every row of a table determined."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.evaluate import value
from huimin.cli.options import Assume, BookFolder, Known, Lang, Memory, Reading, Threads, With, explained, option
from huimin.cli.output import written
from huimin.cli.usage import misuse, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huimin.batch.duck import Progress, Summary
    from huimin.batch.mapping import Mapped
    from huimin.batch.statement import Asked
    from huimin.documents.findings import Language

LIBRARIES = ("duckdb", "pyarrow", "sqlglot")
EXTRAS = {"duckdb": ("batch", LIBRARIES), "spark": ("spark", (*LIBRARIES, "pyspark"))}


def batch(
    cases: Annotated[
        Path | None,
        typer.Argument(
            metavar="[INPUT]",
            help=explained("个案表：.parquet、.csv 或者 .jsonl", "the table of cases: .parquet, .csv or .jsonl"),
        ),
    ] = None,
    *,
    on: Annotated[str, option("--on", metavar="DAY", zh="询问日期（年-月-日）", en="the day asked for, YYYY-MM-DD")],
    out: Annotated[
        Path | None,
        option(
            "-o", "--out", metavar="FILE", zh="写入的文件：.parquet 或者 .csv", en="the file to write: .parquet or .csv"
        ),
    ] = None,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
            zh="只答复这项条款或者这份文件，可多次使用",
            en="only this provision, or this instrument; may be repeated",
        ),
    ] = None,
    columns: Annotated[
        Literal["amount", "status", "reasons"],
        option("--columns", zh="写到金额、状态还是理由，默认 reasons", en="how much is told; else reasons"),
    ] = "reasons",
    known: Known = None,
    reading: Reading = None,
    assume: Assume = None,
    with_: With = None,
    mapping: Annotated[
        Path | None,
        option(
            "--mapping",
            metavar="FILE",
            zh="列名和子表的对照文件",
            en="a file that says which columns and list files are what",
        ),
    ] = None,
    print_sql: Annotated[bool, option("--sql", zh="只显示 SQL，不运行", en="show the SQL; run nothing")] = False,
    engine: Annotated[
        Literal["duckdb", "spark"],
        option(
            "--engine",
            zh="由谁运行，默认 duckdb；spark 读 .parquet，写出文件夹",
            en="what runs it; else duckdb. spark reads .parquet and writes a folder",
        ),
    ] = "duckdb",
    master: Annotated[
        str | None,
        option(
            "--master",
            metavar="URL",
            zh="Spark 集群的地址，默认 local[2]",
            en="the master of a Spark cluster; else local[2]",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    strict: Annotated[
        bool, option("--strict", zh="有一行不合格即不写结果", en="write nothing if a row is no case")
    ] = False,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """答复整张表的个案：每户、每个对象、每项条款一行。
    Determine a whole table: a row for each case, subject and provision.

    huimin batch families.parquet --on 2025-06-30 -o outcomes.parquet
    huimin batch families.csv --mapping mapping.yaml --on 2025-06-30 -o outcomes.csv --assume received=[]
    huimin batch families.parquet --on 2025-06-30 --provisions my-grant --sql
    huimin batch families.parquet --on 2025-06-30 -o outcomes.parquet --engine spark --memory 4GB
    """
    needs(engine)
    from huimin.batch.asking import asked_of
    from huimin.batch.duck import determine_file, shape_of, text_of
    from huimin.batch.mapping import Mapped, read_mapping
    from huimin.batch.register import schema
    from huimin.batch.shape import Shape
    from huimin.check.load import load

    assumed = {name: value(text) for name, text in pairs("--assume", assume).items()}
    asked = asked_of(
        load(book),
        on=on,
        known=known,
        readings=pairs("--reading", reading),
        assume=assumed,
        drafts=with_ or (),
        provisions=provisions or (),
        columns=columns,
    )
    mapped = read_mapping(mapping) if mapping else Mapped()
    if print_sql:
        screen.say(text_of(asked, shape_of(asked, cases, mapped) if cases else Shape(schema(asked.book))))
        return
    if cases is None:
        raise misuse("batch.no-table")
    if out is None:
        raise misuse("batch.no-file")
    if master and engine != "spark":
        raise misuse("batch.master-without-spark")
    if engine == "spark":
        with written(out):
            summary = _on_spark(asked, cases, out, mapped, master, memory, threads, strict=strict)
    else:
        with written(out), bar() as progress:
            summary = determine_file(
                asked, cases, out, mapped=mapped, memory=memory, threads=threads, strict=strict, progress=progress
            )
    _tell(summary, out, lang)
    raise typer.Exit(FINDINGS if strict and summary.rejected else DONE)


def _on_spark(
    asked: Asked,
    cases: Path,
    out: Path,
    mapped: Mapped,
    master: str | None,
    memory: str | None,
    threads: int | None,
    *,
    strict: bool,
) -> Summary:
    from huimin.batch.spark_files import determine_file

    if memory and not re.fullmatch(r"(?i)[1-9]\d*[kmgt]b?", memory):
        raise misuse("batch.memory", memory=memory)
    if master and threads:
        raise misuse("batch.threads-and-master")
    local = f"local[{threads}]" if threads else None
    return determine_file(asked, cases, out, mapped=mapped, master=master or local, memory=memory, strict=strict)


def needs(engine: Literal["duckdb", "spark"]) -> None:
    """Raises MisuseError, naming the extra, where a library that an engine needs is not installed."""
    extra, libraries = EXTRAS[engine]
    missing = ", ".join(name for name in libraries if find_spec(name) is None)
    if missing:
        install = f"pip install 'huimin[{extra}]'"
        raise misuse("batch.not-installed", missing=missing, install=install)
    if engine == "spark" and not ("JAVA_HOME" in os.environ or shutil.which("java")):
        raise misuse("batch.no-java")


@contextmanager
def bar() -> Iterator[Progress | None]:
    """A bar on the terminal; none in a pipe."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=100, file=sys.stderr) as bar:
        yield lambda percent: bar.update(max(0, int(percent) - bar.pos))


def _tell(summary: Summary, out: Path, lang: Language) -> None:
    from huimin.text.columns import columns as width

    zh = lang == "zh"
    head = ("条款", "状态", "件数", "金额") if zh else ("provision", "status", "outcomes", "sum")
    rows = [
        head,
        *(
            (name, status, f"{count:,}", "" if total is None else f"{total:,}")
            for name, status, count, total in summary.counts
        ),
    ]
    widths = [max(width(row[index]) for row in rows) for index in range(len(head))]
    for row in rows if summary.counts else ():
        left = "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row[:2], widths[:2], strict=True))
        right = "  ".join(" " * (room - width(cell)) + cell for cell, room in zip(row[2:], widths[2:], strict=True))
        screen.tell(f"{left}  {right}".rstrip())
    rejects = out.with_suffix(".rejects.csv")
    if zh:
        screen.tell(
            f"个案 {summary.cases:,} 件，不合格 {summary.rejected:,} 件"
            + (f"，见 {rejects}" if summary.rejected else "")
        )
    else:
        screen.tell(
            f"{summary.cases:,} cases, {summary.rejected:,} rejected" + (f", see {rejects}" if summary.rejected else "")
        )
