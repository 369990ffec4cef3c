r"""Patterns of XPath (Functions and Operators 3.1, 5.6.1) translated for the `regex` package.

The two differ where it hurts: what `^`, `$` and `.` match, subtraction in classes, the escapes `\i \c \w \p{Is…}`,
spaces under the flag `x`, and references to groups that took no part. What XPath has not is refused, so that a
pattern means the same in every engine that speaks FEEL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huimin.feel.failures import Failure
from huimin.feel.limits import PATTERN_LENGTH, PATTERN_NESTING, PATTERN_SIZE, check_limit
from huimin.feel.regex.classes import read_class, read_escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FLAGS = frozenset("smixq")

_QUANTIFIER = re.compile(r"(?P<sign>[*+?])|\{(?P<least>\d{1,9})(?P<more>,(?P<most>\d{1,9})?)?\}", re.ASCII)
_START_OF_LINE = r"(?:\A|(?<=\n)(?!\Z))"
_END_OF_LINE = r"(?=\n|\Z)"


def translate(pattern: str, flags: str) -> str:
    """The pattern for `regex`, to be compiled with IGNORECASE where `flags` have `i` and without any other flag.

    Raises `Failure` when XPath has no such pattern or flag, `LimitExceeded` when the pattern is too large.
    """
    if not set(flags) <= FLAGS:
        raise Failure("bad-flags", flags=flags)
    check_limit("pattern-length", len(pattern), PATTERN_LENGTH)
    if "q" in flags:
        return re.escape(pattern)
    return _Translator(_without_spaces(pattern) if "x" in flags else pattern, flags).run()


class _Translator:
    """Goes through a pattern once, without recursion, and writes as it goes."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.position = 0
        self.written: list[str] = []
        self.sizes: list[list[int]] = [[]]  # of the parts of each open group, every repetition written out
        self.open: list[int] = []  # the numbers of the open groups, 0 for one that captures nothing
        self.groups = 0
        self.closed: set[int] = set()
        self.repeatable = False

    def run(self) -> str:
        while self.position < len(self.pattern):
            check_limit("pattern-nesting", len(self.open), PATTERN_NESTING)
            _STEPS.get(self.pattern[self.position], _Translator.literal)(self)
        if self.open:
            raise self.refusal()
        return "".join(self.written)

    def refusal(self) -> Failure:
        return Failure("bad-pattern", pattern=self.pattern)

    def part(self, translation: str, end: int, size: int = 1) -> None:
        """Writes what a quantifier may follow."""
        self.written.append(translation)
        self.sizes[-1].append(size)
        self.repeatable = True
        self.position = end

    def mark(self, translation: str) -> None:
        """Writes for the character here what no quantifier may follow."""
        self.written.append(translation)
        self.repeatable = False
        self.position += 1

    def literal(self) -> None:
        char = self.pattern[self.position]
        if char in "]{}":
            raise self.refusal()
        self.part(re.escape(char), self.position + 1)

    def any_character(self) -> None:
        self.part("(?s:.)" if "s" in self.flags else r"[^\n\r]", self.position + 1)

    def start(self) -> None:
        self.mark(_START_OF_LINE if "m" in self.flags else r"\A")

    def end(self) -> None:
        self.mark(_END_OF_LINE if "m" in self.flags else r"\Z")

    def alternative(self) -> None:
        self.mark("|")

    def bracket(self) -> None:
        self.part(*read_class(self.pattern, self.position))

    def escape(self) -> None:
        if self.pattern[self.position + 1 : self.position + 2] in set("123456789"):
            self.reference()
        else:
            self.part(*read_escape(self.pattern, self.position + 1))

    def reference(self) -> None:
        """A group that took no part matches nothing, which is everywhere."""
        end = self.position + 2
        while self.pattern[end : end + 1].isdecimal() and int(self.pattern[self.position + 1 : end + 1]) <= self.groups:
            end += 1
        number = int(self.pattern[self.position + 1 : end])
        if number not in self.closed:
            raise self.refusal()
        self.part(rf"(?:(?({number})\{number}|))", end)

    def open_group(self) -> None:
        captures = not self.pattern.startswith("(?:", self.position)
        self.groups += captures
        self.open.append(self.groups if captures else 0)
        self.sizes.append([])
        self.mark("(" if captures else "(?:")
        if not captures:
            self.position += 2

    def close_group(self) -> None:
        if not self.open:
            raise self.refusal()
        self.closed.add(self.open.pop())
        self.part(")", self.position + 1, sum(self.sizes.pop()) + 1)

    def quantifier(self) -> None:
        found = _QUANTIFIER.match(self.pattern, self.position)
        if found is None or not self.repeatable:
            raise self.refusal()
        least = int(found["least"] or 1)
        most = int(found["most"] or least)
        if most < least:
            raise self.refusal()
        self.sizes[-1][-1] *= max(most, 1)
        check_limit("pattern-size", sum(self.sizes[-1]), PATTERN_SIZE)
        self.position = found.end() - 1
        self.mark(found[0])
        if self.pattern.startswith("?", self.position):
            self.mark("?")


_STEPS: Mapping[str, Callable[[_Translator], None]] = {
    "\\": _Translator.escape,
    ".": _Translator.any_character,
    "^": _Translator.start,
    "$": _Translator.end,
    "|": _Translator.alternative,
    "[": _Translator.bracket,
    "(": _Translator.open_group,
    ")": _Translator.close_group,
    **dict.fromkeys("*+?{", _Translator.quantifier),
}


def _without_spaces(pattern: str) -> str:
    """The pattern without its spaces, but for those in classes: what the flag `x` asks for."""
    kept, depth, escaped = [], 0, False
    for char in pattern:
        if char in " \t\n\r" and not depth:
            continue
        kept.append(char)
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
    return "".join(kept)
