"""`huimin test`: the policy tests that stand beside the rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from huimin.cli import screen
from huimin.cli.options import All, BookFolder, Lang

if TYPE_CHECKING:
    from huimin.cases.covered import Gap
    from huimin.cases.policy_tests import Result
    from huimin.policy.findings import Language

_GAPS = {
    "status": {"zh": "{of}：没有测试得出 {name}", "en": "{of}: no test comes to {name}"},
    "decides": {"zh": "{of}：没有测试只因条件 {name} 不成立而定", "en": "{of}: no test fails on {name} alone"},
    "unknown": {"zh": "{of}：没有测试使条件 {name} 不明", "en": "{of}: no test leaves {name} unknown"},
    "at": {"zh": "{of}：没有测试恰在界限上：{name}", "en": "{of}: no test stands exactly at {name}"},
    "beside": {"zh": "{of}：没有测试在界限的另一侧：{name}", "en": "{of}: no test stands just beside {name}"},
    "reading": {"zh": "{of}：没有测试采用理解 {name}", "en": "{of}: no test takes the reading {name}"},
}


def run(book: BookFolder = None, all_: All = False, lang: Lang = "zh") -> None:
    """运行政策库中的全部政策测试，并列出没有测到的状态、条件、界限和理解。
    Run every policy test of the book, and name the statuses, conditions,
    boundaries and readings that none covers.

    huimin test
    huimin test --all --lang en
    """
    from huimin.cases.covered import uncovered
    from huimin.cases.policy_tests import run as run_all
    from huimin.policy.load import load

    loaded = load(book)
    results = []
    for result in run_all(loaded):
        results.append(result)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(results)}")
        for line in _failure(result, lang):
            screen.say(line)
    failed = sum(not each.passed for each in results)
    gaps = uncovered(loaded, results)
    for line in _gaps(gaps, lang, all_):
        screen.say(line)
    zh, en = f"{len(results)} 项测试，{failed} 项不符。", f"{len(results)} tests, {failed} failed"
    screen.say(zh if lang == "zh" else en)
    raise typer.Exit(1 if failed else 0)


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
