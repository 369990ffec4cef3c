"""`huimin publish`: the pages that are made from the book."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.notice import hold_amending, tell_fonts
from huimin.cli.options import BookFolder, Lang, On, option
from huimin.cli.output import written
from huimin.cli.usage import as_given, misuse, said
from huimin.shown import shown

if TYPE_CHECKING:
    from huimin.publish.press import Page, Press
    from huimin.words import Language

EXTRA = " pip install 'huimin[publish]'"
NEED_EXTRA = {"pdf", "notice", "notice-pdf", "amendment", "amendment-pdf"}


def publish(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT]...",
        ),
    ] = None,
    out: Annotated[Path, option("--out", metavar="DIR")] = Path("generated_docs"),
    check: Annotated[bool, option("--check")] = False,
    on: On = None,
    templates: Annotated[
        Path | None,
        option("--templates", metavar="DIR"),
    ] = None,
    since: Annotated[
        str | None,
        option(
            "--since",
            metavar="OLD",
        ),
    ] = None,
    series: Annotated[
        Path | None,
        option("--series", metavar="CASE"),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Make the pages of the book, in Chinese and in English: summary, sheets, timeline, targets, data, notice."""
    from huimin.cases.read import open_case, read_day
    from huimin.check.load import load
    from huimin.check.revisions import opened
    from huimin.documents.locate import find
    from huimin.publish import Press

    wanted = _wanted(what or [], lang)
    day = read_day(on, "--on")
    hold_amending(wanted, since, day)
    with ExitStack() as stack:
        before = stack.enter_context(opened(since, find(book))) if since else None
        case = open_case(series) if series else None
        press = Press(load(book), on=day, templates=templates, case=case, before=before)
        if check:
            _compare(press, out, wanted, lang)
        else:
            _write(press, out, wanted, lang)


def _write(press: Press, out: Path, wanted: Sequence[str], lang: Language) -> None:
    from huimin.publish import pages

    with written(out):
        made = pages.publish(press, out, wanted, progress=_Bar(lang))
    if not made:
        screen.tell(said("publish.unchanged", lang))
    for path in made:
        screen.say(shown(str(path)))
        if path.parent.name == "notices" and path.suffix == ".pdf":
            tell_fonts(path, lang)


def _compare(press: Press, out: Path, wanted: Sequence[str], lang: Language) -> None:
    """Name what has drifted. Ends with the exit code."""
    from huimin.publish import pages

    drifted = pages.check(press, out, wanted, progress=_Bar(lang))
    for each in drifted:
        screen.say(shown(said("publish.drift", lang, path=each.path, why=said(f"publish.{each.why}", lang))))
    if drifted:
        screen.tell(said("publish.run-publish", lang))
    raise typer.Exit(FINDINGS if drifted else DONE)


def _wanted(what: Sequence[str], lang: Language) -> list[str]:
    """What to publish, empty for all of it. Without the libraries of the extra, what needs none of them, which is said.

    Raises MisuseError.
    """
    from huimin.publish import pages, pdf

    for each in what:
        if each not in pages.CATALOGUE:
            raise misuse("publish.no-such", name=as_given(each), known=list(pages.CATALOGUE))
    if not pdf.can_build():
        if NEED_EXTRA.intersection(what):
            raise misuse("publish.not-installed", what=EXTRA)
        if not what:
            screen.tell(said("publish.no-docx", lang, what=EXTRA))
            return [each for each in pages.STANDARD if each not in NEED_EXTRA]
    return list(what)


class _Bar:
    """Shows on the terminal's standard error how far the pages are; in a pipe it shows nothing."""

    def __init__(self, lang: Language) -> None:
        self.says = said("publish.making", lang)

    def __call__(self, planned: Sequence[Page]) -> Iterable[Page]:
        if not sys.stderr.isatty():
            return planned
        from rich.console import Console
        from rich.progress import track

        return track(planned, self.says, console=Console(stderr=True), transient=True)
