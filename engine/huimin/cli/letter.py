"""`huimin letter`: the answer to a case as a letter to one person."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from huimin.cli import screen
from huimin.cli.evaluate import document, value
from huimin.cli.options import Assume, BookFolder, Known, Lang, On, Reading, With, option
from huimin.cli.output import write
from huimin.cli.usage import as_given, misuse, pairs
from huimin.shown import shown

if TYPE_CHECKING:
    from huimin.cases.determination import Determination
    from huimin.publish.letter import Form

INSTALL = "pip install 'huimin[publish]'"


def letter(
    case: Annotated[
        str,
        typer.Argument(metavar="CASE"),
    ],
    to: Annotated[str, option("--to", metavar="NAME")],
    ref: Annotated[str, option("--ref", metavar="REFERENCE")],
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
        ),
    ] = None,
    format_: Annotated[
        Literal["html", "docx", "pdf"] | None,
        option("--format"),
    ] = None,
    out: Annotated[
        Path | None,
        option("-o", "--out", metavar="FILE"),
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Write a letter to one person: what is granted, why, and what is missing."""
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
            raise misuse("letter.no-outcome", name=as_given(name))
    return replace(found, outcomes=tuple(outcomes), totals=tuple(totals(outcomes)), not_asked=())


def _form_of(out: Path | None) -> Form:
    """The form that the name of a file asks for. Raises MisuseError."""
    from huimin.publish.letter import FORMS

    if out is None:
        return "html"
    for form in FORMS:
        if out.suffix.lower() == f".{form}":
            return form
    raise misuse("letter.no-form", name=as_given(out.name), forms=list(FORMS))
