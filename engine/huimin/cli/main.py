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
    letter,
    population,
    publish,
    schema,
    screen,
    show,
    test,
    trace,
)
from huimin.cli.help import Command, Group
from huimin.cli.options import explained, in_short, option, with_help
from huimin.cli.usage import MisuseError, UsageError, explain, spoken
from huimin.policy.findings import HuiminError, Language
from huimin.version import __version__

DONE, FINDINGS, COULD_NOT_RUN = 0, 1, 2
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
    help=explained("惠民：把政策写成数据。", "Huimin: policy as data."),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": screen.WIDTH},
)
for _name, _command in COMMANDS.items():
    _own = {} if _name != "amend" else amend.PASSED_ON
    app.command(_name, cls=Command, help=with_help(_command), short_help=in_short(_command), **_own)(_command)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, option("--version", zh="版本", en="the version")] = False,
) -> None:
    """惠民：把政策写成数据。
    Huimin: policy as data.
    """
    if version:
        screen.say(f"huimin {__version__}")
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        screen.tell(context.get_help())
        raise typer.Exit(COULD_NOT_RUN)


def main() -> None:
    """Run the command of the process's arguments; ends the process with 0 done, 1 findings, 2 could not run."""
    screen.speak_utf8()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; whatever goes wrong is told in one line or more, never a traceback."""
    language = spoken(arguments)
    try:
        code = app(list(arguments), prog_name="huimin", standalone_mode=False)
    except HuiminError as error:
        screen.tell_findings(error.findings, language)
    except MisuseError as misuse:
        screen.tell(f"huimin：{misuse.zh}" if language == "zh" else f"huimin: {misuse.en}")
    except UsageError as error:
        screen.tell(explain(error, language))
    except Exception as defect:
        # Nothing that a user hands in may end in a traceback: one line says what to report.
        screen.tell(_defect(defect, language))
    else:
        return code if isinstance(code, int) else DONE
    return COULD_NOT_RUN


def _defect(defect: Exception, language: Language) -> str:
    frame = traceback.extract_tb(defect.__traceback__)[-1]
    where = f"{type(defect).__name__}: {str(defect)[:200]!r}, {frame.filename.rpartition('huimin/')[2]}:{frame.lineno}"
    if language == "zh":
        return f"huimin：程序缺陷，请连同输入一并报告（{where}）"
    return f"huimin: a defect of the program, please report it with your input ({where})"
