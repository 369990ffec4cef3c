"""The one canonical form of a file of the book, comments kept.

Keys stand in the order of the schema, a mapping or a list on one line where it fits, a text in the plainest style that
YAML takes, a long one folded, one of several lines as a block. What a book names itself keeps its order.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yaml.emitter import Emitter

from huimin.documents.format.comments import Comments, comments_of
from huimin.documents.format.shape import Shape, shape
from huimin.documents.read import Document, Map, Mark, Sequence, reads_as_text

WIDTH = 120
"""The columns of a line; a Chinese character takes two."""
_MOST_NESTED = 2
_NAMED = re.compile(r"[&*][^\s,\[\]{}]+")
Path = tuple[str | int, ...]


def canonical(document: Document, kind: str) -> str:
    """The text of a document, of a kind of file, in its canonical form: a second time it changes nothing."""
    said = comments_of(document)
    writer = _Writer(document.text, said)
    lines = [*said.first, *writer.block(document.data, shape(kind), (), ""), *said.last]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of one document; `text` is the source, which has the spelling of numbers and the anchors."""

    text: str
    comments: Comments

    def block(self, data: Any, like: Shape, path: Path, indent: str) -> Iterator[str]:
        """The lines of a mapping or a list, each member on lines of its own."""
        if isinstance(data, Map):
            for key in like.ordered(data):
                head = f"{indent}{_scalar(key, flow=False)}:"
                yield from self.member(head, data[key], data.values_at[key], like.below(key), (*path, key), indent)
        else:
            for index, each in enumerate(data):
                yield from self.member(
                    f"{indent}-", each, data.values_at[index], like.below(index), (*path, index), indent
                )

    def member(self, head: str, value: Any, mark: Mark, like: Shape, path: Path, indent: str) -> Iterator[str]:
        """One entry of a mapping or of a list: `head` is its key and colon, or the dash."""
        beside = self.comments.beside.get(path)
        inline = self.flow(value, mark, like, path, _columns(head) + 1)
        if inline is not None:
            yield from self.above(path, indent)
            yield from (f"{indent}{each}" for each in self.leading(value, like, path))
            yield f"{head} {inline}".rstrip() + (f" {beside}" if beside else "")
            return
        yield from self.above(path, indent, beside)
        anchor = self.name(mark)
        if isinstance(value, str):
            yield from _text_block(head, anchor, value, indent)
        elif path and isinstance(path[-1], int) and not anchor:
            lines = list(self.block(value, like, path, f"{indent}  "))
            start = next(index for index, line in enumerate(lines) if not line.lstrip().startswith("#"))
            # A comment between the dash and the first key would be read as one above the member: it goes there.
            yield from (f"{indent}{line.lstrip()}" for line in lines[:start])
            yield f"{head} {lines[start].lstrip()}"
            yield from lines[start + 1 :]
        else:
            yield f"{head} {anchor}".rstrip()
            yield from self.block(value, like, path, f"{indent}  ")

    def above(self, path: Path, indent: str, beside: str | None = None) -> Iterator[str]:
        yield from (f"{indent}{each}" for each in self.comments.above.get(path, ()))
        if beside:
            yield f"{indent}{beside}"

    def leading(self, value: Any, like: Shape, path: Path) -> list[str]:
        """The comments above the first key of a member of a list, which come to stand above the member."""
        if not isinstance(value, Map) or not value or not isinstance(path[-1], int):
            return []
        first = (*path, like.ordered(value)[0])
        beside = [self.comments.beside[first]] if self._is_hoisted(value, first) else []
        return [*self.comments.above.get(first, ()), *beside]

    def _is_hoisted(self, value: Map, first: Path) -> bool:
        """Whether a comment at the end of the first key's line goes above it, its value being on lines of its own."""
        return first in self.comments.beside and isinstance(value[str(first[-1])], Map | Sequence)

    def has_inside(self, value: Any, like: Shape, path: Path) -> bool:
        """Whether a comment keeps the value from standing on one line."""
        led = len(self.leading(value, like, path)) if path else 0
        return self.comments.count_inside(path) > led

    def flow(self, value: Any, mark: Mark, like: Shape, path: Path, column: int) -> str | None:
        """The value on one line, if it may stand and fits there from `column` on."""
        if self.is_alias(mark):
            return self.name(mark)
        if isinstance(value, Map | Sequence):
            if self.has_inside(value, like, path) or not _is_small(value) or _lists_records(value, like):
                return None
            line = self.inner(value, mark, like)
            return line if column + _columns(line) <= WIDTH else None
        if isinstance(value, str):
            if "\n" in value:
                return None
            line = f"{self.name(mark)} {_scalar(value, flow=False)}".lstrip()
            return line if column + _columns(line) <= WIDTH or " " not in value.strip() or not _folds(value) else None
        return self.text[mark.start : mark.end]

    def inner(self, value: Any, mark: Mark, like: Shape) -> str:
        """The value in the style of one line."""
        if self.is_alias(mark):
            return self.name(mark)
        if isinstance(value, Map):
            entries = (
                f"{_scalar(key, flow=True)}: {self.inner(value[key], value.values_at[key], like.below(key))}".rstrip()
                for key in like.ordered(value)
            )
            line = "{" + ", ".join(entries) + "}"
        elif isinstance(value, Sequence):
            members = (self.inner(each, value.values_at[index], like.below(index)) for index, each in enumerate(value))
            line = "[" + ", ".join(members) + "]"
        elif isinstance(value, str):
            line = _scalar(value, flow=True)
        else:
            return self.text[mark.start : mark.end]
        return f"{self.name(mark)} {line}".lstrip()

    def name(self, mark: Mark) -> str:
        """The anchor or the alias that stands at a value; empty where there is none."""
        found = _NAMED.match(self.text, mark.start)
        return found[0] if found else ""

    def is_alias(self, mark: Mark) -> bool:
        return self.text[mark.start : mark.start + 1] == "*"


