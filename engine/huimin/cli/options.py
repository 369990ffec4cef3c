"""The options that several commands share."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from huimin.documents.findings import Language


def explained(zh: str, en: str) -> str:
    """A help text of one Chinese and one English line, which are not run together."""
    return f"\b\n{zh}\n{en}"


def option(*names: str, zh: str, en: str, **more: Any) -> Any:
    return typer.Option(*names, help=explained(zh, en), show_default=False, **more)


def in_short(command: Callable[..., None]) -> str:
    """What a command does, in the first words of its docstring, Chinese and English, for the list of commands."""
    zh, en = _said(command).strip().splitlines()[:2]
    return f"{re.split('[：，。；]', zh)[0]} · {re.split('[:,;.] ?', en.strip())[0]}"


def with_help(command: Callable[..., None]) -> str:
    """The docstring of a command as its help, every paragraph line for line."""
    paragraphs = _said(command).split("\n\n")
    return "\n\n".join("\b\n" + "\n".join(map(str.strip, each.strip().splitlines())) for each in paragraphs)


def _said(command: Callable[..., None]) -> str:
    """The docstring of a command. `PYTHONOPTIMIZE=2` drops docstrings: it is then read from the source."""
    if command.__doc__ is None:
        (function,) = ast.parse(inspect.getsource(command)).body
        return ast.get_docstring(function) or ""  # type: ignore[arg-type]
    return command.__doc__


BookFolder = Annotated[
    Path | None,
    option(
        "--book",
        metavar="DIR",
        zh="政策库所在的文件夹，默认为随附的政策库",
        en="the folder of the book; else HUIMIN_BOOK",
    ),
]
Lang = Annotated[
    Language,
    option("--lang", envvar="HUIMIN_LANG", show_envvar=False, zh="语言，默认 zh", en="language; else HUIMIN_LANG"),
]
Format = Annotated[Literal["text", "json"], option("--format", zh="输出格式，默认 text", en="form of the result")]
On = Annotated[
    str | None,
    option("--on", metavar="DAY", zh="询问日期（年-月-日），优先于个案所写", en="the day asked for, YYYY-MM-DD"),
]
Known = Annotated[
    str | None,
    option("--known", metavar="DAY", zh="按政策库在这一天的记录答复", en="answer as the book stood on this day"),
]
Reading = Annotated[
    list[str] | None,
    option(
        "--reading",
        metavar="QUESTION=READING",
        zh="待明确的问题采用另一种理解",
        en="take another reading of an open question",
    ),
]
Assume = Annotated[
    list[str] | None,
    option("--assume", metavar="FACT=VALUE", zh="假定个案没有写明的事实", en="suppose a fact that the case leaves out"),
]
With = Annotated[
    list[str] | None,
    option(
        "--with",
        metavar="INSTRUMENT",
        zh="请尚为草案的文件一并参与，可多次使用",
        en="a draft that is to take part; may be repeated",
    ),
]
Memory = Annotated[
    str | None, option("--memory", metavar="SIZE", zh="内存上限，例如 4GB", en="most memory to use, such as 4GB")
]
Threads = Annotated[int | None, option("--threads", zh="线程数", en="threads to use", min=1)]
All = Annotated[bool, option("--all", zh="全部展开", en="unfold everything")]
