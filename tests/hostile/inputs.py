"""An input, what came of it, and how both are written down."""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BOOKS = {"shipped": ROOT / "policies"} | {path.name: path for path in sorted((ROOT / "tests" / "books").iterdir())}
SMALL = ROOT / "tests" / "books" / "elderly-care"

ANSWERED, REFUSED = "answered", "refused"
DEFECTS = {
    "traceback": "an exception of another type than those that a refusal has, or the end of the process",
    "defect": "the words `a defect of the program`",
    "exit": "an exit code other than 0, 1, 2 and 130",
    "slow": "more than the time that one input has",
    "large": "more than the memory that one input has",
    "wrong": "an answer or a refusal that cannot be right, say a control character on the screen",
}


@dataclass(frozen=True)
class Input:
    """One input: the way in which it was made, and its parts, which are plain JSON; bytes are written as Latin-1."""

    surface: str
    way: str
    parts: Mapping[str, Any] = field(default_factory=dict)


MOST_ATTEMPTS = 20


@dataclass(frozen=True)
class Surface:
    """Where input comes in. `weight`: inputs out of 100 000; `make` makes the input of a random state; `run` hands it
    in and says `answered` or `refused`, or raises. A chunk of `chunk` inputs shares a process of `memory` bytes.
    The first inputs are `known`: those that broke something once.
    """

    name: str
    weight: int
    make: Callable[[Random], Input]
    run: Callable[[Input], str]
    chunk: int
    memory: int = 1 << 30
    known: Sequence[Input] = ()

    def input(self, seed: int, number: int) -> Input:
        """The input of a number, the same on every machine. What cannot be made is drawn anew: a number, say, that no
        Parquet file holds.
        """
        if number < len(self.known):
            return self.known[number]
        for attempt in range(MOST_ATTEMPTS):
            with suppress(OverflowError, RecursionError, TypeError, ValueError):
                return self.make(Random(f"{seed} {self.name} {number} {attempt}"))
        raise RuntimeError(f"input {number} of {self.name} could not be made")


DEEPEST = 20
"""Levels that an expression of Python is written with; it may have two hundred."""


class Found(Exception):  # noqa: N818 - what the gate looks for
    """Something that no input may bring about: a key of DEFECTS, and where or what."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail


def verdict(surface: Surface, given: Input) -> tuple[str, str]:
    """What comes of an input: answered or refused, or a key of DEFECTS with its detail."""
    try:
        return surface.run(given), ""
    except Found as found:
        return found.kind, found.detail
    except MemoryError as error:
        return "large", place_of(error)
    except BaseException as error:  # SystemExit too is nothing that a library raises
        return "traceback", f"{type(error).__name__}: {str(error)[:120]!r}, {place_of(error)}"


def place_of(error: BaseException) -> str:
    """The deepest place of an exception in the engine."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if "/huimin/" in each.filename] or frames
    return f"{own[-1].filename.rpartition('/huimin/')[2]}:{own[-1].lineno}" if own else "nowhere"


def to_json(given: Input) -> str:
    return json.dumps({"surface": given.surface, "way": given.way, "parts": given.parts}, indent=1)


def from_json(text: str) -> Input:
    data = json.loads(text)
    return Input(data["surface"], data["way"], data["parts"])


def latin(raw: bytes) -> str:
    return raw.decode("latin-1")


def raw(text: str) -> bytes:
    return text.encode("latin-1")


def literal(value: Any) -> str:
    """Data as a Python expression, which JSON could not hold; numbers of any length in hexadecimal."""
    levels, leaf = _levels(value)
    if len(levels) > DEEPEST:
        return f"deep({levels!r}, {literal(leaf)})"
    if isinstance(value, bool) or value is None or isinstance(value, str | bytes):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if abs(value) < 10**18 else hex(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(key)}: {literal(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, float):
        return f"float({str(value)!r})"
    return repr(value)


def _levels(value: Any) -> tuple[str, Any]:
    """Lists of one and records of `a` within each other, a letter a level, and what lies in them."""
    levels = ""
    while True:
        if isinstance(value, list) and len(value) == 1:
            levels, value = levels + "[", value[0]
        elif isinstance(value, dict) and list(value) == ["a"]:
            levels, value = levels + "a", value["a"]
        else:
            return levels, value


def deep(levels: str, value: Any) -> Any:
    """What `_levels` took apart."""
    for each in reversed(levels):
        value = [value] if each == "[" else {"a": value}
    return value


def from_literal(text: str) -> Any:
    """The data of an expression that `literal` wrote."""
    import datetime as dt

    return eval(text, {"Decimal": Decimal, "datetime": dt, "float": float, "deep": deep})


CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What changes a terminal's state or the order of what it shows; a tab and the end of a line do not."""

FORGED = "FORGED-LINE"
"""A text in an input puts this after the end of a line; a screen on which a line begins so was forged."""


def look_at_screen(text: str) -> None:
    """Raises Found for a screen that an input has power over."""
    control = CONTROLS.search(text)
    if control:
        around = text[max(0, control.start() - 30) : control.end() + 10]
        raise Found("wrong", f"U+{ord(control[0]):04X} on the screen: {around!r}")
    forged = re.search(f"^{FORGED}.*", text, re.MULTILINE)
    if forged:
        raise Found("wrong", f"a line of its own on the screen: {forged[0][:60]!r}")


def say_all(findings: Any) -> None:
    """Every finding has its words in both languages. Raises Found for a refusal without findings, or without words."""
    if not findings:
        raise Found("wrong", "refused without a finding")
    for finding in findings:
        for language in ("zh", "en"):
            if not finding.message(language) or finding.advice(language) is None:
                raise Found("wrong", f"{finding.code} has no words in {language}")


sys.set_int_max_str_digits(4300)  # as users have it, whatever the environment says
