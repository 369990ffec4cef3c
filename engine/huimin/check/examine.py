"""Everything that is wrong with a book, in one run; a book with findings is used by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from huimin import feel
from huimin.check import checks
from huimin.check.recovery import Lost, fit_to_build, in_form, restored, sound
from huimin.documents.findings import Finding
from huimin.documents.read import Document
from huimin.policy import expressions
from huimin.policy.files import Files, assemble, documents, gather
from huimin.policy.model import Book
from huimin.policy.usage import every_slot, placeholders, unused
from huimin.policy.vocabulary import Expression
from huimin.search.decidable import settled_conditions


def examine(folder: Path | Files) -> tuple[Book | None, list[Finding]]:
    """The book of a folder, or of its files as they were read, and every finding in it, ordered by place; no book where
    there is one.

    Parts whose form is wrong are left out, and the rest is examined. Findings that may only follow from what is
    left out are not reported. Raises BookError where there is no book at all.
    """
    files = folder if isinstance(folder, Files) else gather(folder)
    read, kinds, findings = documents(files)
    unread = [(name, "", files.text(name)) for name in sorted({each.place.file for each in findings})]
    findings.extend(in_form(read, kinds))
    kept, lost = sound(read, kinds, findings, Lost(tuple(unread)), in_form)
    more = checks.before_building(kept, kinds)
    findings.extend(_told(more, read, lost))
    kept, lost = sound(kept, kinds, more, lost, fit_to_build)
    book = assemble(files.folder, kept, kinds)
    findings.extend(_told(_of_the_book(book), read, lost))
    return None if findings else book, in_order(findings)


def _of_the_book(book: Book) -> list[Finding]:
    """What is wrong with a book that could be built."""
    language = expressions.language(book)
    faulty = list(expression_findings(book, language))
    skip = {(each.place.file, each.place.path) for each in faulty}
    return [*faulty, *checks.run(book), *unused(book), *settled_conditions(book, language, skip)]


def _told(findings: list[Finding], read: tuple[Document, ...], lost: Lost) -> list[Finding]:
    """The findings that do not come of what was lost, at their places in the whole documents."""
    if not lost:
        return findings
    files = {document.name: document for document in read}
    lines = {name: document.text.splitlines() for name, document in files.items()}
    found = []
    for each in findings:
        file, at = each.place.file, each.place.line - 1
        line = "".join(lines.get(file, [])[at : at + 1])
        if not lost.explains(each, line):
            found.append(restored(each, files[file]) if file in files else each)
    return found


def trees(book: Book) -> dict[str, Any]:
    """The tree of every expression of a clean book, under all its readings, by `expressions.tree_key`."""
    language = expressions.language(book)
    found: dict[str, Any] = {}
    for slot in every_slot(book, language):
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


def expression_findings(book: Book, language: expressions.Language) -> Iterator[Finding]:
    """What is wrong with the expressions of the book, under the readings taken and under each other one."""
    files: dict[str, Document] = {document.name: document for document in book.documents}
    seen: set[Expression] = set()
    for slot in every_slot(book, language):
        if slot.expression not in seen:
            seen.add(slot.expression)
            yield from expressions.faults(slot, files, language)
