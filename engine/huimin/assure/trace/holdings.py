"""What a book holds of each sentence: the values, dates, comparisons and names that rest on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from huimin import feel
from huimin.assure.trace.mentions import comparison
from huimin.assure.trace.text import FRAME, TAIL
from huimin.documents.findings import Place
from huimin.documents.read import Document
from huimin.feel import tree
from huimin.feel.values import Range
from huimin.policy import build, expressions
from huimin.policy.model import Book, Citation, Instrument, Parameter, Provision
from huimin.policy.vocabulary import Expression
from huimin.text import wording
from huimin.text.constants import Constants, Unsayable, test_values

Key = tuple[str, int]
"""An article and the number of a sentence in it."""
_FLIPPED = {"<": "more_than", "<=": "at_least", ">": "less_than", ">=": "at_most"}
_COMPARISONS = {"<": "less_than", "<=": "at_most", ">": "more_than", ">=": "at_least"}


@dataclass(frozen=True)
class Holder:
    """Something of the book that holds a quantity of a sentence.

    `what` is parameter, key, condition, period, target, frame, payment, name or no-rule; `key` one of a parameter.
    `value` is a Decimal, a Date, the name of a rate or a text; `unit` what a number is followed by. `comparisons` are
    those that the book makes with it. Where `must` the sentence has to state it, where `compared` the comparison too.
    """

    what: str
    name: str
    value: Any
    place: Place
    unit: str = ""
    key: str = ""
    comparisons: frozenset[str] = frozenset()
    must: bool = True
    compared: bool = False


def holders(book: Book, instrument: Instrument) -> dict[Key, list[Holder]]:
    """What holds the quantities of each sentence of an instrument, as the book has it on the instrument's first day."""
    source = _Source(book, instrument)
    found: dict[Key, list[Holder]] = defaultdict(list)
    for cite, holder in source.all():
        if cite.instrument == instrument.id and holder not in found[cite.article, cite.sentence]:
            found[cite.article, cite.sentence].append(holder)
    return found


@dataclass(frozen=True)
class _Source:
    book: Book
    instrument: Instrument

    @property
    def constants(self) -> Constants:
        return Constants(self.instrument, self.instrument.validities[0].span.first, None, self.book.trees)

    def all(self) -> Iterator[tuple[Citation, Holder]]:
        used = self.uses()
        for parameter in self.instrument.parameters.values():
            if parameter.name in used:  # one that only another reading uses holds nothing of the text
                yield from self.parameter(parameter, used[parameter.name])
        for provision in self.instrument.provisions:
            yield from self.provision(provision)
        yield from self.frame()

    def parameter(self, parameter: Parameter, used: _Use) -> Iterator[tuple[Citation, Holder]]:
        version = self.constants.version(parameter)
        if version is None:
            return
        place = _place(self.files(), ("parameters", parameter.name))
        unit = _suffix(self.book, parameter.unit)
        value = Holder("parameter", parameter.name, None, place, unit, "", used.comparisons, True, used.compared)
        if version.values is None:
            for each in version.value if isinstance(version.value, list) else [version.value]:
                yield version.cite, replace(value, value=each)
            return
        for key, each in version.values.items():
            yield version.cite, replace(value, value=each, key=key)
            for end, comparisons in _ends(test_values(self.constants.key(key), Constants(None))):
                named = Holder("key", parameter.name, end, place, _suffix(self.book, parameter.key_unit), key)
                yield version.cite, replace(named, comparisons=comparisons)

    def provision(self, provision: Provision) -> Iterator[tuple[Citation, Holder]]:
        place = _place(self.files(), ("provisions", provision.id))
        for condition in provision.conditions:
            for version in condition.versions[:1]:
                for value, comparisons, must in self.compared(provision, version.when):
                    at = _place(self.files(), version.when.path, version.when.document)
                    name = f"{provision.id}/{condition.id}"
                    yield condition.cite, Holder("condition", name, value, at, "", "", comparisons, must)
        if provision.period is not None:
            for expression, how in ((provision.period.first, "at_least"), (provision.period.last, "at_most")):
                day = self.constant(provision, expression)
                if day is not None and expression is not None and "instrument" not in expression.text:
                    at = _place(self.files(), expression.path, expression.document)
                    held = Holder("period", f"{provision.id}/period", day, at, "", "", frozenset((how,)))
                    yield provision.period.cite, held
        for cite in provision.cites:
            yield from ((cite, each) for each in self.goal(provision))
            for rate in {provision.payment, "yearly" if provision.yearly else None} - {None}:
                yield cite, Holder("payment", provision.id, rate, place, must=False)

    def goal(self, provision: Provision) -> Iterator[Holder]:
        """What a target or a duty names of its own: its due day, its value, the population it is counted to."""
        goal = provision.goal
        named = [(provision.due, "at_most")] if goal is None else [(goal.due, "at_most"), (goal.per_number, "")]
        if goal is not None and goal.comparator is not None:
            named.append((goal.value, goal.comparator))
        for expression, how in named:
            value = self.constant(provision, expression)
            if value is not None and expression is not None:
                at = _place(self.files(), expression.path, expression.document)
                yield Holder("target", provision.id, value, at, "", "", frozenset((how,)) - {""}, must=False)

    def frame(self) -> Iterator[tuple[Citation, Holder]]:
        """The days of the frame: in force from and until, issued, printed."""
        validity, files = self.instrument.validities[0], self.files()
        for name, day, how in (("from", validity.span.first, "at_least"), ("through", validity.span.last, "at_most")):
            if day is not None and validity.cite is not None:
                place = _place(files, ("in_force", name))
                yield validity.cite, Holder("frame", f"in_force.{name}", day, place, "", "", frozenset((how,)))
        issued = Holder("frame", "promulgated", self.instrument.promulgated, _place(files, ("promulgated",)))
        yield Citation(self.instrument.id, FRAME, 0), issued
        printed = build.date(self.instrument.frame.get("printed", {}).get("on"))
        if printed is not None:
            held = Holder("frame", "printed.on", printed, _place(files, ("printed", "on")))
            yield Citation(self.instrument.id, TAIL, 0), held

    def files(self) -> list[Document]:
        return list(self.book.files[self.instrument.id])

    def uses(self) -> dict[str, _Use]:
        """How the provisions, as they are written, use each parameter."""
        found: dict[str, _Use] = {}
        for provision in self.instrument.provisions:
            for name, how, compared in self._uses_of(provision):
                before = found.get(name, _Use())
                found[name] = _Use(before.comparisons | how, before.compared or compared)
        return found

    def _uses_of(self, provision: Provision) -> Iterator[tuple[str, frozenset[str], bool]]:
        for name, parameter in self.instrument.parameters.items():
            placeholder, text = f"{{{name}}}", provision.text.zh
            at = text.find(placeholder)
            if at >= 0:
                before = max(text.rfind("}", 0, at) + 1, 0)
                said, _ = comparison(text, before, at, at + len(placeholder), dated=parameter.type == "date")
                yield name, frozenset(said), False
        for expression, _ in expressions.provision_expressions(provision):
            node = self.tree(provision, expression)
            for parameter in self.constants.parameters(node):
                yield parameter.name, frozenset(), False
            for operand, how in _operands(node):
                for parameter in self.constants.parameters(operand):
                    yield parameter.name, frozenset((how,)) - {""}, False
        goal = provision.goal
        if goal is not None:
            yield goal.due.text, frozenset(("at_most",)), False
            if goal.value is not None and goal.comparator is not None:
                yield goal.value.text, frozenset((goal.comparator,)), True

    def compared(self, provision: Provision, expression: Expression) -> Iterator[tuple[Any, frozenset[str], bool]]:
        """The numbers and days that a condition compares facts with; a literal has to be in the text."""
        for operand, how in _operands(self.tree(provision, expression)):
            literal = isinstance(operand, tree.Number)
            if not literal and not self.constants.parameters(operand):
                continue
            for each in self.constants.parameters(operand) if not literal else [None]:
                version = self.constants.version(each) if each else None
                values = [operand.value] if isinstance(operand, tree.Number) else version and version.value
                for value in values if isinstance(values, list) else [values]:
                    if value is not None and value != 0:
                        yield value, frozenset((how,)) - {""}, literal

    def constant(self, provision: Provision, expression: Expression | None) -> Any:
        """The value of an expression over parameters; None where there is none."""
        try:
            return None if expression is None else self.constants.value(self.tree(provision, expression))
        except Unsayable:
            return None

    def tree(self, provision: Provision, expression: Expression) -> feel.Node:
        names = wording.voice_of(self.book, provision, "zh").names()
        return expressions.tree(self.book, provision, expression, [*names, provision.subject])


