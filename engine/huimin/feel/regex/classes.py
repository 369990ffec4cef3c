"""What one character may be: escapes and bracketed classes of XML Schema (part 2, appendix F), for `regex`.

Each is translated to an expression that takes one character. Escapes for categories keep out of the flag `i`, as
XPath says; a class that needs several parts becomes alternatives, a subtraction a look at what must not come.
"""

from __future__ import annotations

import re
from functools import lru_cache

from huimin.feel.failures import Failure
from huimin.feel.limits import PATTERN_NESTING, check_limit

_SINGLE = {**{char: char for char in r"\|.?*+(){}-[]^$"}, "n": "\n", "r": "\r", "t": "\t"}

_NAME_START = (
    r"_:A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME = _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040"

_MULTIPLE = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
}

_PROPERTY = re.compile(r"[pP]\{(?:(?P<category>[LMNPZSC][a-z]?)|Is(?P<block>[A-Za-z0-9-]+))\}")


def read_escape(pattern: str, position: int) -> tuple[str, int]:
    r"""The translation of the escape whose letter stands at `position`, after the \, and where it ends.

    Raises `Failure` when XML Schema has no such escape.
    """
    letter = pattern[position : position + 1]
    if letter in _SINGLE:
        return re.escape(_SINGLE[letter]), position + 1
    if letter in _MULTIPLE:
        return _MULTIPLE[letter], position + 1
    found = _PROPERTY.match(pattern, position)
    if found is None:
        raise Failure("bad-pattern", pattern=pattern)
    name = found["category"] or f"Block={found['block']}"
    if not _is_property(name):
        raise Failure("bad-pattern", pattern=pattern)
    return rf"(?-i:\{letter}{{{name}}})", found.end()


def read_class(pattern: str, position: int, depth: int = 1) -> tuple[str, int]:
    """The translation of the class that opens at `position`, and where it ends. Raises `Failure`.

    Classes nest only as what another takes away, at its end: [a-z-[aeiou]]. Raises `LimitExceeded` when too deep.
    """
    check_limit("pattern-nesting", depth, PATTERN_NESTING)
    position += 1
    negative = pattern.startswith("^", position)
    characters, others, position = _read_members(pattern, position + negative)
    taken = ""
    if pattern.startswith("-[", position):
        taken, position = read_class(pattern, position + 1, depth + 1)
    if not pattern.startswith("]", position):
        raise Failure("bad-pattern", pattern=pattern)
    return _compose(characters, others, negative, taken), position + 1


def _read_members(pattern: str, position: int) -> tuple[str, list[str], int]:
    """The characters and ranges of a class in one string, its other escapes, and where they end."""
    first = position
    characters, others = "", []
    while not pattern.startswith(("]", "-["), position) or position == first:
        if pattern.startswith("-", position) and position != first and not pattern.startswith("-]", position):
            raise Failure("bad-pattern", pattern=pattern)
        low, translation, position = _read_member(pattern, position)
        if low and pattern.startswith("-", position) and not pattern.startswith(("-]", "-["), position):
            high, _, position = _read_member(pattern, position + 1)
            if not high or high < low:
                raise Failure("bad-pattern", pattern=pattern)
            characters += f"{re.escape(low)}-{re.escape(high)}"
        elif low:
            characters += re.escape(low)
        else:
            others.append(translation)
    return characters, others, position


def _read_member(pattern: str, position: int) -> tuple[str, str, int]:
    """A character, or nothing and the translation of another escape; and where it ends."""
    char = pattern[position : position + 1]
    if char in ("", "[", "]"):
        raise Failure("bad-pattern", pattern=pattern)
    if char != "\\":
        return char, "", position + 1
    translation, end = read_escape(pattern, position + 1)
    return _SINGLE.get(pattern[position + 1], ""), translation, end


def _compose(characters: str, others: list[str], negative: bool, taken: str) -> str:
    parts = [f"[{characters}]"] * bool(characters) + others
    if len(parts) == 1 and not taken and not (negative and others):
        return f"[^{characters}]" if negative else parts[0]
    either = f"(?:{'|'.join(parts)})"
    without = f"(?!{taken})" if taken else ""
    return f"(?:{without}(?!{either})(?s:.))" if negative else f"(?:{without}{either})"


@lru_cache(maxsize=256)
def _is_property(name: str) -> bool:
    import regex  # as where patterns are compiled

    try:
        regex.compile(rf"\p{{{name}}}")
    except regex.error:
        return False
    return True
