"""Rows that break the schema of a case, each with its reasons: the same that one case is refused for.

A reason is a path and a code of `docs/error-codes.md`, or the id of a constraint: `family.children[2].id: case-…`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from typing import TYPE_CHECKING

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.expression import written
from huimin.batch.facts import Facts
from huimin.batch.findings import refusal
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt, Unsayable
from huimin.policy import expressions
from huimin.policy.bounds import BOUNDS
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book
from huimin.policy.vocabulary import Constraint, Fact, Record

if TYPE_CHECKING:
    import duckdb

TEXTS = "array<text>"
SIZED = "rows of a size"
FINITE = "1.7976931348623157e308"
"""The largest number that a double holds."""
TOO_PRECISE = f"[.][0-9]{{{BOUNDS.decimals}}}[0-9]*[1-9]"
"""What is in the text of a number of too many decimals."""


def refusals(facts: Facts, source: str, unread: str) -> exp.Query:
    """What `broken` gives, and the rows of `unread`: `case_id`, `reason` and, to count by, `who`."""
    rows = [
        (broken(facts, source).subquery("broken"), sql.literal("")),
        (exp.to_table(unread), exp.func("CONCAT", sql.literal("line "), sql.cast(sql.column("number"), "text"))),
    ]
    parts = [
        exp.select(
            "case_id", "reason", sql.aliased(exp.func("COALESCE", sql.column("case_id"), nameless), "who")
        ).from_(table)
        for table, nameless in rows
    ]
    return exp.union(*parts, distinct=False, copy=False)


def count_of_refused(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table of `refusals` is about; rows without an id that could be read count as one."""
    count = exp.Count(this=exp.Distinct(expressions=[sql.column("who")]))
    [(found,)] = connection.sql(exp.select(count).from_(table).sql("duckdb")).fetchall()
    return int(found)


def broken(facts: Facts, source: str) -> exp.Query:
    """The query over the table `source`: a row, `case_id` and `reason`, for everything that is wrong with a case."""
    checks = _Checks(facts.book, facts.operators)
    found = [*checks.case(facts.shape), sql.array([checks.records_in_all(facts.shape)])]
    given = exp.select(
        sql.aliased(facts.shape.case_id, "case_id"),
        sql.aliased(exp.Explode(this=facts.operators.joined([_texts(each) for each in found])), "reason"),
    ).from_(sql.identifier(source))
    ids = sql.column(facts.shape.id_column)
    twice = (
        exp.select(
            sql.aliased(facts.shape.case_id, "case_id"), sql.aliased(sql.literal("id: case-duplicate-id"), "reason")
        )
        .from_(sql.identifier(source))
        .group_by(facts.shape.case_id)
        .having(sql.binary(">", exp.Count(this=exp.Star()), sql.literal(1)))
    )
    unnamed = (
        exp.select(
            sql.aliased(sql.cast(sql.NULL, "text"), "case_id"), sql.aliased(sql.literal("id: case-missing"), "reason")
        )
        .from_(sql.identifier(source))
        .where(sql.is_null(ids))
    )
    parts: list[exp.Select] = [given, twice, unnamed]
    constraints = _constraints(facts)
    stages: list[tuple[str, exp.Select]] = []
    if (
        constraints
    ):  # of rows with lists of a size alone: a constraint may go through one list for each member of another
        sized = exp.select("*").from_(sql.identifier(source)).where(*checks.sizes(facts.shape))
        stages = [(SIZED, sized), *facts.stages(SIZED)]
    if constraints:
        reasons = facts.operators.joined([_texts(each) for each in constraints])
        select = exp.select(
            sql.aliased(sql.column("case id"), "case_id"), sql.aliased(exp.Explode(this=reasons), "reason")
        )
        parts.append(select.from_(sql.identifier(stages[-1][0])))
    query: exp.Query = exp.union(*parts, distinct=False, copy=False)
    for name, stage in stages:
        query = query.with_(sql.identifier(name), as_=stage, copy=False)
    return (
        exp.select("case_id", "reason")
        .distinct()
        .from_(query.subquery("broken"))
        .where(sql.known(sql.column("reason")))
    )


def _texts(items: Sql) -> Sql:
    return exp.func("COALESCE", items, sql.cast(sql.array([]), exp.DataType.build(TEXTS, dialect="spark")))


def _constraints(facts: Facts) -> list[Sql]:
    """For each constraint of the vocabulary the list of texts that says where it is broken."""
    found = []
    for kind in facts.records.values():
        for constraint in kind.constraints:
            if kind.at and not kind.listed:
                found.append(sql.array([_said(facts, kind, constraint)]))
            found += [
                facts.operators.each(items, kind.name, partial(_said, facts, kind, constraint))
                for items in _lists_of(facts, kind)
            ]
    return found


