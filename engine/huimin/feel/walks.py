"""Walks over a tree: its parts with the nodes around them, a changed copy, its free names, and its comparisons.

The simplest ones, `children`, `every_node` and `depth`, stand beside the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Iterator as Iterated
from dataclasses import replace
from typing import Any

from huimin.feel.tree import (
    TESTED,
    AtLiteral,
    Between,
    Boolean,
    Comparison,
    Context,
    Filter,
    For,
    FunctionDefinition,
    In,
    Interval,
    List,
    Name,
    Negation,
    Node,
    Null,
    Number,
    Quantified,
    String,
    Test,
    UnaryTests,
    children,
)


def paths(node: Node, ancestors: tuple[Node, ...] = ()) -> Iterated[tuple[Node, tuple[Node, ...]]]:
    """Each node with the nodes that it lies in, the outermost first; in the order of the text, what holds before
    what it holds.
    """
    yield node, ancestors
    for child in children(node):
        yield from paths(child, (*ancestors, node))


def rewrite(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with `change(part)` for every part, from the leaves up; None leaves a part as it is.

    `change` sees a part after the parts inside it were changed. What nothing changed is the same object as before,
    and what is made anew around a change keeps its span: `rewrite(node, lambda part: other if part == one else None)`.
    """
    new: dict[str, Any] = {}
    for name in node.__dataclass_fields__:
        part = getattr(node, name)
        changed = _rewritten(part, change)
        if changed is not part:
            new[name] = changed
    node = replace(node, **new) if new else node
    return change(node) or node


def _rewritten(part: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(part, Node):
        return rewrite(part, change)
    if part.__class__ is not tuple or not part or not isinstance(part[0], Node):
        return part
    members = tuple(rewrite(member, change) for member in part)
    return part if all(new is old for new, old in zip(members, part, strict=True)) else members


def _no_entries(source: Node) -> frozenset[str]:
    return frozenset()


def free_names(
    node: Node,
    bound: frozenset[str] = frozenset(),
    entries_of: Callable[[Node], frozenset[str]] = _no_entries,
) -> Iterated[str]:
    """The names that the tree takes from outside it, as often as it does, in the order of the text.

    Left out are `bound` and what the tree itself binds: variables of loops with their `partial`, parameters of
    functions, entries of a context for those after them, `item` in a filter, `?` in the tests of an `in`. Built-in
    functions count as names: `set(free_names(node)) - BUILTINS.keys()` are the others. A name in a filter may mean an
    entry of the member that is filtered, which only a host can tell: `entries_of` gives the entries that members
    of a filtered source have. Without it such a name counts as free.
    """
    return (each.name for each in free(node, bound, entries_of))


def free(
    node: Node,
    bound: frozenset[str] = frozenset(),
    entries_of: Callable[[Node], frozenset[str]] = _no_entries,
) -> Iterated[Name]:
    """The parts of a tree that are its `free_names`."""
    if isinstance(node, Name):
        if node.name not in bound:
            yield node
        return
    for child, names in _scopes(node, entries_of):
        yield from free(child, bound | names, entries_of)


def _scopes(node: Node, entries_of: Callable[[Node], frozenset[str]]) -> Iterated[tuple[Node, frozenset[str]]]:
    """The parts of a node that have a value, each with the names that the node binds for it."""
    none: frozenset[str] = frozenset()
    match node:
        case For(iterators=iterators, result=result):
            yield from _one_after_the_other((each.name, each.source) for each in iterators)
            yield result, frozenset(("partial", *(each.name for each in iterators)))
        case Quantified(iterators=iterators, condition=condition):
            yield from _one_after_the_other((each.name, each.source) for each in iterators)
            yield condition, frozenset(each.name for each in iterators)
        case Context(entries=entries):
            yield from _one_after_the_other((each.key, each.value) for each in entries)
        case FunctionDefinition(parameters=parameters, body=body):
            yield body, frozenset(each.name for each in parameters)
        case Filter(source=source, predicate=predicate):
            yield from ((source, none), (predicate, frozenset(("item",)) | entries_of(source)))
        case In(value=value, tests=tests):
            yield value, none
            yield from ((test, frozenset((TESTED.name,))) for test in tests)
        case UnaryTests(tests=tests):
            yield from ((TESTED, none) for _ in tests[:1])
            yield from ((test, frozenset((TESTED.name,))) for test in tests)
        case _:
            yield from ((child, none) for child in children(node))


def _one_after_the_other(parts: Iterable[tuple[str, Node]]) -> Iterated[tuple[Node, frozenset[str]]]:
    """Parts of which each binds its name for those after it."""
    before: frozenset[str] = frozenset()
    for name, part in parts:
        yield part, before
        before |= {name}


def comparisons(node: Node) -> Iterated[tuple[Node, str, Node]]:
    """What the tree compares with what, in the order of the text: left side, operator, right side.

    The operators are those of Comparison, and `in` for a value that is looked for in what may be a list, a range or a
    single value. `between`, ranges and the tests of an `in` or of a key are told as the comparisons that they are:
    `x in (1, [3..5])` is `x = 1`, `x >= 3` and `x <= 5`; in a key the left side is `?`.
    """
    match node:
        case Comparison(operator=operator, left=left, right=right):
            yield left, operator, right
        case Between(value=value, low=low, high=high):
            yield from ((value, ">=", low), (value, "<=", high))
        case In(value=value, tests=tests):
            for test in tests:
                yield from _tested(value, test)
        case UnaryTests(tests=tests):
            for test in tests:
                yield from _tested(TESTED, test)
    for child in children(node):
        yield from comparisons(child)


def _tested(value: Node, test: Node) -> Iterated[tuple[Node, str, Node]]:
    match test:
        case Test(operator=operator, operand=operand):
            yield value, operator, operand
        case Interval(low=low, high=high):
            yield value, ">=" if test.low_included else ">", low
            yield value, "<=" if test.high_included else "<", high
        case List(items=items):
            for item in items:
                yield from _tested(value, item)
        case Null() | Boolean() | Number() | Negation() | String() | AtLiteral():
            yield value, "=", test
        case _ if TESTED.name not in free_names(test):  # a test that names `?` is a condition of its own
            yield value, "in", test
