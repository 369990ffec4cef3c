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
from huimin.cli.options import Assume, BookFolder, Known, Lang, Memory, Reading, Threads, With, option
from huimin.cli.output import written
from huimin.cli.usage import misuse, pairs, said
from huimin.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huimin.batch.duck import Progress, Summary
    from huimin.batch.mapping import Mapped
    from huimin.batch.statement import Asked
    from huimin.words import Language

LIBRARIES = ("duckdb", "pyarrow", "sqlglot")
EXTRAS = {"duckdb": ("batch", LIBRARIES), "spark": ("spark", (*LIBRARIES, "pandas", "pyspark"))}


def batch(
    cases: Annotated[
        Path | None,
        typer.Argument(
            metavar="[INPUT]",
        ),
    ] = None,
    *,
    on: Annotated[str, option("--on", metavar="DAY")],
    out: Annotated[
        Path | None,
        option("-o", "--out", metavar="FILE"),
    ] = None,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
        ),
    ] = None,
    columns: Annotated[
        Literal["amount", "status", "reasons"],
        option("--columns"),
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
        ),
    ] = None,
    print_sql: Annotated[bool, option("--sql")] = False,
    engine: Annotated[
        Literal["duckdb", "spark"],
        option(
            "--engine",
        ),
    ] = "duckdb",
    master: Annotated[
        str | None,
        option(
            "--master",
            metavar="URL",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    strict: Annotated[bool, option("--strict")] = False,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Determine a whole table: a row for each case, subject and provision."""
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

    head = words("cli")["batch"]["head"][lang]
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
    rejects = said("batch.rejects", lang, file=out.with_suffix(".rejects.csv")) if summary.rejected else ""
    screen.tell(said("batch.sum", lang, cases=f"{summary.cases:,}", rejected=f"{summary.rejected:,}") + rejects)
