"""The boundaries of a provision, days and numbers, and on which sides of them a case stands.

A boundary is a comparison: of a condition, of the period, of the time in force, of a due date, of a target, of a key
of a parameter, or of the day on which a parameter or a condition changes. A case stands `at` it where both sides are
equal, and `beside` it where the answer is the other one and the sides are no more than one day or one whole unit apart;
a target is beside where it is missed, or met, by however little.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from huimin import feel
from huimin.cases.tracing import Trace
from huimin.feel import tree
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import COMPARATORS, Book, Provision
from huimin.policy.spans import EARLIEST, Versioned
from huimin.policy.vocabulary import Expression

Side = Literal["at", "beside"]
IN_FORCE = "in-force"
_OPERATORS = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Boundary:
    """A comparison of a provision, `where` it stands in it. `pairs` is FEEL for its two sides, in as many lists as
    there are things to compare; a target has none, for its sides are read from a series.
    """

    where: str
    text: str
    operator: str
    pairs: str = ""


def boundaries(book: Book, provision: Provision) -> Iterator[Boundary]:
    """Every boundary of a provision, those of time first."""
    span = book.instrument(provision.instrument).span
    if span.first is not None:
        yield _plain(IN_FORCE, "on", ">=", "instrument.from")
    outlives = provision.period is not None or provision.due is not None or provision.yearly
    if span.last is not None and not outlives and PROVISION_KINDS[provision.kind].how != "series":
        yield _plain(IN_FORCE, "on", "<=", "instrument.through")
    period = provision.period
    if period is not None:
        if period.first is not None:
            yield _plain("period", period.event.text, ">=", period.first.text)
        if period.last is not None or span.last is not None:
            last = period.last.text if period.last else "instrument.through"
            yield _plain("period", (period.since or period.event).text, "<=", last)
    for condition in provision.conditions:
        for version in condition.versions:
            rule = expressions.tree(book, provision, version.when, _names(book, provision))
            yield from _within(condition.id, rule, ())
        yield from _changes(condition.id, provision, condition.versions)
    yield from dict.fromkeys(_of_parameters(book, provision))
    due = "date(year, 12, 31)" if provision.yearly else provision.due.text if provision.due else None
    if due is not None:
        yield _plain("due", "on", ">", due)
    goal = provision.goal
    if goal is not None and not goal.assessed:
        wanted = goal.value.text if goal.value else "ceiling"
        operator = COMPARATORS[goal.comparator or "at_least"]
        yield Boundary("goal", f"{goal.indicator} {operator} {wanted}", operator)


def _of_parameters(book: Book, provision: Provision) -> Iterator[Boundary]:
    """The bounds of the keys by which the amount looks up a parameter, and the day on which its next version begins."""
    if provision.amount is None:
        return
    parameters = book.instrument(provision.instrument).parameters
    root = expressions.tree(book, provision, provision.amount, _names(book, provision))
    for node in tree.every_node(root):
        if isinstance(node, tree.Name) and node.name in parameters:
            yield from _changes(node.name, provision, parameters[node.name].versions)
        if isinstance(node, tree.Invocation) and isinstance(node.function, tree.Name):
            parameter = parameters.get(node.function.name)
            for version in parameter.versions if parameter else ():
                for key in version.values or {}:
                    yield from _of_key(node.function.name, node.arguments[0], key)


def _changes(where: str, provision: Provision, versions: Iterable[Versioned]) -> Iterator[Boundary]:
    """The days from which another version stands, by the legal day of the provision."""
    day = provision.period.event.text if provision.period else "on"
    firsts = {each.span.first for each in versions}
    for first in sorted(each for each in firsts if each):
        if first != min(each or EARLIEST for each in firsts):
            yield _plain(where, day, ">=", f'date("{first.iso}")')


def _of_key(where: str, argument: tree.Node, key: str) -> Iterator[Boundary]:
    """The ends of a key that is a range; of one that names a single value there are none."""
    root = feel.parse_unary_tests(key, expressions.KEY_SCOPE.keys())
    for node in tree.every_node(root):
        if isinstance(node, tree.Interval):
            yield _compared(where, argument, ">=" if node.low_included else ">", node.low, ())
            yield _compared(where, argument, "<=" if node.high_included else "<", node.high, ())
        if isinstance(node, tree.Test):
            yield _compared(where, argument, node.operator, node.operand, ())


def _names(book: Book, provision: Provision) -> list[str]:
    return list(expressions.provision_scope(expressions.language(book), book, provision))


def _plain(where: str, left: str, operator: str, right: str) -> Boundary:
    return Boundary(where, f"{left} {operator} {right}", operator, f"[[{left}, {right}]]")


def _within(where: str, node: tree.Node, around: tuple[tree.Iterator, ...]) -> Iterator[Boundary]:
    """The comparisons in an expression; what is compared in a loop has its sides for every turn of the loop."""
    if isinstance(node, tree.Filter):
        return  # its names are those of the members, and there is no loop to stand in
    if isinstance(node, tree.Comparison) and node.operator in _OPERATORS:
        yield _compared(where, node.left, node.operator, node.right, around)
    if isinstance(node, tree.Between):
        yield _compared(where, node.value, ">=", node.low, around)
        yield _compared(where, node.value, "<=", node.high, around)
    if isinstance(node, tree.In):
        yield from _listed(where, node, around)
    inner = (*around, *node.iterators) if isinstance(node, tree.Quantified | tree.For) else around
    for child in tree.children(node):
        yield from _within(where, child, inner)


def _listed(where: str, node: tree.In, around: tuple[tree.Iterator, ...]) -> Iterator[Boundary]:
    """The ends of a list of numbers: its least and its greatest."""
    numbers = [each for each in node.tests if isinstance(each, tree.Number)]
    ends: tuple[tree.Node, ...] = ()
    if numbers and len(numbers) == len(node.tests):
        ends = (min(numbers, key=lambda each: each.value), max(numbers, key=lambda each: each.value))
    elif len(node.tests) == 1 and isinstance(node.tests[0], tree.Name):
        called = [tree.Name(node.span, name) for name in ("min", "max")]
        ends = tuple(tree.Invocation(node.span, each, (node.tests[0],)) for each in called)
    for end, operator in zip(ends, (">=", "<="), strict=False):
        yield _compared(where, node.value, operator, end, around)


def _compared(
    where: str, left: tree.Node, operator: str, right: tree.Node, around: tuple[tree.Iterator, ...]
) -> Boundary:
    sides: tree.Node = tree.List(left.span, (left, right))
    looped = tree.For(left.span, around, sides) if around else tree.List(left.span, (sides,))
    return Boundary(where, f"{feel.unparse(left)} {operator} {feel.unparse(right)}", operator, feel.unparse(looped))


def sides(trace: Trace) -> Iterator[tuple[Boundary, Side]]:
    """On which sides of which boundaries of its provision what is traced stands."""
    for boundary in boundaries(trace.setting.facts.book, trace.provision):
        for left, right in _pairs(trace, boundary):
            side = _side(boundary, left, right)
            if side is not None:
                yield boundary, side


def _pairs(trace: Trace, boundary: Boundary) -> Iterator[tuple[Any, Any]]:
    if trace.provision.yearly and trace.year is None:
        return  # an outcome of no year: the instrument is not in force
    if not boundary.pairs:
        yield from trace.sides()
        return
    of_a_condition = any(each.id == boundary.where for each in trace.provision.conditions)
    day = trace.day if of_a_condition else None
    found = trace.evaluated(Expression(boundary.pairs, "", ()), day).value
    for pair in found if isinstance(found, list) else ():
        if isinstance(pair, list):
            yield pair[0], pair[1]


def _side(boundary: Boundary, left: Any, right: Any) -> Side | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown) or left is None or right is None:
        return None
    if left == right:
        return "at"
    below = boundary.operator in ("<", ">=")
    near = not boundary.pairs or _distance(left, right) <= 1
    return "beside" if (left < right) is below and near else None


def _distance(left: Any, right: Any) -> Decimal:
    if isinstance(left, Date) and isinstance(right, Date):
        return Decimal(abs((dt.date(*left) - dt.date(*right)).days))
    return abs(left - right) if isinstance(left, Decimal) and isinstance(right, Decimal) else Decimal("Infinity")
