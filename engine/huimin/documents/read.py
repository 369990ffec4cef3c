"""The one reader of YAML and JSON: plain data in which every node knows its place.

YAML is read with the resolver of YAML 1.2's core schema: null, true, false, integers and decimals; every other plain
scalar,
dates too, stays text. Tags are refused, aliases are counted as what they stand for, and size and depth have limits,
so that no
file can make the reader hang or fill the memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from huimin.documents import inputs
from huimin.documents.diagnose import slip
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.quoting import quoted

MAX_DEPTH = 40
MAX_NODES = 400_000
MAX_NUMBER = 40

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?\Z")
_WORDS: dict[str, Any] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


class Mark(NamedTuple):
    """Where a node begins and ends in the text; lines and columns count from 0, offsets in characters."""

    line: int
    column: int
    start: int
    end: int


class Map(dict[str, Any]):
    """A mapping; `keys_at` and `values_at` give the mark of each key and each value."""

    __slots__ = ("keys_at", "values_at")

    def __init__(self) -> None:
        super().__init__()
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class Sequence(list[Any]):
    """A list; `values_at` gives the mark of each member."""

    __slots__ = ("values_at",)

    def __init__(self) -> None:
        super().__init__()
        self.values_at: list[Mark] = []


@dataclass(frozen=True)
class Document:
    """One file read: its name as messages show it, its text, and its data (`Map`, `Sequence` or a scalar)."""

    name: str
    text: str
    data: Any

    def place(self, path: tuple[str | int, ...], *, key: bool = False, offset: int | None = None) -> Place:
        """The place of the node at `path`, or the nearest one above it that exists.

        With `key` it is the place of the node's key. With `offset` it is the place of that character of the node's
        text,
        which holds inside plain, quoted, folded and block scalars.
        """
        mark, node = self._at(path, key=key)
        line, column = mark.line, mark.column
        if offset is not None and isinstance(node, str):
            line, column = _inside(self.text, mark, node, offset)
        return Place(self.name, line + 1, column + 1, show_path(path))

    def is_block(self, path: tuple[str | int, ...]) -> bool:
        """Whether the text at `path` is written as a block, with `|` or `>`."""
        mark, _ = self._at(path, key=False)
        return _BLOCK.match(self.text, mark.start) is not None

    def _at(self, path: tuple[str | int, ...], *, key: bool) -> tuple[Mark, Any]:
        mark, node, last = Mark(0, 0, 0, 0), self.data, len(path) - 1
        for depth, step in enumerate(path):
            if isinstance(node, Map) and step in node:
                mark = node.keys_at[str(step)] if key and depth == last else node.values_at[str(step)]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
                mark = node.values_at[step]
            else:
                break
            node = node[step]
        return mark, node


def reads_as_text(plain: str) -> bool:
    """Whether a plain scalar is a text, and no word or number of YAML 1.2's core schema."""
    return plain not in _WORDS and not _INTEGER.match(plain) and not _DECIMAL.match(plain)


def show_path(path: tuple[str | int, ...]) -> str:
    """A path as people write it: `family.children[0].birth_date`."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown


def read(path: Path, name: str | None = None) -> Document:
    """Read a YAML or JSON file. Raises HuiminError with the place of what is wrong."""
    name = name or str(path)
    return read_bytes(inputs.read_file(path, name), name)


def read_bytes(raw: bytes, name: str) -> Document:
    """Read the bytes of a YAML or JSON file. Raises HuiminError with the place of what is wrong."""
    text = inputs.text_of(raw, name)
    try:
        return Document(name, text, _Reader(name, text).read())
    except yaml.YAMLError as error:
        found = slip(text, error)
        joined = _with_whole_pairs(text) if found.code == "yaml-surrogate" else text
        if joined != text:
            return read_bytes(joined.encode(), name)
        place = Place(name, found.line + 1, found.column + 1)
        raise HuiminError([Finding(found.code, place, found.values)]) from error


def _with_whole_pairs(text: str) -> str:
    """A text of JSON whose escaped surrogate pairs, which YAML has not, are written as the characters that they stand
    for. Spaces behind a string keep the places of what follows. A text that is no JSON stays as it is.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text

    def whole(string: re.Match[str]) -> str:
        found = _ESCAPE.sub(lambda each: str(json.loads(f'"{each[0]}"')) if each[1] else each[0], string[0])
        return found + " " * (len(string[0]) - len(found))

    return _STRING.sub(whole, text)


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(r"(\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w)|\\.")
"""A string of JSON; in it, as group 1, a surrogate pair."""


