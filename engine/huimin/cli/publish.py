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
from huimin.cli.options import BookFolder, Lang, On, explained, option
from huimin.cli.output import written
from huimin.cli.usage import MisuseError, misuse, said
from huimin.shown import shown

if TYPE_CHECKING:
    from huimin.documents.findings import Language
    from huimin.publish.press import Page, Press

EXTRA = " pip install 'huimin[publish]'"
NEED_EXTRA = {"pdf", "notice", "notice-pdf", "amendment", "amendment-pdf"}
DRIFT = {
    "missing": ("缺少", "is missing"),
    "differs": ("与政策库不一致", "no longer says what the book says"),
    "stale": ("政策库里已经没有对应内容", "is left over: the book has nothing for it"),
}


def publish(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT]...",
            help=explained(
                "summary、bilingual、measures、timeline、targets、book、index、notice，默认为全部；"
                "另有 pdf、notice-pdf、amendment、amendment-pdf",
                "summary, bilingual, measures, timeline, targets, book, index, notice; else all of these;"
                " also pdf, notice-pdf, amendment, amendment-pdf",
            ),
        ),
    ] = None,
    out: Annotated[Path, option("--out", metavar="DIR", zh="写入的文件夹", en="the folder to write into")] = Path(
        "generated_docs"
    ),
    check: Annotated[bool, option("--check", zh="只核对，不写入", en="compare only; write nothing")] = False,
    on: On = None,
    templates: Annotated[
        Path | None,
        option("--templates", metavar="DIR", zh="优先使用的模板文件夹", en="a folder of templates that come first"),
    ] = None,
    since: Annotated[
        str | None,
        option(
            "--since",
            metavar="OLD",
            zh="原政策库：文件夹，或者 git 版本；用于 amendment",
            en="the old book, a folder or a git revision: for amendment",
        ),
    ] = None,
    series: Annotated[
        Path | None,
        option("--series", metavar="CASE", zh="载有指标数据的个案文件", en="a case with the series of the indicators"),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """由政策库生成中英文页面：政策摘要、一页纸、施行时间、目标、政策数据、印发通知。
    Make the pages of the book, in Chinese and in English: summary, sheets, timeline, targets, data, notice.

    huimin publish
    huimin publish measures pdf --out public --on 2024-06-01
    huimin publish targets --series examples/district-indicators-2025.yaml --out public
    huimin publish notice notice-pdf --out public
    huimin publish amendment amendment-pdf --since HEAD --on 2024-06-01 --out public
    huimin publish --check
    """
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
        zh, en = DRIFT[each.why]
        screen.say(shown(f"{each.path}：{zh}" if lang == "zh" else f"{each.path}: {en}"))
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
            known = list(pages.CATALOGUE)
            raise MisuseError(
                f"没有“{each}”这一项，可选：{'、'.join(known)}",
                f"there is no {each!r} to publish; choose from {', '.join(known)}",
            )
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
