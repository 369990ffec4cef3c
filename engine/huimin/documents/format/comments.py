"""The comments of a YAML file, each at the part of the document that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from huimin.documents.read import Document, Map, Mark, Sequence

Path = tuple[str | int, ...]
_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


@dataclass(frozen=True)
class Comments:
    """By path: the comments on lines of their own above a part, the one at the end of its line; and those at the end.

    `first` has the lines before everything else.
    """

    above: Mapping[Path, list[str]] = field(default_factory=dict)
    beside: Mapping[Path, str] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)

    def count_inside(self, path: Path) -> int:
        """How many comments speak of something below `path`."""
        below = [each for each in self.above if len(each) > len(path) and each[: len(path)] == path]
        ends = [each for each in self.beside if len(each) > len(path) and each[: len(path)] == path]
        return sum(len(self.above[each]) for each in below) + len(ends)


@dataclass(frozen=True)
class _Part:
    """A key or a member of a list: where it starts and its value ends, in characters and lines."""

    path: Path
    start: int
    line: int
    end: int


def found(text: str) -> Iterator[tuple[int, str]]:
    """Every comment of a YAML text that can be parsed, with its offset, in order."""
    spans: list[Any] = [
        each for each in yaml.parse(text, Loader=yaml.CSafeLoader) if isinstance(each, yaml.ScalarEvent)
    ]
    at = 0
    for scalar in spans:
        yield from _between(text, at, scalar.start_mark.index)
        at = scalar.end_mark.index
        if scalar.style in ("|", ">"):
            header = _HEADER.search(text, scalar.start_mark.index, text.index("\n", scalar.start_mark.index))
            if header is not None:
                yield header.start(1), header[1].rstrip()
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    yield from ((each.start(), each[0].rstrip()) for each in _COMMENT.finditer(text, start, end))


def comments_of(document: Document) -> Comments:
    """The comments of a document, each with the next part below it or, at the end of a line, with what stands there."""
    text, parts = document.text, list(_parts(document.data, ()))
    above: dict[Path, list[str]] = {}
    beside: dict[Path, str] = {}
    first: list[str] = []
    last: list[str] = []
    for offset, comment in found(text):
        line_start = text.rfind("\n", 0, offset) + 1
        path = None if not text[line_start:offset].strip() else _before(parts, text.count("\n", 0, offset), offset)
        if path is not None and path not in beside:
            beside[path] = comment
            continue
        following = min((each for each in parts if each.start > offset), key=_outermost, default=None)
        if following is None:
            last.append(comment)
        elif following is parts[0]:
            first.append(comment)
        else:
            above.setdefault(following.path, []).append(comment)
    return Comments(above, beside, first, last)


def _outermost(part: _Part) -> tuple[int, int]:
    return part.start, len(part.path)


def _before(parts: list[_Part], line: int, offset: int) -> Path | None:
    """What a comment at the end of a line speaks of: all that stands on the line, else what begins or ends there."""
    here = [each for each in parts if each.line == line and each.start < offset]
    whole = [each for each in here if each.end <= offset]
    if whole:
        return min(whole, key=lambda each: len(each.path)).path
    if here:
        return max(here, key=_outermost).path
    ended = [each for each in parts if each.end <= offset]
    return max(ended, key=lambda each: (each.end, -len(each.path))).path if ended else None


def _parts(data: Any, path: Path) -> Iterator[_Part]:
    if isinstance(data, Map):
        for key, value in data.items():
            yield _part((*path, key), data.keys_at[key], data.values_at[key])
            yield from _parts(value, (*path, key))
    elif isinstance(data, Sequence):
        for index, value in enumerate(data):
            yield _part((*path, index), data.values_at[index], data.values_at[index])
            yield from _parts(value, (*path, index))


def _part(path: Path, key: Mark, value: Mark) -> _Part:
    return _Part(path, key.start, key.line, value.end)
