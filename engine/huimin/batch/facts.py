"""The facts of all cases as columns: given, presumed, implied, placed, and what is derived from them, in stages.

The first stage brings what a table gives into shape: a column for each fact of a single record, such as
`"mother.birth_date"`, a list of records for each list of facts, and only the facts that somebody reads. Every later
stage adds the derived facts that hang on those before it, so that each is computed once. A missing fact is NULL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.expression import written
from huimin.batch.findings import refusal
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt, Unsayable, Value
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.expressions import Language
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record

RECORD_ID = "record id"
"""The reference of a listed record: its `id`, or its place in the list from 1."""
CASE_ID = "case id"
Need = tuple[str, str]


@dataclass
class Facts:
    """The facts under one settled book, on one day. What is read is noted, and becomes a column.

    `shape` is what the table gives; `assumed` gives values, by record and fact, to facts that a case leaves out.
    """

    book: Book
    language: Language
    operators: Operators
    shape: Shape
    on: Date
    assumed: Mapping[Need, Any]
    needed: dict[Need, None] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    inline: frozenset[Need] = frozenset()
    renamed: Mapping[Need, Node] = field(default_factory=dict)
    """Facts under other names, computed otherwise, with their trees."""
    readers: dict[Need, list[Need | None]] = field(default_factory=dict)
    _reading: list[Need | None] = field(default_factory=lambda: [None])

    @property
    def records(self) -> Mapping[str, Record]:
        return self.book.vocabulary.records

    def environment(self) -> dict[str, Value]:
        """The names of the case's records, and the day asked."""
        singles: dict[str, Value] = {
            name: RecordAt(name) for name, each in self.book.vocabulary.subjects.items() if not each.listed
        }
        return singles | {"on": sql.literal(self.on)}

    def read(self, record: RecordAt, name: str) -> Value:
        """A fact of a record, or the record that stands under it by that name."""
        kind = self.records[record.kind]
        if (kind.name, name) in self.renamed:
            return self._written(self.renamed[kind.name, name], record)
        if name not in kind.facts:
            below = next(each for each in self.book.vocabulary.subjects.values() if each.at == (*kind.at, name))
            return RecordAt(below.name)
        need = (kind.name, name)
        if need in self.inline:
            return self._derived(kind.facts[name], record)
        self.needed[need] = None
        if self._reading:
            self.readers.setdefault(need, []).append(self._reading[-1])
        return sql.column(f"{kind.name}.{name}") if record.at is None else sql.field(record.at, name)

    def ask(self, subject: str) -> Sql:
        """Whether the case holds this single record; the list of its records, where it is a listed one."""
        kind = self.records[subject]
        if not kind.listed:
            self.asked[subject] = None
            return sql.column(subject)
        owner = next(each for each in self.book.vocabulary.subjects.values() if each.at == kind.at[:-1])
        found = self.read(RecordAt(owner.name), kind.at[-1])
        assert isinstance(found, Sql)
        return found

    # Stages ---------------------------------------------------------------------------------------------------------

    def stages(self, source: str) -> Iterator[tuple[str, exp.Select]]:
        """The queries that make the columns, by name, each from the one before it; the first reads `source`."""
        levels = self._levels()
        self._reading.clear()  # who reads what is known by now
        columns: dict[str, None] = {CASE_ID: None, **self.asked}
        yield "cases", self._base(source, levels)
        columns |= {
            f"{kind}.{fact}": None for (kind, fact), level in levels.items() if not level and self._single(kind)
        }
        name = "cases"
        for level in range(1, max(levels.values(), default=0) + 1):
            select = exp.select()
            lists = {column: self._extended(column, levels, level) for column in columns}
            for column in columns:
                extended = lists[column]
                shown = sql.column(column) if extended is None else sql.aliased(extended, column)
                select = select.select(shown, copy=False)
            for (kind, fact), its_level in levels.items():
                if its_level == level and self._single(kind):
                    derived = self._derived(self.records[kind].facts[fact], RecordAt(kind))
                    select = select.select(sql.aliased(derived, f"{kind}.{fact}"), copy=False)
                    columns[f"{kind}.{fact}"] = None
            select = select.from_(sql.identifier(name))
            name = f"derived facts {level}"
            yield name, select

    def _single(self, kind: str) -> bool:
        record = self.records[kind]
        return bool(record.at) and not record.listed

    def behind(self) -> Mapping[Need, frozenset[Need]]:
        """The facts that each derived fact is computed from, of all that are read."""
        self._levels()
        derived = (need for need in self.needed if self.records[need[0]].facts[need[1]].derived is not None)
        return {need: frozenset(each for each, readers in self.readers.items() if need in readers) for need in derived}

    def read_once(self) -> frozenset[Need]:
        """The derived facts that are read in one place only: they are written there, and need no stage."""
        self._levels()
        derived = (need for need in self.needed if self.records[need[0]].facts[need[1]].derived is not None)
        return frozenset(need for need in derived if len(self.readers[need]) == 1)

    def _levels(self) -> dict[Need, int]:
        """The stage of every fact that is needed, and of those that these need."""
        levels: dict[Need, int] = {}
        while len(levels) < len(self.needed):
            for need in list(self.needed):
                self._level(need, levels)
        return levels

    def _level(self, need: Need, levels: dict[Need, int]) -> int:
        if need not in levels:
            kind, name = need
            fact = self.records[kind].facts[name]
            levels[need] = 0
            if fact.derived is not None:
                self._reading.append(need)
                self._derived(fact, self._placeholder(kind))
                self._reading.pop()
                reads = [each for each, readers in self.readers.items() if need in readers]
                levels[need] = 1 + max((self._level(each, levels) for each in reads), default=0)
        return levels[need]

    def _is_read_after(self, need: Need, level: int, levels: Mapping[Need, int]) -> bool:
        """Whether something beyond a stage still reads a fact, so that the stage has to pass it on."""
        return any(reader is None or levels[reader] > level for reader in self.readers[need])

    def _placeholder(self, kind: str) -> RecordAt:
        return RecordAt(kind, None if self._single(kind) else sql.column(kind))

    def _derived(self, fact: Fact, record: RecordAt) -> Sql:
        assert fact.derived is not None
        kind = self.records[record.kind]
        scope = expressions.record_scope(self.language, kind)
        text = fact.derived.text
        node = expressions.parsed(self.book.trees, text, expressions.record_where(kind), scope)
        try:
            return self._written(node, record)
        except Unsayable as unsayable:
            raise refusal(self.book, fact.derived, unsayable) from None

    def _written(self, node: Node, record: RecordAt) -> Sql:
        kind = self.records[record.kind]
        names = {**self.environment(), kind.name: record}
        return written(node, expressions.record_scope(self.language, kind), names, self.operators, self)

    def _extended(self, column: str, levels: Mapping[Need, int], level: int) -> Sql | None:
        """A list of records with the derived facts of one more stage; None where it has none."""
        kind = self._kind_of_list(column)
        new = [fact for (owner, fact), its_level in levels.items() if owner == kind and its_level == level]
        if kind is None or not new:
            return None
        old = [
            fact
            for (owner, fact), its_level in levels.items()
            if owner == kind and its_level < level and self._is_read_after((owner, fact), level, levels)
        ]
        record = self.records[kind]

        def body(variable: Sql) -> Sql:
            kept = [(name, sql.field(variable, name)) for name in (RECORD_ID, *old)]
            derived = [(name, self._derived(record.facts[name], RecordAt(record.name, variable))) for name in new]
            return sql.record([*kept, *derived])

        return self.operators.each(sql.column(column), kind, body)

    def _kind_of_list(self, column: str) -> str | None:
        owner, _, name = column.partition(".")
        fact = self.records[owner].facts.get(name) if owner in self.records else None
        return fact.list_of if fact else None

    # What the table gives -------------------------------------------------------------------------------------------

    def _base(self, source: str, levels: Mapping[Need, int]) -> exp.Select:
        select = exp.select(sql.aliased(self.shape.case_id, CASE_ID))
        for name in self.asked:
            select = select.select(sql.aliased(self.shape.is_there(self.records[name].at), name), copy=False)
        for (kind, fact), level in levels.items():
            record = self.records[kind]
            if self._single(kind) and not level:
                given = self._given(record, record.facts[fact], self.shape.at(record.at), None)
                select = select.select(sql.aliased(given, f"{kind}.{fact}"), copy=False)
        return select.from_(sql.identifier(source))

    def _given(self, record: Record, fact: Fact, given: Shape, place: Sql | None) -> Sql:
        """A fact of the first stage: given, else assumed or presumed; by its place; or implied by what is given."""
        if fact.position and place is not None:
            return place
        if fact.implied:
            marks = [(self._mark(record, other, given), sql.literal(value)) for other, value in fact.implied.items()]
            return sql.cast(sql.case(marks), self._type(fact))
        value = given.value(fact.name, fact)
        if fact.list_of is not None:
            value = self._list(self.records[fact.list_of], given.part(fact.name), value)
        elif value is None:
            value = sql.cast(sql.NULL, self._type(fact))
        instead = self.assumed.get((record.name, fact.name))
        if instead is None and fact.presume is not None:
            instead = fact.presume.value
        if instead is None:
            return value
        other = self._list_of(instead, fact) if fact.list_of is not None else sql.literal(instead)
        return exp.func("COALESCE", value, other)

    def _mark(self, record: Record, name: str, given: Shape) -> Sql:
        if (record.name, name) in self.assumed:
            return sql.TRUE.copy()
        value = given.value(name, record.facts[name])
        return sql.FALSE.copy() if value is None else sql.known(value)

    def _list(self, kind: Record, member: Shape | None, items: Sql | None) -> Sql:
        if member is None or items is None:
            return sql.cast(sql.NULL, self._list_type(kind))
        names = [name for owner, name in self.needed if owner == kind.name and kind.facts[name].derived is None]

        def body(variable: Sql, place: Sql) -> Sql:
            given = member.of(variable)
            fields = [(name, self._given(kind, kind.facts[name], given, place)) for name in names]
            return sql.record([*self._identity(kind, given, place), *fields])

        return self.operators.each_placed(items, kind.name, body)

    def _identity(self, kind: Record, given: Shape, place: Sql) -> Iterable[tuple[str, Sql]]:
        number = sql.cast(place, "text")
        value = given.value("id", kind.facts["id"]) if "id" in kind.facts else None
        yield RECORD_ID, number if value is None else exp.func("COALESCE", value, number)

    def _list_of(self, value: Any, fact: Fact) -> Sql:
        """A list that is presumed or assumed: an empty one."""
        if value:
            raise refusal(self.book, fact.name, "list")
        kind = self.records[fact.list_of or ""]
        return sql.cast(sql.array([]), self._list_type(kind))

    def _list_type(self, kind: Record) -> exp.DataType:
        names = [name for owner, name in self.needed if owner == kind.name and kind.facts[name].derived is None]
        fields = [exp.ColumnDef(this=sql.identifier(RECORD_ID), kind=exp.DataType.build("text"))]
        fields += [exp.ColumnDef(this=sql.identifier(name), kind=self._type(kind.facts[name])) for name in names]
        struct = exp.DataType(this=exp.DataType.Type.STRUCT, expressions=fields, nested=True)
        return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[struct], nested=True)

    def _type(self, fact: Fact) -> exp.DataType:
        if fact.list_of is not None:
            return self._list_type(self.records[fact.list_of])
        return exp.DataType.build("bigint" if fact.position else FACT_TYPES[fact.type].sql)
