"""Changes to the text of a document at the place of one node; all else stays letter for letter, comments too."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from huimin.documents.format.comments import found
from huimin.documents.read import Document, Map, Mark, Sequence, reads_as_text

Path = tuple[str | int, ...]
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*\Z|[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def source(data: Any, *, plain: bool = False) -> str:
    """Data as YAML on one line: mappings, lists, texts, truth values and exact numbers.

    It is JSON too, unless words and days may be `plain`, without quotes.
    """
    if isinstance(data, Mapping):
        pairs = (f"{source(key, plain=plain)}: {source(each, plain=plain)}" for key, each in data.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(source(each, plain=plain) for each in data) + "]"
    if plain and isinstance(data, str) and _WORD.match(data) and reads_as_text(data):
        return data
    return f"{data:f}" if isinstance(data, Decimal) else json.dumps(data, ensure_ascii=False)


def appended(document: Document, path: Path, member: Any) -> str:
    """The text with one more member at the end of the list at `path`, which is there."""
    text, mark, members = document.text, _mark(document, path), at(document, path)
    if not members:
        return _into(text, mark.start + 1, _written(document, member) + " ")
    if text[mark.start] == "[":
        return _into(text, members.values_at[-1].end, ", " + _written(document, member))
    dash = text.rindex("-", 0, members.values_at[0].start)
    return _line_below(
        text, _end(text, members, mark), dash - _line_start(text, dash), f"- {_written(document, member)}"
    )


def followed(document: Document, path: Path, member: Any) -> str:
    """The text in which what stands at `path` is the first member of a list, and `member` the second."""
    text, mark, owner = document.text, _mark(document, path), at(document, path)
    if not isinstance(owner, Map) or text[mark.start] == "{":
        return f"{text[: mark.start]}[{text[mark.start : mark.end]}, {_written(document, member)}]{text[mark.end :]}"
    first = next(iter(owner.keys_at.values()))
    end = _end(text, owner, mark)
    lines = text[first.start : end].split("\n")
    moved = "\n".join([lines[0], *(f"  {each}" if each else each for each in lines[1:])])
    grown = f"{text[: first.start]}- {moved}{text[end:]}"
    return _line_below(grown, first.start + 2 + len(moved), first.column, f"- {_written(document, member)}")


def put(document: Document, path: Path, value: Any) -> str:
    """The text with `value` at `path`: in place of what is there, else as a new key of the mapping above it."""
    text, owner, key = document.text, at(document, path[:-1]), path[-1]
    if key in owner:
        return renamed(document, path, str(key), value)
    mark, entry = _mark(document, path[:-1]), f"{_written(document, key)}: {_written(document, value)}"
    if not owner:
        return _into(text, mark.start + 1, entry + " ")
    first = next(iter(owner.keys_at.values()))
    gap = ", " if text[mark.start] == "{" else "\n" + " " * first.column
    return _into(text, first.start, entry + gap)


def renamed(document: Document, path: Path, key: str, value: Any) -> str:
    """The text in which the entry at `path` is `key: value` instead, below the comments that stood inside it."""
    text, owner = document.text, at(document, path[:-1])
    begin, mark = owner.keys_at[path[-1]], owner.values_at[path[-1]]
    end = _end(text, owner[path[-1]], mark)
    kept = [comment for offset, comment in found(text) if begin.start <= offset < end]
    gap = " " if kept and begin.start and not text[begin.start - 1].isspace() else ""
    above = gap + "".join(f"{each}\n{' ' * begin.column}" for each in kept)
    below = "\n" if text[end - 1] == "\n" else ""
    return f"{text[: begin.start]}{above}{_written(document, key)}: {_written(document, value)}{below}{text[end:]}"


def _written(document: Document, data: Any) -> str:
    """Data as it is written in a document: in JSON with quotes."""
    return source(data, plain=not document.text.lstrip().startswith("{"))


def at(document: Document, path: Path) -> Any:
    """What stands at a path that is there."""
    node: Any = document.data
    for step in path:
        node = node[step]
    return node


def _end(text: str, node: Any, mark: Mark) -> int:
    """Where the text of a node ends; what the parser ends only at the next token ends with its last part."""
    while isinstance(node, Map | Sequence) and node and text[mark.start] not in "{[":
        if isinstance(node, Map):
            mark, node = list(node.values_at.values())[-1], list(node.values())[-1]
        else:
            mark, node = node.values_at[-1], node[-1]
    return mark.end


def _line_below(text: str, end: int, column: int, entry: str) -> str:
    """The text with a line of its own below the one on which something ends; a block of text ends with its line."""
    if end and text[end - 1] == "\n":
        return _into(text, end, f"{' ' * column}{entry}\n")
    line_end = text.find("\n", end)
    return _into(text, len(text) if line_end < 0 else line_end, f"\n{' ' * column}{entry}")


def _into(text: str, place: int, piece: str) -> str:
    return text[:place] + piece + text[place:]


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _mark(document: Document, path: Path) -> Mark:
    if not path:
        return Mark(0, 0, _first(document.text), len(document.text))
    found: Mark = at(document, path[:-1]).values_at[path[-1]]
    return found


def _first(text: str) -> int:
    """Where the outermost node begins: what matters is whether it begins with a brace."""
    return len(text) - len(text.lstrip()) if text.lstrip().startswith("{") else 0
