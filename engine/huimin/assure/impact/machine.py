"""A study as JSON, in the shape of `schemas/impact.v1.json`: names are those of the objects, amounts texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from huimin.assure.impact.study import Study
from huimin.policy.vocabulary import Text
from huimin.version import __version__

SCHEMA = "impact.v1.json"


def as_json(study: Study) -> str:
    """The study as a JSON text: the same books and register give the same bytes."""
    data = {"schema": SCHEMA, "engine": f"huimin {__version__}", **_plain(study)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.to_json()
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
