"""`huimin feel`: one expression, evaluated and explained; with `--jsonl`, the conformance protocol."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import Format, Lang, explained, option
from huimin.cli.usage import MisuseError, misuse

if TYPE_CHECKING:
    from huimin.feel.values import DateTime


def feel(
    expression: Annotated[
        str | None,
        typer.Argument(metavar="EXPR", help=explained("表达式，- 表示标准输入", "FEEL; - reads standard input")),
    ] = None,
    context: Annotated[
        Path | None,
        option(
            "--context",
            metavar="FILE",
            zh="写有各名称的值的 YAML 或 JSON 文件",
            en="the values of names, as YAML or JSON",
        ),
    ] = None,
    unknown: Annotated[
        list[str] | None,
        option(
            "--unknown", metavar="NAME", zh="值缺失的名称，可多次使用", en="a name without a value; may be repeated"
        ),
    ] = None,
    unary: Annotated[
        str | None,
        option(
            "--unary",
            metavar="VALUE",
            zh="把表达式当作一元测试，测试这个用 FEEL 写的值",
            en="take the expression as unary tests, of this value, written in FEEL",
        ),
    ] = None,
    now: Annotated[
        str | None,
        option("--now", metavar="TIME", zh="now() 和 today() 的时间，默认为此刻", en="what now() and today() give"),
    ] = None,
    jsonl: Annotated[
        bool,
        option(
            "--jsonl", zh="逐行读入 JSON 算例并逐行作答", en="answer the cases of standard input, a line of JSON each"
        ),
    ] = False,
    profile: Annotated[
        bool, option("--profile", zh="列出政策规则可以使用的写法和函数", en="print what the rules of a book may use")
    ] = False,
    format_: Format = "text",
    lang: Lang = "zh",
) -> None:
    """计算一个 FEEL 表达式：值、类型、各部分的值。
    Evaluate one FEEL expression: its value, its type, and the value of every part.

    huimin feel 'for x in 1..3 return x ** 2'
    huimin feel 'age >= 60 and resident' --context facts.yaml --unknown resident
    huimin feel 'today() + duration("P1M")' --now 2024-01-31T09:00:00+08:00
    huimin feel '[1..5), > 10' --unary 12
    huimin feel - --format json < expression.txt
    huimin feel --jsonl < cases.jsonl
    """
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
        raise MisuseError(
            f"--now 不能是“{text}”，应写作 2024-01-31T09:00:00+08:00",
            f"--now cannot be {text!r}; write it as 2024-01-31T09:00:00+08:00",
        ) from None
