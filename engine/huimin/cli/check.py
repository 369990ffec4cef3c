"""`huimin check`: everything that is wrong with the book, in one run."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.codes import DONE, FINDINGS
from huimin.cli.options import BookFolder, Lang, option

Format = Annotated[
    Literal["text", "json", "sarif"], option("--format", zh="输出格式，默认 text", en="form of the result")
]


def check(book: BookFolder = None, format_: Format = "text", lang: Lang = "zh") -> None:
    """检查政策库：格式、名称、类型、出处和译文，一次列出全部问题。
    Check the book: every finding in one run, with its place and what to do.

    huimin check
    huimin check --book policies --lang en
    huimin check --format sarif
    """
    from huimin.check.examine import examine
    from huimin.documents.locate import find
    from huimin.policy.files import gather

    files = gather(find(book))
    loaded, findings = examine(files)
    if format_ == "json":
        screen.say_json(json.dumps([each.to_json() for each in findings], ensure_ascii=False, indent=2))
        raise typer.Exit(FINDINGS if findings else DONE)
    if format_ == "sarif":
        from huimin.cli.sarif import sarif

        screen.say_json(json.dumps(sarif(findings, lang), ensure_ascii=False, indent=2))
        raise typer.Exit(FINDINGS if findings else DONE)
    sources: dict[str, list[str]] = {}
    for finding in findings:
        name = finding.place.file
        if name not in sources:
            sources[name] = files.text(name).splitlines()
        screen.say("\n".join([*screen.finding_lines(finding, lang), *screen.caret(finding.place, sources[name])]))
    if findings or loaded is None:
        screen.say(f"共 {len(findings)} 处问题。" if lang == "zh" else f"problems: {len(findings)}")
        raise typer.Exit(FINDINGS)
    instruments, provisions, questions = len(loaded.instruments), len(loaded.provisions), len(loaded.questions)
    zh = f"没有问题：{instruments} 份文件，{provisions} 项条款，{questions} 个待明确的问题。"
    en = f"no problems: {instruments} instruments, {provisions} provisions, {questions} open questions"
    screen.say(zh if lang == "zh" else en)
