"""The columns of a program as SQL: the walk over FEEL, with the host functions, and with flags as plain truths.

Here nothing is known of kinds, levels, statuses and spans: whatever a provision comes to stands in the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from huimin import feel
from huimin.batch import functions, nodes, sql
from huimin.batch.expression import NODES
from huimin.batch.facts import RECORD_ID, Facts
from huimin.batch.findings import refusal_of_column
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt, Unsayable, Value, Walk
from huimin.decide import host
from huimin.decide.nodes import TRUE, every, is_false, is_true, negated
from huimin.decide.nodes import name as name_of
from huimin.decide.program import Column, is_flag
from huimin.feel import tree, walks
from huimin.feel.tree import Node
from huimin.feel.types import BOOLEAN, DATE, STRING, ListType, RecordType, Type

CASTS: Mapping[Type, str] = {BOOLEAN: "boolean", DATE: "date", STRING: "text"}
"""What a column is cast to where all that it can be is NULL, which has a type of its own."""


@dataclass
class ColumnWalk(Walk):
    """A walk over the tree of a column, whose names may be other columns."""

    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def given(self) -> Facts:
        assert isinstance(self.facts, Facts)
        return self.facts

    def type_of(self, node: Node) -> Type:
        """The type of a node; of the last entry of a list, that of the field it shows."""
        match node:
            case tree.Invocation(function=tree.Name(name=host.LATEST), arguments=(record, tree.String(), *rest)):
                entries, shown = node.arguments[1], rest[3]
                kind = super().type_of(record)
                assert isinstance(kind, RecordType)
                assert isinstance(entries, tree.String)
                assert isinstance(shown, tree.String)
                members = kind.fields[entries.value]
                if isinstance(members, ListType) and isinstance(members.item, RecordType):
                    return members.item.fields[shown.value]
        return super().type_of(node)


@dataclass(frozen=True)
class Columns:
    """The columns of the program of one subject, and what writes them. Outcomes are read from those in `shown`."""

    columns: Mapping[str, Column]
    shown: Collection[str]
    subject: str
    scope: Mapping[str, Type]
    facts: Facts

    def steps(self) -> list[list[tuple[str, Sql]]]:
        """The columns with their SQL, in steps of which each reads those before it. Raises BookError."""
        written = {column.name: self._written(column) for column in self.columns.values()}
        gates = self._gates({name for name, value in written.items() if sql.is_dear(value)})
        levels: dict[str, int] = {}
        steps: dict[int, list[tuple[str, Sql]]] = {}
        for name, value in written.items():
            gate = gates.get(name)
            shown = value if gate is None else sql.case([(self.write(gate), value)])
            steps.setdefault(self._level(name, gates, levels), []).append((name, shown))
        return [steps[level] for level in sorted(steps)]

    def _level(self, name: str, gates: Mapping[str, Node], levels: dict[str, int]) -> int:
        """The step of a column: after those that it, or the gate before it, reads."""
        if name not in levels:
            used = {*self.columns[name].uses, *(walks.free_names(gates[name]) if name in gates else ())}
            before = [self._level(each, gates, levels) for each in used & self.columns.keys()]
            levels[name] = 1 + max(before, default=-1)
        return levels[name]

    def _gates(self, dear: Collection[str]) -> Mapping[str, Node]:
        """For columns that go through lists, the flag without which nothing depends on them: so each of them runs only
        where cheap ones have not decided. What is shown has none.
        """
        cheap: set[str] = set()
        readers: dict[str, list[Node]] = {}
        for column in self.columns.values():
            used = column.uses & self.columns.keys()
            if column.name not in dear and used <= cheap:
                cheap.add(column.name)
            for name in used & set(dear) - set(self.shown):
                readers.setdefault(name, []).append(column.node)
        gates = {name: _gate([_deciding(each) for each in nodes_], cheap) for name, nodes_ in readers.items()}
        return {name: gate for name, gate in gates.items() if gate != TRUE}

    def _written(self, column: Column) -> Sql:
        try:
            return self._cast(column, self.write(column.node, column.uses))
        except Unsayable as unsayable:
            raise refusal_of_column(self.facts.book, column.provision, unsayable) from None

    def _cast(self, column: Column, value: Sql) -> Sql:
        is_open = isinstance(value, exp.Case | exp.Null) and column.type in CASTS
        return sql.cast(value, CASTS[column.type]) if is_open else value

    def write(self, node: Node, uses: Iterable[str] | None = None) -> Sql:
        """The SQL of a tree over the columns. Raises Unsayable."""
        used = set(walks.free_names(node) if uses is None else uses)
        kind = self.facts.records[self.subject]
        names = {
            **self.facts.environment(),
            self.subject: RecordAt(self.subject, sql.column(self.subject) if kind.listed else None),
            **{name: sql.column(name) for name in used & self.columns.keys()},
        }
        scope = {
            **self.scope,
            **host.HOST,
            **{name: self.columns[name].type for name in used if name in self.columns},
        }
        types = feel.check(node, {name: scope[name] for name in used if name in scope}).types
        return ColumnWalk(TABLE, self.facts.operators, self.facts, types, [names], self.columns).value(node)


def _deciding(node: Node) -> Mapping[str, bool]:
    """The columns that decide a flag alone: with False for those that do by being false, with True for those that do by
    not being true. `is false(a) or …` is true where a is false, `is true(a) and …` false where a is not true.
    """
    kind = {tree.Or: host.IS_FALSE, tree.And: host.IS_TRUE}.get(node.__class__)
    if not isinstance(node, tree.Or | tree.And):
        return {}
    found = {}
    for each in node.operands:
        match each:
            case tree.Invocation(function=tree.Name(name=name), arguments=(tree.Name(name=column),)) if name == kind:
                found[column] = kind == host.IS_TRUE
    return found


def _gate(readers: Sequence[Mapping[str, bool]], cheap: Collection[str]) -> Node:
    """The flag that no cheap column decides all readers, by what decides each of them."""
    common = [name for name in readers[0] if name in cheap and all(name in each for each in readers)]
    return every(
        *(
            is_true(name_of(name)) if all(each[name] for each in readers) else negated(is_false(name_of(name)))
            for name in common
        )
    )


# Nodes ----------------------------------------------------------------------------------------------------------------


def write_name(walk: ColumnWalk, node: tree.Name) -> Value:
    return sql.NULL.copy() if node.name == host.UNKNOWN else nodes.write_name(walk, node)


def write_path(walk: ColumnWalk, node: tree.Path) -> Value:
    if node.name not in (host.RECORD_ID, host.IS_GIVEN):
        return nodes.write_path(walk, node)
    record = walk.write(node.source)
    if not isinstance(record, RecordAt):
        walk.refuse(node)
    if node.name == host.RECORD_ID:
        return walk.refuse(node) if record.at is None else sql.field(record.at, RECORD_ID)
    return walk.given.ask(record.kind) if record.at is None else sql.TRUE.copy()


def write_comparison(walk: ColumnWalk, node: tree.Comparison) -> Sql:
    found = nodes.write_comparison(walk, node)
    return sql.is_true(found) if is_flag(walk.columns, node) and _may_be_none(walk, node.left) else found


def _may_be_none(walk: ColumnWalk, node: Node) -> bool:
    """Whether a status may be null."""
    if isinstance(node, tree.Name):
        return node.name in walk.columns and _may_be_none(walk, walk.columns[node.name].node)
    if isinstance(node, tree.If):
        return any(_may_be_none(walk, each) for each in (node.consequence, node.alternative))
    return not isinstance(node, tree.String)


def write_if(walk: ColumnWalk, node: tree.If) -> Sql:
    """On a flag, plainly; a choice between choices as one CASE."""
    rest: Node = node
    branches = []
    while isinstance(rest, tree.If) and is_flag(walk.columns, rest.condition):
        branches.append((walk.value(rest.condition), walk.value(rest.consequence)))
        rest = rest.alternative
    return sql.case(branches, walk.value(rest)) if branches else nodes.write_if(walk, node)


def write_invocation(walk: ColumnWalk, node: tree.Invocation) -> Sql:
    name = node.function.name if isinstance(node.function, tree.Name) else ""
    return HOSTED[name](walk, node) if name in HOSTED else functions.write_invocation(walk, node)


# Host functions -------------------------------------------------------------------------------------------------------


def _is_true(walk: ColumnWalk, node: tree.Invocation) -> Sql:
    (only,) = node.arguments
    return walk.value(only) if is_flag(walk.columns, only) else sql.is_true(walk.value(only))


def _is_false(walk: ColumnWalk, node: tree.Invocation) -> Sql:
    (only,) = node.arguments
    negated = sql.negated(walk.value(only))
    return negated if is_flag(walk.columns, only) else sql.is_true(negated)


def _known(walk: ColumnWalk, node: tree.Invocation) -> Sql:
    return sql.known(walk.value(node.arguments[0]))


def _null(walk: ColumnWalk, node: Node) -> Sql:
    return sql.NULL.copy()


def _latest(walk: ColumnWalk, node: tree.Invocation) -> Sql:
    """A field of the last entry dated up to a day that says a value under a key; of one day, the last listed."""
    owner, (entries, key, value, field_) = (
        walk.write(node.arguments[0]),
        [each.value for each in (*node.arguments[1:4], node.arguments[5]) if isinstance(each, tree.String)],
    )
    day, otherwise = walk.value(node.arguments[4]), walk.value(node.arguments[6])
    if not isinstance(owner, RecordAt):
        walk.refuse(node)
    kind = walk.given.records[owner.kind].facts[entries].list_of or ""
    items = walk.given.read(owner, entries)
    if not isinstance(items, exp.Expr):
        walk.refuse(node)

    def read(variable: Sql, name: str) -> Sql:
        found = walk.given.read(RecordAt(kind, variable), name)
        assert isinstance(found, exp.Expr)
        return found

    def counts(variable: Sql) -> Sql:
        return sql.every([sql.equal(read(variable, key), sql.literal(value)), read(variable, "date") <= day])

    def dated(variable: Sql, place: Sql) -> Sql:
        return sql.record([("date", read(variable, "date")), ("place", place), ("value", read(variable, field_))])

    operators = walk.operators
    found = operators.last(operators.each_placed(operators.where(items, kind, counts), kind, dated))
    shown = sql.field(found, "value")
    if isinstance(otherwise, exp.Null):
        return shown
    nothing = sql.some([sql.is_null(items), sql.is_null(day)])
    return sql.case([(nothing, sql.NULL), (sql.is_null(found), otherwise)], shown)


HOSTED: Mapping[str, Callable[[ColumnWalk, tree.Invocation], Sql]] = {
    host.IS_TRUE: _is_true,
    host.IS_FALSE: _is_false,
    host.KNOWN: _known,
    host.UNKNOWN_OF: _null,
    host.UNLISTED: _null,
    host.LATEST: _latest,
}
"""What writes each host function; NULL stands for what is not known."""

TABLE: Mapping[type[Node], Any] = {
    **NODES,
    tree.Null: _null,
    tree.Name: write_name,
    tree.Path: write_path,
    tree.Comparison: write_comparison,
    tree.If: write_if,
    tree.Invocation: write_invocation,
}
