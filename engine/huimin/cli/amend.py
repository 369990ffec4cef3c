"""`huimin amend`: a well-formed change to the book, asked for, shown in words, and written on yes."""

from __future__ import annotations

import inspect
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huimin.cli import screen
from huimin.cli.options import BookFolder, Lang, explained, in_short, option, with_help
from huimin.cli.usage import MisuseError

if TYPE_CHECKING:
    from huimin.policy.amend.questions import Kind, Question
    from huimin.policy.findings import Language
    from huimin.policy.model import Book
    from huimin.policy.rewrite import Rewritten

Yes = Annotated[bool, option("--yes", zh="不再询问，直接写入", en="write without asking")]
PASSED_ON: dict[str, Any] = {
    "add_help_option": False,
    "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True},
}
"""How `huimin` takes this command: all behind its name is for the commands below it."""
_RECORDS = ("indicator", "progress")


def amend(context: typer.Context) -> None:
    """按规范修改政策库：先问清楚，再说明变化，最后写入。
    Change the book in good form: what is missing is asked for, the change is shown in words,
    and it is written on yes. Every question can be answered by an option.

    huimin amend --help
    huimin amend value --parameter childcare_grant --value 3=25000 --from 2026-01-01
    huimin amend validity --instrument gongshu-2023 --through 2027-12-31
    """
    # Its commands are made from the questions, which no other command should have to read.
    raise typer.Exit(application()(context.args, prog_name="huimin amend", standalone_mode=False) or 0)


def commands() -> Iterator[tuple[str, Callable[..., None]]]:
    """One command for each kind of amendment; its options are the questions of its kind."""
    from huimin.policy.amend.questions import kinds

    for kind in kinds().values():
        yield kind.name, _command(kind)


def _command(kind: Kind) -> Callable[..., None]:
    def command(**given: Any) -> None:
        _amend(kind, given)

    parameters = [_parameter(each.name, _option(each)) for each in kind.questions]
    shared = {"yes": Yes, "book": BookFolder, "lang": Lang}
    defaults: dict[str, Any] = {"yes": False, "book": None, "lang": "zh"}
    parameters += [_parameter(name, type_, defaults[name]) for name, type_ in shared.items()]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__doc__ = f"{kind.label.zh}。\n{kind.label.en[0].upper()}{kind.label.en[1:]}."
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
    return Annotated[type_, option(f"--{question.name}", zh=question.text.zh, en=question.text.en)]


def _amend(kind: Kind, given: dict[str, Any]) -> None:
    from huimin.policy.amend.apply import amended
    from huimin.policy.load import load
    from huimin.policy.rewrite import write

    language: Language = given["lang"]
    book = load(given["book"])
    answers = _answers(kind, book, given, language)
    if kind.name in _RECORDS:
        files = _recorded(kind, book, answers)
    else:
        files = amended(book, kind.name, answers)
        screen.say(_changes(book, files, language))
    if not given["yes"] and not _is_yes(language):
        raise MisuseError("没有写入", "nothing was written")
    write(files)
    for each in files:
        screen.tell(f"已写入 {each.name}" if language == "zh" else f"written: {each.name}")


def _answers(kind: Kind, book: Book, given: dict[str, Any], language: Language) -> dict[str, Any]:
    """Every answer of the kind's questions: the option's, else asked for one by one and checked at once."""
    from huimin.policy.amend.questions import document

    answers: dict[str, Any] = {}
    for question in kind.asks:
        _answer(question, book, given, answers, language)
    for question in kind.pays if answers.get("effect") != "repeals" else ():
        _answer(question, book, given, answers, language)
    if answers.get("cite", {}).get("instrument", "") not in {"", *(each.id for each in book.instruments)}:
        for question in document():
            _answer(question, book, given, answers, language)
    return answers


def _answer(question: Question, book: Book, given: dict[str, Any], answers: dict[str, Any], language: Language) -> None:
    from huimin.policy.amend.questions import heard, missing
    from huimin.policy.findings import HuiminError

    said = given.get(_parameter(question.name, None).name)
    if said is not None:
        values = [heard(question, each, book, answers) for each in (said if isinstance(said, list) else [said])]
        answers[question.name] = values if question.is_repeated else values[0]
    elif not given["yes"]:
        _ask(question, book, answers, language)
    elif question.needed:
        raise HuiminError([missing(question)])


def _ask(question: Question, book: Book, answers: dict[str, Any], language: Language) -> None:
    """Ask until the answer can be taken; an empty one leaves a question open that may be left open."""
    from huimin.policy.amend.questions import choices, heard, missing
    from huimin.policy.findings import HuiminError

    heard_so_far: list[Any] = []
    while True:
        known = choices(question, book, answers)
        screen.tell(getattr(question.text, language) + ("\n  " + "  ".join(known) if known else ""))
        line = sys.stdin.readline()
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


def _recorded(kind: Kind, book: Book, answers: dict[str, Any]) -> tuple[Rewritten, ...]:
    """The case file with the record, its new lines shown. Raises CaseError where the case would be refused."""
    from huimin.cases.determine import language_of
    from huimin.cases.read import read_case
    from huimin.policy.amend import records
    from huimin.policy.documents import read, read_bytes
    from huimin.policy.rewrite import Rewritten

    path = Path(answers["case"])
    case = read(path)
    new = {"indicator": records.indicator, "progress": records.progress}[kind.name](book, case, answers)
    read_case(book, language_of(book), read_bytes(new.encode(), str(path)), on=None, known=None)
    old_lines = case.text.splitlines()
    for line in (each for each in new.splitlines() if each not in old_lines):
        screen.say(f"+ {line.strip()}")
    return (Rewritten(path, str(path), case.text, new),)


def _changes(book: Book, files: Sequence[Rewritten], language: Language) -> str:
    """What the book will say that it did not, in words. Raises BookError with every finding in what it would be."""
    from huimin.policy.check import examine
    from huimin.policy.compare_shown import comparison, shown
    from huimin.policy.findings import BookError

    folder = Path(book.folder)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy)
        for each in files:
            target = copy / each.path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(each.new, encoding="utf-8")
        after, findings = examine(copy)
    if findings or after is None:
        raise BookError(findings)
    return shown(comparison(str(folder), book, str(folder), after), "text", language)


def _is_yes(language: Language) -> bool:
    screen.tell("写入吗？（是/否）" if language == "zh" else "Write it? (yes/no)")
    return sys.stdin.readline().strip().lower() in ("是", "y", "yes")


def application() -> typer.Typer:
    """The commands of `huimin amend`."""
    app = typer.Typer(
        help=explained(
            "按规范修改政策库，先说明变化，再写入。", "Change the book in good form; see the change, then write it."
        ),
        rich_markup_mode=None,
        add_completion=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": screen.WIDTH},
    )
    for name, command in commands():
        app.command(name, help=with_help(command), short_help=in_short(command))(command)
    return app
