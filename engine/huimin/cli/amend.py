"""`huimin amend`: a well-formed change to the book, asked for, shown in words, and written on yes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huimin.cli import screen
from huimin.cli.codes import COULD_NOT_RUN, DONE, FINDINGS
from huimin.cli.help import Command, Group, about, explained, in_short
from huimin.cli.options import BookFolder, Lang, option
from huimin.cli.output import written
from huimin.cli.usage import said
from huimin.documents.inputs import read_line
from huimin.shown import shown
from huimin.words import both

if TYPE_CHECKING:
    from huimin.amend.questions import Kind, Question
    from huimin.amend.rewrite import Rewritten
    from huimin.documents.findings import Finding
    from huimin.policy.model import Book
    from huimin.words import Language

Yes = Annotated[bool, option("--yes")]
PASSED_ON: dict[str, Any] = {
    "add_help_option": False,
    "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True},
}
"""How `huimin` takes this command: all behind its name is for the commands below it."""
_RECORDS = ("indicator", "progress")


def amend(context: typer.Context) -> None:
    """Change the book in good form: what is missing is asked for, the change is shown in words, and it is written on
    yes. Every question can be answered by an option.
    """
    # Its commands are made from the questions, which no other command should have to read.
    raise typer.Exit(application()(context.args, prog_name="huimin amend", standalone_mode=False) or DONE)


def _command(kind: Kind) -> Callable[..., None]:
    def command(**given: Any) -> None:
        _amend(kind, given)

    parameters = [_parameter(each.name, _option(each)) for each in kind.questions]
    shared = {"yes": Yes, "book": BookFolder, "lang": Lang}
    defaults: dict[str, Any] = {"yes": False, "book": None, "lang": "zh"}
    parameters += [_parameter(name, type_, defaults[name]) for name, type_ in shared.items()]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def _parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(
        name.replace("-", "_") + "_" * (name in ("from", "for")),
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=annotation,
    )


def _option(question: Question) -> Any:
    type_ = list[str] | None if question.is_repeated else str | None
    return Annotated[type_, option(f"--{question.name}", help=explained(question.text.to_json()))]


def _amend(kind: Kind, given: dict[str, Any]) -> None:
    from huimin.amend.apply import amended
    from huimin.amend.rewrite import write
    from huimin.check.load import load

    language: Language = given["lang"]
    book = load(given["book"])
    answers = _answers(kind, book, given, language)
    if kind.name in _RECORDS:
        files, folder = _recorded(kind, book, answers), Path(answers["case"]).parent
    else:
        files, folder = amended(book, kind.name, answers), Path(book.folder)
        screen.say(_changes(book, files, language))
    if not given["yes"] and not _is_yes(language):
        screen.tell(said("amend.not-written", language))
        raise typer.Exit(FINDINGS)
    with written(*(each.path for each in files)):
        write(files, folder)
    for each in files:
        screen.tell(shown(said("amend.written", language, name=each.name)))


def _answers(kind: Kind, book: Book, given: dict[str, Any], language: Language) -> dict[str, Any]:
    """Every answer of the kind's questions: the option's, else asked for one by one and checked at once.

    Raises HuiminError: with `--yes`, of everything that is missing or cannot be taken.
    """
    from huimin.amend.questions import missing, wanted
    from huimin.documents.findings import HuiminError

    answers: dict[str, Any] = {}
    wrong: list[Finding] = []
    for question in wanted(kind, book, answers):
        said = given.get(_parameter(question.name, None).name)
        if said is not None:
            try:
                answers[question.name] = _said(question, said, book, answers)
            except HuiminError as error:
                if not given["yes"]:
                    raise
                wrong += error.findings
        elif not given["yes"]:
            _ask(question, book, answers, language)
        elif question.needed:
            wrong.append(missing(question))
    if wrong:
        raise HuiminError(wrong)
    return answers


def _said(question: Question, said: str | list[str], book: Book, answers: dict[str, Any]) -> Any:
    from huimin.amend.questions import heard

    if isinstance(said, list):
        return [heard(question, each, book, answers) for each in said]
    return heard(question, said, book, answers)


def _ask(question: Question, book: Book, answers: dict[str, Any], language: Language) -> None:
    """Ask until the answer can be taken; an empty one leaves a question open that may be left open."""
    from huimin.amend.questions import choices, document, heard, missing
    from huimin.documents.findings import HuiminError
    from huimin.text.columns import wrap

    if question is document()[0]:
        name = answers["cite"]["instrument"]
        screen.tell(shown(said("amend.no-instrument", language, name=name)))
    heard_so_far: list[Any] = []
    while True:
        known = choices(question, book, answers)
        screen.tell("\n".join([_worded(question, language), *wrap("  ".join(known), "  ", "  ")]))
        line = read_line()
        text = line.strip()
        try:
            if text:
                heard_so_far.append(heard(question, text, book, answers))
        except HuiminError as error:
            screen.tell_findings(error.findings, language)
            continue
        if text and question.is_repeated and heard_so_far[-1][0]:
            continue
        if heard_so_far:
            answers[question.name] = heard_so_far if question.is_repeated else heard_so_far[0]
        elif question.needed and not line:
            raise HuiminError([missing(question)])
        elif question.needed:
            continue
        return


def _worded(question: Question, language: Language) -> str:
    text: str = getattr(question.text, language)
    if question.needed:
        return text
    return text + (said("amend.may-be-left-open", language))


def _recorded(kind: Kind, book: Book, answers: dict[str, Any]) -> tuple[Rewritten, ...]:
    """The case file with the record, its new lines shown. Raises CaseError where the case would be refused."""
    from huimin.amend import records
    from huimin.amend.apply import hold_plain
    from huimin.amend.rewrite import Rewritten
    from huimin.cases.determine import language_of
    from huimin.cases.read import read_case
    from huimin.documents.read import read, read_bytes

    path = Path(answers["case"])
    case = read(path)
    hold_plain(case.name, case.text)
    read_case(book, language_of(book), case)
    new = {"indicator": records.indicator, "progress": records.progress}[kind.name](book, case, answers)
    read_case(book, language_of(book), read_bytes(new.encode(), str(path)))
    old_lines = case.text.splitlines()
    for line in (each for each in new.splitlines() if each not in old_lines):
        screen.say(f"+ {line.strip()}")
    return (Rewritten(path, str(path), case.text, new),)


def _changes(book: Book, files: Sequence[Rewritten], language: Language) -> str:
    """What the book will say that it did not, in words. Raises BookError with every finding in what it would be."""
    from huimin.check.examine import examine
    from huimin.compare.report import comparison, shown
    from huimin.documents.findings import BookError
    from huimin.policy.files import gather

    folder = Path(book.folder)
    after, findings = examine(gather(folder).changed({each.name: each.new.encode() for each in files}))
    if findings or after is None:
        raise BookError(findings)
    return shown(comparison(str(folder), book, str(folder), after), "text", language)


def _is_yes(language: Language) -> bool:
    from huimin.policy.fact_types import FACT_TYPES

    screen.tell(said("amend.write-it", language))
    return FACT_TYPES["boolean"].heard(read_line().strip()) is True


def application() -> typer.Typer:
    """The commands of `huimin amend`, one for each kind of amendment; its options are the questions of its kind."""
    from huimin.amend.questions import kinds

    app = typer.Typer(
        cls=Group,
        rich_markup_mode=None,
        invoke_without_command=True,
        add_completion=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": screen.WIDTH},
    )
    for kind in kinds().values():
        label = {"zh": kind.label.zh, "en": kind.label.en[0].upper() + kind.label.en[1:]}
        does = both("cli", "amend.about", label=label)
        examples = [f"huimin amend {kind.name}{each}" for each in ("", f" {kind.example} --yes")]
        app.command(kind.name, cls=Command, help=about(does, examples), short_help=in_short(does))(_command(kind))
    app.callback()(_root)
    return app


def _root(context: typer.Context, lang: Lang = "zh") -> None:
    if context.invoked_subcommand is None:
        screen.tell(context.get_help())
        raise typer.Exit(COULD_NOT_RUN)
    context.default_map = {context.invoked_subcommand: {"lang": lang}}
