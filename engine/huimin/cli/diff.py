"""`huimin diff`: what changed from one book to another, in the policy's own terms."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import BookFolder, Lang, explained, option

Form = Annotated[
    Literal["text", "markdown", "json"], option("--format", zh="输出格式，默认 text", en="form of the result")
]
ExitCode = Annotated[bool, option("--exit-code", zh="有变化时以 1 结束", en="end with 1 where anything changed")]
_OLD = explained("原政策库：文件夹，或者 git 版本（HEAD~1、v1:policies）", "the old book: a folder or a git revision")
_NEW = explained("新政策库，默认为 --book 所指", "the new one; else the book of --book")


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_OLD, show_default=False)],
    new: Annotated[str | None, typer.Argument(metavar="NEW", help=_NEW, show_default=False)] = None,
    book: BookFolder = None,
    format_: Form = "text",
    exit_code: ExitCode = False,
    lang: Lang = "zh",
) -> None:
    """比较两个政策库：数值、条件、期限、条款和译文的变化，每项一句话。
    Compare two books: what changed in values, conditions, periods, provisions
    and translations, a sentence each. Comments and formatting are no change.

    huimin diff HEAD
    huimin diff HEAD~1 HEAD --lang en --exit-code
    huimin diff v1:policies policies --format markdown
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
