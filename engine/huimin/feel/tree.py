"""The tree of an expression (DMN 1.5, 10.3.1.2): one frozen dataclass a construct, each with its place in the text.

Two trees are equal when they say the same, wherever they stand. Walks are tables keyed by these classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
