"""The digest of a book: over what it says, so that comments, order of files and formatting do not touch it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from huimin.policy.model import Change, Instrument
from huimin.policy.vocabulary import Expression, Vocabulary

_GAPS = re.compile(r'("(?:\\.|[^"\\])*")|(?:\s|//[^\n]*|/\*.*?\*/)+', re.DOTALL)
_BY_SCHEMA = frozenset({"en", "wording", "roles"})
"""Fields of the model whose keys are words of the schema, so that their order says nothing."""
_ELSEWHERE = frozenset({"conditions", "parameters", "open_questions", "affects"})
"""Keys of a frame that the model holds as what they are."""


def digest(vocabulary: Vocabulary, instruments: tuple[Instrument, ...]) -> str:
    """`sha256:` and the hash of the model's canonical JSON."""
    text = json.dumps([plain(vocabulary), plain(instruments)], ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A part of the model as lists and scalars. Order counts where it means something: in lists,
    and in maps of the book's own names.
    """
    if isinstance(value, Expression):
        return spaced(value.text)
    if isinstance(value, Change):
        return by_key(_change(value.data))
    if isinstance(value, Instrument):
        return [
            by_key({key: each for key, each in value.frame.items() if key not in _ELSEWHERE}),
            *(plain(getattr(value, each.name)) for each in fields(value) if each.name != "frame"),
        ]
    if is_dataclass(value):
        return [_member(each.name, getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, Mapping):
        return [[key, plain(each)] for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


def _member(name: str, value: Any) -> Any:
    return plain(dict(sorted(value.items())) if name in _BY_SCHEMA and isinstance(value, Mapping) else value)


def spaced(expression: str) -> str:
    """FEEL with single spaces for its white space and comments; what stands in quotes is kept as it is."""
    return _GAPS.sub(lambda found: found[1] or " ", expression).strip()


def _change(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a reading changes, with its expressions spaced alike; the value of a parameter is none."""
    found = dict(data)
    for key, value in data.items():
        if key == "period":
            found[key] = {part: spaced(each) if isinstance(each, str) else each for part, each in value.items()}
        elif isinstance(value, str) and not (key == "value" and "parameter" in data):
            found[key] = spaced(value)
    return found


def by_key(value: Any) -> Any:
    """Data that the model keeps as it was written, as lists and scalars; the order of keys does not count."""
    if isinstance(value, Mapping):
        return [[key, by_key(value[key])] for key in sorted(value)]
    if isinstance(value, list):
        return [by_key(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value