@dataclass(frozen=True)
class _Use:
    comparisons: frozenset[str] = frozenset()
    compared: bool = False


def _operands(node: tree.Node) -> Iterator[tuple[tree.Node, str]]:
    """What facts are compared with, with the comparison as it reads for that side; empty for equality."""
    if isinstance(node, tree.Comparison):
        yield node.right, _COMPARISONS.get(node.operator, "")
        yield node.left, _FLIPPED.get(node.operator, "")
    elif isinstance(node, tree.Between):
        yield node.low, "at_least"
        yield node.high, "at_most"
    elif isinstance(node, tree.In):
        for test in node.tests:
            yield (test.operand, _COMPARISONS.get(test.operator, "")) if isinstance(test, tree.Test) else (test, "")
    for child in tree.children(node):
        yield from _operands(child)


def _ends(values: list[Any]) -> Iterator[tuple[Any, frozenset[str]]]:
    """The numbers of a key, each with the comparison that the key makes with it."""
    for each in values:
        if not isinstance(each, Range):
            yield each, frozenset()
            continue
        if each.low is not None:
            yield each.low, frozenset(("at_least" if each.low_included else "more_than",))
        if each.high is not None:
            yield each.high, frozenset(("at_most" if each.high_included else "less_than",))


def _suffix(book: Book, unit: str | None) -> str:
    """What follows a number of this unit in Chinese."""
    return book.vocabulary.units[unit].zh.partition("}")[2] if unit else ""


def _place(files: list[Document], path: tuple[str | int, ...], name: str = "") -> Place:
    """Where something of the instrument stands: in the file of that name, else in the first that has it."""
    for document in files:
        if name:
            if document.name == name:
                return document.place(path)
            continue
        node = document.data.get(path[0])
        if isinstance(node, dict) and path[1:2] and path[1] in node:
            return document.place(path, key=True)
        if isinstance(node, list):
            index = next((at for at, each in enumerate(node) if each.get("id") == path[1]), None)
            if index is not None:
                return document.place((path[0], index))
        if len(path) == 1 and node is not None:
            return document.place(path)
    return Place(files[0].name)
