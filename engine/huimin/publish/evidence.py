"""What somebody who asks for a provision must be able to state: the facts that its conditions hang on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from huimin.feel import tree
from huimin.policy.expressions import provision_expressions
from huimin.policy.model import Book, Provision
from huimin.policy.reads import node_of
from huimin.policy.vocabulary import Expression, Fact, Record
from huimin.publish.editor import Editor


def evidence(editor: Editor, provision: Provision) -> list[str]:
    """Labels of the given facts that a provision reads, directly or through computed ones, in vocabulary order.

    Facts that the book presumes are left out, for nobody needs to bring anything for them; so are the name that a
    record has within a case, and a list of records whose own facts are named.
    """
    names = _given(editor.book, provision)
    records = {record.name for record, fact in _facts(editor.book) if (record.name, fact.name) in names}
    labels = Counter(editor.say(fact.label) for _, fact in _facts(editor.book))
    return [
        _whose(editor, record, fact, shared=labels[editor.say(fact.label)] > 1)
        for record, fact in _facts(editor.book)
        if (record.name, fact.name) in names
        and fact.question
        and not fact.presume
        and fact.name != "id"
        and fact.list_of not in records
    ]


def _whose(editor: Editor, record: Record, fact: Fact, *, shared: bool) -> str:
    """The label of a fact, with its record where several records have a fact of that label."""
    if not shared:
        return editor.say(fact.label)
    return editor.word("fact_of", record=editor.say(record.label), fact=editor.say(fact.label))


def _given(book: Book, provision: Provision) -> set[tuple[str, str]]:
    """Record and name of every fact that the provision reads; computed facts are followed to what they read."""
    computed = {(record.name, fact.name): fact for record, fact in _facts(book) if not fact.is_given}
    waiting = [name for each, _ in provision_expressions(provision) for name in _read(book, each)]
    found: set[tuple[str, str]] = set()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        fact = computed.get(name)
        if fact is not None:
            waiting += _read(book, fact.derived) if fact.derived else [(name[0], each) for each in fact.implied]
    return found


def _read(book: Book, expression: Expression) -> list[tuple[str, str]]:
    """Each fact that an expression reads of a record by the record's name, with that name."""
    paths = (each for each in tree.every_node(node_of(book, expression)) if isinstance(each, tree.Path))
    return [(each.source.name, each.name) for each in paths if isinstance(each.source, tree.Name)]


def _facts(book: Book) -> Iterator[tuple[Record, Fact]]:
    for record in book.vocabulary.subjects.values():
        yield from ((record, fact) for fact in record.facts.values())