def _said(facts: Facts, kind: Record, constraint: Constraint, member: Sql | None = None) -> Sql:
    """What is wrong with a record; NULL where nothing is."""
    broken_ = _refused(facts, kind, constraint, RecordAt(kind.name, member))
    return sql.case([(broken_, sql.literal(f"{kind.name}.{constraint.at}: {constraint.id}"))])


def _lists_of(facts: Facts, kind: Record) -> Iterator[Sql]:
    """The lists of records of a kind that single records have."""
    for owner, fact in facts.book.vocabulary.lists_of(kind.name):
        if owner.at and not owner.listed:
            items = facts.read(RecordAt(owner.name), fact.name)
            assert isinstance(items, Sql)
            yield items


def _refused(facts: Facts, kind: Record, constraint: Constraint, record: RecordAt) -> Sql:
    scope = expressions.record_scope(facts.language, kind)
    text = constraint.refuse.text
    node = expressions.parsed(facts.book.trees, text, expressions.record_where(kind), scope)
    names = {**facts.environment(), kind.name: record}
    try:
        return written(node, scope, names, facts.operators, facts)
    except Unsayable as unsayable:
        raise refusal(facts.book, constraint.refuse, unsayable) from None


class _Checks:
    """Lists of texts, one for each place of a case, that say what is wrong there; NULL members say nothing."""

    def __init__(self, book: Book, operators: Operators) -> None:
        self.book, self.operators = book, operators
        self.subjects = book.vocabulary.subjects

    def case(self, shape: Shape) -> Iterator[Sql]:
        for kind in self.subjects.values():
            if not kind.listed:
                there = shape.is_there(kind.at)
                yield from self.record(kind, shape.at(kind.at), ".".join(kind.at), there)

    def sizes(self, shape: Shape) -> Iterator[Sql]:
        """For each list of a single record whether it has no more members than a case may hold."""
        for kind in self.subjects.values():
            for fact in kind.facts.values() if not kind.listed else ():
                items = shape.at(kind.at).raw(fact.name) if fact.list_of else None
                if items is not None:
                    yield self._is_sized(items, self.book.vocabulary.records[fact.list_of or ""])

    def _is_sized(self, items: Sql, kind: Record) -> Sql:
        return sql.binary("<=", self._size(items), sql.literal(BOUNDS.members(kind)))

    def _size(self, items: Sql) -> Sql:
        return exp.func("COALESCE", self.operators.size(items), sql.literal(0))

    def records_in_all(self, shape: Shape) -> Sql:
        """What is wrong with a case whose lists hold too many records together."""
        counts = [
            each for kind in self.subjects.values() if not kind.listed for each in self._counts(kind, shape.at(kind.at))
        ]
        total = reduce(partial(sql.binary, "+"), counts, sql.literal(0))
        return sql.case([(sql.binary(">", total, sql.literal(BOUNDS.records)), sql.literal("case: case-too-many"))])

    def _counts(self, kind: Record, given: Shape) -> Iterator[Sql]:
        """How many members the lists of a record have, and the lists of these."""
        for fact in kind.facts.values():
            items, member = (given.raw(fact.name), given.part(fact.name)) if fact.list_of else (None, None)
            if items is None or member is None:
                continue
            yield self._size(items)
            inner = self.book.vocabulary.records[fact.list_of or ""]
            if any(each.list_of for each in inner.facts.values()):
                below = partial(self._below, inner, member)
                yield exp.func(
                    "COALESCE", self.operators.total(self.operators.each(items, inner.name, below)), sql.literal(0)
                )

    def _below(self, kind: Record, member: Shape, variable: Sql) -> Sql:
        return reduce(partial(sql.binary, "+"), self._counts(kind, member.of(variable)), sql.literal(0))

    def record(self, kind: Record, given: Shape, path: str, there: Sql) -> Iterator[Sql]:
        tests: list[tuple[Sql, str]] = []
        for fact in kind.facts.values():
            if fact.is_given:
                tests += self.fact(fact, given, there)
        said = [sql.case([(test, sql.literal(f"{path}.{what}"))]) for test, what in tests]
        if said:
            yield sql.array(said)
        for fact in kind.facts.values():
            if fact.list_of is not None:
                yield from self.list(self.book.vocabulary.records[fact.list_of], fact, given, path)

    def fact(self, fact: Fact, given: Shape, there: Sql) -> Iterator[tuple[Sql, str]]:
        raw, value = given.raw(fact.name), given.value(fact.name, fact)
        if raw is None or value is None:
            if fact.required:
                yield there, f"{fact.name}: case-missing"
            return
        if fact.required:
            yield sql.every([there, sql.is_null(raw)]), f"{fact.name}: case-missing"
        for other in fact.without:
            second = given.raw(other)
            if second is not None and fact.name < other:
                yield sql.every([sql.known(raw), sql.known(second)]), f"{fact.name}: case-excludes {other}"
        if fact.list_of is None:
            yield from ((test, f"{fact.name}: {code}") for test, code in self.scalar(fact, raw, value))

    def scalar(self, fact: Fact, raw: Sql, value: Sql) -> Iterator[tuple[Sql, str]]:
        if fact.code is not None:
            yield sql.negated(value.isin(*self.book.vocabulary.codes[fact.code])), "case-not-a-code"
        elif fact.type == "provision":
            yield sql.negated(value.isin(*self.book.provisions)), "case-unknown-provision"
        elif fact.type == "string":
            yield sql.binary(">", sql.call("length", value), sql.literal(BOUNDS.text)), "case-too-long"
        elif fact.type == "number":
            yield from self.number(fact, raw, value)
        else:
            yield sql.every([sql.known(raw), sql.is_null(value)]), FACT_TYPES[fact.type].code

    def number(self, fact: Fact, raw: Sql, value: Sql) -> Iterator[tuple[Sql, str]]:
        """A value that is not a number, or has more digits than a case may hold; read from the column as it is."""
        about = exp.TryCast(this=raw.copy(), to=exp.DataType.build("double"), safe=True)
        beyond, finite = sql.literal(10**BOUNDS.digits), exp.Literal.number(FINITE)
        over = sql.every([sql.is_null(value), about >= beyond, about <= finite])
        under = sql.every([sql.is_null(value), about <= exp.Neg(this=beyond), about >= exp.Neg(this=finite)])
        is_none = sql.every([sql.known(raw), sql.is_null(value), sql.negated(sql.is_true(sql.some([over, under])))])
        yield is_none, "case-wrong-type"
        too_small = sql.binary("<", value, sql.literal(BOUNDS.smallest(fact)))
        too_large = sql.binary(">", value, sql.literal(BOUNDS.largest(fact)))
        yield sql.some([under, too_small]), "case-too-small"
        yield sql.some([over, too_large]), "case-too-large"
        text = sql.cast(raw, "text")
        kept, exact = (_decimal(text, decimals) for decimals in (BOUNDS.decimals, 38 - BOUNDS.digits))
        gone = sql.every([kept.eq(sql.literal(0)), sql.negated(about.eq(sql.literal(0)))])
        written = exp.RegexpLike(this=text.copy(), expression=sql.literal(TOO_PRECISE))
        yield sql.every([sql.known(kept), sql.some([sql.binary("!=", exact, kept), gone, written])]), "case-too-precise"

    def list(self, kind: Record, fact: Fact, given: Shape, path: str) -> Iterator[Sql]:
        items, member = given.raw(fact.name), given.part(fact.name)
        if items is None or member is None:
            return
        where = f"{path}.{fact.name}"
        sized = self._is_sized(items, kind)
        yield sql.array([sql.case([(sql.negated(sized), sql.literal(f"{where}: case-too-many"))])])
        items = sql.case([(sized, items)])

        def places(variable: Sql, place: Sql) -> Sql:
            said = list(self.record(kind, member.of(variable), "", sql.TRUE))
            here = sql.array([sql.case([(sql.is_null(variable), sql.literal(": case-wrong-type"))])])
            number = exp.func("CONCAT", sql.literal(f"{where}["), sql.cast(place, "text"), sql.literal("]"))
            texts = self.operators.joined([_texts(each) for each in (here, *said)])
            return self.operators.each(
                self.operators.where(texts, "text", sql.known),
                "text",
                lambda text: exp.func("CONCAT", number.copy(), text),
            )

        yield self.operators.flattened(self.operators.each_placed(items, kind.name, places))
        if "id" in kind.facts and member.raw("id") is not None:

            def reference(variable: Sql, place: Sql) -> Sql:
                own = member.of(variable).value("id", kind.facts["id"])
                assert own is not None
                return exp.func("COALESCE", own, sql.cast(place, "text"))

            ids = self.operators.each_placed(items, kind.name, reference)
            twice = sql.binary("<", self.operators.size(self.operators.distinct(ids)), self.operators.size(ids))
            yield sql.array([sql.case([(twice, sql.literal(f"{where}: case-duplicate-id"))])])


def _decimal(text: Sql, decimals: int) -> Sql:
    """A text as a number of so many decimals; NULL where it is none, or has too many digits before the point."""
    type_ = exp.DataType.build(f"decimal({BOUNDS.digits + decimals},{decimals})")
    return exp.TryCast(this=text.copy(), to=type_, safe=True)
