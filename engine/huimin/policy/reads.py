"""What expressions read, asked of their trees: names from their scope, and entries of records; and who reads what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from huimin import feel
from huimin.feel.tree import Filter, Name, Node, Path, every_node
from huimin.feel.walks import free_names
from huimin.policy.expressions import provision_expressions
from huimin.policy.model import Book, Change, Provision
from huimin.policy.readings import changed_names, full_id
from huimin.policy.vocabulary import Expression, Fact, Vocabulary

_WORD = re.compile(r"[^\W\d]\w*")


class ReadNames(NamedTuple):
    """What an expression reads: `names` from its scope (records, parameters, `on`), `entries` of records (facts).

    `count(family.children[age < limit])` reads the names `count`, `family` and `limit` and the entries `children` and
    `age`.
    """

    names: frozenset[str]
    entries: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        return self.names | self.entries


def reads(book: Book, expression: Expression) -> ReadNames:
    """What an expression of the book reads, by its tree: no word of a comment or of a text is a name.

    A name in a filter is an entry where the members have one of that name, and both where nothing is known of them. Of
    a text that is no FEEL, which is a finding, every word counts as both.
    """
    found: ReadNames | None = book.reads.get(expression.text)
    if found is None:
        found = book.reads[expression.text] = _reads(book, expression)
    return found


def _reads(book: Book, expression: Expression) -> ReadNames:
    try:
        node = node_of(book, expression)
    except (feel.SyntaxFault, feel.LimitFault):
        words = frozenset(_WORD.findall(expression.text))
        return ReadNames(words, words)

    def entries_of(source: Node) -> frozenset[str]:
        return _member_entries(book.vocabulary, source) or frozenset()

    entries: set[str] = set()
    for each in every_node(node):
        if isinstance(each, Path):
            entries.add(each.name)
        elif isinstance(each, Filter):
            known = _member_entries(book.vocabulary, each.source)
            possible = {fact.name for fact in facts_of(book)} if known is None else known
            entries |= possible & set(free_names(each.predicate, entries_of=entries_of))
    return ReadNames(frozenset(free_names(node, entries_of=entries_of)), frozenset(entries))


def node_of(book: Book, expression: Expression) -> Node:
    """The tree of an expression of the book, in whichever place: no name in a book has spaces, which alone would make
    a text mean another tree in another scope. Raises feel.SyntaxFault, feel.LimitFault.
    """
    stored = book.trees_by_text.get(expression.text)
    return feel.parse(expression.text) if stored is None else feel.from_json(stored)


def _member_entries(vocabulary: Vocabulary, source: Node) -> frozenset[str] | None:
    """The entries of what a filter goes through; None where only the types of the place could tell."""
    kinds: set[str] = set()
    if isinstance(source, Filter):
        return _member_entries(vocabulary, source.source)
    if isinstance(source, Path):
        facts = (record.facts.get(source.name) for record in vocabulary.records.values())
        kinds = {fact.list_of for fact in facts if fact is not None and fact.list_of is not None}
    elif isinstance(source, Name) and source.name in vocabulary.records:
        kinds = {source.name}
    entries = (name for kind in kinds for name in vocabulary.records[kind].facts)
    return frozenset(entries) if kinds else None


def behind(book: Book, words: Collection[str]) -> set[str]:
    """The words with those that the facts among them are computed from, however far."""
    found, known, size = set(words), list(facts_of(book)), -1
    while len(found) > size:
        size = len(found)
        for fact in known:
            if fact.name in found:
                found |= reads(book, fact.derived).words if fact.derived else set(fact.implied)
    return found


def facts_of(book: Book) -> Iterator[Fact]:
    """Every fact of the book's vocabulary."""
    return (fact for record in book.vocabulary.records.values() for fact in record.facts.values())


def together(found: Collection[ReadNames]) -> ReadNames:
    """What several expressions read."""
    names, entries = (frozenset[str]().union(*(each[side] for each in found)) for side in (0, 1))
    return ReadNames(names, entries)


def provision_reads(book: Book, provision: Provision) -> ReadNames:
    """What the expressions of one provision read."""
    found = [reads(book, each) for each, _ in provision_expressions(provision)]
    return together(found)


def touched(book: Book, change: Change, instrument_id: str) -> set[str]:
    """The full ids of the provisions whose outcome a change of a reading can alter."""
    what, name = changed_names(change)
    if what == "provision":
        return {full_id(name, instrument_id)}
    if what == "affects":
        return {name, change.data["by"]}
    facts = facts_using(book, name.partition(".")[2]) if what == "fact" else set()
    parameters = set() if what == "fact" else {name}
    read = (
        (provision.full_id, reads(book, expression))
        for provision in book.provisions.values()
        for expression, _ in provision_expressions(provision)
    )
    return {name for name, found in read if facts & found.entries or parameters & found.names}


def facts_using(book: Book, fact: str) -> set[str]:
    """A fact and every derived fact that hangs on it."""
    derived = [(each.name, reads(book, each.derived).entries) for each in facts_of(book) if each.derived]
    found, size = {fact}, 0
    while len(found) > size:
        size = len(found)
        found |= {name for name, entries in derived if found & entries}
    return found
