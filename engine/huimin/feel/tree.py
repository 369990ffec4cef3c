"""The tree of an expression (DMN 1.5, 10.3.1.2): one frozen dataclass a construct, each with its place in the text.

Two trees are equal when they say the same, wherever they stand. Walks are tables keyed by these classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Iterator as Iterated

Span = tuple[int, int]
"""Start and end offset in the text, in characters; the end is exclusive."""


@dataclass(frozen=True, slots=True)
class Node:
    """What every part of a tree has."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Null(Node):
    """`null`."""


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A numeric literal; its sign is a Negation."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class String(Node):
    """A string literal, its escapes resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """`@"…"`: a date, time, date and time or duration."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, its words apart by one space each. `?` is the value that a unary test tests."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[predicate]`, also by position."""

    source: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class Invocation(Node):
    """`function(arguments)`; `names` has a parameter for each argument, or nothing when they go by position."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left operator right`, the operator one of `+ - * / **`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left operator right`, the operator one of `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test` or `value in (test, …)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """`a and b and …`."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """`a or b or …`."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then consequence else alternative`."""

    condition: Node
    consequence: Node
    alternative: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return result`."""

    iterators: tuple[Iterator, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some iterators satisfies condition`, or `every`."""

    quantifier: str
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in source`, a part of For and Quantified."""

    name: str
    source: Node


@dataclass(frozen=True, slots=True)
class Steps(Node):
    """`low..high` without brackets: what an Iterator can run over, up or down."""

    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """`function(parameters) body`; an `external` one has a body that describes code in another language."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """`name: type`, a part of FunctionDefinition and ContextOf; a type that is left out is `Any`."""

    name: str
    type: Node


@dataclass(frozen=True, slots=True)
class List(Node):
    """`[item, …]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """`{key: value, …}`."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """`key: value`, a part of Context."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high]`, each end included or not."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class Test(Node):
    """`operator operand` without a left side: a unary test, and in parentheses a range without one end."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """`test, …`, or `not(test, …)`; no tests at all is `-`, which everything passes."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """A type by its name: `number`, `date and time`, `Any`."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`list<item>`."""

    item: Node


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`range<item>`."""

    item: Node


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`context<name: type, …>`; the fields are Parameters."""

    fields: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function<type, …> -> result`."""

    parameters: tuple[Node, ...]
    result: Node


EXPRESSIONS: tuple[type[Node], ...] = (
    Null, Boolean, Number, String, AtLiteral, Name, Path, Filter, Invocation, Negation, Arithmetic, Comparison, Between,
    In, InstanceOf, And, Or, If, For, Quantified, FunctionDefinition, List, Context, Interval, Test, UnaryTests,
)  # fmt: skip
"""What has a value."""

PARTS: tuple[type[Node], ...] = (Iterator, Steps, Parameter, Entry)
"""What stands only inside an expression."""

TYPES: tuple[type[Node], ...] = (NamedType, ListOf, RangeOf, ContextOf, FunctionOf)
"""What writes a type."""


def normal_name(name: str) -> str:
    """A name as Name has it: its words apart by one space each."""
    return " ".join(name.split())


TESTED = Name((0, 0), "?")
"""What stands for the value that UnaryTests test."""


def mentions(node: Node, name: str) -> bool:
    """Whether the name stands somewhere in `node`."""
    return any(isinstance(each, Name) and each.name == name for each in every_node(node))


def every_node(node: Node) -> Iterated[Node]:
    """The node and all nodes inside it, layer by layer."""
    layer = [node]
    while layer:
        yield from layer
        layer = [child for each in layer for child in children(each)]


def children(node: Node) -> Iterated[Node]:
    """The nodes directly inside `node`, in the order of the text."""
    for name in node.__dataclass_fields__:
        part = getattr(node, name)
        if isinstance(part, Node):
            yield part
        elif part.__class__ is tuple and part and isinstance(part[0], Node):
            yield from part


def depth(node: Node) -> int:
    """How many nodes lie one in another. Counts in layers: no depth is too deep for it."""
    layers = 0
    layer = [node]
    while layer:
        layers += 1
        layer = [child for parent in layer for child in children(parent)]
    return layers


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
