"""The help of the commands from `help.yaml`, folded: whatever a text is, no line is wider than a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

from huimin.cli.screen import WIDTH
from huimin.cli.usage import UsageError
from huimin.text.columns import columns, wrap
from huimin.words import LANGUAGES, words

_COLUMN = re.compile(r" {8,}| *(?:\S+ )*?\S+ {2,}(?=\S)| *")
_PAUSE = re.compile(r"[\uff1a\uff0c\u3002\uff1b]|[:,;.] ?")
_OPTION = re.compile(r" (?=--?[a-z])")


class Command(TyperCommand):
    """A command whose help is read when somebody asks for it, and folded. The name of one of its options is never taken
    for the value of another one.
    """

    def get_help(self, ctx: Any) -> str:
        _fill(self, ctx)
        return folded(super().get_help(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = {name: each for each in self.params if isinstance(each, TyperOption) for name in each.opts}
        before = args[: args.index("--")] if "--" in args else args
        for given, value in pairwise(before):
            takes = options.get(given)
            if takes is not None and not takes.is_flag and value.startswith("--") and value in options:
                raise UsageError(f"Option {given!r} requires an argument", ctx)
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group of commands whose help is read when somebody asks for it, and folded."""

    def get_help(self, ctx: Any) -> str:
        _fill(self, ctx)
        for name, command in self.commands.items():
            command.short_help = command.short_help or in_short(words("cli", "help.yaml")[name])
        return folded(super().get_help(ctx))


def _fill(command: Any, ctx: Any) -> None:
    """Give a command and its parameters their texts of `help.yaml`, by the words after `huimin`; a command that is
    made from the book's questions has texts of its own.
    """
    told = words("cli", "help.yaml")
    own = told.get(ctx.command_path.removeprefix("huimin").strip() or "huimin")
    if own is not None:
        command.help = about(own, own.get("examples", ()))
    texts = told["shared"] | ((own or {}).get("parameters") or {})
    for each in command.params:
        if each.name != "help":
            each.help = each.help or explained(texts[each.name.rstrip("_")])


def explained(text: Mapping[str, str]) -> str:
    """A text in both languages, line by line, which are not run together."""
    return "\b\n" + "\n".join(text[language] for language in LANGUAGES)


def about(text: Mapping[str, str], examples: Iterable[str]) -> str:
    """What a command does, then examples of it."""
    shown = "\n".join(examples)
    return explained(text) + (f"\n\n\b\n{shown}" if shown else "")


def in_short(text: Mapping[str, str]) -> str:
    """What a command does in its first words, Chinese and English, for the list of commands."""
    zh, en = (_PAUSE.split(text[language].splitlines()[0])[0] for language in LANGUAGES)
    return f"{zh} · {en}"


def folded(text: str) -> str:
    """The text with each line that is too wide gone on below: under its own column, or as a shell goes on."""
    return "\n".join(part for line in text.splitlines() for part in _folded(line))


def _folded(line: str) -> Iterator[str]:
    if columns(line) <= WIDTH:
        yield line
    elif line.startswith("  huimin "):
        yield from _continued(line)
    else:
        found = _COLUMN.match(line)
        first = found[0] if found else ""
        yield from wrap(line[len(first) :], first, " " * columns(first), width=WIDTH)


def _continued(line: str) -> Iterator[str]:
    """An example as a shell takes it, broken before options."""
    part = ""
    for option in _OPTION.split(line):
        if part and columns(f"{part} {option} \\") > WIDTH:
            yield f"{part} \\"
            part = "      " + option
        else:
            part = f"{part} {option}" if part else option
    yield part
