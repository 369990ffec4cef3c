"""`huimin fmt`: every file of the book in one canonical form."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import BookFolder, Lang, option
from huimin.cli.output import written
from huimin.cli.usage import misuse, said
from huimin.shown import shown

if TYPE_CHECKING:
    from huimin.amend.rewrite import Rewritten

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATHS]...",
        show_default=False,
    ),
]


def fmt(
    paths: Paths = None,
    check: Annotated[bool, option("--check")] = False,
    diff: Annotated[bool, option("--diff")] = False,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Put the files of the book in canonical form: order of keys, quotes, indentation, lines. Comments stay, and so
    does what the book says.
    """
    from huimin.amend.rewrite import rewritten, write
    from huimin.documents.locate import find

    folder = find(book)
    _hold_inside(folder, paths or [])
    files = rewritten(folder, paths or [])
    if diff:
        for line in _differences(files):
            screen.say(line)
    elif not check:
        with written(folder):
            write(files, folder)
    for each in files if not diff else ():
        screen.say(shown(each.name))
    screen.tell(said("fmt.to-format" if check or diff else "fmt.formatted", lang, count=len(files)))
    raise typer.Exit(FINDINGS if check and files else DONE)


def _hold_inside(folder: Path, paths: list[Path]) -> None:
    for each in paths:
        if not each.exists():
            raise misuse("fmt.no-file", each=each)
        if not each.resolve().is_relative_to(folder.resolve()):
            raise misuse("fmt.outside", each=each, folder=folder)


def _differences(files: list[Rewritten]) -> Iterator[str]:
    for each in files:
        old, new = each.old.splitlines(), each.new.splitlines()
        yield from difflib.unified_diff(old, new, each.name, each.name, lineterm="")
