"""Searching with patterns of XPath: `matches`, `replace` and `split`, within a bound on time.

Each raises `Failure` where XPath raises an error, and `LimitExceeded` when the search takes too long.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from huimin.feel.failures import Failure
from huimin.feel.limits import REGEX_SECONDS, STRING_LENGTH, LimitExceeded, check_limit
from huimin.feel.regex.translate import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import regex

_REPLACEMENT = re.compile(r"\$(?P<group>\d{1,3})|\\(?P<escaped>[\\$])|(?P<bad>[\\$])|[^\\$]+", re.ASCII)


def matches(text: str, pattern: str, flags: str = "") -> bool:
    """Whether the pattern matches somewhere in the text (XPath, fn:matches)."""
    return next(_find(text, pattern, flags), None) is not None


def replace(text: str, pattern: str, replacement: str, flags: str = "") -> str:
    """The text with `replacement` for each match; $1 stands for a group and $0 for the match (XPath, fn:replace)."""
    pieces, end, size = [], 0, 0
    for found in _find_all(text, pattern, flags):
        pieces += [text[end : found.start()], _expand(replacement, found, flags)]
        size += len(pieces[-1])
        check_limit("string-length", size, STRING_LENGTH)
        end = found.end()
    return "".join(pieces) + text[end:]


def split(text: str, pattern: str) -> list[str]:
    """What stands between the matches of the pattern (XPath, fn:tokenize, but the empty text is one part)."""
    parts, end = [], 0
    for found in _find_all(text, pattern, ""):
        parts.append(text[end : found.start()])
        end = found.end()
    return [*parts, text[end:]]


def _find_all(text: str, pattern: str, flags: str) -> Iterator[regex.Match[str]]:
    """The matches from left to right. A pattern that matches nothing at all has no answer in XPath."""
    if matches("", pattern, flags):
        raise Failure("empty-match", pattern=pattern)
    return _find(text, pattern, flags)


def _find(text: str, pattern: str, flags: str) -> Iterator[regex.Match[str]]:
    compiled = _compile(pattern, flags)
    try:
        yield from compiled.finditer(text, timeout=REGEX_SECONDS)
    except TimeoutError:
        raise LimitExceeded("regex-time", allowed=REGEX_SECONDS) from None


@lru_cache(maxsize=256)
def _compile(pattern: str, flags: str) -> regex.Pattern[str]:
    import regex  # long to load, and few expressions search

    options = regex.VERSION0 | (regex.IGNORECASE if "i" in flags else 0)
    try:
        return regex.compile(translate(pattern, flags), options, cache_pattern=False)
    except regex.error:
        raise Failure("bad-pattern", pattern=pattern) from None


def _expand(replacement: str, found: regex.Match[str], flags: str) -> str:
    if "q" in flags:
        return replacement
    return "".join(_piece(part, found) for part in _REPLACEMENT.finditer(replacement))


def _piece(part: re.Match[str], found: regex.Match[str]) -> str:
    if part["bad"]:
        raise Failure("bad-replacement", replacement=part.string)
    if part["escaped"]:
        return part["escaped"]
    digits = part["group"]
    if not digits:
        return part[0]
    groups = found.re.groups
    length = len(digits)
    while length > 1 and int(digits[:length]) > groups:
        length -= 1
    number = int(digits[:length])
    return (found[number] or "" if number <= groups else "") + digits[length:]
