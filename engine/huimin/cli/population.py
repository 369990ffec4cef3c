"""`huimin population`: a synthetic register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.batch import bar, needs
from huimin.cli.options import BookFolder, Lang, Memory, Threads, explained, option
from huimin.cli.output import written
from huimin.shown import shown


def population(
    size: Annotated[
        int, typer.Argument(metavar="N", help=explained("个案数", "how many cases"), min=1, max=1_000_000_000)
    ],
    out: Annotated[
        Path, option("-o", "--out", metavar="FILE", zh="写入的 .parquet 文件", en="the .parquet file to write")
    ],
    seed: Annotated[int, option("--seed", zh="种子，默认 0", en="the seed, else 0", min=0)] = 0,
    marginals_: Annotated[
        Path | None,
        option(
            "--marginals",
            metavar="FILE",
            zh="边际分布文件，默认为政策库自带的",
            en="the file of marginals; else the book's own",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """按政策库的词汇合成一张个案表，种子相同则内容相同。
    Make a synthetic table of cases for the book's vocabulary: of one seed, always the same.

    huimin population 10000 --seed 7 -o families.parquet
    huimin population 1000000 -o families.parquet --threads 2 --memory 2GB
    """
    needs("duckdb")
    from huimin.batch.population import marginals, write_population
    from huimin.check.load import load

    loaded = load(book)
    document = marginals(loaded, marginals_)
    with written(out), bar() as progress:
        write_population(loaded, document, size, out, seed=seed, threads=threads, memory=memory, progress=progress)
    screen.tell(shown(f"已写入 {size:,} 件：{out}" if lang == "zh" else f"{size:,} cases: {out}"))
