"""Everything that is wrong with a book, in one run; a book with findings is used by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from huimin import feel
from huimin.policy import checks, expressions, schemas
from huimin.policy.decidable import settled_conditions
from huimin.policy.documents import Document
from huimin.policy.findings import Finding
from huimin.policy.load import assemble, documents
from huimin.policy.model import Book, Expression
from huimin.policy.settle import settle
from huimin.policy.usage import placeholders, unused


def examine(folder: Path) -> tuple[Book | None, list[Finding]]:
    """The book of a folder and every finding in it, ordered by place; no book where a file breaks its schema.

    Raises BookError where there is no book at all.
    """
    found, kinds, findings = documents(folder)
    for document in found:
        findings.extend(schemas.validate(document, kinds[document.name]))
    if findings:
        return None, in_order(findings)
    findings.extend(checks.before_building(found, kinds))
    if findings:
        return None, in_order(findings)
    book = assemble(folder, found, kinds)
    findings.extend(expression_findings(book))
    findings.extend(checks.run(book))
    findings.extend(unused(book))
    if not findings:
        findings.extend(settled_conditions(book))
    return book, in_order(findings)


def trees(book: Book) -> dict[str, Any]:
    """The tree of every expression of a clean book, under all its readings, by `expressions.tree_key`."""
    language = expressions.language(book)
    found: dict[str, Any] = {}
    for variant in (book, *_variants(book)):
        for slot in expressions.slots(variant, language):
            key = expressions.tree_key(slot.expression.text, slot.where, unary=slot.unary)
            if key not in found:
                parse = feel.parse_unary_tests if slot.unary else feel.parse
                found[key] = feel.to_json(parse(slot.expression.text, slot.scope.keys()))
    for instrument in book.instruments:
        scope = expressions.text_scope(instrument)
        for placeholder in sorted(placeholders(instrument)):
            key = expressions.tree_key(placeholder, expressions.text_where(instrument), unary=False)
            found[key] = feel.to_json(feel.parse(placeholder, scope.keys()))
    return found


def in_order(findings: list[Finding]) -> list[Finding]:
    """Findings by place, each once."""
    unique = {(finding.place, finding.code, str(finding.values)): finding for finding in findings}
    return sorted(unique.values(), key=lambda finding: (finding.place, finding.code))


def expression_findings(book: Book) -> Iterator[Finding]:
    """What is wrong with the expressions of the book, under the readings taken and under each other one."""
    files: dict[str, Document] = {document.name: document for document in book.documents}
    language = expressions.language(book)
    seen: set[Expression] = set()
    for variant in (book, *_variants(book)):
        for slot in expressions.slots(variant, language):
            if slot.expression not in seen or not slot.expression.document:
                seen.add(slot.expression)
                yield from expressions.faults(slot, files)


def _variants(book: Book) -> Iterator[Book]:
    for question in book.questions.values():
        for reading in question.readings.values():
            if reading.changes:
                yield settle(book, {question.id: reading.id})
