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

if TYPE_CHECKING:
    from huimin.cases.policy_tests import Result
    from huimin.policy.model import Book
    from huimin.search.covered import Gap
    from huimin.words import Language

_BAR = 30


def run(
    coverage: Annotated[
        bool,
        option(
            "--coverage",
        ),
    ] = False,
    mutate: Annotated[
        bool,
        option(
            "--mutate",
        ),
    ] = False,
    provisions: Annotated[
        list[str] | None,
        option(
            "--provisions",
            metavar="ID",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        option(
            "--jobs",
            metavar="N",
            min=1,
        ),
    ] = None,
    format_: Annotated[
        Literal["text", "json", "html"],
        option("--format"),
    ] = "text",
    out: Annotated[Path | None, option("-o", "--out", metavar="FILE")] = None,
    book: BookFolder = None,
    all_: All = False,
    lang: Lang = "zh",
) -> None:
    """Run every policy test of the book, and name the statuses, conditions and readings that none covers."""
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
    screen.say(said("test.sum", lang, count=len(results), failed=failed))
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
        place, what = f"{miss.place.file}:{miss.place.line}:{miss.place.column}", getattr(miss.what, lang)
        parts = {"expected": str(miss.expected), "found": str(miss.found)}
        yield said("test.miss", lang, place=place, test=result.test.id, what=what, **parts)


def _gaps(gaps: list[Gap], lang: Language, unfold: bool) -> Iterator[str]:
    if gaps:
        yield said("test.uncovered", lang, count=len(gaps))
    shown = gaps if unfold else gaps[:20]
    yield from ("  " + said(f"test.{gap.what}", lang, of=gap.of, name=gap.name) for gap in shown)
    if len(shown) < len(gaps):
        yield said("test.all", lang)
