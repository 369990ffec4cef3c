"""Changes as text, as Markdown and as JSON, by instrument and in the order of the books."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from huimin.compare import Change, compare
from huimin.compare.words import named
from huimin.documents.findings import Place
from huimin.policy.model import Book
from huimin.policy.vocabulary import Text
from huimin.words import Language, say

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


@dataclass(frozen=True)
class Comparison:
    """Two books by the names that they were asked for with, and every change from the one to the other."""

    old_name: str
    new_name: str
    old: Book
    new: Book
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Both books by name and digest, and the changes."""
        return {
            "old": {"name": self.old_name, "digest": self.old.digest},
            "new": {"name": self.new_name, "digest": self.new.digest},
            "changes": [each.to_json() for each in self.changes],
        }


def comparison(old_name: str, old: Book, new_name: str, new: Book) -> Comparison:
    """The changes from one book to another, with both."""
    return Comparison(old_name, new_name, old, new, compare(old, new))


def shown(found: Comparison, form: str, lang: Language) -> str:
    """The comparison in one of the forms `text`, `markdown` and `json`; JSON has both languages."""
    if form == "json":
        return json.dumps(found.to_json(), ensure_ascii=False, indent=2)
    return "\n".join(_markdown(found, lang) if form == "markdown" else _text(found, lang))


def groups(found: Comparison) -> Iterator[tuple[Text, Sequence[Change]]]:
    """The changes of each instrument under its short title; those of the vocabulary under its own name."""
    titles = {each.id: each.short_title for book in (found.old, found.new) for each in book.instruments}
    for instrument, changes in groupby(found.changes, key=lambda each: each.instrument):
        yield titles[instrument] if instrument else named("parts", "vocabulary"), tuple(changes)


def _text(found: Comparison, lang: Language) -> Iterator[str]:
    for title, changes in groups(found):
        yield f"{getattr(title, lang)}"
        for change in changes:
            yield f"  - {getattr(change.text, lang)}"
            yield f"      {_places(change, lang)}"
    yield _say("count", lang, count=len(found.changes)) if found.changes else _say("none", lang)


def _markdown(found: Comparison, lang: Language) -> Iterator[str]:
    yield f"# {_say('heading', lang)}"
    yield ""
    digests = {"old_digest": _short(found.old.digest), "new_digest": _short(found.new.digest)}
    yield _say("between", lang, old=found.old_name, new=found.new_name, **digests)
    for title, changes in groups(found):
        yield f"\n## {_plain(getattr(title, lang))}\n"
        for change in changes:
            yield f"- {_plain(getattr(change.text, lang))}  \n  {_plain(_places(change, lang))}"
    yield ""
    yield _say("count", lang, count=len(found.changes)) if found.changes else _say("none", lang)


def _places(change: Change, lang: Language) -> str:
    old, new = (_place(each) for each in (change.old_place, change.new_place))
    key = "added" if not old else "removed" if not new else "same" if old == new else "both"
    return _say(key, lang, old=old, new=new)


def _place(place: Place | None) -> str:
    return f"{place.file}:{place.line}" if place else ""


def _short(digest: str) -> str:
    return digest.partition(":")[2][:12]


def _plain(text: str) -> str:
    """The text with what Markdown would take for its own marks escaped."""
    return _SPECIAL.sub(r"\\\1", text)


def _say(key: str, lang: Language, **parts: object) -> str:
    return say("compare", f"report.{key}", lang, **parts)
