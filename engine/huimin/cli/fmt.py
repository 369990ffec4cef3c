"""`huimin fmt`: every file of the book in one canonical form."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import BookFolder, Lang, explained, option
from huimin.cli.output import written
from huimin.cli.usage import misuse
from huimin.shown import shown

if TYPE_CHECKING:
    from huimin.amend.rewrite import Rewritten

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATHS]...",
        help=explained("政策库中的文件或者文件夹，默认为全部", "files or folders of the book; else all of it"),
        show_default=False,
    ),
]


def fmt(
    paths: Paths = None,
    check: Annotated[bool, option("--check", zh="只核对，不写入", en="compare only; write nothing")] = False,
    diff: Annotated[bool, option("--diff", zh="显示改动，不写入", en="show the changes; write nothing")] = False,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """整理政策库文件的格式：键的次序、引号、缩进和换行；注释保留，内容不变。
    Put the files of the book in canonical form: order of keys, quotes, indentation, lines.
    Comments stay, and so does what the book says.

    huimin fmt
    huimin fmt policies/vocabulary --diff
    huimin fmt --check
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
    if lang == "zh":
        screen.tell(f"{'需要整理' if check or diff else '已整理'} {len(files)} 个文件。")
    else:
        screen.tell(f"{len(files)} file(s) {'to be formatted' if check or diff else 'formatted'}")
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
