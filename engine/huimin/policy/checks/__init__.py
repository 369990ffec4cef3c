"""What can be wrong with a book whose files each pass their schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from huimin.policy.checks.citations import citations, uncited_sentences, unverified_instruments
from huimin.policy.checks.provisions import kinds, late_targets, unstated_effects
from huimin.policy.checks.references import references
from huimin.policy.checks.texts import halfwidth, numbers_agree, placeholders
from huimin.policy.checks.versions import equal_versions, uncovered_days
from huimin.policy.documents import Document
from huimin.policy.findings import Finding
from huimin.policy.model import Book

CHECKS: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    citations,
    uncited_sentences,
    unverified_instruments,
    kinds,
    late_targets,
    unstated_effects,
    equal_versions,
    uncovered_days,
    numbers_agree,
    halfwidth,
    placeholders,
)


def before_building(documents: tuple[Document, ...], kinds_of: Mapping[str, str]) -> list[Finding]:
    """Names that lead nowhere: without them the model cannot be built."""
    return list(references(documents, kinds_of))


def run(book: Book) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(book)]
