"""The missing facts that the open conditions of an outcome read, as a list of texts.

What a condition reads stands in its SQL: columns of single records, fields of the record that is decided, fields of the
members of a list. A fact is named by its path without places, `family.children.birth_date`: of the record that is
decided where a condition reads it there, of any member of the list where it goes through the list. One case names the
facts that the answer hangs on; these are all that were read, for SQL has no trace of the branches that did not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.decisions import GOAL, UNDETERMINED, Decision
from huimin.batch.facts import Facts, Need
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt
from huimin.policy.reads import reads

Whose = Literal["single", "own", "any"]
Read = tuple[str, str, Whose]
"""A fact by its record's kind and its name: of a single record, of the one decided, of any in the list."""


@dataclass(frozen=True)
class Missing:
    """What names missing facts. `behind` are the facts that each derived one is computed from; `columns`, which whoever
    uses this has to make first, say what is missing somewhere in a list.
    """

    facts: Facts
    behind: Mapping[Need, frozenset[Need]]
    columns: dict[str, Sql] = field(default_factory=dict)

    def of(self, decision: Decision) -> Sql:
        """The paths of what is missing for an outcome; an empty list for one that is not undetermined."""
        columns = {name: value for step in decision.steps for name, value in step}
        hanging: dict[tuple[Read, bool], list[Sql]] = {}
        goals = [each.is_open for each in decision.parts if each.id == GOAL]
        for open_, part in self._open(decision):
            for read in dict.fromkeys(self._read_by(part, columns)):
                hanging.setdefault((read, part in goals), []).append(open_)
        unsettled = decision.status.eq(sql.literal(UNDETERMINED))
        found: dict[str, list[Sql]] = {}
        for (read, of_goal), opens in hanging.items():
            path, lacks = self._lacking(read, of_goal=of_goal)
            found.setdefault(path, []).append(sql.every([sql.some(opens), lacks]))
        named = [
            sql.case([(sql.every([unsettled, sql.some(tests)]), sql.literal(path))])
            for path, tests in sorted(found.items())
        ]
        return self.facts.operators.compact(named)

    def _open(self, decision: Decision) -> Iterator[tuple[Sql, Sql]]:
        """Whether each part of an outcome is open, with what says so: conditions, else what was received."""
        parts = [each.is_open for each in decision.parts if each.is_open != sql.FALSE]
        yield from ((each, each) for each in parts)
        for name, value in (each for step in decision.steps for each in step):
            if name == f"{decision.provision.full_id}: received":
                settled = [sql.negated(sql.is_true(each)) for each in parts]
                yield sql.every([*settled, sql.is_null(sql.column(name))]), value

    def _read_by(self, value: Sql, columns: Mapping[str, Sql]) -> Iterator[Read]:
        records = self.facts.records
        for column in value.find_all(exp.Column):
            if not column.table:
                if column.name in columns:
                    yield from self._read_by(columns[column.name], columns)
                    continue
                kind, _, name = column.name.partition(".")
                whose: Whose = "single"
            else:
                stem, _, number = column.table.rpartition("_")
                kind, whose = (stem, "any") if number.isdigit() and stem in records else (column.table, "own")
                name = column.name
            if kind in records and name in records[kind].facts:
                yield from self._given(kind, name, whose)

    def _given(self, kind: str, name: str, whose: Whose) -> Iterator[Read]:
        """A given fact, or those that a derived one is computed from, however far."""
        fact = self.facts.records[kind].facts[name]
        if fact.derived is not None:
            read = reads(self.facts.book, fact.derived).entries
            for other, its_name in sorted(self.behind.get((kind, name), ())):
                items = self._list_of(other)
                own = items is not None and other == kind and items[1] not in read
                inner: Whose = "single" if items is None else whose if own else "any"
                yield from self._given(other, its_name, inner)
        elif fact.presume is None and not fact.position:
            yield kind, name, whose

    def _lacking(self, read: Read, *, of_goal: bool) -> tuple[str, Sql]:
        """The path of a fact, and whether it is missing; of implied facts, that of the first that implies it. A list
        that the goal of a target goes by lacks the entry that would decide.
        """
        kind, name, whose = read
        record, items = self.facts.records[kind], self._list_of(kind)
        implied = record.facts[name].implied
        shown = next(iter(implied)) if implied else name
        if of_goal and record.facts[name].list_of is not None:
            return ".".join((*record.at, name)), sql.TRUE
        if items is None:
            return ".".join((*record.at, shown)), sql.is_null(self._value(RecordAt(kind), name))
        path = f"{'.'.join(self.facts.records[items[0]].at)}.{items[1]}.{shown}"
        if whose == "own":
            return path, sql.is_null(self._value(RecordAt(kind, sql.column(kind)), name))
        members = self._value(RecordAt(items[0]), items[1])
        lacks = self.facts.operators.some(
            members, kind, lambda variable: sql.is_null(self._value(RecordAt(kind, variable), name))
        )
        self.columns[f"missing: {path}"] = sql.is_true(lacks)
        return path, sql.column(f"missing: {path}")

    def _value(self, record: RecordAt, name: str) -> Sql:
        found = self.facts.read(record, name)
        assert isinstance(found, Sql)
        return found

    def _list_of(self, kind: str) -> Need | None:
        """The list that records of a kind stand in; None for a single record."""
        return next(((owner.name, fact.name) for owner, fact in self.facts.book.vocabulary.lists_of(kind)), None)
