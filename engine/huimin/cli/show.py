"""`huimin show`: the book as something to read."""

from __future__ import annotations

from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import BookFolder, Lang, explained
from huimin.cli.usage import MisuseError, guess


def show(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help=explained(
                "措施序号、条款、参数、问题，或者“条.句”；不写则列出目录",
                "measure, provision, parameter, question or ARTICLE.SENTENCE",
            ),
        ),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """查阅政策库：目录、措施、条款、参数的沿革、待明确的问题、某一句对应的条款。
    Read the book: contents, a measure, a provision, a parameter's history,
    an open question, the provisions that cite a sentence.

    huimin show
    huimin show 3 --lang en
    huimin show 3.4
    huimin show sentences
    """
    from huimin.cases.reading import Reader
    from huimin.check.load import load

    reader = Reader(load(book), lang)
    lines = list(reader.contents() if name is None else reader.find(name))
    if not lines:
        near_zh, near_en = guess(name or "", reader.names())
        raise MisuseError(f"政策库里没有“{name}”。{near_zh}", f"the book has no {name!r}{near_en}")
    screen.say("\n".join(lines))
