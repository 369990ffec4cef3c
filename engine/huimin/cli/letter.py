"""`huimin letter`: the answer to a case as a letter to one person."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.evaluate import document, value
from huimin.cli.options import Assume, BookFolder, Known, Lang, On, Reading, With, explained, option
from huimin.cli.output import write
from huimin.cli.usage import MisuseError, misuse, pairs
from huimin.shown import shown

if TYPE_CHECKING:
    from huimin.cases.determination import Determination
    from huimin.publish.letter import Form

INSTALL = "pip install 'huimin[publish]'"


def letter(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help=explained("个案文件，- 表示标准输入", "the file of the case; - reads standard input")
        ),
    ],
    to: Annotated[
        str, option("--to", metavar="NAME", zh="收信人，只写在信上", en="whom the letter is to; kept nowhere else")
    ],
    ref: Annotated[
        str, option("--ref", metavar="REFERENCE", zh="编号，只写在信上", en="the reference; kept nowhere else")
    ],
    on: On = None,
    known: Known = None,
    reading: Reading = None,
    assume: Assume = None,
    with_: With = None,
    provision: Annotated[
        list[str] | None,
        option(
            "--provision",
            metavar="PROVISION",
            zh="只写这个条款，可多次使用；默认全部",
            en="tell of this provision only; may be repeated",
        ),
    ] = None,
    format_: Annotated[
        Literal["html", "docx", "pdf"] | None,
        option("--format", zh="格式，默认随文件名，否则为 html", en="the form; else as FILE ends, else html"),
    ] = None,
    out: Annotated[
        Path | None,
        option("-o", "--out", metavar="FILE", zh="写入的文件", en="the file to write; else standard output"),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """给一个人的告知书：可以享受什么，为什么，还缺什么。
    Write a letter to one person: what is granted, why, and what is missing.

    huimin letter examples/family-twins-after-one.yaml --to 收信人 --ref 2024-001 -o letter.docx
    huimin letter case.yaml --to "The Parents" --ref 2024-001 --lang en -o letter.pdf
    huimin letter - --to 收信人 --ref 2024-001 < case.yaml > letter.html
    """
    from huimin.cases.determine import determine
    from huimin.check.load import load
    from huimin.publish.letter import can_write, render_letter

    if not to.strip() or not ref.strip():
        raise misuse("letter.empty")
    form = format_ or _form_of(out)
    if out is None and form != "html" and sys.stdout.isatty():
        raise misuse("letter.not-on-a-terminal", form=form)
    if not can_write(form):
        raise misuse("letter.not-installed", form=form, what=INSTALL)
    loaded = load(book)
    found = determine(
        loaded,
        document(case),
        on=on,
        known=known,
        readings=pairs("--reading", reading),
        assume={name: value(text) for name, text in pairs("--assume", assume).items()},
        drafts=with_ or (),
    )
    if provision:
        found = _about(found, provision)
    made = render_letter(loaded, found, lang, form, to=to, reference=ref)
    if out is None:
        screen.give(made)
        return
    write(out, made)
    screen.say(shown(str(out)))


def _about(found: Determination, names: list[str]) -> Determination:
    """The part of a determination that is of these provisions, named with or without their instrument."""
    from huimin.cases.determine import totals

    outcomes = [each for each in found.outcomes if {each.provision, each.provision.partition("/")[2]} & {*names}]
    told = {name for each in outcomes for name in (each.provision, each.provision.partition("/")[2])}
    for name in names:
        if name not in told:
            raise MisuseError(f"对这份个案没有“{name}”的答复", f"there is no outcome of {name!r} for this case")
    return replace(found, outcomes=tuple(outcomes), totals=tuple(totals(outcomes)), not_asked=())


def _form_of(out: Path | None) -> Form:
    """The form that the name of a file asks for. Raises MisuseError."""
    from huimin.publish.letter import FORMS

    if out is None:
        return "html"
    for form in FORMS:
        if out.suffix.lower() == f".{form}":
            return form
    raise MisuseError(
        f"从“{out.name}”看不出格式，请用 --format 指明：{'、'.join(FORMS)}",
        f"the name {out.name!r} tells no form: choose one with --format: {', '.join(FORMS)}",
    )
