"""A stated projection: how many there will be in each year, and what that was taken from.

It stands beside the population of a book, as `vocabulary/projection.yaml`; every number of it has its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from huimin.documents.findings import BookError, Finding
from huimin.documents.guess import guess
from huimin.documents.read import Document, read
from huimin.documents.schemas import validate
from huimin.policy.model import Book, number
from huimin.policy.vocabulary import Text

YEARS = 10


@dataclass(frozen=True)
class Assumption:
    """One number of a projection by its key in the file, and why it was taken."""

    key: str
    value: Decimal
    why: Text


@dataclass(frozen=True)
class Shares:
    """How many there are of each value of a fact, relative to each other."""

    fact: str
    values: Mapping[str, Decimal]
    why: Text

    def of(self, value: str) -> Decimal:
        """The part of all that has this value."""
        return self.values.get(value, Decimal(0)) / sum(self.values.values(), Decimal(0))


@dataclass(frozen=True)
class Projection:
    """`counts` is a subject; `by` the date of it that puts it into a year, None: all of the register in every year.

    The year `model_year` of the register stands for all others; those after `held_after` keep the rules of that year.
    """

    label: Text
    standing: Text
    counts: str
    by: str | None
    model_year: int
    first: int
    years: int
    assumptions: tuple[Assumption, ...]
    shares: Shares | None

    def value(self, key: str, otherwise: Decimal) -> Decimal:
        return next((each.value for each in self.assumptions if each.key == key), otherwise)

    def count(self, year: int) -> Decimal:
        """How many there are in a year."""
        growth = 1 + self.value("growth", Decimal(0))
        return self.value("base", Decimal(0)) * growth ** (year - self.first)

    def ruled_as(self, year: int) -> int:
        """The year whose rules a year is taken under."""
        return min(year, int(self.value("held_after", Decimal(year))))


def projection_of(book: Book, path: Path | None = None) -> Projection | None:
    """The projection of a file, by default the book's own; None where the book has none. Raises BookError."""
    own = Path(book.folder) / "vocabulary" / "projection.yaml"
    if path is None and not own.is_file():
        return None
    document = read(path or own)
    findings = validate(document, "projection") or list(_strangers(book, document))
    if findings:
        raise BookError(findings)
    data = document.data
    stated = [key for key in ("base", "growth", "take_up", "held_after") if key in data]
    return Projection(
        _text(data["label"]),
        _text(data["standing"]),
        data["counts"],
        data.get("by"),
        data["model_year"],
        data["first"],
        data.get("years", YEARS),
        tuple(Assumption(key, number(data[key]["value"]), _text(data[key]["why"])) for key in stated),
        _shares(data["shares"]) if "shares" in data else None,
    )


def _shares(data: Mapping[str, Any]) -> Shares:
    return Shares(data["fact"], {key: number(each) for key, each in data["values"].items()}, _text(data["why"]))


def _text(data: Mapping[str, str]) -> Text:
    return Text(data["zh"], data["en"])


def _strangers(book: Book, document: Document) -> Iterator[Finding]:
    """What the vocabulary does not know, and shares of nothing."""
    data, subjects = document.data, book.vocabulary.subjects
    kind = subjects.get(data["counts"])
    if kind is None:
        values = {"name": data["counts"], "guess": guess(data["counts"], subjects)}
        yield Finding("unknown-subject", document.place(("counts",)), values)
        return
    shares = data.get("shares", {})
    for place, name in ((("by",), data.get("by")), (("shares", "fact"), shares.get("fact"))):
        if name is not None and name not in kind.facts:
            yield Finding("unknown-fact", document.place(place), {"name": name, "guess": guess(name, kind.facts)})
    if shares and not any(shares["values"].values()):
        yield Finding("schema-empty", document.place(("shares", "values")))
