"""`huimin show`: the book as something to read."""

from __future__ import annotations

from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import BookFolder, Lang
from huimin.cli.usage import as_given, misuse
from huimin.documents.guess import guess


def show(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
        ),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Read the book: contents, a measure, a provision, a parameter's history, an open question, the provisions that
    cite a sentence.
    """
    from huimin.cases.reading import Reader
    from huimin.check.load import load

    reader = Reader(load(book), lang)
    lines = list(reader.contents() if name is None else reader.find(name))
    if not lines:
        raise misuse("show.nothing", name=as_given(str(name)), guess=guess(name or "", reader.names()))
    screen.say("\n".join(lines))
