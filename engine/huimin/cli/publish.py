"""`huimin publish`: the pages that are made from the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import BookFolder, Lang, On, option


def publish(
    out: Annotated[Path, option("--out", metavar="DIR", zh="写入的文件夹", en="the folder to write into")] = Path(
        "generated_docs"
    ),
    check: Annotated[bool, option("--check", zh="只核对，不写入", en="compare only; write nothing")] = False,
    on: On = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """由政策库生成中文和英文的政策摘要。
    Make the policy summary, in Chinese and in English, from the book.

    huimin publish
    huimin publish --out public
    huimin publish --check
    """
    from huimin.cases.read import read_day
    from huimin.policy.load import load
    from huimin.publish import pages

    loaded, day = load(book), read_day(on, "--on")
    if check:
        drifted = pages.check(loaded, out, on=day)
        for path in drifted:
            screen.say(f"{path}：与政策库不一致" if lang == "zh" else f"{path}: no longer says what the book says")
        if drifted:
            screen.tell("  请运行 huimin publish" if lang == "zh" else "  run huimin publish")
        raise typer.Exit(1 if drifted else 0)
    for path in pages.publish(loaded, out, on=day):
        screen.say(str(path))
