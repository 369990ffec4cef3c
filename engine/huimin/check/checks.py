"""What can be wrong with a book whose files each pass their schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from huimin.check.changes import changes
from huimin.check.citations import citations, uncited_sentences, unverified_instruments
from huimin.check.derived import derived
from huimin.check.duplicates import duplicates
from huimin.check.expectations import expectations
from huimin.check.keys import keys
from huimin.check.kind_keys import kind_keys
from huimin.check.provisions import circles, late_targets, roles, topped_up_across, unstated_effects
from huimin.check.references import references
from huimin.check.subjects import subjects
from huimin.check.terms import terms
from huimin.check.texts import halfwidth, hidden_characters, languages, numbers_agree, numbers_in_texts, placeholders
from huimin.check.values import values
from huimin.check.versions import equal_versions, uncovered_days
from huimin.documents.findings import Finding
from huimin.documents.read import Document
from huimin.policy.model import Book

BEFORE_BUILDING: tuple[Callable[[tuple[Document, ...], Mapping[str, str]], Iterator[Finding]], ...] = (
    references,
    subjects,
    duplicates,
    kind_keys,
    values,
    changes,
)
"""Checks of documents and their kinds: without them the model cannot be built."""
CHECKS: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    citations,
    uncited_sentences,
    unverified_instruments,
    roles,
    late_targets,
    unstated_effects,
    circles,
    topped_up_across,
    equal_versions,
    uncovered_days,
    derived,
    keys,
    expectations,
    numbers_agree,
    numbers_in_texts,
    halfwidth,
    languages,
    hidden_characters,
    placeholders,
    terms,
)


def before_building(documents: tuple[Document, ...], kinds_of: Mapping[str, str]) -> list[Finding]:
    """Every finding that the building of the model relies on to be absent."""
    return [finding for check in BEFORE_BUILDING for finding in check(documents, kinds_of)]


def run(book: Book) -> list[Finding]:
    """Every finding of every check of a built book."""
    return [finding for check in CHECKS for finding in check(book)]
