"""The missing facts that an undetermined outcome hangs on: paths, each with a flag over the columns.

One case names the facts that its answer hangs on, for each unknown of it carries them. SQL has no such unknowns: what
can carry one into a column is read off its tree. A fact is named by its path without places,
`family.children.birth_date`: of the record that is decided where a column reads it there, of any member of the list
where it goes through the list. Branches that did not matter count too: never fewer than one case names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from huimin import feel
from huimin.batch.facts import Need
from huimin.batch.programs import Programs
from huimin.decide import host, nodes
from huimin.decide.nodes import FALSE, TRUE, UNDETERMINED, equals, every, is_true, known, negated, some
from huimin.decide.program import Pool, Row, RowKey, is_flag, reachable
from huimin.feel import tree, walks
from huimin.feel.tree import Node
from huimin.feel.types import BOOLEAN, ListType, RecordType, Type
from huimin.policy.vocabulary import Record

Whose = Literal["one", "any", "entry"]
"""Of one record, that has a name; of any in its list; or any entry of a list, which may lack the one that decides."""
MEMBER = "member in question"
"""A variable that no book can have, for a member of a list."""
Missing = Mapping[str, Node]
"""By path the flag of whether the fact is missing."""


@dataclass(frozen=True)
class Read:
    """A fact that a tree reads where all `guards`, which are flags, hold."""

    record: str
    fact: str
    whose: Whose
    guards: tuple[Node, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where in a tree: the flags that hold there, the variables of loops, and the members that filters look at."""

    guards: tuple[Node, ...] = ()
    bound: frozenset[str] = frozenset()
    members: tuple[RecordType, ...] = ()

    def where(self, flag: Node) -> _Place:
        """The place where a flag holds too. Of a flag of one member of a list nothing is said beyond the list."""
        return self if self.bound or self.members else replace(self, guards=(*self.guards, flag))


