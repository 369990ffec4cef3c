"""A whole study: one comparison of two books, or one for each reading of an open question that is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from huimin.assure.impact import How, impact
from huimin.assure.impact.basis import Basis
from huimin.assure.impact.model import Impact
from huimin.assure.impact.table import Register
from huimin.batch.population import marginals, write_population
from huimin.compare import compare
from huimin.policy.model import Book
from huimin.policy.vocabulary import Text
from huimin.text import phrases


@dataclass(frozen=True)
class Source:
    """The register of a study: a file by its name, or so many synthetic cases of a seed."""

    file: str | None
    size: int | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Named:
    """One side of a comparison: a book by the name it was asked for with, and the reading that it takes."""

    name: str
    digest: str
    reading: str | None = None
    why: Text | None = None


@dataclass(frozen=True)
class Asked:
    """An open question by its id, and in words."""

    id: str
    text: Text


@dataclass(frozen=True)
class Comparison:
    """Both sides, what differs between the books in words, and what that does."""

    before: Named
    after: Named
    changes: tuple[Text, ...]
    impact: Impact


@dataclass(frozen=True)
class Study:
    """What was asked, of which register, and the comparisons; `question` where they are of its readings."""

    on: str
    source: Source
    question: Asked | None
    comparisons: tuple[Comparison, ...]


def study_of_books(
    before: tuple[str, Basis], after: tuple[str, Basis], register: Register, source: Source, how: How
) -> Study:
    """What the way from one book, by its name, to another does. Raises CaseError, BookError."""
    (old_name, old), (new_name, new) = before, after
    changes = compare(old.book, new.book)
    found = impact(old, new, register, how, changes=changes)
    sides = (Named(old_name, old.book.digest), Named(new_name, new.book.digest))
    return Study(new.on, source, None, (Comparison(*sides, tuple(each.text for each in changes), found),))


def study_of_question(basis: Basis, question_id: str, register: Register, source: Source, how: How) -> Study:
    """What each reading of an open question that is not taken does, beside the one taken.

    Raises CaseError, BookError.
    """
    question = basis.question(question_id)
    taken = basis.taken[question_id]
    instrument = basis.book.instrument(question.instrument)

    def why(reading: str) -> Text:
        return phrases.fill(question.readings[reading].why, instrument, basis.book)

    def side(reading: str) -> Named:
        return Named(reading, basis.book.digest, reading, why(reading))

    comparisons = []
    for reading in question.readings:
        if reading != taken:
            other = replace(basis, readings={**basis.readings, question_id: reading})
            found = impact(basis, other, register, how, why=(why(reading),))
            comparisons.append(Comparison(side(taken), side(reading), (), found))
    asked = phrases.fill(question.question, instrument, basis.book)
    return Study(basis.on, source, Asked(question_id, asked), tuple(comparisons))


@contextmanager
def synthetic(book: Book, size: int, seed: int) -> Iterator[Path]:
    """So many cases by the marginals of the book, as a file that is gone afterwards. Raises CaseError."""
    with TemporaryDirectory(prefix="huimin-") as folder:
        path = Path(folder) / "population.parquet"
        write_population(book, marginals(book), size, path, seed=seed)
        yield path
