"""Help that fits a screen: whatever a text is, no line of it is wider than a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from huimin.cli.screen import WIDTH
from huimin.text.columns import columns, wrap

_COLUMN = re.compile(r" {8,}| *(?:\S+ )*?\S+ {2,}(?=\S)| *")
_OPTION = re.compile(r" (?=--?[a-z])")


class Command(TyperCommand):
    """A command whose help is folded."""

    def get_help(self, ctx: Any) -> str:
        return folded(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is folded."""

    def get_help(self, ctx: Any) -> str:
        return folded(super().get_help(ctx))


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
