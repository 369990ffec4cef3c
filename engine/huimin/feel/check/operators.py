"""Types of operators: truth, comparison, arithmetic, membership, `if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.check.checker import Checker
from huimin.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    STRING,
    TIME,
    CodeType,
    FunctionType,
    ListType,
    RangeType,
    RecordType,
    Type,
    general,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from huimin.feel.check.checker import Check
    from huimin.feel.tree import Node

ORDERED = (NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION)
"""The types whose values have an order (table 55)."""

_POINTS = (DATE, TIME, DATE_TIME)
_DURATIONS = (DAYS_DURATION, MONTHS_DURATION)
_MOVES: dict[tuple[Type, Type], Type] = {
    **{(point, DAYS_DURATION): point for point in _POINTS},
    **{(point, MONTHS_DURATION): point for point in (DATE, DATE_TIME)},
}


def _alike(*types: Type) -> dict[tuple[Type, Type], Type]:
    """Two of a type give that type."""
    return {(type_, type_): type_ for type_ in types}


ARITHMETIC: Mapping[str, Mapping[tuple[Type, Type], Type]] = {
    "+": {
        **_alike(NUMBER, STRING, *_DURATIONS),
        **_MOVES,
        **{(duration, point): result for (point, duration), result in _MOVES.items()},
    },
    "-": {
        **_alike(NUMBER, *_DURATIONS),
        **{(left, right): DAYS_DURATION for left in (DATE, DATE_TIME) for right in (DATE, DATE_TIME)},
        (TIME, TIME): DAYS_DURATION,
        **_MOVES,
    },
    "*": {
        (NUMBER, NUMBER): NUMBER,
        **{(duration, NUMBER): duration for duration in _DURATIONS},
        **{(NUMBER, duration): duration for duration in _DURATIONS},
    },
    "/": {
        (NUMBER, NUMBER): NUMBER,
        **{(duration, NUMBER): duration for duration in _DURATIONS},
        **{(duration, duration): NUMBER for duration in _DURATIONS},
    },
    "**": {(NUMBER, NUMBER): NUMBER},
}
"""The type of a result by the types of the operands (tables 56 to 60)."""


# Truth ------------------------------------------------------------------------------------------------------------


def check_truths(checker: Checker, node: tree.And | tree.Or) -> Type:
    for operand in node.operands:
        need_boolean(checker, operand)
    return BOOLEAN


def need_boolean(checker: Checker, node: Node) -> None:
    """Finds a condition that is no boolean."""
    type_ = checker.visit(node)
    if type_ not in (BOOLEAN, ANY, NULL):
        checker.find("not-boolean", node, type=str(type_))


def check_if(checker: Checker, node: tree.If) -> Type:
    need_boolean(checker, node.condition)
    return union([checker.visit(node.consequence), checker.visit(node.alternative)])


# Comparison and arithmetic ----------------------------------------------------------------------------------------


def check_comparison(checker: Checker, node: tree.Comparison) -> Type:
    left, right = checker.visit(node.left), checker.visit(node.right)
    _compare(checker, node, node.operator, (node.left, left), (node.right, right))
    return BOOLEAN


Typed = tuple["Node", Type]


def _compare(checker: Checker, node: Node, operator: str, left: Typed, right: Typed) -> None:
    """Finds a comparison that gives null, or the same for all values."""
    if operator in ("=", "!="):
        if not _may_equal(left[1], right[1]):
            checker.find("incomparable", node, left=str(left[1]), right=str(right[1]))
        _need_code(checker, left, right)
        _need_code(checker, right, left)
        return
    for type_ in (general(left[1]), general(right[1])):
        if type_ not in (*ORDERED, ANY, NULL):
            checker.find("no-order", node, type=str(type_), operator=operator)
            return
    if not _may_equal(left[1], right[1]):
        checker.find("incomparable", node, left=str(left[1]), right=str(right[1]))


def _may_equal(left: Type, right: Type) -> bool:
    if ANY in (left, right) or NULL in (left, right):
        return True
    if isinstance(left, CodeType) and isinstance(right, CodeType):
        return not left.values.isdisjoint(right.values)
    for kind in (ListType, RangeType):
        if isinstance(left, kind) and isinstance(right, kind):
            return _may_equal(left.item, right.item)
    for other in (RecordType, FunctionType):
        if isinstance(left, other) and isinstance(right, other):
            return True
    return general(left) == general(right)


def _need_code(checker: Checker, code: Typed, literal: Typed) -> None:
    """Finds a literal that is none of the codes that it is compared with."""
    type_, (node, _) = code[1], literal
    if isinstance(type_, CodeType) and isinstance(node, tree.String) and node.value not in type_.values:
        guesses = checker.guesses(node.value, type_.values)
        checker.find("no-such-code", node, code=node.value, list=type_.name, guesses=guesses)


def check_arithmetic(checker: Checker, node: tree.Arithmetic) -> Type:
    left, right = checker.visit(node.left), checker.visit(node.right)
    results = set(_results(node.operator, general(left), general(right)))
    if not results:
        checker.find("operand-types", node, operator=node.operator, left=str(left), right=str(right))
    return results.pop() if len(results) == 1 else ANY


def _results(operator: str, left: Type, right: Type) -> Iterable[Type]:
    for (first, second), result in ARITHMETIC[operator].items():
        if left in (first, ANY, NULL) and right in (second, ANY, NULL):
            yield result


def check_negation(checker: Checker, node: tree.Negation) -> Type:
    type_ = checker.visit(node.operand)
    if type_ not in (NUMBER, *_DURATIONS, ANY, NULL):
        checker.find("operand-type", node, operator="-", operand=str(type_))
        return ANY
    return type_


# Membership -------------------------------------------------------------------------------------------------------


def check_between(checker: Checker, node: tree.Between) -> Type:
    value = (node.value, checker.visit(node.value))
    for operator, end in ((">=", node.low), ("<=", node.high)):
        _compare(checker, node, operator, value, (end, checker.visit(end)))
    return BOOLEAN


def check_in(checker: Checker, node: tree.In) -> Type:
    _check_tests(checker, (node.value, checker.visit(node.value)), node.tests)
    return BOOLEAN


def check_unary_tests(checker: Checker, node: tree.UnaryTests) -> Type:
    _check_tests(checker, (tree.TESTED, checker.visit(tree.TESTED)), node.tests)
    return BOOLEAN


def _check_tests(checker: Checker, value: Typed, tests: tuple[Node, ...]) -> None:
    with checker.scope({"?": value[1]}):
        for test in tests:
            _check_test(checker, value, test)


def _check_test(checker: Checker, value: Typed, test: Node) -> None:
    if isinstance(test, tree.Test):
        operand = checker.visit(test.operand)
        checker.types[id(test)] = BOOLEAN
        _compare(checker, test, test.operator, value, (test.operand, operand))
        return
    type_ = checker.visit(test)
    if isinstance(test, tree.List):
        for item in test.items:
            _need_code(checker, value, (item, checker.types[id(item)]))
    if isinstance(type_, RangeType):
        if not _may_equal(value[1], type_.item):
            checker.find("incomparable", test, left=str(value[1]), right=str(type_.item))
    elif isinstance(type_, ListType):
        if not _may_be_among(value[1], type_):
            checker.find("incomparable", test, left=str(value[1]), right=str(type_))
    elif not (isinstance(type_, FunctionType) or tree.mentions(test, "?")):
        _compare(checker, test, "=", value, (test, type_))


def _may_be_among(value: Type, choices: ListType) -> bool:
    item = choices.item
    return (
        _may_equal(value, item)
        or _may_equal(value, choices)
        or (isinstance(item, RangeType) and _may_equal(value, item.item))
    )


def check_interval(checker: Checker, node: tree.Interval) -> Type:
    return RangeType(_ends(checker, node, node.low, node.high))


def _ends(checker: Checker, node: Node, low: Node, high: Node) -> Type:
    first, second = checker.visit(low), checker.visit(high)
    _compare(checker, node, "<=", (low, first), (high, second))
    return union([general(first), general(second)])


def check_test(checker: Checker, node: tree.Test) -> Type:
    operand = checker.visit(node.operand)
    return ANY if node.operator in ("=", "!=") else RangeType(general(operand))


def check_instance(checker: Checker, node: tree.InstanceOf) -> Type:
    checker.visit(node.value)
    checker.read_type(node.type)
    return BOOLEAN


OPERATORS: dict[type[Node], Check] = {
    tree.And: check_truths,
    tree.Or: check_truths,
    tree.If: check_if,
    tree.Comparison: check_comparison,
    tree.Arithmetic: check_arithmetic,
    tree.Negation: check_negation,
    tree.Between: check_between,
    tree.In: check_in,
    tree.InstanceOf: check_instance,
    tree.Interval: check_interval,
    tree.Test: check_test,
    tree.UnaryTests: check_unary_tests,
}
