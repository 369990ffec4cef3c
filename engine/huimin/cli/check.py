"""`huimin check`: everything that is wrong with the book, in one run."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import BookFolder, Lang, option
from huimin.cli.usage import said

Format = Annotated[Literal["text", "json", "sarif"], option("--format")]


def check(book: BookFolder = None, format_: Format = "text", lang: Lang = "zh") -> None:
    """Check the book: every finding in one run, with its place and what to do."""
    from huimin.check.examine import examine
    from huimin.documents.locate import find
    from huimin.policy.files import gather

    files = gather(find(book))
    loaded, findings = examine(files)
    if format_ == "json":
        screen.say_json(json.dumps([each.to_json() for each in findings], ensure_ascii=False, indent=2))
        raise typer.Exit(FINDINGS if findings else DONE)
    if format_ == "sarif":
        from huimin.cli.sarif import sarif

        screen.say_json(json.dumps(sarif(findings, lang), ensure_ascii=False, indent=2))
        raise typer.Exit(FINDINGS if findings else DONE)
    sources: dict[str, list[str]] = {}
    for finding in findings:
        name = finding.place.file
        if name not in sources:
            sources[name] = files.text(name).splitlines()
        screen.say("\n".join([*screen.finding_lines(finding, lang), *screen.caret(finding.place, sources[name])]))
    if findings or loaded is None:
        screen.say(said("check.problems", lang, count=len(findings)))
        raise typer.Exit(FINDINGS)
    counts = {name: len(getattr(loaded, name)) for name in ("instruments", "provisions", "questions")}
    screen.say(said("check.clean", lang, **counts))
