"""`huimin impact`: what a change does, or what each reading of an open question does, to the families of a register."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.options import Assume, BookFolder, Lang, Memory, Reading, Threads, With, option
from huimin.cli.output import write_all, written
from huimin.cli.usage import misuse, pairs
from huimin.documents.locate import find
from huimin.shown import shown as in_one_line
from huimin.words import Language

_HOUSEHOLDS = 10_000


def impact(
    old: Annotated[str | None, typer.Argument(metavar="OLD", show_default=False)] = None,
    new: Annotated[str | None, typer.Argument(metavar="NEW", show_default=False)] = None,
    question: Annotated[
        str | None,
        option(
            "--question",
            metavar="ID",
        ),
    ] = None,
    on: Annotated[str | None, option("--on", metavar="DAY")] = None,
    population: Annotated[
        Path | None,
        option(
            "--population",
            metavar="FILE",
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        option("--mapping", metavar="FILE"),
    ] = None,
    households: Annotated[
        int | None,
        option(
            "--households",
            metavar="N",
            min=1,
            max=10_000_000,
        ),
    ] = None,
    seed: Annotated[int, option("--seed", min=0)] = 0,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
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
        ),
    ] = None,
    format_: Annotated[Literal["text", "json", "html"], option("--format")] = "text",
    out: Annotated[Path | None, option("-o", "--out", metavar="FILE")] = None,
    cases: Annotated[
        Path | None,
        option(
            "--cases",
            metavar="DIR",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Tell what a change does: who gains and who loses, how much, which answers change, and what the years to come
    cost.
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
