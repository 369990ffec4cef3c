"""`huimin ask`: an interview that asks only for what can still change an outcome."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huimin.cli import screen
from huimin.cli.options import All, BookFolder, Lang, On, With, option
from huimin.cli.output import write
from huimin.cli.usage import misuse, said
from huimin.documents.inputs import read_line
from huimin.shown import shown
from huimin.words import both

if TYPE_CHECKING:
    from huimin.cases.interview import Question
    from huimin.policy.model import Book
    from huimin.words import Language


def ask(
    case: Annotated[
        str | None,
        typer.Argument(metavar="CASE"),
    ] = None,
    on: On = None,
    with_: With = None,
    all_: All = False,
    save: Annotated[Path | None, option("--save", metavar="FILE")] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """Ask only for the facts that can still change an outcome. An empty line means not known; the end of the input
    ends the interview.
    """
    from huimin.cases.interview import interview
    from huimin.cases.report import render
    from huimin.check.load import load

    loaded = load(book)
    start = {} if case is None else _opened(case)
    if on is not None or "on" not in start:
        start["on"] = _day(on, lang)
    if case is None:
        start |= _begun(loaded, lang)
    completed, found = interview(
        loaded,
        start,
        lambda question: _heard(question, lang),
        lambda findings: screen.tell_findings(findings, lang),
        with_ or (),
    )
    screen.say(render(loaded, found, lang, unfold=all_, strong=screen.strong))
    if save is not None:
        write(save, (_json(completed) + "\n").encode())


def _begun(book: Book, lang: Language) -> dict[str, Any]:
    """An empty case with the subjects that it is about; with one subject there is nothing to choose."""
    from huimin.cases.interview import opened, openings

    roots = openings(book)
    chosen = roots
    if len(roots) > 1:
        asked = said("ask.what-about", lang)
        numbers = (_line(_listed(asked, [getattr(each.label, lang) for each in roots])) or "").split()
        chosen = [root for number, root in enumerate(roots, start=1) if str(number) in numbers]
    case: dict[str, Any] = {}
    for root in chosen:
        case = opened(book, case, root)
    return case


def _opened(name: str) -> dict[str, Any]:
    from huimin.cases.editing import copy_of
    from huimin.cases.read import open_case

    data = copy_of(open_case(Path(name)).data)
    if not isinstance(data, dict):
        raise misuse("ask.no-case", name=name)
    return data


def _day(on: str | None, lang: Language) -> str:
    """The day asked for: the option's, else the first answer that is one. Raises CaseError, MisuseError."""
    from huimin.cases.read import read_day
    from huimin.documents.findings import CaseError

    if on is not None:
        read_day(on, "--on")
        return on
    while text := _line(said("ask.which-day", lang)):
        try:
            read_day(text, "on")
        except CaseError as error:
            screen.tell_findings(error.findings, lang)
        else:
            return text
    raise misuse("ask.no-day")


def _heard(question: Question, lang: Language) -> str | None:
    """The question on the screen, with whose it is and how to answer; then the answer."""
    from huimin.policy.fact_types import FACT_TYPES

    fact, text = question.fact, getattr(question.text, lang)
    how = both("cli", "ask.how-many") if fact.list_of is not None else FACT_TYPES[fact.type].asked
    label, reference = getattr(question.record.label, lang), shown(question.reference or "")
    asked = (said("ask.whose", lang, label=label, reference=reference) if reference else "") + text
    asked += said("ask.how", lang, how=how) if how else ""
    choices = [said("ask.choice", lang, label=getattr(each, lang), key=key) for key, each in question.choices.items()]
    return _line(_listed(asked, choices))


def _listed(asked: str, choices: list[str]) -> str:
    return "\n".join([asked, *(f"  {number:>2}  {choice}" for number, choice in enumerate(choices, start=1))])


def _line(asked: str) -> str | None:
    """One line of the one who answers; None at the end of the input."""
    screen.tell(asked)
    line = read_line()
    return line.strip() if line else None


def _json(value: Any, line: str = "\n") -> str:
    """A case as JSON, its decimals digit for digit: the library would write them as binary floats.

    >>> _json({"income": Decimal("0.10")}, "")
    '{"income": 0.10}'
    """
    below = line and line + " "
    if isinstance(value, dict) and value:
        members = [f"{json.dumps(key, ensure_ascii=False)}: {_json(each, below)}" for key, each in value.items()]
        return "{" + below + f",{below}".join(members) + line + "}"
    if isinstance(value, list) and value:
        return "[" + below + f",{below}".join(_json(each, below) for each in value) + line + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
