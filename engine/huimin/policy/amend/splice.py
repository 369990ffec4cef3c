"""Changes to the text of a document at the place of one node; everything else stays letter for letter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from huimin.policy.documents import Document, Map, Mark, Sequence

Path = tuple[str | int, ...]


def source(data: Any) -> str:
    """Plain data as YAML on one line: mappings, lists, texts, truth values and exact numbers."""
    if isinstance(data, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {source(each)}" for key, each in data.items())
            + "}"
        )
    if isinstance(data, list | tuple):
        return "[" + ", ".join(source(each) for each in data) + "]"
    return f"{data:f}" if isinstance(data, Decimal) else json.dumps(data, ensure_ascii=False)


def appended(document: Document, path: Path, member: Any) -> str:
    """The text with one more member at the end of the list at `path`, which is there."""
    text, mark, members = document.text, _mark(document, path), _at(document, path)
    if text[mark.start] == "[":
        end = text.rindex("]", mark.start, mark.end)
        return text[:end].rstrip().removesuffix(",") + (", " if members else "") + source(member) + text[end:]
    first = members.values_at[0]
    dash = text.rindex("-", 0, first.start)
    column = dash - (text.rfind("\n", 0, dash) + 1)
    end = _end_of_content(text, members.values_at[-1])
    return f"{text[:end]}\n{' ' * column}- {source(member)}{text[end:]}"


def put(document: Document, path: Path, value: Any) -> str:
    """The text with `value` at `path`: in place of what is there, else as a new key of the mapping above it."""
    text, owner, key = document.text, _at(document, path[:-1]), path[-1]
    assert isinstance(owner, Map)
    if key in owner:
        return _instead(text, owner.keys_at[str(key)].start, owner.values_at[str(key)], f"{key}: {source(value)}")
    first = next(iter(owner.keys_at.values()))
    is_flow = text[_mark(document, path[:-1]).start] == "{"
    gap = ", " if is_flow else "\n" + " " * first.column
    return f"{text[: first.start]}{key}: {source(value)}{gap}{text[first.start :]}"


def renamed(document: Document, path: Path, key: str, value: Any) -> str:
    """The text in which the entry at `path` is `key: value` instead."""
    owner = _at(document, path[:-1])
    return _instead(document.text, owner.keys_at[path[-1]].start, owner.values_at[path[-1]], f"{key}: {source(value)}")


def _instead(text: str, start: int, mark: Mark, entry: str) -> str:
    end = _end_of_content(text, mark)
    return text[:start] + entry + text[end:]


def _end_of_content(text: str, mark: Mark) -> int:
    """Where a node ends, without the empty lines and comments below it that the parser counts as its own."""
    lines = text[mark.start : mark.end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return mark.start + len("".join(lines).rstrip())


def _at(document: Document, path: Path) -> Any:
    node = document.data
    for step in path:
        node = node[step]
    return node


def _mark(document: Document, path: Path) -> Mark:
    if not path:
        return Mark(0, 0, 0, len(document.text))
    owner = _at(document, path[:-1])
    marks: Any = owner.values_at if isinstance(owner, Map | Sequence) else {}
    found: Mark = marks[path[-1]]
    return found