@dataclass(frozen=True)
class Hanging:
    """What tells the missing facts of rows. The flags that it makes are columns of the programs."""

    programs: Programs
    renamed: Mapping[Need, Node]
    _columns: dict[tuple[str, str], tuple[Read, ...]] = field(default_factory=dict)
    _facts: dict[Need, tuple[Read, ...]] = field(default_factory=dict)
    _own: dict[RowKey, Missing] = field(default_factory=dict)

    def of(self, row: Row, steps: int | None = None) -> Missing:
        """The missing facts of an outcome; of one that waits for another's, the facts of that."""
        waits = self._waits_for(row)
        if steps is None:
            steps = len(self.programs.rows)
        if not waits or not steps:
            return self._of_itself(row)
        flags: dict[str, list[Node]] = {}
        for by in waits:
            for path, flag in self._seen_from(row, self.programs.rows[by, None], steps - 1).items():
                flags.setdefault(path, []).append(every(equals(row.because, by), flag))
        for path, flag in self._of_itself(row).items():
            flags.setdefault(path, []).append(every(negated(known(row.because)), flag))
        return {path: self._flag(row, some(*found), path) for path, found in flags.items()}

    def _waits_for(self, row: Row) -> list[str]:
        columns = self.programs.pools[row.subject].columns if row.subject in self.programs.pools else {}
        found: dict[str, None] = {}
        for node in (row.because, *(each.node for each in reachable(columns, [row.because]) if each.role == "status")):
            found |= dict.fromkeys(_leaves(node))
        return [name for name in found if (name, None) in self.programs.rows]

    def _seen_from(self, row: Row, other: Row, steps: int) -> Missing:
        found = self.of(other, steps)
        if other.subject == row.subject:
            return found
        mine, theirs = self.programs.pools[row.subject], self.programs.pools[other.subject]
        return {path: mine.copied(theirs, flag) for path, flag in found.items()}

    def _of_itself(self, row: Row) -> Missing:
        if row.key not in self._own:
            flags: dict[str, list[Node]] = {}
            for hang in row.hangs:
                for read in self._of(row.subject, hang):
                    path, lacks = self._lacking(self.programs.pools[row.subject], read)
                    flags.setdefault(path, []).append(every(negated(known(hang)), *read.guards, lacks))
            unsettled = equals(row.status, UNDETERMINED.value)
            self._own[row.key] = {
                path: self._flag(row, every(unsettled, some(*dict.fromkeys(found))), path)
                for path, found in flags.items()
                if unsettled != FALSE
            }
        return self._own[row.key]

    def _flag(self, row: Row, node: Node, path: str) -> Node:
        return self.programs.pools[row.subject].add(node, BOOLEAN, "flag", f"{row.provision}: {path} is missing")

    # What a tree reads ----------------------------------------------------------------------------------------------

    def _of(self, subject: str, node: Node) -> tuple[Read, ...]:
        if isinstance(node, tree.Name):
            return self._of_column(subject, node.name)
        return ()

    def _of_column(self, subject: str, name: str) -> tuple[Read, ...]:
        if (subject, name) not in self._columns:
            columns, language = self.programs.pools[subject].columns, self.programs.language
            column = columns[name]
            scope = {**language.singles, subject: language.records[subject], **host.HOST}
            scope |= {used: columns[used].type for used in column.uses if used in columns}
            found = _Reads(self, subject, self._types(column.node, scope)).of(column.node, _Place())
            self._columns[subject, name] = tuple(_shortest(found))
        return self._columns[subject, name]

    def given(self, record: Record, name: str, whose: Whose) -> Iterator[Read]:
        """The reads of a fact that a case gives, or of those that a derived one is computed from, however far."""
        fact = record.facts.get(name)
        if fact is not None and fact.derived is None:
            if fact.presume is None and not fact.position:
                yield Read(record.name, name, whose)
            return
        for read in self._of_fact(record, name):
            own = read.record == record.name and read.whose == "one"
            yield replace(read, whose=whose) if own else read

    def _of_fact(self, record: Record, name: str) -> tuple[Read, ...]:
        if (record.name, name) not in self._facts:
            meanings, scope = self.programs.world.meanings, {**self.programs.language.singles}
            scope[record.name] = self.programs.language.records[record.name]
            node = self.renamed.get((record.name, name))
            if node is None:
                derived = record.facts[name].derived
                assert derived is not None
                node = meanings.of_record(record, derived).node
            found = _Reads(self, record.name, self._types(node, scope)).of(node, _Place())
            self._facts[record.name, name] = tuple(_shortest(found))
        return self._facts[record.name, name]

    def _types(self, node: Node, scope: Mapping[str, Type]) -> Mapping[int, Type]:
        used = set(walks.free_names(node))
        return feel.check(node, {name: type_ for name, type_ in scope.items() if name in used}).types

    # Whether a fact is missing --------------------------------------------------------------------------------------

    def _lacking(self, pool: Pool, read: Read) -> tuple[str, Node]:
        """The path of a fact, and the flag of whether it is missing; of implied facts, the path of the first that
        implies it.
        """
        record = self.programs.world.book.vocabulary.records[read.record]
        implied = record.facts[read.fact].implied
        shown = next(iter(implied)) if implied else read.fact
        if read.whose == "entry":
            return ".".join((*record.at, shown)), TRUE
        if not record.listed and record.at:
            return ".".join((*record.at, shown)), negated(known(nodes.path(record.name, read.fact)))
        lists = self._lists(record.name)
        owner = self.programs.world.book.vocabulary.records[lists[0][0]]
        path = ".".join((*owner.at, *(name for _, name in lists), shown))
        if read.whose == "one":
            return path, negated(known(nodes.path(record.name, read.fact)))
        found: Node = negated(known(tree.Path(nodes.PLACE, nodes.name(f"{MEMBER} {len(lists)}"), read.fact)))
        for number, (_, name) in reversed(list(enumerate(lists, start=1))):
            source = nodes.name(owner.name if number == 1 else f"{MEMBER} {number - 1}")
            loop = tree.Iterator(nodes.PLACE, f"{MEMBER} {number}", tree.Path(nodes.PLACE, source, name))
            found = tree.Quantified(nodes.PLACE, "some", (loop,), found)
        return path, pool.add(is_true(found), BOOLEAN, "flag", f"missing: {path}")

    def _lists(self, kind: str) -> list[Need]:
        """The lists that lead from a single record to the records of a kind."""
        owner, fact = next(iter(self.programs.world.book.vocabulary.lists_of(kind)))
        above = self._lists(owner.name) if owner.listed or not owner.at else []
        return [*above, (owner.name, fact.name)]


