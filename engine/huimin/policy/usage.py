"""What nobody uses: a parameter, a fact or an open question without effect is a mistake or a leftover."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from huimin.documents.findings import Finding
from huimin.documents.read import Document
from huimin.placeholders import PLACEHOLDER
from huimin.policy import expressions
from huimin.policy.model import Book, Instrument
from huimin.policy.readings import settle
from huimin.policy.reads import ReadNames, facts_of, reads, together
from huimin.policy.vocabulary import Expression, Text


def unused(book: Book) -> Iterator[Finding]:
    """A parameter or a given fact that nothing reads, and a question of which no reading changes anything."""
    read = _read(book)
    for document in book.documents:
        kind = book.kinds[document.name]
        if kind == "vocabulary":
            yield from _facts(book, document, read.entries)
        if kind in ("measure", "instrument"):
            yield from _parameters(document, read.names)
            yield from _questions(book, document)


def _read(book: Book) -> ReadNames:
    """What every expression reads, under every reading, and every placeholder of a text."""
    texts = {slot.expression.text for slot in every_slot(book, expressions.language(book)) if not slot.unary}
    texts |= {placeholder for instrument in book.instruments for placeholder in placeholders(instrument)}
    implied = frozenset(name for fact in facts_of(book) for name in fact.implied)
    return together(
        [ReadNames(frozenset(), implied), *(reads(book, Expression(text, "", ())) for text in sorted(texts))]
    )


def every_slot(book: Book, language: expressions.Language) -> Iterator[expressions.Slot]:
    """The expressions of the book under the readings taken, and those that each other reading puts in their place."""
    yield from expressions.slots(book, language)
    for question in book.questions.values():
        for reading in question.readings.values():
            if reading.changes:
                yield from expressions.slots(settle(book, {question.id: reading.id}), language, besides=book)


def placeholders(instrument: Instrument) -> set[str]:
    """What stands in braces in the texts of an instrument."""
    return {found for text in _texts(instrument) for found in PLACEHOLDER.findall(text.zh)}


def _texts(instrument: Instrument) -> Iterator[Text]:
    yield from (measure.text for measure in instrument.measures)
    for provision in instrument.provisions:
        yield provision.text
        yield from (item.label for items in provision.lists for item in items.items)
    for question in instrument.questions.values():
        yield question.question
        yield from (reading.why for reading in question.readings.values())


def _facts(book: Book, document: Document, entries: Collection[str]) -> Iterator[Finding]:
    records = book.vocabulary.records
    subjects = {provision.subject for provision in book.provisions.values()}
    by_role = {
        record.facts[name].list_of
        for record in records.values()
        for name in record.roles.values()
        if name in record.facts
    }
    roles = {name for record in records.values() for name in record.roles.values()}
    for section in ("subjects", "records"):
        for record, data in document.data.get(section, {}).items():
            for name, fact in data.get("facts", {}).items():
                used = name in entries or name in roles or name == "id" or record in by_role
                if not used and fact.get("list") not in subjects:
                    place = document.place((section, record, "facts", name), key=True)
                    yield Finding("fact-unused", place, {"name": f"{record}.{name}"})


def _parameters(document: Document, names: Collection[str]) -> Iterator[Finding]:
    for name in document.data.get("parameters", {}):
        if name not in names:
            yield Finding("parameter-unused", document.place(("parameters", name), key=True), {"name": name})


def _questions(book: Book, document: Document) -> Iterator[Finding]:
    for index, data in enumerate(document.data.get("open_questions", [])):
        question = book.questions[data["id"]]
        if not any(reading.changes for reading in question.readings.values()):
            yield Finding("question-idle", document.place(("open_questions", index, "id")), {"name": question.id})
