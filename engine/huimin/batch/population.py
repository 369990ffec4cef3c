"""A synthetic register for the vocabulary of a book: marginals in YAML, any number of cases, the same for a seed.

`vocabulary/population.yaml` of a book (`schemas/population.v1.json`) says for each record how often it is there, and
for each fact how often it is given and what it then is. Nothing is drawn: every value is taken from a hash of the seed,
the number of the case, the place in the list and the name of the fact, so that threads and order do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.duck import Progress, connected, write
from huimin.batch.operators import Operators
from huimin.batch.sql import Sql
from huimin.cases.read import read_value
from huimin.documents.findings import CaseError, Finding
from huimin.documents.read import Document, read
from huimin.documents.schemas import validate
from huimin.documents.write_whole import whole_files
from huimin.feel.values import Date
from huimin.policy.build import date
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record

PARTS = 1_000_000
"""A share is so many parts, the finest that can be told apart."""


def marginals(book: Book, path: Path | None = None) -> Document:
    """The marginals of a file, by default the book's own. Raises CaseError with every place of what is wrong."""
    document = read(path or Path(book.folder) / "vocabulary" / "population.yaml")
    findings = [*validate(document, "population")]
    findings = findings or list(_strangers(book, document))
    if findings:
        raise CaseError(findings)
    return document


