"""Who gains and who loses, by the facts that the rules themselves tell people apart by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from huimin.assure.impact.basis import provisions_of
from huimin.assure.impact.model import Flow, Grouping, GroupValue, Money, OfProvision
from huimin.assure.impact.records import Key, records
from huimin.assure.impact.table import ACCEPTED, Table
from huimin.assure.impact.words import both
from huimin.batch.statement import Asked
from huimin.feel.values import Range
from huimin.policy.model import Book, Parameter, Provision
from huimin.policy.reads import provision_reads, reads
from huimin.policy.spans import standing
from huimin.policy.vocabulary import Fact, Text
from huimin.text import phrases
from huimin.text.constants import Constants, Unsayable, test_values
from huimin.words import LANGUAGES

_FLOWS = """
    SELECT "{column}", currency, payment,
        count(*) FILTER (amount_after > amount_before), sum(greatest(amount_after - amount_before, 0)),
        count(*) FILTER (amount_after < amount_before), sum(greatest(amount_before - amount_after, 0))
    FROM changed JOIN paying USING (provision) JOIN grouped
        ON changed.case_id = grouped.case_id AND changed.record IS NOT DISTINCT FROM grouped.record
    WHERE subject = ? AND amount_after <> amount_before GROUP BY ALL"""


def groupings(table: Table, provisions: Sequence[OfProvision]) -> tuple[Grouping, ...]:
    """A grouping for every fact with a list of codes, and every key of a rate, that a provision in which money moved
    reads of its own subject or of a single record, and that is known of anyone.
    """
    moved = {each.provision for each in provisions if each.gains.count or each.losses.count}
    known = {name: each for name, each in provisions_of(table.asked).items() if name in moved}
    asked = table.asked["after"]
    found: list[Grouping] = []
    for subject in dict.fromkeys(each.subject for each in known.values()):
        own = [each for each in known.values() if each.subject == subject]
        facts = list(dict.fromkeys(key for each in own for key in _grouping_facts(asked.book, each)))
        if facts:
            _make_grouped(table, subject, facts)
            found += [_grouping(table, subject, fact, own) for fact in facts]
    return tuple(each for each in found if any(value.value is not None for value in each.values))


def _grouping_facts(book: Book, provision: Provision) -> Iterator[Key]:
    read = provision_reads(book, provision)
    keys = {each.key for each in _rates(book, provision)}
    for record in book.vocabulary.records.values():
        if record.name not in read.names or not (record.name == provision.subject or (record.at and not record.listed)):
            continue
        for fact in record.facts.values():
            if fact.name in read.entries and (fact.code is not None or fact.name in keys):
                yield record.name, fact.name


def _rates(book: Book, provision: Provision) -> Iterator[Parameter]:
    """The parameters by a key that the amount of a provision is read from."""
    instrument = next((each for each in book.instruments if each.id == provision.instrument), None)
    if instrument is not None and provision.amount is not None:
        read = reads(book, provision.amount).names
        yield from (each for each in instrument.parameters.values() if each.key is not None and each.name in read)


def _make_grouped(table: Table, subject: str, keys: Sequence[Key]) -> None:
    """Makes the table `grouped`: for each record of the cases in which something differs a column for each fact."""
    shape = table.opened("after")
    differing = exp.select("case_id").from_("changed")
    source = exp.select("*").from_(ACCEPTED).where(exp.In(this=shape.case_id, query=differing.subquery()))
    query = records(table.asked["after"], shape, subject, keys, "differing")
    table.rows(f"CREATE OR REPLACE TEMP VIEW differing AS {source.sql('duckdb')}")
    table.rows(f"CREATE OR REPLACE TEMP TABLE grouped AS {query.sql('duckdb')}")


def _grouping(table: Table, subject: str, key: Key, provisions: Sequence[Provision]) -> Grouping:
    record, name = key
    asked = table.asked["after"]
    fact = asked.book.vocabulary.records[record].facts[name]
    rates = [each for provision in provisions for each in _rates(asked.book, provision) if each.key == name]
    bands = _bands(asked, rates[0]) if rates else {}
    sums: dict[tuple[str | None, Money], list[Any]] = {}
    places: dict[str | None, Any] = {}
    for value, currency, payment, *flows in table.rows(_FLOWS.format(column=f"{record}.{name}"), subject):
        band = _band(value, bands)
        before = sums.get((band, Money(currency, payment)), [0, Decimal(0), 0, Decimal(0)])
        sums[band, Money(currency, payment)] = [one + other for one, other in zip(before, flows, strict=True)]
        places[band] = min(_place(value, fact, asked.book), places.get(band, _place(value, fact, asked.book)))
    order = sorted(sums, key=lambda each: (places[each[0]], each[1]))
    values = (
        GroupValue(value, _label(value, fact, rates, bands, asked.book), money, Flow(*found[:2]), Flow(*found[2:]))
        for value, money in order
        for found in [sums[value, money]]
    )
    return Grouping(f"{record}.{name}", fact.label, tuple(values))


def _place(value: Any, fact: Fact, book: Book) -> tuple[bool, Any]:
    """Where a value stands among others: codes in the order of the vocabulary, what is not known last."""
    if value is None:
        return True, 0
    return False, list(book.vocabulary.codes[fact.code]).index(value) if fact.code else value


def _bands(asked: Asked, rate: Parameter) -> dict[str, list[Any]]:
    """The tests by which a rate is read on the day asked, each with the values and ranges that it lets pass."""
    version = standing(rate.versions, asked.on, asked.known)
    constants = Constants(None, trees=asked.book.trees)
    try:
        return {
            test: test_values(constants.key(test), constants) for test in (version.values if version else None) or {}
        }
    except Unsayable:
        return {}


def _band(value: Any, bands: Mapping[str, Sequence[Any]]) -> str | None:
    """The test that a value passes, else the value itself as text."""
    if value is None:
        return None
    for test, items in bands.items():
        if any(_within(value, each) for each in items):
            return test
    return f"{Decimal(value).normalize():f}" if isinstance(value, Decimal | int) else str(value)


def _within(value: Any, item: Any) -> bool:
    if not isinstance(item, Range):
        return bool(value == item)
    above = item.low is None or value > item.low or (item.low_included and value == item.low)
    return above and (item.high is None or value < item.high or (item.high_included and value == item.high))


def _label(value: str | None, fact: Fact, rates: Sequence[Parameter], bands: Mapping[str, Any], book: Book) -> Text:
    if value is None:
        return both("unknown")
    if value in bands:
        return Text(*(phrases.key_words(rates[0], value, book.vocabulary, lang) for lang in LANGUAGES))
    if fact.code is not None:
        return book.vocabulary.codes[fact.code][value]
    return Text(*(phrases.quantity(Decimal(value), fact.unit, book.vocabulary, lang) for lang in LANGUAGES))
