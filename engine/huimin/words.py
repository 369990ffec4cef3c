"""The engine's own words in every language: a room that speaks has them in its `words.yaml`, and here they are loaded.

A file has tables in tables. A text is a mapping from each language to what is said in it, often a pattern of `{names}`.
No module of Python holds a text in a language of the user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from huimin import packaged
from huimin.placeholders import put

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_ENGINE = Path(__file__).parent


@cache
def words(room: str, file: str = "words.yaml") -> Mapping[str, Any]:
    """The words of a room: `words("publish/letter")["title"]["en"]`. They are read once, and only where asked for.

    Raises OSError, and ValueError for a text that one of the languages lacks.
    """
    path = _ENGINE / room / file
    found: Mapping[str, Any] = packaged.data(path)
    if lacking := _lacking(found):
        raise ValueError(f"{path}: {lacking} is not in every language: {', '.join(LANGUAGES)}")
    return MappingProxyType(found)


def both(room: str, key: str, /, **parts: object) -> dict[str, str]:
    """A text of a room in every language, its parts in place. A part that is a mapping gives the half of a language; a
    part that is a list names its members one after the other.

    A key in a table is `table.key`. Raises KeyError.
    `both("cases", "year", year=2024)` is {"zh": "（2024年）", "en": " (2024)"}.
    """
    return {language: say(room, key, language, **parts) for language in LANGUAGES}


def say(room: str, key: str, language: Language, /, **parts: object) -> str:
    """A text of a room in one language, its parts in place: see `both`. Raises KeyError."""
    found: Any = words(room)
    for each in key.split("."):
        found = found[each]
    return put(found[language], {name: _half(part, language) for name, part in parts.items()})


def listed(items: Iterable[object], language: Language, mark: Literal["list", "clauses"] = "list") -> str:
    """The members of a list, one after the other: 甲、乙 and "a, b"; of clauses 甲；乙 and "a; b"."""
    return str(words("")[mark][language]).join(map(str, items))


def _half(part: object, language: Language) -> object:
    if isinstance(part, list | tuple):
        return listed(part, language)
    return part[language] if isinstance(part, Mapping) else part


def _lacking(found: Any, at: str = "") -> str | None:
    """Where a text stands that one of the languages lacks; None where there is none."""
    if not isinstance(found, Mapping):
        return None
    if any(language in found for language in LANGUAGES) and not all(found.get(each) is not None for each in LANGUAGES):
        return at
    below = (_lacking(each, f"{at}.{key}".lstrip(".")) for key, each in found.items())
    return next((each for each in below if each), None)
