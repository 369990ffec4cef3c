"""How far the policy tests cover the rules: as text, as JSON, and as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from huimin.assure.coverage import Covered
from huimin.cases.tracing import of_the_engine
from huimin.policy.model import Book
from huimin.search.covered import Gap
from huimin.search.test_finder import yaml_of
from huimin.text import phrases
from huimin.words import Language, say

_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Part:
    """The points of one provision, one instrument or one open question."""

    of: str
    label: str
    points: tuple[Covered, ...]

    @property
    def shown(self) -> int:
        return sum(bool(each.by) for each in self.points)


def parts(book: Book, found: Sequence[Covered], lang: Language) -> list[Part]:
    """The points by what they are of, in their order."""
    grouped = groupby(found, key=lambda each: each.point.of)
    return [Part(of, _label(book, of, lang), tuple(points)) for of, points in grouped]


def as_text(book: Book, found: Sequence[Covered], lang: Language, *, unfold: bool) -> Iterator[str]:
    """Each part with its count and each point that no test shows, with its case; with `unfold` the others as well."""
    for part in parts(book, found, lang):
        yield f"{part.label}  {part.of}  {part.shown}/{len(part.points)}"
        for each in part.points:
            if each.by and unfold:
                yield f"  ✓ {in_words(book, each.point, lang)}  {', '.join(each.by)}"
            elif not each.by:
                yield f"  ✗ {in_words(book, each.point, lang)}"
                yield from _case(each, lang)
    yield _say("sum", lang, shown=sum(bool(each.by) for each in found), all=len(found))


def as_json(book: Book, found: Sequence[Covered]) -> str:
    """Every point, with the tests that show it or one that would."""
    data = [
        {
            "of": each.point.of,
            "what": each.point.what,
            "name": each.point.name,
            "text": {"zh": in_words(book, each.point, "zh"), "en": in_words(book, each.point, "en")},
            "tests": list(each.by),
            "test": each.test,
            "paste_into": each.file or None,
        }
        for each in found
    ]
    whole = {"points": len(found), "covered": sum(bool(each.by) for each in found), "of": data}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str)


def as_html(book: Book, found: Sequence[Covered], lang: Language) -> bytes:
    """The coverage as a page of one language. Raises PublishError."""
    from huimin.publish.press import html

    values = {
        "lang": lang,
        "tag": _TAGS[lang],
        "path": "",
        "root": "",
        "links": (),
        "others": (),
        "on": "",
        "digest": book.digest,
        "word": lambda key, **given: _say(key, lang, **given),
        "told": lambda point: in_words(book, point, lang),
        "yaml": lambda each: yaml_of([each.test]),
        "parts": parts(book, found, lang),
        "total": _say("sum", lang, shown=sum(bool(each.by) for each in found), all=len(found)),
    }
    return html("coverage.html.j2", values)


def in_words(book: Book, point: Gap, lang: Language) -> str:
    """What a point is."""
    return say("assure/coverage", f"points.{point.what}", lang, name=_named(book, point, lang))


def _named(book: Book, point: Gap, lang: Language) -> str:
    """A status or a condition by its label; anything else by what it is called in the book."""
    labels = {"period": of_the_engine("period")}
    if point.what == "status":
        labels = {point.name: phrases.name("statuses", point.name)}
    elif point.of in book.provisions:
        labels |= {each.id: each.label for each in book.provisions[point.of].conditions}
    return str(getattr(labels[point.name], lang)) if point.name in labels else point.name


def _say(key: str, lang: Language, **values: Any) -> str:
    """A word of the page, or a phrase of the text."""
    return say("assure/coverage", key, lang, **values)


def _case(each: Covered, lang: Language) -> Iterator[str]:
    if each.test is None:
        yield "    " + _say("no_case", lang)
    else:
        yield "    " + _say("paste", lang, file=each.file)
        yield yaml_of([each.test]).rstrip()


def _label(book: Book, of: str, lang: Language) -> str:
    if of in book.provisions:
        text = book.provisions[of].label
    elif of in book.questions:
        text = book.questions[of].question
    else:
        text = book.instrument(of).short_title
    return str(getattr(text, lang))
