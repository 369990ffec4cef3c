"""The expressions of a book: which names each may use, of which types, and the Python function that each becomes.

A scope maps names to types. Every expression is parsed, typed and compiled against the scope of the place that it
stands at;
what is compiled is kept by its text and scope, so that a reading compiles only what it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from huimin import feel
from huimin.documents.findings import Finding, Place
from huimin.documents.read import Document
from huimin.feel.tree import Node
from huimin.feel.types import Type
from huimin.feel.walks import free_names
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book, Instrument, Parameter, Provision
from huimin.policy.vocabulary import Expression, Fact, Record

Scope = Mapping[str, Type]
KEY_SCOPE: Scope = {"?": feel.NUMBER}
"""Names in a key of a keyed parameter, a unary test."""


@dataclass(frozen=True)
class Slot:
    """An expression with the scope that it is read in and the type that its place needs; `unary` for unary tests."""

    expression: Expression
    scope: Scope
    where: str
    needs: Type
    unary: bool = False


@dataclass(frozen=True)
class Rule:
    """A compiled expression: `call` takes a value for each of `names`, in that order."""

    names: tuple[str, ...]
    call: Callable[..., Any]
    node: Node


@dataclass(frozen=True)
class Language:
    """Types of a book's records, and the rules compiled so far."""

    records: Mapping[str, Type]
    singles: Scope
    trees: Mapping[str, Any] = field(default_factory=dict, repr=False)
    rules: dict[tuple[str, str, bool], Rule] = field(default_factory=dict, repr=False)
    scopes: dict[str, Scope] = field(default_factory=dict, repr=False)

    def rule(self, text: str, where: str, scope_of: Callable[[], Scope], *, unary: bool = False) -> Rule:
        """The compiled rule of `text` in the scope that `where` names, which is made only where it is needed.

        Raises feel.SyntaxFault, feel.LimitFault.
        """
        key = (text, where, unary)
        if key not in self.rules:
            scope = scope_of()
            self.compile(parsed(self.trees, text, where, scope, unary=unary), text, where, scope, unary=unary)
        return self.rules[key]

    def compile(self, node: Node, text: str, where: str, scope: Scope, *, unary: bool = False) -> None:
        """Makes the rule of a tree, for whoever asks for it next. Raises feel.LimitFault."""
        used = set(free_names(node))
        names = tuple(name for name in scope if name in used)
        call = feel.compile(node, {name: scope[name] for name in names}).call
        self.rules[text, where, unary] = Rule(names, call, node)


def parsed(trees: Mapping[str, Any], text: str, where: str, names: Collection[str], *, unary: bool = False) -> Node:
    """The tree of `text` in the scope that `where` names: the one that `trees` stores, else read anew.

    Raises feel.SyntaxFault, feel.LimitFault.
    """
    stored = trees.get(tree_key(text, where, unary=unary))
    if stored is not None:
        return feel.from_json(stored)
    return feel.parse_unary_tests(text, names) if unary else feel.parse(text, names)


def tree_key(text: str, where: str, *, unary: bool) -> str:
    """By what the tree of an expression is stored: its scope and its text."""
    return f"{'?' if unary else ''}{where}\n{text}"


def language(book: Book) -> Language:
    """The types of a book's vocabulary."""
    fields: dict[str, dict[str, Type]] = {name: {} for name in book.vocabulary.records}
    records: dict[str, Type] = {name: feel.RecordType(name, fields[name]) for name in book.vocabulary.records}
    for record in book.vocabulary.records.values():
        for fact in record.facts.values():
            fields[record.name][fact.name] = fact_type(fact, records, book)
        for other in book.vocabulary.subjects.values():
            if not other.listed and other.at[:-1] == record.at and record.at:
                fields[record.name][other.at[-1]] = records[other.name]
    singles = {name: records[name] for name, record in book.vocabulary.subjects.items() if not record.listed}
    return Language(records, {**singles, "on": feel.DATE}, book.trees)


def fact_type(fact: Fact, records: Mapping[str, Type], book: Book) -> Type:
    if fact.list_of is not None:
        return feel.ListType(records[fact.list_of])
    if fact.code is not None:
        return feel.CodeType(fact.code, frozenset(book.vocabulary.codes[fact.code]))
    return FACT_TYPES[fact.type].feel


def record_where(record: Record) -> str:
    """The name of the scope of a record's derived facts and constraints."""
    return f"record:{record.name}"


def record_scope(language: Language, record: Record) -> Scope:
    """Names in a derived fact or a constraint of `record`."""
    return {**language.singles, record.name: language.records[record.name]}


def parameter_type(parameter: Parameter) -> Type:
    values = [each.value for each in parameter.versions if each.values is None]
    scalar = FACT_TYPES[parameter.type].feel
    if parameter.key is not None:
        return feel.FunctionType((feel.NUMBER,), scalar)
    return feel.ListType(scalar) if values and isinstance(values[0], list) else scalar


def provision_scope(language: Language, book: Book, provision: Provision) -> Scope:
    """Names in the expressions of a provision; made once, for no reading gives or takes a name."""
    where = provision_where(provision)
    if where not in language.scopes:
        scope: dict[str, Type] = dict(language.singles)
        scope[provision.subject] = language.records[provision.subject]
        scope["provision"] = feel.STRING
        scope |= text_scope(book.instrument(provision.instrument))
        if provision.yearly:
            scope["year"] = feel.NUMBER
        language.scopes[where] = scope
    return language.scopes[where]


