"""The operators that SQL dialects do not agree on, each defined by its edge cases and written for DuckDB.

NULL is unknown, wherever it stands: as the list, or as what a member comes to. No function of DuckDB is trusted by its
name; `tests/batch/operators.yaml` holds each of the operators to its table of edge cases.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.sql import Sql

Body = Callable[[Sql], Sql]


@dataclass(frozen=True)
class Operators:
    """The operators. `body` is given the variable that stands for a member."""

    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def _variable(self, stem: str) -> exp.Identifier:
        return sql.identifier(f"{stem}_{next(self._numbers)}")

    def _lambda(self, function: str, items: Sql, stem: str, body: Body) -> Sql:
        variable = self._variable(stem)
        arrow = exp.Lambda(this=body(exp.column(variable)), expressions=[variable])
        return sql.call(function, items, arrow)

    def each(self, items: Sql, stem: str, body: Body) -> Sql:
        """What `body` gives for every member, in order; NULL for a NULL list."""
        return self._lambda("list_transform", items, stem, body)

    def each_placed(self, items: Sql, stem: str, body: Callable[[Sql, Sql], Sql]) -> Sql:
        """As `each`; `body` is also given the member's place, from 1."""
        variable, place = self._variable(stem), self._variable("place")
        arrow = exp.Lambda(this=body(exp.column(variable), exp.column(place)), expressions=[variable, place])
        return sql.call("list_transform", items, arrow)

    def where(self, items: Sql, stem: str, body: Body) -> Sql:
        """The members for which `body` is true; those for which it is NULL are left out."""
        return self._lambda("list_filter", items, stem, body)

    def let(self, value: Sql, stem: str, body: Body) -> Sql:
        """`body` of a value that is computed once."""
        return self.at(self.each(sql.array([value]), stem, body), 1)

    def at(self, items: Sql, place: int) -> Sql:
        """The member at a place, from 1, or from the end when negative; NULL where there is none."""
        function = "list_extract"
        return sql.call(function, items, sql.literal(place))

    def size(self, items: Sql) -> Sql:
        """How many members, NULL ones too; NULL for a NULL list."""
        return sql.call("len", items)

    def _has(self, truths: Sql) -> Sql:
        """Whether TRUE is among truths; NULL for a NULL list only."""
        return sql.call("list_contains", truths, sql.TRUE)

    def has_null(self, items: Sql) -> Sql:
        """Whether the list, or a member of it, is NULL."""
        return sql.some([sql.is_null(items), sql.known(sql.call("list_position", items, sql.NULL))])

    def some(self, items: Sql, stem: str, body: Body) -> Sql:
        """Kleene's OR over what `body` gives; false over an empty list, NULL over a NULL one."""

        def decided(truths: Sql) -> Sql:
            return sql.case([(self._has(truths), sql.TRUE), (sql.negated(self.has_null(truths)), sql.FALSE)])

        found = self.let(self.each(items, stem, body), "truths", decided)
        # Most lists of a register are empty, and a CASE goes through no list of those.
        return sql.case([(sql.equal(self.size(items), sql.literal(0)), sql.FALSE)], found)

    def every(self, items: Sql, stem: str, body: Body) -> Sql:
        """Kleene's AND over what `body` gives; true over an empty list, NULL over a NULL one."""
        return sql.negated(self.some(items, stem, lambda member: sql.negated(body(member))))

    def count(self, items: Sql, stem: str, body: Body) -> Sql:
        """For how many members `body` is true; NULL where it is NULL for one."""

        def counted(truths: Sql) -> Sql:
            kept = self.size(self.where(truths, "truth", lambda truth: truth))
            return sql.case([(sql.negated(self.has_null(truths)), kept)])

        return self.let(self.each(items, stem, body), "truths", counted)

    def kept(self, items: Sql, stem: str, body: Body) -> Sql:
        """The members for which `body` is true; NULL, that is nothing known, where it is NULL for one."""
        unsure = self.has_null(self.each(items, stem, body))
        return sql.case([(sql.negated(unsure), self.where(items, stem, body))])

    def contains(self, items: Sql, value: Sql) -> Sql:
        """Whether a member equals the value: NULL where it is not found and a member, or the value, is not known."""
        return self.some(items, "item", lambda item: sql.equal(item, value))

    def total(self, items: Sql) -> Sql:
        """The sum; NULL over an empty list, and where a member is NULL."""
        return sql.case([(sql.negated(self.has_null(items)), sql.call("list_sum", items))])

    def extreme(self, items: Sql, *, largest: bool) -> Sql:
        """The smallest or the largest member; NULL over an empty list, and where a member is NULL."""
        name = "list_max" if largest else "list_min"
        return sql.case([(sql.negated(self.has_null(items)), sql.call(name, items))])

    def last(self, records: Sql) -> Sql:
        """Of records that begin with a date and a place, the last; NULL over an empty list."""
        return sql.call("list_max", records)

    def flattened(self, lists: Sql) -> Sql:
        """The members of the lists in a list."""
        return sql.call("flatten", lists)

    def distinct(self, items: Sql) -> Sql:
        """The members without repetitions, in no order; there is no NULL among them."""
        return sql.call("list_distinct", items)

    def compact(self, items: list[Sql]) -> Sql:
        """The texts that are not NULL."""
        texts = sql.cast(sql.array(items), exp.DataType.build("array<text>", dialect="spark"))
        return self.where(texts, "item", sql.known)

    def joined(self, lists: list[Sql]) -> Sql:
        """The members of all lists, one list after the other."""
        found = lists[0]
        for each in lists[1:]:
            found = sql.call("list_concat", found, each)
        return found

    def unfolded(self, rows: Sequence[Mapping[str, Sql]]) -> list[Sql]:
        """What a select shows to give so many rows for one, with a column for each entry."""
        return [sql.aliased(exp.Explode(this=sql.array([each[name] for each in rows])), name) for name in rows[0]]

    def days_between(self, left: Sql, right: Sql) -> Sql:
        """The days from `right` to `left`."""
        return sql.binary("-", left, right)

    def plus_days(self, day: Sql, days: Sql) -> Sql:
        return sql.call("date_add", day, sql.cast(days, "int"))

    def plus_months(self, day: Sql, months: Sql) -> Sql:
        """The same day so many months later, or the month's last day where it has no such day."""
        return sql.cast(sql.call("date_add", day, sql.call("to_months", sql.cast(months, "int"))), "date")

    def part(self, name: Literal["year", "month", "day"], day: Sql) -> Sql:
        return sql.call(name, day)

    def whole(self, number: Sql, by: int) -> Sql:
        """How many times a whole number holds another, towards zero."""
        return exp.IntDiv(this=exp.paren(number), expression=sql.literal(by))

    def months_between(self, start: Sql, end: Sql) -> Sql:
        """The whole months from one day to another, towards zero; negative when the end is the earlier."""

        def counted(day: Sql) -> Sql:
            return self.part("year", day) * 12 + self.part("month", day)

        months = counted(end) - counted(start)
        first, last = self.part("day", start), self.part("day", end)
        too_many = sql.every([months > 0, last < first])
        too_few = sql.every([months < 0, last > first])
        return sql.case([(too_many, months - 1), (too_few, months + 1)], months)

    def product(self, left: Sql, right: Sql) -> Sql:
        """The product, exact to 12 decimals and more: DuckDB keeps 18 digits unless one side has more."""
        return sql.binary("*", sql.cast(left, "decimal(38,12)"), right)

    def quotient(self, left: Sql, right: Sql) -> Sql:
        """The quotient with 12 decimals, half away from zero; NULL for a divisor of 0. Both sides below 10^12."""
        right = sql.call("nullif", right, sql.literal(0))
        dividend, divisor = (
            sql.cast(sql.binary("*", sql.cast(each, "decimal(38,6)"), sql.literal(10**6)), "hugeint")
            for each in (left, right)
        )
        size, by = sql.call("abs", dividend) * sql.literal(2 * 10**12), sql.call("abs", divisor)
        rounded = exp.IntDiv(this=exp.paren(size + by), expression=exp.paren(by * 2))
        signed = rounded * sql.cast(sql.call("sign", dividend) * sql.call("sign", divisor), "hugeint")
        return sql.cast(signed, "decimal(38,0)") * exp.cast(exp.Literal.number("0.000000000001"), "decimal(13,12)")
