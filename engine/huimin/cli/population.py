"""`huimin population`: a synthetic register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.batch import bar, needs
from huimin.cli.options import BookFolder, Lang, Memory, Threads, option
from huimin.cli.output import written
from huimin.cli.usage import said
from huimin.shown import shown


def population(
    size: Annotated[int, typer.Argument(metavar="N", min=1, max=1_000_000_000)],
    out: Annotated[Path, option("-o", "--out", metavar="FILE")],
    seed: Annotated[int, option("--seed", min=0)] = 0,
    marginals_: Annotated[
        Path | None,
        option(
            "--marginals",
            metavar="FILE",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Make a synthetic table of cases for the book's vocabulary: of one seed, always the same."""
    needs("duckdb")
    from huimin.batch.population import marginals, write_population
    from huimin.check.load import load

    loaded = load(book)
    document = marginals(loaded, marginals_)
    with written(out), bar() as progress:
        write_population(loaded, document, size, out, seed=seed, threads=threads, memory=memory, progress=progress)
    screen.tell(shown(said("population.written", lang, size=f"{size:,}", out=out)))
