"""`huimin evaluate`: one determination."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huimin.cli import screen
from huimin.cli.options import All, Assume, BookFolder, Format, Known, Lang, On, Reading, With, explained
from huimin.cli.usage import pairs

if TYPE_CHECKING:
    from huimin.policy.documents import Document


def evaluate(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help=explained("个案文件，- 表示标准输入", "the file of the case; - reads standard input")
        ),
    ],
    on: On = None,
    known: Known = None,
    reading: Reading = None,
    assume: Assume = None,
    with_: With = None,
    format_: Format = "text",
    all_: All = False,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """答复一份个案：可以享受什么，为什么，依据哪一句。
    Determine one case: what is granted, why, and by which sentence.

    huimin evaluate examples/family-twins-after-one.yaml
    huimin evaluate case.yaml --on 2024-06-01 --assume received=[] --lang en
    huimin evaluate - --format json < case.json
    """
    from huimin.cases.determine import determine
    from huimin.policy.load import load

    readings = pairs("--reading", reading)
    assumed = {name: value(text) for name, text in pairs("--assume", assume).items()}
    loaded = load(book)
    result = determine(
        loaded, document(case), on=on, known=known, readings=readings, assume=assumed, drafts=with_ or ()
    )
    if format_ == "json":
        screen.say(result.to_json())
        return
    from huimin.cases.report import render

    screen.say(render(loaded, result, lang, unfold=all_, strong=screen.strong))


def document(case: str) -> Document:
    """The case of a file, or with `-` that of standard input. Raises CaseError."""
    from huimin.cases.read import open_case
    from huimin.policy.documents import MAX_BYTES

    return open_case(sys.stdin.buffer.read(MAX_BYTES + 1), "-") if case == "-" else open_case(Path(case))


def value(text: str) -> Any:
    """A value as YAML has it. Raises HuiminError."""
    from huimin.policy.documents import read_bytes

    return read_bytes(text.encode(), "--assume").data
