"""Derived facts that are computed from themselves, or in too many steps from the facts that a case gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import product
from math import prod

from huimin import feel
from huimin.documents.findings import Finding, Place
from huimin.documents.read import Document
from huimin.feel.tree import Filter, Node, Path, every_node
from huimin.feel.types import ListType, RecordType, Type
from huimin.feel.walks import free_names
from huimin.policy import expressions
from huimin.policy.model import Book, OpenQuestion
from huimin.policy.readings import changed_names, settle
from huimin.policy.reads import node_of
from huimin.policy.vocabulary import Fact, Record
from huimin.words import both

MOST_STEPS = 50
"""Derived facts of which each is computed from the next. Each takes a few calls of Python one in another."""
MOST_COMBINED = 1000
"""Combinations of readings that are looked at, where only several readings together could make a circle."""

Key = tuple[str, str]
"""A record and a fact of it."""
Graph = Mapping[Key, Iterable[Key]]
"""The facts that each fact is computed from."""
Read = dict[tuple[str, str], list[Key]]
"""The facts that an expression of a record reads, by the record and the expression's text."""


def derived(book: Book) -> Iterator[Finding]:
    """A fact that is computed from itself, or in too many steps: as the book stands, and under its other readings.

    An expression may read the same fact of another record. Whether that comes to an end would hang on the case, so it
    is a circle as well.
    """
    read: Read = {}
    told: set[frozenset[Key]] = set()
    graphs: list[Graph] = []
    for variant in _variants(book):
        graph = _graph(variant, read)
        graphs.append(graph)
        yield from _told(book, variant, graph, told)
    together = {key: [other for graph in graphs for other in graph.get(key, ())] for graph in graphs for key in graph}
    if not told and any(_circles(together)):
        if prod(len(question.readings) for question in _of_facts(book)) > MOST_COMBINED:
            yield from _told(book, book, together, told)  # a circle that no readings may be able to close
            return
        for variant in _combined(book):
            yield from _told(book, variant, _graph(variant, read), told)


def _told(book: Book, variant: Book, graph: Graph, told: set[frozenset[Key]]) -> Iterator[Finding]:
    """The findings of one form of the book, without those that are told already."""
    circles = [circle for circle in _circles(graph) if frozenset(circle) not in told]
    for circle in circles:
        told.add(frozenset(circle))
        names = [".".join(key) for key in circle]
        yield Finding("fact-circle", _place(book, variant, circle), {"name": names[0], "circle": " → ".join(names)})
    if told:
        return
    far = next((key for key, steps in _steps(graph).items() if steps > MOST_STEPS), None)
    if far is not None:
        told.add(frozenset([far]))
        yield Finding(
            "expression-limit",
            _place(book, variant, [far]),
            {"message": both("check", "too_many_steps", most=MOST_STEPS)},
        )


def _variants(book: Book) -> Iterator[Book]:
    """The book as it stands, and under each reading that computes a fact otherwise."""
    yield book
    for question in _of_facts(book):
        yield from (settle(book, {question.id: reading}) for reading in question.readings)


def _combined(book: Book) -> Iterator[Book]:
    """The book under readings of several questions together."""
    questions = _of_facts(book)
    names = [question.id for question in questions]
    for readings in product(*(question.readings for question in questions)):
        yield settle(book, dict(zip(names, readings, strict=True)))


def _of_facts(book: Book) -> list[OpenQuestion]:
    return [
        question
        for question in book.questions.values()
        if any(changed_names(change)[0] == "fact" for each in question.readings.values() for change in each.changes)
    ]


def _graph(book: Book, read: Read) -> dict[Key, list[Key]]:
    language = expressions.language(book)
    found: dict[Key, list[Key]] = {}
    for record in book.vocabulary.records.values():
        scope = expressions.record_scope(language, record)
        for fact in record.facts.values():
            key = record.name, fact.name
            if fact.derived is not None:
                rule = record.name, fact.derived.text
                if rule not in read:
                    read[rule] = list(dict.fromkeys(_read(book, fact, scope)))
                found[key] = read[rule]
            elif fact.implied:
                found[key] = [(record.name, other) for other in fact.implied]
    return {key: [other for other in others if other in found] for key, others in found.items()}


def _read(book: Book, fact: Fact, scope: expressions.Scope) -> Iterator[Key]:
    """The facts that a derived one reads, of which records the types tell."""
    assert fact.derived is not None
    try:
        node = node_of(book, fact.derived)
    except (feel.SyntaxFault, feel.LimitFault):
        return  # a finding of its own
    types = feel.check(node, scope).types

    def entries_of(source: Node) -> frozenset[str]:
        record = _record(types[id(source)])
        return frozenset(record.fields) if record else frozenset()

    for each in every_node(node):
        if isinstance(each, Path):
            record, names = _record(types[id(each.source)]), [each.name]
        elif isinstance(each, Filter):
            record = _record(types[id(each.source)])
            names = [
                name for name in free_names(each.predicate, entries_of=entries_of) if name in entries_of(each.source)
            ]
        else:
            continue
        if record is not None:
            yield from ((record.name, name) for name in names)


def _record(type_: Type) -> RecordType | None:
    """The record itself, or the record that a list has several of."""
    while isinstance(type_, ListType):
        type_ = type_.item
    return type_ if isinstance(type_, RecordType) else None


def _circles(graph: Graph) -> Iterator[list[Key]]:
    """Circles of the graph, one for each fact on a circle: the fact, the fact that it reads, and so on back to it."""
    left = {key: list(others) for key, others in graph.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle: list[Key] = error.args[1][:0:-1]
            start = min(range(len(circle)), key=lambda at: list(graph).index(circle[at]))
            yield [*circle[start:], *circle[: start + 1]]
            left = {
                key: [each for each in others if each not in circle]
                for key, others in left.items()
                if key not in circle
            }
        else:
            return


def _steps(graph: Graph) -> dict[Key, int]:
    """How many facts are computed one from another until each is there."""
    steps: dict[Key, int] = {}
    for key in TopologicalSorter(graph).static_order():
        steps[key] = 1 + max((steps[other] for other in graph.get(key, ())), default=0)
    return steps


def _place(book: Book, variant: Book, circle: list[Key]) -> Place:
    """Where the first of the facts is computed; under another reading, where the first that it changes is."""
    changed = [key for key in circle if _fact(variant, key) != _fact(book, key)]
    record, name = (changed or circle)[0]
    fact = _fact(variant, (record, name))
    files = {document.name: document for document in book.documents}
    if fact.derived is not None:
        return files[fact.derived.document].place(fact.derived.path, offset=0)
    return _key_place(files.values(), book.vocabulary.records[record], name)


def _fact(book: Book, key: Key) -> Fact:
    return book.vocabulary.records[key[0]].facts[key[1]]


def _key_place(documents: Iterable[Document], record: Record, name: str) -> Place:
    places = (
        document.place((section, record.name, "facts", name), key=True)
        for document in documents
        for section in ("subjects", "records")
        if name in document.data.get(section, {}).get(record.name, {}).get("facts", {})
    )
    return next(places)
