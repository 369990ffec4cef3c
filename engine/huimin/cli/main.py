"""The entry point `huimin`: one module a command, and one place where every error ends."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from huimin.cli import (
    amend,
    ask,
    batch,
    check,
    diff,
    evaluate,
    feel,
    fmt,
    impact,
    interrupt,
    letter,
    population,
    publish,
    schema,
    screen,
    show,
    test,
    trace,
)
from huimin.cli.codes import COULD_NOT_RUN, DONE, INTERRUPTED
from huimin.cli.help import Command, Group
from huimin.cli.options import option
from huimin.cli.usage import MisuseError, UsageError, explain, misuse, said, spoken, system_says
from huimin.documents.findings import HuiminError
from huimin.shown import shown
from huimin.version import __version__
from huimin.words import Language

COMMANDS: Mapping[str, Callable[..., None]] = {
    "evaluate": evaluate.evaluate,
    "letter": letter.letter,
    "ask": ask.ask,
    "show": show.show,
    "check": check.check,
    "amend": amend.amend,
    "diff": diff.diff,
    "impact": impact.impact,
    "trace": trace.trace,
    "fmt": fmt.fmt,
    "test": test.run,
    "schema": schema.schema,
    "publish": publish.publish,
    "batch": batch.batch,
    "population": population.population,
    "feel": feel.feel,
}

app = typer.Typer(
    name="huimin",
    cls=Group,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": screen.WIDTH},
)
for _name, _command in COMMANDS.items():
    _own = {} if _name != "amend" else amend.PASSED_ON
    app.command(_name, cls=Command, **_own)(_command)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, option("--version")] = False,
) -> None:
    """Policy as data."""
    if version:
        screen.say(f"huimin {__version__}")
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        screen.tell(context.get_help())
        raise typer.Exit(COULD_NOT_RUN)


def main() -> None:
    """Run the command of the process's arguments; ends the process with one of the `codes`."""
    interrupt.listen()
    screen.open_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; whatever goes wrong is told in one line or more, never a traceback."""
    language = spoken(arguments)
    try:
        code = app(list(arguments), prog_name="huimin", standalone_mode=False)
        screen.flush()
    except (Exception, KeyboardInterrupt) as error:
        if interrupt.asked() or isinstance(error, KeyboardInterrupt):
            code = INTERRUPTED
        else:
            _tell(error, language)
            return COULD_NOT_RUN
    return stopped(arguments) if code == INTERRUPTED else code if isinstance(code, int) else DONE


def stopped(arguments: Sequence[str]) -> int:
    """Say once that the program stops before its end, and give the exit code of that."""
    interrupt.ignore()
    screen.tell(said("program.stopped", spoken(arguments)))
    return INTERRUPTED


def _tell(error: Exception, language: Language) -> None:
    match error:
        case HuiminError():
            screen.tell_findings(error.findings, language)
        case MisuseError():
            screen.tell(shown(said("program.misuse", language, said={"zh": error.zh, "en": error.en})))
        case UsageError():
            screen.tell(explain(error, language))
        case OSError():
            screen.drop()
            _tell(_of_the_system(error), language)
        case _:
            # Nothing that a user hands in may end in a traceback: one line says what to report.
            screen.tell(_defect(error, language))


def _of_the_system(error: OSError) -> MisuseError:
    """What the system refused: a full disk, a closed stream, a folder that may not be read."""
    name = f" {error.filename}" if isinstance(error.filename, str) and error.filename else ""
    return misuse("program.system", name=name, why=system_says(error))


def _defect(defect: Exception, language: Language) -> str:
    frame = traceback.extract_tb(defect.__traceback__)[-1]
    where = f"{type(defect).__name__}: {str(defect)[:200]!r}, {frame.filename.rpartition('huimin/')[2]}:{frame.lineno}"
    return said("program.defect", language, where=where)