def _leaves(node: Node) -> Iterator[str]:
    if isinstance(node, tree.If):
        yield from (name for each in (node.consequence, node.alternative) for name in _leaves(each))
    elif isinstance(node, tree.String):
        yield node.value


def _shortest(found: Iterable[Read]) -> Iterator[Read]:
    """Each read once; one that takes place under guards only where no other does without."""
    reads = dict.fromkeys(found)
    bare = {replace(each, guards=()) for each in reads if not each.guards}
    yield from (each for each in reads if not each.guards or replace(each, guards=()) not in bare)


@dataclass(frozen=True)
class _Reads:
    """What goes through one tree for what can make its value unknown: flags never do."""

    hanging: Hanging
    subject: str
    types: Mapping[int, Type]

    def of(self, node: Node, at: _Place) -> Iterator[Read]:
        pools = self.hanging.programs.pools
        columns = pools[self.subject].columns if self.subject in pools else {}
        if is_flag(columns, node):
            return
        match node:
            case tree.Name(name=name):
                yield from self._name(name, at)
            case tree.Path(source=source, name=name):
                record = _record(self.types.get(id(source)))
                if record is not None:
                    yield from self._fact(record, name, "one" if self._is_one(source, at) else "any", at)
                yield from self.of(source, at)
            case tree.Filter(source=source, predicate=predicate):
                record = _record(self.types.get(id(source)))
                members = (*at.members, record) if record else at.members
                inside = replace(at, members=members, bound=at.bound | {"item"})
                yield from self.of(source, at)
                yield from self.of(predicate, inside)
            case tree.For(iterators=loops, result=body) | tree.Quantified(iterators=loops, condition=body):
                yield from (read for each in loops for read in self.of(each.source, at))
                yield from self.of(body, replace(at, bound=at.bound | {each.name for each in loops}))
            case tree.If(condition=condition) if is_flag(columns, condition):
                yield from self.of(node.consequence, at.where(condition))
                yield from self.of(node.alternative, at.where(negated(condition)))
            case tree.Invocation(function=tree.Name(name=host.LATEST | host.UNLISTED as name), arguments=arguments):
                record, entries = _record(self.types.get(id(arguments[0]))), arguments[1]
                assert record is not None
                assert isinstance(entries, tree.String)
                yield from self._fact(record, entries.value, "one" if name == host.LATEST else "entry", at)
                yield from (read for each in arguments[2:] for read in self.of(each, at))
            case _:
                yield from (read for each in tree.children(node) for read in self.of(each, at))

    def _name(self, name: str, at: _Place) -> Iterator[Read]:
        if name in at.bound:
            return
        member = next((each for each in reversed(at.members) if name in each.fields), None)
        if member is not None:
            yield from self._fact(member, name, "any", at)
            return
        pools = self.hanging.programs.pools
        if self.subject in pools and name in pools[self.subject].columns:
            for read in self.hanging._of_column(self.subject, name):
                yield replace(read, guards=(*at.guards, *read.guards))

    def _fact(self, type_: RecordType, name: str, whose: Whose, at: _Place) -> Iterator[Read]:
        record = self.hanging.programs.world.book.vocabulary.records[type_.name]
        if name in record.facts or (record.name, name) in self.hanging.renamed:
            for read in self.hanging.given(record, name, whose):
                yield replace(read, guards=(*at.guards, *read.guards))

    def _is_one(self, source: Node, at: _Place) -> bool:
        """Whether a record has a name: a single one, or the one that is decided."""
        if isinstance(source, tree.Path):
            return isinstance(self.types.get(id(source)), RecordType) and self._is_one(source.source, at)
        if not isinstance(source, tree.Name) or source.name in at.bound:
            return False
        return not any(source.name in each.fields for each in at.members)


def _record(type_: Type | None) -> RecordType | None:
    while isinstance(type_, ListType):
        type_ = type_.item
    return type_ if isinstance(type_, RecordType) else None