def _scalar(text: str, *, flow: bool) -> str:
    """A text of one line in the plainest style that keeps it a text: as it is, else in double or single quotes."""
    analysis = Emitter(io.StringIO(), allow_unicode=True).analyze_scalar(text)
    plain = analysis.allow_flow_plain if flow else analysis.allow_block_plain
    if plain and reads_as_text(text):
        return text
    if '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    if analysis.allow_single_quoted and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(each) for each in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return {"\n": "\\n", "\t": "\\t"}.get(character, f"\\U{ord(character):08x}")


def _text_block(head: str, anchor: str, text: str, indent: str) -> Iterator[str]:
    """A text of several lines as they are, or a long one folded at its spaces."""
    body = indent + "  "
    head = f"{head} {anchor}".rstrip()
    if "\n" not in text:
        yield f"{head} >-"
        yield from (f"{body}{line}" for line in _folded(text, WIDTH - len(body)))
    elif _stays_block(text):
        ending = "" if text.endswith("\n") else "-"
        yield f"{head} |{ending}"
        yield from (f"{body}{line}".rstrip() for line in text.removesuffix("\n").split("\n"))
    else:
        yield f'{head} "' + "".join(_escaped(each) for each in text) + '"'


def _stays_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return (
        bool(lines[0])
        and not lines[0].startswith(" ")
        and bool(lines[-1])
        and all(line == line.rstrip() and line.isprintable() for line in lines)
    )


def _folds(text: str) -> bool:
    """Whether a text can be folded at single spaces and read back the same."""
    return text == text.strip() and "  " not in text and text.isprintable()


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and _columns(line) + 1 + _columns(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _is_small(value: Any) -> bool:
    """Whether a value may stand on one line: not nested deep, and without a text of several lines."""
    return _nesting(value) <= _MOST_NESTED and not _has_lines(value)


def _has_lines(value: Any) -> bool:
    if isinstance(value, Map | Sequence):
        return any(map(_has_lines, value.values() if isinstance(value, Map) else value))
    return isinstance(value, str) and "\n" in value


def _nesting(value: Any) -> int:
    if not isinstance(value, Map | Sequence) or not value:
        return 0
    return 1 + max(map(_nesting, value.values() if isinstance(value, Map) else value))


def _lists_records(value: Any, like: Shape) -> bool:
    """Whether several records stand in a value, listed or under names of their own: each is read on its own line."""
    if not isinstance(value, Map | Sequence):
        return False
    members = [(each, value[each]) for each in value] if isinstance(value, Map) else list(enumerate(value))
    several = len(members) > 1 and any(isinstance(each, Map | Sequence) and each for _, each in members)
    if several and not like.has_keys:
        return True
    return any(_lists_records(each, like.below(step)) for step, each in members)
