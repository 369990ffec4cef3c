"""`huimin impact`: what a change does, or what each reading of an open question does, to the families of a register."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.options import Assume, BookFolder, Lang, Memory, Reading, Threads, With, explained, option
from huimin.cli.output import write_all, written
from huimin.cli.usage import misuse, pairs
from huimin.documents.findings import Language
from huimin.documents.locate import find
from huimin.shown import shown as in_one_line

_OLD = explained("原政策库：文件夹，或者 git 版本（HEAD~1、v1:policies）", "the old book: a folder or a git revision")
_NEW = explained("新政策库，默认为 --book 所指", "the new one; else the book of --book")
_HOUSEHOLDS = 10_000


def impact(
    old: Annotated[str | None, typer.Argument(metavar="OLD", help=_OLD, show_default=False)] = None,
    new: Annotated[str | None, typer.Argument(metavar="NEW", help=_NEW, show_default=False)] = None,
    question: Annotated[
        str | None,
        option(
            "--question",
            metavar="ID",
            zh="不比较两个政策库，而比较这个待明确问题的各种理解",
            en="instead of two books, the readings of this open question",
        ),
    ] = None,
    on: Annotated[
        str | None, option("--on", metavar="DAY", zh="询问日期（年-月-日）", en="the day asked for, YYYY-MM-DD")
    ] = None,
    population: Annotated[
        Path | None,
        option(
            "--population",
            metavar="FILE",
            zh="个案表：.parquet、.csv 或者 .jsonl",
            en="the register: .parquet, .csv or .jsonl",
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        option("--mapping", metavar="FILE", zh="列名和子表的对照文件", en="which columns and list files are what"),
    ] = None,
    households: Annotated[
        int | None,
        option(
            "--households",
            metavar="N",
            zh="没有个案表时合成多少件，默认 10000",
            en="without a register so many synthetic cases, else 10000",
            min=1,
            max=10_000_000,
        ),
    ] = None,
    seed: Annotated[int, option("--seed", zh="合成的种子，默认 0", en="the seed of those, else 0", min=0)] = 0,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
            zh="只看这项条款或者这份文件，可多次使用",
            en="only this provision, or this instrument; may be repeated",
        ),
    ] = None,
    reading: Reading = None,
    assume: Assume = None,
    with_: With = None,
    projection: Annotated[
        Path | None,
        option(
            "--projection",
            metavar="FILE",
            zh="年度支出推算的假定，默认为政策库自带的",
            en="the assumptions of the budget; else the book's own",
        ),
    ] = None,
    format_: Annotated[
        Literal["text", "json", "html"], option("--format", zh="输出格式，默认 text", en="form of the result")
    ] = "text",
    out: Annotated[
        Path | None, option("-o", "--out", metavar="FILE", zh="写入的文件", en="the file to write; else the screen")
    ] = None,
    cases: Annotated[
        Path | None,
        option(
            "--cases",
            metavar="DIR",
            zh="把减少最多的个案写成个案文件，放入这个新文件夹",
            en="a new folder for the case files of the largest losses",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """测算一项修改的影响：谁增加、谁减少、多少，哪些答复改变，今后每年支出多少。
    Tell what a change does: who gains and who loses, how much, which answers change, and what the years to come cost.

    huimin impact HEAD --on 2025-06-30 --population families.parquet
    huimin impact v1:policies policies --on 2025-06-30 --households 100000 --format html -o impact.html
    huimin impact --question my-question --on 2025-06-30 --lang en
    """
    from huimin.cli.batch import needs

    needs("duckdb")
    from huimin.assure.impact import How
    from huimin.assure.impact.basis import Basis
    from huimin.assure.impact.projection import projection_of
    from huimin.assure.impact.report import case_files, pages, shown
    from huimin.assure.impact.study import Source, study_of_books, study_of_question, synthetic
    from huimin.assure.impact.table import Register
    from huimin.batch.mapping import Mapped, read_mapping
    from huimin.check.revisions import opened
    from huimin.cli.evaluate import value

    names, day = _names(old, new, question, book), _day(on)
    if population is not None and households is not None:
        raise misuse("impact.population-and-households")
    readings = pairs("--reading", reading)
    assumed = {name: value(text) for name, text in pairs("--assume", assume).items()}
    with ExitStack() as stack:
        stage = stack.enter_context(_stages(lang))
        books = [stack.enter_context(opened(name, find(book))) for name in names]
        bases = [Basis(each, day, readings, assumed, tuple(with_ or ())) for each in books]
        path, source = population, Source(population.name if population else "")
        if path is None:
            stage("stage_population")
            size = households or _HOUSEHOLDS
            path, source = stack.enter_context(synthetic(books[-1], size, seed)), Source(None, size, seed)
        register = Register(path, read_mapping(mapping) if mapping else Mapped())
        how = How(tuple(provisions or ()), projection_of(books[-1], projection), memory, threads, stage)
        if question is not None:
            study = study_of_question(bases[0], question, register, source, how)
        else:
            study = study_of_books((names[0], bases[0]), (names[1], bases[1]), register, source, how)
    if out is None:
        screen.give(shown(study, books[-1], format_, lang))
    elif format_ == "html":
        _write(pages(study, books[-1], out))
    else:
        _write({out: shown(study, books[-1], format_, lang)})
    if cases is not None:
        with written(cases):
            files = case_files(study, cases)
        screen.tell("\n".join(in_one_line(str(each)) for each in files))


def _names(old: str | None, new: str | None, question: str | None, book: Path | None) -> list[str]:
    """The books by name, the older first; for a question the one that asks it. Raises MisuseError."""
    own = str(find(book))
    if question is None and old is None:
        raise misuse("impact.no-old-book")
    if question is not None and new is not None:
        raise misuse("impact.one-book")
    return [old or own] if question is not None else [old or own, new or own]


def _day(on: str | None) -> str:
    """The day asked for. Raises MisuseError, CaseError."""
    from huimin.cases.read import read_day

    if on is None:
        raise misuse("impact.no-day")
    read_day(on, "--on")
    return on


def _write(files: Mapping[Path, bytes]) -> None:
    """Write every file or none, and name them. Raises MisuseError."""
    write_all(files)
    for out in files:
        screen.tell(in_one_line(str(out)))


@contextmanager
def _stages(lang: Language) -> Iterator[Callable[[str], None]]:
    """Shows on a terminal's standard error which part of the work is done; in a pipe it shows nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    from huimin.words import say

    with Console(stderr=True).status("") as status:
        yield lambda key: status.update(say("assure/impact", key, lang))