class _Reader:
    """Builds data from parser events, so that depth and aliases are counted before anything is built."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self.nodes = 0
        self.anchors: dict[str, tuple[Any, int]] = {}

    def read(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("yaml-two-documents", event)
                value = self.node(next(self.events), 0)[0]
        return value

    def node(self, event: Any, depth: int) -> tuple[Any, Mark]:
        mark = _mark(event)
        self.count(event, 1)
        if depth > MAX_DEPTH:
            self.refuse("yaml-too-deep", event, limit=MAX_DEPTH)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor is None or event.anchor not in self.anchors:
                self.refuse("yaml-unknown-alias", event, alias=quoted(event.anchor))
            value, size = self.anchors[event.anchor]
            self.count(event, size)
            return value, mark
        if event.tag is not None:
            self.refuse("yaml-tag", event, tag=quoted(event.tag))
        before = self.nodes
        if isinstance(event, yaml.ScalarEvent):
            value = self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            value, end = self.mapping(depth)
            mark = mark._replace(end=end)
        else:
            value, end = self.sequence(depth)
            mark = mark._replace(end=end)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, self.nodes - before)
        return value, mark

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        # the C parser gives an empty style for a plain scalar
        if event.style or reads_as_text(text):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if len(text) > MAX_NUMBER:
            self.refuse("number-too-long", event, limit=MAX_NUMBER)
        if _INTEGER.match(text):
            return int(text)
        return Decimal(text) if _DECIMAL.match(text) else text

    def mapping(self, depth: int) -> tuple[Map, int]:
        found = Map()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse("yaml-key-not-text", event)
            key: str = event.value
            if key in found:
                self.refuse("yaml-duplicate-key", event, key=quoted(key), line=found.keys_at[key].line + 1)
            found.keys_at[key] = _mark(event)
            found[key], found.values_at[key] = self.node(next(self.events), depth + 1)
        return found, _mark(event).end

    def sequence(self, depth: int) -> tuple[Sequence, int]:
        found = Sequence()
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            value, mark = self.node(event, depth + 1)
            found.append(value)
            found.values_at.append(mark)
        return found, _mark(event).end

    def count(self, event: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self.refuse("yaml-too-many-nodes", event, limit=MAX_NODES)

    def refuse(self, code: str, event: Any, **values: Any) -> NoReturn:
        place = Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        raise HuiminError([Finding(code, place, values)])


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    return Mark(start.line, start.column, start.index, end.index)


def _inside(text: str, mark: Mark, value: str, offset: int) -> tuple[int, int]:
    """Line and column of `value[offset]`, by walking the scalar's source along with its value.

    Folding changes only white space, so the visible characters of the value are those of the source, in order.
    """
    opening = _OPENING.match(text, mark.start)
    start = opening.end() if opening else mark.start
    source = _VISIBLE.get(text[start - 1 : start], _PLAIN).finditer(text, start, mark.end)
    visible = (each for each in source if not _is_blank(each[0]))
    before = sum(not character.isspace() for character in value[:offset])
    last = next(islice(visible, before - 1, None), None) if before else None
    at = last.end() if last else start
    if offset < len(value) and not value[offset].isspace():
        following = next(visible, None)
        at = following.start() if following else at
    return text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)


_OPENING = re.compile(r"""(?:[&!]\S*\s+)?(?:[|>].*\n|["'])?""")
"""An anchor, and then the line that opens a block, or a quotation mark."""

_BLOCK = re.compile(r"(?:[&!]\S*\s+)?[|>]")
"""An anchor, and then what opens a block."""

_VISIBLE = {'"': re.compile(r"\\(?:x\w\w|u\w{4}|U\w{8}|\r?\n|.)|\S", re.DOTALL), "'": re.compile(r"''|\S")}
_PLAIN = re.compile(r"\S")
"""What writes one character that is seen, after this quotation mark or none."""


def _is_blank(written: str) -> bool:
    """Whether an escape writes white space, or nothing at the end of a line."""
    if written[0] != "\\" or len(written) == 1:
        return False
    if written[1] in "xuU":
        return chr(int(written[2:], 16)).isspace()
    return written[1] in "nrtvfNLP_ \r\n"
