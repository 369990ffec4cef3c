"""`huimin evaluate`: one determination."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huimin.cli import screen
from huimin.cli.options import All, Assume, BookFolder, Format, Known, Lang, On, Reading, With, option
from huimin.cli.usage import full_id, misuse, pairs

if TYPE_CHECKING:
    from huimin.documents.read import Document
    from huimin.policy.model import Book
    from huimin.words import Language


def evaluate(
    case: Annotated[
        str,
        typer.Argument(metavar="CASE"),
    ],
    provision: Annotated[
        str | None,
        typer.Argument(
            metavar="[PROVISION]",
            show_default=False,
        ),
    ] = None,
    on: On = None,
    known: Known = None,
    reading: Reading = None,
    assume: Assume = None,
    with_: With = None,
    why: Annotated[
        bool,
        option(
            "--why",
        ),
    ] = False,
    format_: Format = "text",
    all_: All = False,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Determine one case: what is granted, why, and by which sentence."""
    from huimin.cases.determine import determine
    from huimin.check.load import load

    if provision is not None and not why:
        raise misuse("evaluate.provision-without-why")
    readings = pairs("--reading", reading)
    assumed = {name: value(text) for name, text in pairs("--assume", assume).items()}
    loaded = load(book)
    options: dict[str, Any] = {"known": known, "readings": readings, "assume": assumed, "drafts": with_ or ()}
    if why:
        _why(loaded, case, provision, format_, lang, on=on, **options)
        return
    result = determine(loaded, document(case), on=on, **options)
    if format_ == "json":
        screen.say_json(result.to_json())
        return
    from huimin.cases.report import render

    screen.say(render(loaded, result, lang, unfold=all_, strong=screen.strong))


def _why(book: Book, case: str, name: str | None, format_: str, lang: Language, **options: Any) -> None:
    from huimin.search.why import why
    from huimin.search.why_told import as_json, as_text

    drafts = options["drafts"]
    pays = [each.full_id for each in book.provisions.values() if each.amount is not None]
    playing = {each.id for each in book.instruments if each.status == "in_force" or each.id in drafts}
    ids = [full_id(book, name)] if name else [each for each in pays if each.partition("/")[0] in playing]
    given = document(case)
    found = [each for one in ids for each in why(book, given, one, **options)]
    if format_ == "json":
        screen.say_json(as_json(found))
    for line in as_text(book, found, lang) if format_ == "text" else ():
        screen.say(line)


def document(case: str) -> Document:
    """The case of a file, or with `-` that of standard input. Raises CaseError."""
    from huimin.cases.read import open_case
    from huimin.documents.inputs import read_stdin

    return open_case(read_stdin(), "-") if case == "-" else open_case(Path(case))


def value(text: str) -> Any:
    """A value as YAML has it. Raises HuiminError."""
    from huimin.documents.read import read_bytes

    return read_bytes(text.encode(), "--assume").data
