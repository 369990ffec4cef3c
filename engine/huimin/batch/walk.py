"""From the tree of an expression to SQL: one function a kind of node, in a table that a test holds to the language's.

A value is SQL, a record is a `RecordAt`. NULL is unknown; what FEEL calls null only comes about by an error of
evaluation, which is unknown too (DMN 1.5, 10.3.2; missing facts: `docs/feel.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, Protocol

from huimin import feel
from huimin.batch import sql
from huimin.batch.operators import Operators
from huimin.batch.sql import Sql
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.types import ListType, RecordType, Type
from huimin.feel.values import Date, DaysDuration, MonthsDuration

SECONDS_A_DAY = 86400


@dataclass(frozen=True)
class RecordAt:
    """A record: its kind, and the SQL of it; None for one that has a place of its own in the case."""

    kind: str
    at: Sql | None = None


Value = Sql | RecordAt
"""SQL, or a record of the case."""


class Unsayable(Exception):  # noqa: N818 - a limit of the dialect, not an error of the book
    """A part of an expression that SQL cannot say."""

    def __init__(self, node: Node, what: str) -> None:
        self.node, self.what = node, what
        super().__init__(what)


class Reader(Protocol):
    """What gives the facts of records."""

    def read(self, record: RecordAt, name: str) -> Value: ...


@dataclass(frozen=True)
class Member:
    """The member that a filter looks at: names in the predicate may be facts of it."""

    value: Value
    names: frozenset[str]


Layer = Mapping[str, Any] | Member
Generate = Callable[["Walk", Any], "Value"]


@dataclass
class Walk:
    """One walk over one tree; `table` has what writes each kind of node.

    `layers` are the names in scope, the innermost last.
    """

    table: Mapping[type[Node], Generate]
    operators: Operators
    facts: Reader
    types: Mapping[int, Type]
    layers: list[Layer] = field(default_factory=list)

    def write(self, node: Node) -> Value:
        """The SQL of a node, or the record that it stands for. Raises Unsayable."""
        generate = self.table.get(node.__class__)
        if generate is None:
            self.refuse(node)
        return generate(self, node)

    def value(self, node: Node) -> Sql:
        """The SQL of a node that is no record."""
        found = self.write(node)
        return found if isinstance(found, Sql) else self.refuse(node)

    def refuse(self, node: Node, what: str = "") -> NoReturn:
        raise Unsayable(node, what or node.__class__.__name__)

    def type_of(self, node: Node) -> Type:
        """The type of a node; a duration's, which hangs on its text, from its value."""
        found = self.types.get(id(node), feel.ANY)
        if found == feel.ANY and isinstance(node, tree.Invocation | tree.AtLiteral):
            return _CLASSES.get(fixed(self, node).__class__, found)
        if found == feel.ANY and isinstance(node, tree.Arithmetic):
            sides = {self.type_of(node.left), self.type_of(node.right)} - {feel.NUMBER}
            return sides.pop() if len(sides) == 1 else found
        return found

    @contextmanager
    def scope(self, *layers: Layer) -> Iterator[None]:
        outside = len(self.layers)
        self.layers.extend(layers)
        yield
        del self.layers[outside:]

    def member_of(self, node: Node) -> Callable[[Sql], Value]:
        """What stands for a member of the list that `node` gives."""
        type_ = self.type_of(node)
        item = type_.item if isinstance(type_, ListType) else None
        if isinstance(item, RecordType):
            return lambda variable: RecordAt(item.name, variable)
        return lambda variable: variable

    def stem(self, node: Node) -> str:
        type_ = self.type_of(node)
        return str(type_.item) if isinstance(type_, ListType) and isinstance(type_.item, RecordType) else "item"


_CLASSES: Mapping[type, Type] = {
    DaysDuration: feel.DAYS_DURATION,
    MonthsDuration: feel.MONTHS_DURATION,
    Date: feel.DATE,
}


def fixed(walk: Walk, node: Node) -> Any:
    """The value of a node that hangs on nothing; refused where it hangs on something."""
    if any(isinstance(each, tree.Path | tree.Filter | tree.Quantified | tree.For) for each in tree.every_node(node)):
        walk.refuse(node)
    try:
        return feel.compile(node, ()).call()
    except feel.LimitFault:
        walk.refuse(node)


def constant(walk: Walk, node: Node) -> Sql:
    """A literal, a date or a duration as SQL; a duration is a number of days or of months."""
    found = fixed(walk, node)
    if isinstance(found, DaysDuration):
        days = found.seconds / SECONDS_A_DAY
        found = days if days == days.to_integral_value() else walk.refuse(node)
    if isinstance(found, MonthsDuration):
        found = Decimal(found.months)
    try:
        return sql.literal(found)
    except TypeError:
        walk.refuse(node)
