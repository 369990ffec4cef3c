"""Changing the plain data of a case: copies, and values put at a path or taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Location = tuple[str | int, ...]
_STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


class NoSuchPlaceError(LookupError):
    """A path leads nowhere in the case."""


def copy_of(data: Any) -> Any:
    """The data as dicts and lists of its own, without the places that a document remembers."""
    if isinstance(data, Mapping):
        return {key: copy_of(value) for key, value in data.items()}
    return [copy_of(value) for value in data] if isinstance(data, list) else data


def put(case: dict[str, Any], location: Location, value: Any) -> dict[str, Any]:
    """A copy of the case with a value at a location; records on the way come to be."""
    changed: dict[str, Any] = copy_of(case)
    node: Any = changed
    for step in location[:-1]:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    node[location[-1]] = copy_of(value)
    return changed


def without(case: dict[str, Any], location: Location) -> dict[str, Any]:
    """A copy of the case that lacks what is at a location. Raises KeyError or IndexError."""
    changed: dict[str, Any] = copy_of(case)
    node: Any = changed
    for step in location[:-1]:
        node = node[step]
    del node[location[-1]]
    return changed


def locate(case: Any, path: str) -> Location:
    """The location of a path such as `family.children[second].birth_date`: a list is stepped into by a record's id,
    else by its number from 0. The last steps need not be there yet. Raises NoSuchPlaceError.
    """
    location: list[str | int] = []
    node = case
    for record, key in _STEP.findall(path):
        step = _number_of(node, record, path) if record else key
        location.append(step)
        if isinstance(node, Mapping):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step]
        elif node is not None:
            raise NoSuchPlaceError(path)
    return tuple(location)


def _number_of(node: Any, record: str, path: str) -> int:
    if isinstance(node, list):
        for number, each in enumerate(node):
            if isinstance(each, Mapping) and each.get("id") == record:
                return number
        if record.isdigit() and int(record) < len(node):
            return int(record)
    raise NoSuchPlaceError(path)
