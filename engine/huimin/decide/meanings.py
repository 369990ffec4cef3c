"""What the names in an expression mean: a fact of which record, something of the scope, or a variable of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from huimin import feel
from huimin.decide import host
from huimin.decide.nodes import PLACE
from huimin.decide.program import FactPath
from huimin.feel import tree, walks
from huimin.feel.tree import Node, Span
from huimin.feel.types import ListType, RecordType, Type
from huimin.policy import expressions
from huimin.policy.expressions import Scope
from huimin.policy.model import Book, Provision
from huimin.policy.vocabulary import Expression, Record


@dataclass(frozen=True)
class Meaning:
    """A tree, by the span of a name or a path in it the fact that it means, and the spans of the names that the scope
    gives. The names left over are variables of the tree itself.
    """

    node: Node
    facts: Mapping[Span, FactPath]
    outer: frozenset[Span]

    def names_own(self, part: Node) -> bool:
        """Whether a part of the tree takes a variable from the tree around it; what lowering put into it does not."""
        return any(each.span not in self.outer | self.facts.keys() | {PLACE} for each in walks.free(part))


def meaning(node: Node, scope: Scope) -> Meaning:
    """The meaning of every name and path of a tree in its scope."""
    types = feel.check(node, scope).types
    free = {each.span for each in walks.free(node)}
    facts: dict[Span, FactPath] = {}
    for part, around in walks.paths(node):
        if isinstance(part, tree.Path):
            record = _record(types.get(id(part.source)))
        elif isinstance(part, tree.Name) and part.span in free:
            record = _filtered(part, around, types)
        else:
            continue
        if record is not None:
            facts[part.span] = (record.name, part.name)
    return Meaning(node, facts, frozenset(free - facts.keys()))


def _record(type_: Type | None) -> RecordType | None:
    while isinstance(type_, ListType):
        type_ = type_.item
    return type_ if isinstance(type_, RecordType) else None


def _filtered(name: tree.Name, around: tuple[Node, ...], types: Mapping[int, Type]) -> RecordType | None:
    """The record of which a name in the predicate of a filter is an entry."""
    for outer, inner in reversed(list(pairwise((*around, name)))):
        if isinstance(outer, tree.Filter) and inner is outer.predicate:
            record = _record(types.get(id(outer.source)))
            if record is not None and name.name in record.fields:
                return record
    return None


class Meanings:
    """The expressions of a book and what they mean; each is looked into once.

    `language` is one of its own: its records have the entries that only programs read, and facts under other names.
    """

    def __init__(self, book: Book) -> None:
        self.language = expressions.language(book)
        self._found: dict[tuple[str, str], Meaning] = {}
        for record in self.language.records:
            self._fields(record).update(host.ENTRIES)

    def define(self, names: Mapping[FactPath, str]) -> None:
        """Gives facts other names beside their own."""
        for (record, fact), name in names.items():
            self._fields(record)[name] = self._fields(record)[fact]

    def _fields(self, record: str) -> dict[str, Type]:
        return cast("dict[str, Type]", cast("RecordType", self.language.records[record]).fields)

    def of_provision(self, book: Book, provision: Provision, expression: Expression) -> Meaning:
        scope = expressions.provision_scope(self.language, book, provision)
        return self._of(expression, expressions.provision_where(provision), scope)

    def of_record(self, record: Record, expression: Expression) -> Meaning:
        """Of a derived fact of a record."""
        return self._of(expression, expressions.record_where(record), expressions.record_scope(self.language, record))

    def _of(self, expression: Expression, where: str, scope: Scope) -> Meaning:
        key = expression.text, where
        if key not in self._found:
            self._found[key] = meaning(expressions.parsed(self.language.trees, expression.text, where, scope), scope)
        return self._found[key]

    def hanging(self, book: Book, facts: set[FactPath]) -> frozenset[FactPath]:
        """The facts, with every derived one that is computed from them, however far."""
        read = {
            (record.name, fact.name): set(self.of_record(record, fact.derived).facts.values())
            for record in book.vocabulary.records.values()
            for fact in record.facts.values()
            if fact.derived is not None
        }
        found, size = set(facts), -1
        while len(found) > size:
            size = len(found)
            found |= {each for each, behind in read.items() if behind & found}
        return frozenset(found)
