"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from huimin.words import Language


def option(*names: str, **more: Any) -> Any:
    """An option; its help stands in `help.yaml`, unless `more` has one: see `cli.help`."""
    return typer.Option(*names, show_default=False, **more)


BookFolder = Annotated[
    Path | None,
    option(
        "--book",
        metavar="DIR",
    ),
]
Lang = Annotated[
    Language,
    option("--lang", envvar="HUIMIN_LANG", show_envvar=False),
]
Format = Annotated[Literal["text", "json"], option("--format")]
On = Annotated[
    str | None,
    option("--on", metavar="DAY"),
]
Known = Annotated[
    str | None,
    option("--known", metavar="DAY"),
]
Reading = Annotated[
    list[str] | None,
    option(
        "--reading",
        metavar="QUESTION=READING",
    ),
]
Assume = Annotated[
    list[str] | None,
    option("--assume", metavar="FACT=VALUE"),
]
With = Annotated[
    list[str] | None,
    option(
        "--with",
        metavar="INSTRUMENT",
    ),
]
Memory = Annotated[str | None, option("--memory", metavar="SIZE")]
Threads = Annotated[int | None, option("--threads", min=1)]
All = Annotated[bool, option("--all")]
