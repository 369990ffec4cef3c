"""Every provision cites a sentence that exists, and every operative sentence is cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.guess import guess
from huimin.documents.read import Map, Sequence
from huimin.policy.model import Book

Path = tuple[str | int, ...]
_PROVIDING = ("provisions", "conditions", "no_rule")
"""Under which keys a citation gives its sentence a provision: a shared condition is part of those that name it."""


def citations(book: Book) -> Iterator[Finding]:
    """A citation of a sentence that its instrument does not have."""
    articles = {each.id: each.articles for each in book.instruments}
    for instrument in book.instruments:
        for document in book.files[instrument.id]:
            for path, cite in _cites(document.data, ()):
                known = articles.get(cite.get("instrument", instrument.id))
                if known is None:
                    values = {"name": cite["instrument"], "guess": guess(cite["instrument"], articles)}
                    yield Finding("unknown-instrument", document.place((*path, "instrument")), values)
                elif not 0 <= cite["sentence"] <= known.get(str(cite["article"]), -1):
                    yield Finding("citation-of-nothing", document.place(path), dict(cite))


def _cites(data: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(data, Map):
        if set(data) >= {"article", "sentence"}:
            yield path, data
        for key, value in data.items():
            yield from _cites(value, (*path, key))
    elif isinstance(data, Sequence):
        for index, value in enumerate(data):
            yield from _cites(value, (*path, index))


def cited(book: Book, under: str = "") -> set[tuple[str, str, int]]:
    """Instrument, article and number of each sentence that a provision, a parameter or a frame cites; with `under`
    only what stands under that key.
    """
    return {
        (cite.get("instrument", instrument.id), str(cite["article"]), cite["sentence"])
        for instrument in book.instruments
        for document in book.files[instrument.id]
        for path, cite in _cites(document.data, ())
        if "readings" not in path and (path[0] != "open_questions" or "taken" in path)
        if under in ("", path[0])
    }


def uncited_sentences(book: Book) -> Iterator[Finding]:
    """An operative sentence without a provision, unless it is marked as no rule.

    An instrument that has none of its own changes another's, and its sentences stand where that cites them.
    """
    anywhere, by_provisions = cited(book), set().union(*(cited(book, key) for key in _PROVIDING))
    for instrument in book.instruments:
        frame = book.frames[instrument.id]
        enough = by_provisions if instrument.provisions else anywhere
        for index, (article, sentences) in enumerate(instrument.articles.items()):
            for sentence in range(1, sentences + 1):
                if (instrument.id, article, sentence) not in enough:
                    place = frame.place(("articles", index))
                    yield Finding("sentence-uncited", place, {"article": article, "sentence": sentence})


def unverified_instruments(book: Book) -> Iterator[Finding]:
    """An instrument in force whose source nobody has verified."""
    for instrument in book.instruments:
        if instrument.status == "in_force" and instrument.verification == "pending":
            frame = book.frames[instrument.id]
            yield Finding("source-pending", frame.place(("verification",)), {"name": instrument.id})
