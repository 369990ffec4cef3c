"""`huimin schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import BookFolder, Lang, explained
from huimin.cli.usage import MisuseError, guess


def schema(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="KIND", help=explained("种类，不写则列出全部", "the kind; without one, all are listed")),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """打印一种文件的 JSON Schema；个案的格式由政策库的词汇生成。
    Print the JSON Schema of a kind of file; that of a case is made
    from the book's vocabulary.

    huimin schema
    huimin schema case
    huimin schema determination
    """
    from huimin.documents import schemas

    if kind is None:
        screen.say("\n".join(schemas.KINDS))
    elif kind == "case":
        from huimin.check.load import load
        from huimin.policy.case_schema import case_schema

        screen.say_json(json.dumps(case_schema(load(book)), ensure_ascii=False, indent=1))
    elif kind in schemas.KINDS:
        screen.say_json(json.dumps(schemas.schema(kind), ensure_ascii=False, indent=1))
    else:
        near_zh, near_en = guess(kind, schemas.KINDS)
        raise MisuseError(f"没有名为“{kind}”的种类。{near_zh}", f"there is no kind {kind!r}{near_en}")
