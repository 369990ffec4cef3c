"""`huimin diff`: what changed from one book to another, in the policy's own terms."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import BookFolder, Lang, option

Form = Annotated[Literal["text", "markdown", "json"], option("--format")]
ExitCode = Annotated[bool, option("--exit-code")]


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", show_default=False)],
    new: Annotated[str | None, typer.Argument(metavar="NEW", show_default=False)] = None,
    book: BookFolder = None,
    format_: Form = "text",
    exit_code: ExitCode = False,
    lang: Lang = "zh",
) -> None:
    """Compare two books: what changed in values, conditions, periods, provisions and translations, a sentence each.
    Comments and formatting are no change.
    """
    from huimin.check.revisions import opened
    from huimin.compare.report import comparison, shown
    from huimin.documents.locate import find

    folder = find(book)
    names = (old, new or str(folder))
    with ExitStack() as stack:
        before, after = (stack.enter_context(opened(name, folder)) for name in names)
        found = comparison(names[0], before, names[1], after)
    (screen.say_json if format_ == "json" else screen.say)(shown(found, format_, lang))
    raise typer.Exit(FINDINGS if found.changes and exit_code else DONE)
