"""`huimin trace`: an official text held against the book, number by number and sentence by sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import All, BookFolder, Format, Lang, explained, option
from huimin.cli.usage import MisuseError, guess

_WHICH = explained("文件标识，默认为原文标题所指", "the instrument; else the one whose title the text has")
_TEXT = option("--text", metavar="SOURCE", zh="原文：UTF-8 文本或者 Markdown", en="the text: UTF-8, plain or Markdown")


def trace(
    source: Annotated[Path, _TEXT],
    instrument: Annotated[str | None, typer.Argument(metavar="INSTRUMENT", help=_WHICH, show_default=False)] = None,
    book: BookFolder = None,
    format_: Format = "text",
    all_: All = False,
    lang: Lang = "zh",
) -> None:
    """把原文与政策库逐句对照：每个数字、日期和比较由哪项规定承载，有无遗漏。
    Hold an official text against the book: what became of each number, date,
    percentage and comparison, and of each sentence; what was missed is told.

    huimin trace --text notice.txt
    huimin trace --text notice.md --all --lang en
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
        near_zh, near_en = guess(instrument or "", ids) if instrument else ("", "")
        raise MisuseError(
            f"请写明与哪一份文件对照：{'、'.join(ids)}。{near_zh}",
            f"say against which instrument: {', '.join(ids)}{near_en}",
        )
    found = hold(holdings(loaded, loaded.instrument(named[0])), text, str(source))
    if format_ == "json":
        screen.say_json(as_json(found))
    else:
        for finding in found.findings:
            screen.say("\n".join(screen.finding_lines(finding, lang)))
        screen.say("\n".join(as_text(found, lang, unfold=all_)))
    raise typer.Exit(FINDINGS if found.findings else DONE)
