"""One term, one translation: the bilingual texts against the book's term base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huimin.check.texts import texts
from huimin.documents.findings import Finding
from huimin.policy.model import Book
from huimin.shown import is_hidden

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class _Term:
    """A Chinese term, the English forms that render it, and those that must not."""

    zh: str
    forms: tuple[re.Pattern[str], ...]
    wrong: tuple[re.Pattern[str], ...]
    en: str


def terms(book: Book) -> Iterator[Finding]:
    """A text whose Chinese holds a term and whose English lacks it, or renders it by a wrong word.

    Why a reading is taken is argued more freely: only a wrong word counts there.
    """
    known = _terms(book)
    for document, path, raw in texts(book):
        text = {lang: _legible(each) for lang, each in raw.items()}
        found = _held(text["zh"], known)
        rest = text["en"]
        for form in (form for term in found for form in term.forms):
            rest = form.sub("·", rest)
        for term in found:
            values = {"zh": term.zh, "en": term.en}
            wrong = next((word[0] for each in term.wrong if (word := each.search(rest))), None)
            if wrong is not None:
                yield Finding("term-wrong", document.place((*path, "en")), {**values, "wrong": wrong})
            elif (
                path[-1] != "why"
                and text["en"] != text["zh"]
                and not any(form.search(text["en"]) for form in term.forms)
            ):
                yield Finding("term-not-used", document.place((*path, "en")), values)


def _legible(text: str) -> str:
    """A text without its hidden characters, so that a term is still found. A hidden character is its own finding."""
    return "".join(each for each in _SPACE.sub(" ", text) if not is_hidden(each))


def _terms(book: Book) -> list[_Term]:
    """The terms of the book, the longest first, so that a term inside a longer one is not looked for there."""
    data = [term for each in book.documents if book.kinds[each.name] == "terms" for term in each.data["terms"]]
    return sorted((_term(each) for each in data), key=lambda term: (-len(term.zh), term.zh))


def _term(data: Mapping[str, Any]) -> _Term:
    forms = (data["en"], *data.get("also", ()))
    return _Term(data["zh"], tuple(map(_pattern, forms)), tuple(map(_pattern, data.get("not", ()))), data["en"])


_PLURALS = {"child": "child(?:ren)?", "woman": "wom[ae]n", "person": "pe(?:rson|ople|rsons)"}


def _pattern(form: str) -> re.Pattern[str]:
    """A wording in either number, whatever its case."""
    before, _, last = form.rpartition(" ")
    plural = f"{re.escape(last[:-1])}(?:y|ies)" if last.endswith("y") else f"{re.escape(last)}(?:s|es)?"
    inside = [_PLURALS.get(word, re.escape(word)) for word in before.split()]
    return re.compile(rf"(?<!\w){' '.join([*inside, _PLURALS.get(last, plural)])}(?!\w)", re.IGNORECASE)


def _held(zh: str, known: list[_Term]) -> list[_Term]:
    found = []
    for term in known:
        if term.zh in zh:
            found.append(term)
            zh = zh.replace(term.zh, "·")
    return found