def write_population(
    book: Book,
    document: Document,
    size: int,
    out: Path,
    *,
    seed: int = 0,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> None:
    """`size` cases as a Parquet file with an `id` and a column for each record that stands by itself."""
    query = population(book, document.data, size, seed)
    with connected(memory, threads, out.parent) as connection, whole_files(out) as (unfinished,):
        write(connection, query, unfinished, progress)


def population(book: Book, data: Mapping[str, Any], size: int, seed: int) -> exp.Select:
    """The query that makes `size` cases, for DuckDB."""
    maker = _Maker(book, data["records"], seed)
    number = sql.column("number")
    digits = sql.literal(f"{data.get('prefix', 'case')}-%0{len(str(size))}d")
    select = exp.select(sql.aliased(sql.call("printf", digits, number), "id"))
    for kind in book.vocabulary.subjects.values():
        if len(kind.at) == 1 and kind.name in maker.records:
            select = select.select(sql.aliased(maker.record(kind, sql.literal(0)), kind.at[0]), copy=False)
    numbers = exp.select(sql.aliased(sql.column("range"), "number")).from_(sql.call("range", sql.literal(size)))
    return select.from_(numbers.subquery("cases"))


def _strangers(book: Book, document: Document) -> Iterator[Finding]:
    """What the vocabulary does not know: a record, a fact, a value."""
    for name, record in document.data["records"].items():
        kind = book.vocabulary.records.get(name)
        if kind is None:
            yield Finding("batch-unknown-column", document.place(("records", name), key=True), {"name": name})
            continue
        for fact, given in record.get("facts", {}).items():
            at = ("records", name, "facts", fact)
            if fact not in kind.facts or not kind.facts[fact].is_given:
                yield Finding("batch-unknown-column", document.place(at, key=True), {"name": f"{name}.{fact}"})
                continue
            for value in given.get("values", {}):
                try:
                    read_value(book, kind.facts[fact], _value(kind.facts[fact], value), f"{name}.{fact}")
                except CaseError as error:
                    place = document.place((*at, "values", value), key=True)
                    yield from (Finding(each.code, place, each.values) for each in error.findings)


def _value(fact: Fact, text: Any) -> Any:
    """A key of `values`, which is text, as a value of the fact; a list has none."""
    return text if fact.list_of is not None else FACT_TYPES[fact.type].heard(str(text))


@dataclass(frozen=True)
class _Maker:
    """What makes the records of a case as SQL; `place` is the member's place in its list, 0 outside of lists."""

    book: Book
    records: Mapping[str, Any]
    seed: int

    def part(self, what: str, place: Sql) -> Sql:
        """A number below PARTS, as good as random, for something of one record of a case."""
        found = sql.call("hash", sql.literal(self.seed), sql.column("number"), place, sql.literal(what))
        return sql.binary("%", found, sql.literal(PARTS))

    def happens(self, what: str, place: Sql, share: Any) -> Sql:
        return sql.binary("<", self.part(what, place), sql.literal(_parts(share)))

    def record(self, kind: Record, place: Sql) -> Sql:
        """A record with the facts that are stated for its kind, and the records that stand under it."""
        stated = self.records[kind.name]
        given: dict[str, Sql] = {}
        for name, fact in kind.facts.items():
            if name in stated.get("facts", {}):
                value = self.fact(kind, fact, stated["facts"][name], place, given)
                given[name] = self._alone(kind, fact, given, value)
        below = [
            (other.at[-1], self.record(other, place))
            for other in self.book.vocabulary.subjects.values()
            if not other.listed and kind.at and other.at[:-1] == kind.at and other.name in self.records
        ]
        found = sql.record([*given.items(), *below])
        share = stated.get("share", 1)
        return found if share == 1 else sql.case([(self.happens(kind.name, place, share), found)])

    def _alone(self, kind: Record, fact: Fact, given: Mapping[str, Sql], value: Sql) -> Sql:
        """The value only where no fact before it excludes it."""
        rivals = [name for name in given if name in fact.without or fact.name in kind.facts[name].without]
        return sql.case([(sql.every([sql.is_null(given[name]) for name in rivals]), value)]) if rivals else value

    def fact(self, kind: Record, fact: Fact, stated: Mapping[str, Any], place: Sql, given: Mapping[str, Sql]) -> Sql:
        what = f"{kind.name}.{fact.name}"
        if "count" in stated:
            value = self.list(self.book.vocabulary.records[fact.list_of or ""], what, stated, given)
        elif "pick" in stated:
            value = self.pick(what, place, given[stated["pick"]]) if stated["pick"] in given else self.pick(what, place)
        elif "values" in stated:
            value = self.choice(what, place, {_value(fact, key): share for key, share in stated["values"].items()})
        elif fact.type == "date":
            value = self.day(what, place, stated)
        else:
            value = self.number(what, place, stated)
        share = stated.get("given", 1)
        return value if share == 1 else sql.case([(self.happens(f"{what}?", place, share), value)])

    def choice(self, what: str, place: Sql, shares: Mapping[Any, Any]) -> Sql:
        """One of the values, each as often as its share among all says."""
        total, reached = sum(map(Decimal, map(str, shares.values()))), Decimal(0)
        branches = []
        for value, share in shares.items():
            reached += Decimal(str(share))
            branches.append((self.happens(what, place, reached / total), sql.literal(value)))
        return sql.case(branches)

    def day(self, what: str, place: Sql, stated: Mapping[str, Any]) -> Sql:
        """A day of the span, all alike; or one of the days `at` which rules turn, each by its share."""
        first, last = date(stated["from"]), date(stated["through"])
        span = _day_number(last) - _day_number(first) + 1
        among = sql.binary("%", sql.call("hash", self.part(f"{what}~", place), place), sql.literal(span))
        value = sql.binary("+", sql.literal(first), sql.cast(among, "int"))
        reached, branches = Decimal(0), []
        for at, share in stated.get("at", {}).items():
            reached += Decimal(str(share))
            branches.append((self.happens(what, place, reached), sql.literal(date(at))))
        return sql.case(branches, value) if branches else value

    def number(self, what: str, place: Sql, stated: Mapping[str, Any]) -> Sql:
        """A number of the span in steps of `step`, all alike."""
        step = Decimal(str(stated.get("step", 1)))
        low = Decimal(str(stated["from"]))
        count = int((Decimal(str(stated["through"])) - low) / step) + 1
        steps = sql.binary("%", self.part(f"{what}~", place), sql.literal(count))
        return sql.cast(sql.binary("+", sql.literal(low), sql.binary("*", steps, sql.literal(step))), "decimal(18,6)")

    def pick(self, what: str, place: Sql, members: Sql | None = None) -> Sql:
        """The reference of a record of the list that stands before it, such as `2`."""
        size = Operators().size(members if members is not None else sql.column("picked"))
        among = sql.binary("%", self.part(what, place), sql.call("nullif", size, sql.literal(0)))
        return sql.cast(sql.binary("+", sql.cast(among, "bigint"), sql.literal(1)), "text")

    def list(self, kind: Record, what: str, stated: Mapping[str, Any], given: Mapping[str, Sql]) -> Sql:
        """A list of records, as long as the shares of `count` say; of twins, some facts are those of the one before."""
        length = self.choice(what, sql.literal(0), {int(key): share for key, share in stated["count"].items()})
        places = sql.call("range", sql.literal(1), sql.binary("+", length, sql.literal(1)))
        twins = stated.get("twins", {})
        maker = _Member(
            self.book, self.records, self.seed, frozenset(twins.get("same", ())), twins.get("share", 0), given
        )
        return Operators().each(places, "place", lambda place: maker.record(kind, place))


@dataclass(frozen=True)
class _Member(_Maker):
    """What makes the members of a list."""

    same: frozenset[str] = frozenset()
    twins: Any = 0
    given: Mapping[str, Sql] | None = None

    def fact(self, kind: Record, fact: Fact, stated: Mapping[str, Any], place: Sql, given: Mapping[str, Sql]) -> Sql:
        if fact.name in self.same:
            is_twin = sql.every(
                [sql.binary(">", place, sql.literal(1)), self.happens(f"{kind.name} twin", place, self.twins)]
            )
            place = sql.case([(is_twin, sql.binary("-", place, sql.literal(1)))], place)
        if stated.get("pick") and self.given:
            return super().fact(kind, fact, stated, place, self.given)
        return super().fact(kind, fact, stated, place, given)

    def record(self, kind: Record, place: Sql) -> Sql:
        found = super().record(kind, place)
        if "id" not in kind.facts or not isinstance(found, exp.Struct):
            return found
        reference = exp.PropertyEQ(this=sql.identifier("id"), expression=sql.cast(place, "text"))
        return exp.Struct(expressions=[reference, *found.expressions])


def _parts(share: Any) -> int:
    return round(Decimal(str(share)) * PARTS)


def _day_number(day: Date | None) -> int:
    from huimin.feel.temporal.dates import day_number

    assert day is not None
    return day_number(day)
