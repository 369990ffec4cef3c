"""`huimin trace`: an official text held against the book, number by number and sentence by sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import All, BookFolder, Format, Lang, option
from huimin.cli.usage import misuse
from huimin.documents.guess import guess

_TEXT = option("--text", metavar="SOURCE")


def trace(
    source: Annotated[Path, _TEXT],
    instrument: Annotated[str | None, typer.Argument(metavar="INSTRUMENT", show_default=False)] = None,
    book: BookFolder = None,
    format_: Format = "text",
    all_: All = False,
    lang: Lang = "zh",
) -> None:
    """Hold an official text against the book: what became of each number, date, percentage and comparison, and of each
    sentence; what was missed is told.
    """
    from huimin.assure.trace import holdings
    from huimin.assure.trace import trace as hold
    from huimin.assure.trace.report import as_json, as_text
    from huimin.assure.trace.text import read
    from huimin.check.load import load

    loaded = load(book)
    text = read(source)
    ids = [each.id for each in loaded.instruments]
    named = [instrument] if instrument else [each.id for each in loaded.instruments if each.title.zh in text]
    if len(named) != 1 or named[0] not in ids:
        raise misuse("trace.which", ids=ids, guess=guess(instrument or "", ids))
    found = hold(holdings(loaded, loaded.instrument(named[0])), text, str(source))
    if format_ == "json":
        screen.say_json(as_json(found))
    else:
        for finding in found.findings:
            screen.say("\n".join(screen.finding_lines(finding, lang)))
        screen.say("\n".join(as_text(found, lang, unfold=all_)))
    raise typer.Exit(FINDINGS if found.findings else DONE)
