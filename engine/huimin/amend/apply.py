"""From answers to the files of the book as they will be, each in its canonical form if it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from huimin.amend import additions, edits
from huimin.amend.rewrite import Rewritten
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.format import canonical
from huimin.documents.read import read_bytes
from huimin.policy.files import kind_of
from huimin.policy.model import Book

EDITS: Mapping[str, Callable[[Book, Mapping[str, Any]], dict[str, str]]] = {
    "value": edits.value,
    "correct": edits.correct,
    "withdraw": edits.withdraw,
    "condition": edits.condition,
    "validity": edits.validity,
    "question": edits.question,
    "withdraw-condition": edits.withdraw_condition,
    "effect": edits.effect,
    "withdraw-instrument": edits.withdraw_instrument,
    "instrument": additions.instrument,
    "measure": additions.measure,
}


def amended(book: Book, kind: str, answers: Mapping[str, Any]) -> tuple[Rewritten, ...]:
    """The files that an amendment of a kind changes or adds, from answers that were heard. Raises HuiminError."""
    found = {**additions.cited_document(book, answers), **EDITS[kind](book, answers)}
    old = {each.name: each.text for each in book.documents}
    folder = Path(book.folder)
    return tuple(_rewritten(folder, name, old.get(name, ""), text) for name, text in found.items())


def hold_plain(name: str, text: str) -> None:
    """Raises HuiminError where a part of a file stands for another too, so that one cannot be changed alone."""
    events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    for event in events:
        if getattr(event, "anchor", None):
            place = Place(name, event.start_mark.line + 1, event.start_mark.column + 1)
            raise HuiminError([Finding("amend-anchor", place, {"name": event.anchor})])


def _rewritten(folder: Path, name: str, old: str, new: str) -> Rewritten:
    path = folder.parent / name
    hold_plain(name, old)
    kind = kind_of(path, folder)
    was_canonical = not old or canonical(read_bytes(old.encode(), name), kind) == old
    if was_canonical:
        new = canonical(read_bytes(new.encode(), name), kind)
    return Rewritten(path, name, old, new)
