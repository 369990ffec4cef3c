"""`huimin test`: the policy tests that stand beside the rules, and how far they would catch a mistake."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.options import All, BookFolder, Lang, option
from huimin.cli.usage import full_id

if TYPE_CHECKING:
    from huimin.cases.covered import Gap
    from huimin.cases.policy_tests import Result
    from huimin.policy.findings import Language
    from huimin.policy.model import Book

_GAPS = {
    "status": {"zh": "{of}：没有测试得出 {name}", "en": "{of}: no test comes to {name}"},
    "decides": {"zh": "{of}：没有测试只因条件 {name} 不成立而定", "en": "{of}: no test fails on {name} alone"},
    "unknown": {"zh": "{of}：没有测试使条件 {name} 不明", "en": "{of}: no test leaves {name} unknown"},
    "at": {"zh": "{of}：没有测试恰在界限上：{name}", "en": "{of}: no test stands exactly at {name}"},
    "beside": {"zh": "{of}：没有测试在界限的另一侧：{name}", "en": "{of}: no test stands just beside {name}"},
    "reading": {"zh": "{of}：没有测试采用理解 {name}", "en": "{of}: no test takes the reading {name}"},
}
_BAR = 30


def run(
    mutate: Annotated[
        bool,
        option(
            "--mutate",
            zh="逐一在规则中造一处差错，看测试能否发现",
            en="make one mistake at a time in the rules, and see which the tests notice",
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        option(
            "--jobs",
            metavar="N",
            min=1,
            zh="同时使用几个进程，默认与处理器数相同",
            en="processes to use; else as many as processors",
        ),
    ] = None,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
            zh="只看涉及这一条款的差错，可多次使用",
            en="only the mistakes that touch this provision; may be repeated",
        ),
    ] = None,
    format_: Annotated[
        Literal["text", "json"], option("--format", zh="输出格式，默认 text", en="form of the result")
    ] = "text",
    book: BookFolder = None,
    all_: All = False,
    lang: Lang = "zh",
) -> None:
    """运行政策库中的全部政策测试，并列出没有测到的状态、条件、界限和理解。
    Run every policy test of the book, and name the statuses, conditions,
    boundaries and readings that none covers.

    huimin test
    huimin test --all --lang en
    huimin test --mutate --provisions my-grant
    """
    from huimin.policy.load import load
    from huimin.policy.places import find

    loaded = load(book)
    if mutate:
        _mutate(loaded, find(book), jobs or os.cpu_count() or 1, provisions or [], format_, all_, lang)
    else:
        _test(loaded, all_, lang)


def _test(loaded: Book, unfold: bool, lang: Language) -> None:
    from huimin.cases.covered import uncovered
    from huimin.cases.policy_tests import run as run_all

    results = []
    for result in run_all(loaded):
        results.append(result)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(results)}")
        for line in _failure(result, lang):
            screen.say(line)
    failed = sum(not each.passed for each in results)
    gaps = uncovered(loaded, results)
    for line in _gaps(gaps, lang, unfold):
        screen.say(line)
    zh, en = f"{len(results)} 项测试，{failed} 项不符。", f"{len(results)} tests, {failed} failed"
    screen.say(zh if lang == "zh" else en)
    raise typer.Exit(1 if failed else 0)


def _mutate(
    loaded: Book, folder: Path, jobs: int, names: Sequence[str], format_: str, unfold: bool, lang: Language
) -> None:
    from huimin.assure.mutate import bench, run, touching
    from huimin.assure.mutate_shown import as_json, as_text

    made = bench(loaded)
    indexes = touching(made, [full_id(loaded, name) for name in names])
    verdicts = []
    for verdict in run(folder, indexes, min(jobs, max(1, len(indexes)))):
        verdicts.append(verdict)
        _progress(len(verdicts), len(indexes))
    if format_ == "json":
        screen.say(as_json(verdicts))
    else:
        for line in as_text(verdicts, lang, unfold=unfold):
            screen.say(line)
    raise typer.Exit(1 if any(each.state == "survived" for each in verdicts) else 0)


def _progress(done: int, whole: int) -> None:
    """A bar on the terminal; nothing where messages go to a file."""
    if sys.stderr.isatty():
        filled = _BAR * done // whole
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{whole}" + ("\n" if done == whole else ""))


def _failure(result: Result, lang: Language) -> Iterator[str]:
    for finding in result.findings:
        yield "\n".join(screen.finding_lines(finding, lang))
    for miss in result.misses:
        place = f"{miss.place.file}:{miss.place.line}:{miss.place.column}"
        if lang == "zh":
            yield f"{place}: {result.test.id}：{miss.what.zh} 应为 {miss.expected}，实为 {miss.found}"
        else:
            yield f"{place}: {result.test.id}: {miss.what.en} should be {miss.expected}, is {miss.found}"


def _gaps(gaps: list[Gap], lang: Language, unfold: bool) -> Iterator[str]:
    if gaps:
        yield f"没有测到的有 {len(gaps)} 处：" if lang == "zh" else f"{len(gaps)} not covered:"
    shown = gaps if unfold else gaps[:20]
    yield from ("  " + _GAPS[gap.what][lang].format(of=gap.of, name=gap.name) for gap in shown)
    if len(shown) < len(gaps):
        yield "  ……（--all 列出全部）" if lang == "zh" else "  … (--all lists them all)"
