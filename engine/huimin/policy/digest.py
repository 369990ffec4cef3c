"""The digest of a book: over what it says, so that comments, order of files and formatting do not touch it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from huimin.policy.model import Change, Expression, Instrument, Vocabulary


def digest(vocabulary: Vocabulary, instruments: tuple[Instrument, ...]) -> str:
    """`sha256:` and the hash of the model's canonical JSON."""
    text = json.dumps([_plain(vocabulary), _plain(instruments)], ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The model as lists and scalars. Order counts where it means something: in lists,
    and in maps of the book's own names.
    """
    if isinstance(value, Expression):
        return " ".join(value.text.split())
    if isinstance(value, Change):
        return _sorted(value.data)
    if isinstance(value, Instrument):
        return [
            _sorted(value.frame),
            *(_plain(getattr(value, each.name)) for each in fields(value) if each.name != "frame"),
        ]
    if is_dataclass(value):
        return [_plain(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, Mapping):
        return [[key, _plain(each)] for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return [[key, _sorted(value[key])] for key in sorted(value)]
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value
