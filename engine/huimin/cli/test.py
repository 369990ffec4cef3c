"""`huimin test`: the policy tests that stand beside the rules, and how far they would catch a mistake."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import All, BookFolder, Lang, option
from huimin.cli.output import write
from huimin.cli.usage import full_id, misuse, said
from huimin.placeholders import put

if TYPE_CHECKING:
    from huimin.cases.policy_tests import Result
    from huimin.documents.findings import Language
    from huimin.policy.model import Book
    from huimin.search.covered import Gap

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
    coverage: Annotated[
        bool,
        option(
            "--coverage",
            zh="逐条看规则的每一处是否测到；没有测到的给出可以贴入的测试",
            en="each point of the rules, covered or not; what is not comes with a test to paste",
        ),
    ] = False,
    mutate: Annotated[
        bool,
        option(
            "--mutate",
            zh="逐一在规则中造一处差错，看测试能否发现",
            en="make one mistake at a time in the rules, and see which the tests notice",
        ),
    ] = False,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
            zh="只看这一条款，可多次使用（与以上两项连用）",
            en="this provision alone; may be repeated (with one of the two above)",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        option(
            "--jobs",
            metavar="N",
            min=1,
            zh="--mutate 同时使用几个进程，默认与处理器数相同",
            en="processes for --mutate; else as many as processors",
        ),
    ] = None,
    format_: Annotated[
        Literal["text", "json", "html"],
        option(
            "--format", zh="输出格式，默认 text；html 只用于 --coverage", en="form of the result; html with --coverage"
        ),
    ] = "text",
    out: Annotated[
        Path | None, option("-o", "--out", metavar="FILE", zh="写入的文件", en="the file to write; else the screen")
    ] = None,
    book: BookFolder = None,
    all_: All = False,
    lang: Lang = "zh",
) -> None:
    """运行政策库中的全部政策测试，并列出没有测到的状态、条件、界限和理解。
    Run every policy test of the book, and name the statuses, conditions,
    boundaries and readings that none covers.

    huimin test
    huimin test --coverage --format html -o coverage.html
    huimin test --mutate --provisions my-grant --lang en
    """
    from huimin.check.load import load
    from huimin.documents.locate import find

    _check_usage(coverage, mutate, provisions or [], format_, out)
    loaded = load(book, anew=True)
    ids = [full_id(loaded, name) for name in provisions or ()]
    if coverage:
        _cover(loaded, ids, format_, out, all_, lang)
    elif mutate:
        _mutate(loaded, find(book), ids, jobs or os.cpu_count() or 1, format_, out, all_, lang)
    else:
        _test(loaded, all_, lang)


def _check_usage(coverage: bool, mutate: bool, names: Sequence[str], format_: str, out: Path | None) -> None:
    if coverage and mutate:
        raise misuse("test.coverage-and-mutate")
    if not coverage and not mutate and (names or format_ != "text" or out is not None):
        raise misuse("test.without-report")
    if mutate and format_ == "html":
        raise misuse("test.no-html")


def _test(loaded: Book, unfold: bool, lang: Language) -> None:
    from huimin.cases.policy_tests import run as run_all
    from huimin.search.covered import uncovered

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
    raise typer.Exit(FINDINGS if failed else DONE)


def _cover(loaded: Book, ids: Sequence[str], format_: str, out: Path | None, unfold: bool, lang: Language) -> None:
    from huimin.assure.coverage import coverage, points
    from huimin.assure.coverage.report import as_html, as_json, as_text

    wanted = [each for each in points(loaded) if not ids or each.of in ids]
    found = []
    for covered in coverage(loaded, wanted):
        found.append(covered)
        _progress(len(found), len(wanted))
    if format_ == "html":
        made = as_html(loaded, found, lang).decode()
    else:
        made = as_json(loaded, found) if format_ == "json" else "\n".join(as_text(loaded, found, lang, unfold=unfold))
    _give(made, format_, out)


def _mutate(
    loaded: Book,
    folder: Path,
    ids: Sequence[str],
    jobs: int,
    format_: str,
    out: Path | None,
    unfold: bool,
    lang: Language,
) -> None:
    from huimin.assure.mutate import bench, run, touching
    from huimin.assure.mutate.report import as_json, as_text

    indexes = touching(bench(loaded), ids)
    verdicts = []
    for verdict in run(folder, indexes, min(jobs, max(1, len(indexes)))):
        verdicts.append(verdict)
        _progress(len(verdicts), len(indexes))
    _give(as_json(verdicts) if format_ == "json" else "\n".join(as_text(verdicts, lang, unfold=unfold)), format_, out)
    raise typer.Exit(FINDINGS if any(each.state == "survived" for each in verdicts) else DONE)


def _give(made: str, format_: str, out: Path | None) -> None:
    if out is None:
        (screen.say_json if format_ == "json" else screen.say)(made)
    else:
        write(out, (made.rstrip("\n") + "\n").encode())


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
    yield from ("  " + put(_GAPS[gap.what][lang], {"of": gap.of, "name": gap.name}) for gap in shown)
    if len(shown) < len(gaps):
        yield said("test.all", lang)
