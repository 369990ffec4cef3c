"""Wrong usage, in the language of the user: typer's own messages are English only."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import typer

from huimin.policy.findings import Language
from huimin.policy.model import Text

# typer exports the leaves of its errors and not their base.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class MisuseError(Exception):
    """An argument that a command cannot take, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def spoken(arguments: Sequence[str]) -> Language:
    """The language asked for, found even where the arguments cannot be parsed."""
    words = [os.environ.get("HUIMIN_LANG", "zh")]
    for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--lang":
            words.append(after)
        elif word.startswith("--lang="):
            words.append(word.partition("=")[2])
    return "en" if words[-1] == "en" else "zh"


def pairs(option: str, values: Sequence[str] | None) -> dict[str, str]:
    """`NAME=VALUE` of an option that may be repeated. Raises MisuseError."""
    found = {}
    for each in values or ():
        name, equals, value = each.partition("=")
        if not name or not equals:
            raise MisuseError(
                f"{option} 的写法是“名称=值”，给出的是“{each}”", f"{option} takes NAME=VALUE, not {each!r}"
            )
        found[name] = value
    return found


def guess(word: str, choices: Sequence[str]) -> Text:
    """A closing sentence that names the nearest choice; empty where nothing is near."""
    near = get_close_matches(word, choices, 1, 0.5)
    return Text(f"是否应为 {near[0]}？", f"; did you mean {near[0]}?") if near else Text("", "")


def explain(error: Exception, language: Language) -> str:
    """What is wrong with the usage, and where help is."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "huimin"
    if language == "en":
        return f"{command}: {message}\n  see {command} --help"
    return f"{command}：{_in_chinese(error, message)}\n  用法见 {command} --help"


def _in_chinese(error: Exception, message: str) -> str:
    kind = type(error).__name__
    values: Mapping[str, Any] = {
        "message": message,
        "option": getattr(error, "option_name", ""),
        "parameter": _name(error),
        "reason": str(getattr(error, "message", "")),
    }
    return _KINDS.get(kind, "用法有误（{message}）").format(**values)


def _name(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    return (
        (parameter.opts[0] if parameter.param_type_name == "option" else parameter.human_readable_name)
        if parameter
        else ""
    )


_KINDS = {
    "NoSuchOption": "没有选项 {option}",
    "BadOptionUsage": "选项 {option} 用法有误（{message}）",
    "MissingParameter": "缺少参数 {parameter}",
    "BadParameter": "参数 {parameter} 的值不能接受（{reason}）",
}
