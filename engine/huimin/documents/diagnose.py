"""What most likely kept a file from being YAML.

A parser says where it gave up, which is often a line or more after the slip: a full-width colon shows only where the
next key begins. The lines around are looked at for the slips that are made in an office.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from huimin.words import both, words

_KEY = r"""["']?[A-Za-z_][\w-]*["']?"""
_IN_BLOCK = r"^ *(?:- +)?"
_IN_FLOW = r"[{,] *"
_FULL_WIDTH = tuple(
    re.compile(each)
    for each in (
        r"^ *([\u3000\xa0])",
        r"^ *([\uff0d—–])",
        rf"{_IN_BLOCK}{_KEY} *(\uff1a)",
        rf"{_IN_FLOW}{_KEY} *(\uff1a)",
        rf"^[^{{\[]*[{{\[].*?(\uff0c) *{_KEY} *[:\uff1a]",  # the first bracket alone, or many take for ever
        r": *([\uff5b\uff3b])",
        r"([\uff5d\uff3d])\s*$",
    )
)
_NO_SPACE = (
    re.compile(rf"{_IN_BLOCK}{_KEY}(:)[^\s:]"),
    re.compile(rf"{_IN_FLOW}[A-Za-z_][\w-]*(:)[^\s:]"),  # after a key in quotes no space is needed there
    re.compile(r"^ *(-)[\w{\"'\[]"),
)
_SURROGATE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F][0-9a-fA-F]{2}")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Slip(NamedTuple):
    """A code with the values that its words need, and where it stands; line and column count from 0."""

    code: str
    line: int
    column: int
    values: dict[str, Any]


def slip(text: str, error: yaml.YAMLError) -> Slip:
    """What is wrong with a text that is no YAML, and where: the slip that explains it, else what the parser says."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _unreadable(text, str(error).splitlines()[0])
    problem, context = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if problem is None or context is None:
        return Slip("yaml-syntax", 0, 0, {"problem": error.problem or error.context})
    half = _SURROGATE.match(text, problem.index - 2) if problem.index >= 2 else None
    if half is not None:
        return Slip("yaml-surrogate", problem.line, problem.column - 2, {"sign": half[0]})
    lines = text.split("\n")
    lines += [""] * (problem.line + 1 - len(lines))  # the parser knows ends of lines besides this one
    for number in _around(lines, problem.line, context.line if _is_near(error) else problem.line):
        found = written_full_width(lines[number], number) or _without_space(lines[number], number)
        if found is not None:
            return found
    sign = lines[context.line][context.column : context.column + 1] if _is_near(error) else ""
    if sign in ("{", "[", '"', "'") and (context.line < problem.line or sign in "\"'"):
        return Slip("yaml-not-closed", context.line, context.column, {"sign": sign, "line": problem.line + 1})
    as_parsed = Slip("yaml-syntax", problem.line, problem.column, {"problem": error.problem or error.context})
    is_of_block = "block" in str(error.context) or "mapping values" in str(error.problem)
    return (is_of_block and _misaligned(lines, problem.line, problem.column)) or as_parsed


def written_full_width(line: str, number: int = 0) -> Slip | None:
    """The first full-width sign, or other space, that stands for a sign of YAML on a line."""
    for pattern in _FULL_WIDTH:
        if found := pattern.search(line):
            half = "-" if found[1] in "—–" else unicodedata.normalize("NFKC", found[1])
            values = {"found": _called(found[1]), "wanted": _called(half)}
            return Slip("yaml-full-width", number, found.start(1), values)
    return None


def in_key(key: str) -> Slip | None:
    """The slip by which the colon after a key became a part of it, at its column inside the key; None for no such."""
    return written_full_width(key) or _without_space(key, 0)


def _called(sign: str) -> dict[str, str]:
    """What a sign is called in a message: itself, or a word for a space."""
    space = f"{ord(sign):04X}"
    return both("documents", f"spaces.{space}" if space in words("documents")["spaces"] else "sign", sign=sign)


def _is_near(error: yaml.MarkedYAMLError) -> bool:
    """Whether the parser's context is the one bracket, quotation or key that it could not finish."""
    return str(error.context).startswith(("while parsing a flow", "while scanning a quoted", "while scanning a simple"))


def _around(lines: list[str], problem: int, context: int) -> Iterator[int]:
    """Where to look, likeliest first: where a key began, where the parser gave up, and the line before that."""
    before = next((each for each in range(problem - 1, -1, -1) if lines[each].strip()), problem)
    yield from (each for each in dict.fromkeys((context, problem, before)) if each < len(lines))


def _without_space(line: str, number: int) -> Slip | None:
    found = next((found for each in _NO_SPACE if (found := each.search(line))), None)
    return found and Slip("yaml-no-space", number, found.start(1), {"sign": found[1]})


def _misaligned(lines: list[str], number: int, column: int) -> Slip | None:
    """A key, or a member of a list, that begins in no column in which the lines above have begun one."""
    line = lines[number] if number < len(lines) else ""
    if not re.match(rf"{_IN_BLOCK}{_KEY}:(\s|$)|^ *- ", line) or ":" in line[:column]:
        return None
    begun: list[int] = []
    for each in reversed(lines[:number]):
        indent = _indent(each)
        if each.strip() and not each.lstrip().startswith("#"):
            inside = indent + 2 if each.lstrip().startswith("- ") else indent
            begun += [column for column in dict.fromkeys((inside, indent)) if not begun or column < begun[-1]]
    here = _indent(line)
    if not begun or here in begun:
        return None
    near = min(begun, key=lambda column: abs(column - here))
    return Slip("yaml-indent", number, here, {"here": here, "near": near})


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _unreadable(text: str, problem: str) -> Slip:
    """A character that no YAML may hold, say of a file that is no text."""
    found = _FORBIDDEN.search(text)
    at = found.start() if found else 0
    line = text.count("\n", 0, at)
    return Slip(
        "yaml-syntax", line, at - (text.rfind("\n", 0, at) + 1), {"problem": "control characters" if found else problem}
    )
