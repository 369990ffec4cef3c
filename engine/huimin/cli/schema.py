"""`huimin schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from huimin.cli import screen
from huimin.cli.options import BookFolder, Lang
from huimin.cli.usage import as_given, misuse
from huimin.documents.guess import guess


def schema(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="KIND"),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Print the JSON Schema of a kind of file; that of a case is made from the book's vocabulary."""
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
        raise misuse("schema.no-kind", kind=as_given(kind), guess=guess(kind, schemas.KINDS))
