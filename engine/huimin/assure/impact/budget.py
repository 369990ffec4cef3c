"""What the provisions cost in each year of a projection, before and after, from a sample of the register moved in time.

The cases whose day lies in the model year stand for every other year: all their dates are moved by whole years, the
day asked with them, and both books are asked anew, so that a rate that begins later, or a period that ends, counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from huimin.assure.impact.basis import provisions_of
from huimin.assure.impact.model import Budget, BudgetYear, Money, OfProvision
from huimin.assure.impact.projection import Projection
from huimin.assure.impact.records import records
from huimin.assure.impact.table import ACCEPTED, Side, Table
from huimin.batch import sql
from huimin.batch.operators import Operators
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.batch.statement import Asked, statement
from huimin.feel.temporal.dates import add_months
from huimin.policy.model import Book
from huimin.policy.payments import PAYMENTS
from huimin.policy.vocabulary import Record

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CASES = 20_000
"""Cases of the register that the years are told by, chosen by a hash of their ids."""
_SAMPLED = "CREATE OR REPLACE TEMP TABLE sampled AS SELECT * FROM {accepted} ORDER BY md5({id}), {id} LIMIT {most}"
_COUNTED = "SELECT kind, count(*) FROM counted WHERE year IN (?, -1) GROUP BY kind"
_PAID = """
    SELECT kind, currency, payment, sum(amount) FROM counted
    JOIN yearly ON counted.case_id = yearly.case_id AND counted.record IS NOT DISTINCT FROM yearly.record
    JOIN paying USING (provision) WHERE counted.year IN (?, -1) GROUP BY ALL"""


def budget(table: Table, projection: Projection, provisions: Sequence[OfProvision]) -> Budget | None:
    """The budget of the provisions in which something can differ; None where none of them pays for those counted."""
    known = provisions_of(table.asked)
    paying = {each.provision: each.money for each in provisions if each.money}
    counted = [name for name in paying if known[name].subject == projection.counts]
    if not counted:
        return None
    kind = table.asked["after"].book.vocabulary.records[projection.counts]
    sides = {side: _only(asked, counted) for side, asked in table.asked.items()}
    sums: dict[tuple[int, str], dict[Side, Decimal]] = {}
    for side, asked in sides.items():
        shape = table.opened(side)
        table.rows(_SAMPLED.format(accepted=ACCEPTED, id=shape.case_id.sql("duckdb"), most=MOST_CASES))
        means: dict[int, dict[Money, Decimal]] = {}
        for year in range(projection.first, projection.first + projection.years):
            ruled_as = projection.ruled_as(year)
            if ruled_as not in means:
                means[ruled_as] = _means(table, shape, asked, projection, kind, ruled_as)
            for money, mean in means[ruled_as].items():
                times = PAYMENTS[money.payment].times
                paid = projection.count(year) * mean * projection.value("take_up", Decimal(1)) * times
                sums.setdefault((year, money.currency), {"before": Decimal(0), "after": Decimal(0)})[side] += paid
    [(cases,)] = table.rows("SELECT count(*) FROM sampled")
    years = tuple(
        BudgetYear(year, int(_whole(projection.count(year))), currency, _whole(of["before"]), _whole(of["after"]))
        for (year, currency), of in sorted(sums.items())
    )
    return Budget(projection, cases, years, tuple(known[name].label for name in paying if name not in counted))


def _only(asked: Asked, names: Sequence[str]) -> Asked:
    return replace(asked, provisions=tuple(each for each in asked.provisions if each in names))


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def _means(
    table: Table, shape: Shape, asked: Asked, projection: Projection, kind: Record, year: int
) -> dict[Money, Decimal]:
    """What is paid on the average for one of those counted, by money, under the rules of a year: by the shares that
    are stated, else by those of the register.
    """
    years = year - projection.model_year
    asked = replace(asked, on=add_months(asked.on, 12 * years))
    moved = _make_moved(table, shape, asked, years)
    _make_counted(table, moved, asked, projection, kind)
    counts = {found: Decimal(count) for found, count in table.rows(_COUNTED, year)}
    if not asked.provisions or not counts:
        return {}
    table.rows(f"CREATE OR REPLACE TEMP TABLE yearly AS {statement(asked, moved, 'moved').sql('duckdb')}")
    shares, whole = projection.shares, sum(counts.values())
    means: dict[Money, Decimal] = {}
    for found, currency, payment, paid in table.rows(_PAID, year):
        share = shares.of(found) if shares else counts[found] / whole
        mean = (paid or Decimal(0)) / counts[found] * share
        money = Money(currency, payment)
        means[money] = means.get(money, Decimal(0)) + mean
    return means


def _make_counted(table: Table, shape: Shape, asked: Asked, projection: Projection, kind: Record) -> None:
    """Makes the table `counted`: each of those counted with its year (-1: every year) and the kind that it is of."""
    names = [each for each in (projection.by, projection.shares.fact if projection.shares else None) if each]
    query = records(asked, shape, kind.name, [(kind.name, each) for each in dict.fromkeys(names)], "moved")
    year = sql.call("year", sql.column(f"{kind.name}.{projection.by}")) if projection.by else sql.literal(-1)
    found = _as_text(sql.column(f"{kind.name}.{projection.shares.fact}")) if projection.shares else sql.literal("")
    counted = exp.select("case_id", "record", sql.aliased(year, "year"), sql.aliased(found, "kind"))
    table.rows(f"CREATE OR REPLACE TEMP TABLE counted AS {counted.from_(query.subquery('records')).sql('duckdb')}")


def _as_text(value: Sql) -> Sql:
    """A value as the keys of `shares` have it: a whole number without decimals."""
    text = sql.cast(value, "text")
    return sql.call("regexp_replace", text, sql.literal(r"\.0+$"), sql.literal(""))


def _make_moved(table: Table, shape: Shape, asked: Asked, years: int) -> Shape:
    """Makes the view `moved`: the sample with every date moved by whole years."""
    mover = _Mover(asked.book, Operators(), years)
    select = exp.select(sql.column(shape.id_column)).from_("sampled")
    for kind in asked.book.vocabulary.subjects.values():
        part = shape.part(kind.at[0]) if len(kind.at) == 1 else None
        if part is not None:
            select = select.select(sql.aliased(mover.record(kind, part), kind.at[0]), copy=False)
    table.rows(f"CREATE OR REPLACE TEMP VIEW moved AS {select.sql('duckdb')}")
    fields: pa.Schema = table.connection.sql("FROM moved LIMIT 0").to_arrow_table().schema
    return Shape(fields, id_column=shape.id_column)


@dataclass(frozen=True)
class _Mover:
    book: Book
    operators: Operators
    years: int

    def record(self, kind: Record, part: Shape) -> Sql:
        """A record with its dates moved; NULL where it is."""
        assert part.record is not None
        below = {
            each.at[-1]: each
            for each in self.book.vocabulary.subjects.values()
            if kind.at and not each.listed and each.at[:-1] == kind.at
        }
        moved: list[tuple[str, Any]] = []
        for name in part.fields.names:
            inner = part.part(name)
            if name in below and inner is not None:
                moved.append((name, self.record(below[name], inner)))
            elif name in kind.facts:
                moved.append((name, self.fact(kind, name, part)))
        return sql.case([(sql.known(part.record), sql.record(moved))])

    def fact(self, kind: Record, name: str, part: Shape) -> Sql:
        fact, raw, inner = kind.facts[name], part.raw(name), part.part(name)
        assert raw is not None
        if fact.type == "date":
            day = part.value(name, fact)
            assert day is not None
            return self.operators.plus_months(day, sql.literal(12 * self.years))
        if fact.list_of is None or inner is None:
            return raw
        member = self.book.vocabulary.records[fact.list_of]
        return self.operators.each(raw, member.name, lambda variable: self.record(member, inner.of(variable)))