def text_scope(instrument: Instrument) -> Scope:
    """Names in a placeholder of an instrument's texts."""
    return {name: parameter_type(each) for name, each in instrument.parameters.items()} | {
        "instrument": feel.RecordType("instrument", {"from": feel.DATE, "through": feel.DATE})
    }


def text_where(instrument: Instrument) -> str:
    """The name of the scope of an instrument's placeholders."""
    return f"text:{instrument.id}"


def provision_where(provision: Provision) -> str:
    """The name of a provision's scope: provisions of one instrument and subject share it."""
    return f"{provision.instrument}:{provision.subject}:{'year' if provision.yearly else ''}"


def record_rule(language: Language, record: Record, expression: Expression) -> Rule:
    """The rule of a derived fact or a constraint of `record`."""
    return language.rule(expression.text, record_where(record), lambda: record_scope(language, record))


def provision_rule(language: Language, book: Book, provision: Provision, expression: Expression) -> Rule:
    """The rule of an expression of `provision`."""
    where = provision_where(provision)
    return language.rule(expression.text, where, lambda: provision_scope(language, book, provision))


def tree(book: Book, provision: Provision, expression: Expression, names: Collection[str]) -> Node:
    """The tree of an expression of `provision`: the one stored with the book, else parsed with these names in scope."""
    stored = book.trees.get(tree_key(expression.text, provision_where(provision), unary=False))
    return feel.parse(expression.text, names) if stored is None else feel.from_json(stored)


def slots(book: Book, language: Language, besides: Book | None = None) -> Iterator[Slot]:
    """Every expression of the book with its scope and the type that it must have.

    With `besides`, of which `book` is a settled form, only those of the parts that are not the same there.
    """
    yield from _vocabulary_slots(book, language, besides)
    for index, instrument in enumerate(book.instruments):
        old = besides.instruments[index] if besides else None
        if instrument is old:
            continue
        for place, provision in enumerate(instrument.provisions):
            if old is not None and provision is old.provisions[place]:
                continue
            scope = provision_scope(language, book, provision)
            for expression, type_ in provision_expressions(provision):
                yield Slot(expression, scope, provision_where(provision), type_)
        if old is None or instrument.parameters is not old.parameters:
            yield from _parameter_slots(instrument)


def _vocabulary_slots(book: Book, language: Language, besides: Book | None) -> Iterator[Slot]:
    for record in book.vocabulary.records.values():
        if besides is not None and record is besides.vocabulary.records[record.name]:
            continue
        scope = record_scope(language, record)
        for fact in record.facts.values():
            if fact.derived is not None:
                yield Slot(fact.derived, scope, record_where(record), fact_type(fact, language.records, book))
        for constraint in record.constraints:
            yield Slot(constraint.refuse, scope, record_where(record), feel.BOOLEAN)


def provision_expressions(provision: Provision) -> Iterator[tuple[Expression, Type]]:
    """The expressions of one provision, each with the type that its place needs."""
    for condition in provision.conditions:
        for version in condition.versions:
            yield version.when, feel.BOOLEAN
    if provision.period is not None:
        period = provision.period
        yield from ((each, feel.DATE) for each in (period.event, period.since, period.first, period.last) if each)
    if provision.goal is not None:
        goal = provision.goal
        yield goal.due, feel.DATE
        yield from ((each, feel.NUMBER) for each in (goal.per_number, goal.value) if each)
    if provision.amount is not None:
        yield provision.amount, feel.NUMBER
    if provision.due is not None:
        yield provision.due, feel.DATE
    if provision.fulfilled_when is not None:
        yield provision.fulfilled_when, feel.BOOLEAN
    yield from ((answer.value, feel.ANY) for answer in provision.answers)


def _parameter_slots(instrument: Instrument) -> Iterator[Slot]:
    for parameter in instrument.parameters.values():
        for version in parameter.versions:
            for test in version.values or {}:
                yield Slot(Expression(test, "", ()), KEY_SCOPE, "key", feel.BOOLEAN, unary=True)


def faults(slot: Slot, documents: Mapping[str, Document], language: Language) -> Iterator[Finding]:
    """What is wrong with one expression, each at its place in the file; nothing where no file is known.

    An expression without faults is compiled as a case would have it: `language` keeps the rule.
    """
    expression, document = slot.expression, documents.get(slot.expression.document)
    if document is None:
        return  # a key in the built book, of which only the check of keys knows where it stands

    def place(span: tuple[int, int]) -> Place:
        if slot.unary:
            return document.place(expression.path, key=True)
        return document.place(expression.path, offset=span[0])

    try:
        parse = feel.parse_unary_tests if slot.unary else feel.parse
        node = parse(expression.text, slot.scope.keys())
    except feel.SyntaxFault as fault:
        yield Finding("expression-syntax", place(fault.span), {"message": feel.message(fault)})
        return
    except feel.LimitFault as fault:
        yield Finding("expression-limit", place(fault.span), {"message": feel.message(fault)})
        return
    checked = feel.check(node, slot.scope, profile=True)
    for finding in checked.findings:
        yield Finding("expression-type", place(finding.span), {"message": feel.message(finding)})
    if not checked.findings and not slot.unary and not feel.fits(checked.type, slot.needs):
        values = {"found": feel.type_name(str(checked.type)), "needed": feel.type_name(str(slot.needs))}
        yield Finding("expression-result", place((0, 0)), values)
        return
    if not checked.findings:
        try:
            language.compile(node, expression.text, slot.where, slot.scope, unary=slot.unary)
        except feel.LimitFault as fault:
            yield Finding("expression-limit", place(fault.span), {"message": feel.message(fault)})
