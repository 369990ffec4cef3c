"""`huimin feel`: one expression, evaluated and explained; with `--jsonl`, the conformance protocol."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import Format, Lang, option
from huimin.cli.usage import as_given, misuse

if TYPE_CHECKING:
    from huimin.feel.values import DateTime


def feel(
    expression: Annotated[
        str | None,
        typer.Argument(metavar="EXPR"),
    ] = None,
    context: Annotated[
        Path | None,
        option(
            "--context",
            metavar="FILE",
        ),
    ] = None,
    unknown: Annotated[
        list[str] | None,
        option("--unknown", metavar="NAME"),
    ] = None,
    unary: Annotated[
        str | None,
        option(
            "--unary",
            metavar="VALUE",
        ),
    ] = None,
    now: Annotated[
        str | None,
        option("--now", metavar="TIME"),
    ] = None,
    jsonl: Annotated[
        bool,
        option("--jsonl"),
    ] = False,
    profile: Annotated[bool, option("--profile")] = False,
    format_: Format = "text",
    lang: Lang = "zh",
) -> None:
    """Evaluate one FEEL expression: its value, its type, and the value of every part."""
    if profile:
        screen.say("\n".join(_profile()))
        return
    moment = _moment(now)
    if jsonl:
        if expression is not None or context is not None or unknown or unary is not None:
            raise misuse("feel.expression-with-jsonl")
        from huimin.documents.inputs import stdin
        from huimin.feel.kit import serve

        serve(stdin(), sys.stdout, moment)
        return
    if expression is None:
        raise misuse("feel.no-expression")
    from huimin.cli.feel_answer import evaluate, names, tested, to_json, to_lines
    from huimin.documents.inputs import read_stdin

    text = read_stdin(_LONGEST).decode("utf-8", "replace").rstrip("\n") if expression == "-" else expression
    scope = names(context, unknown or ())
    answer = evaluate(text, scope, moment) if unary is None else tested(text, unary, scope, moment)
    if format_ == "json":
        screen.say_json(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    else:
        screen.say("\n".join(to_lines(answer, lang)))
    raise typer.Exit(answer.exit_code)


def _profile() -> Iterator[str]:
    try:
        from huimin.cli.feel_profile import lines
    except ModuleNotFoundError as missing:
        raise misuse("feel.not-installed", name=missing.name) from None
    return lines()


_LONGEST = 1_000_000
"""Bytes read from standard input: more than an expression may have, so that its own limit says so."""


def _moment(text: str | None) -> DateTime:
    from huimin.feel.failures import Failure
    from huimin.feel.kit import clock
    from huimin.feel.temporal.literals import read_date_time

    if text is None:
        return clock()
    try:
        return read_date_time(text)
    except Failure:
        raise misuse("feel.now", now=as_given(text)) from None
