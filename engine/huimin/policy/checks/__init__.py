"""What can be wrong with a book whose files each pass their schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from huimin.policy.checks.changes import changes
from huimin.policy.checks.citations import citations, uncited_sentences, unverified_instruments
from huimin.policy.checks.derived import derived
from huimin.policy.checks.duplicates import duplicates
from huimin.policy.checks.expectations import expectations
from huimin.policy.checks.keys import keys
from huimin.policy.checks.kind_keys import kind_keys
from huimin.policy.checks.provisions import circles, late_targets, roles, unstated_effects
from huimin.policy.checks.references import references
from huimin.policy.checks.subjects import subjects
from huimin.policy.checks.terms import terms
from huimin.policy.checks.texts import (
    halfwidth,
    hidden_characters,
    languages,
    numbers_agree,
    numbers_in_texts,
    placeholders,
)
from huimin.policy.checks.values import values
from huimin.policy.checks.versions import equal_versions, uncovered_days
from huimin.policy.documents import Document
from huimin.policy.findings import Finding
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
