"""Types of filters, `for`, `some` and `every`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.check.checker import Checker, Member
from huimin.feel.check.operators import need_boolean
from huimin.feel.types import ANY, BOOLEAN, DATE, NULL, NUMBER, FunctionType, ListType, RangeType, Type, general, union

if TYPE_CHECKING:
    from huimin.feel.check.checker import Check
    from huimin.feel.tree import Node


def member_type(type_: Type) -> Type:
    """What a loop over a value of the type gets: the members of a list or of a range, else the value itself."""
    return type_.item if isinstance(type_, ListType | RangeType) else type_


def check_filter(checker: Checker, node: tree.Filter) -> Type:
    source = checker.visit(node.source)
    member = source.item if isinstance(source, ListType) else source
    with checker.scope({"item": member}, Member(member)):
        predicate = checker.visit(node.predicate)
    if predicate == NUMBER:
        return member
    if predicate == BOOLEAN:
        return ListType(member)
    if predicate not in (ANY, NULL):
        checker.find("filter-type", node.predicate, type=str(predicate))
    return ANY


def check_for(checker: Checker, node: tree.For) -> Type:
    with checker.scope({}):
        _enter(checker, node.iterators)
        checker.bind("partial", ListType(ANY))
        result = checker.visit(node.result)
    return ListType(result)


def check_quantified(checker: Checker, node: tree.Quantified) -> Type:
    with checker.scope({}):
        _enter(checker, node.iterators)
        need_boolean(checker, node.condition)
    return BOOLEAN


def _enter(checker: Checker, iterators: tuple[tree.Iterator, ...]) -> None:
    """Puts the variables in scope one after the other: later sources see the earlier ones."""
    for iterator in iterators:
        source = checker.visit(iterator.source)
        if isinstance(source, FunctionType):
            checker.find("not-iterable", iterator.source, type=str(source))
        checker.bind(iterator.name, member_type(source))


def check_steps(checker: Checker, node: tree.Steps) -> Type:
    low, high = general(checker.visit(node.low)), general(checker.visit(node.high))
    ends = union([low, high])
    if ends not in (NUMBER, DATE, NULL) and ANY not in (low, high):
        checker.find("range-ends", node, low=str(low), high=str(high))
    return ListType(ends)


LOOPS: dict[type[Node], Check] = {
    tree.Filter: check_filter,
    tree.For: check_for,
    tree.Quantified: check_quantified,
    tree.Steps: check_steps,
}
