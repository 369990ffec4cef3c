"""What is asked of a whole table, from a book and options: the same meanings as `determine` gives them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from huimin.batch.facts import Need
from huimin.batch.statement import Asked, Columns
from huimin.cases.determine import as_known, checked_readings, in_play
from huimin.cases.read import read_day, read_value
from huimin.documents.findings import CaseError, Finding, Place
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.policy.readings import readings_taken, settle


def asked_of(
    book: Book,
    *,
    on: Date | str,
    known: Date | str | None = None,
    readings: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    drafts: Collection[str] = (),
    provisions: Collection[str] = (),
    columns: Columns = "reasons",
) -> Asked:
    """The question, its book settled. `assume` gives facts, by name or as `mother.hukou_district`, to every case that
    leaves them out; `provisions` are full ids, ids or instruments, and none means all. Raises CaseError.
    """
    day, as_of = read_day(on, "--on"), read_day(known, "--known")
    assert day is not None
    playing = as_known(in_play(book, drafts), as_of)
    taken = {**readings_taken(playing, day, as_of), **checked_readings(playing, readings or {})}
    settled = settle(playing, taken)
    assumed = dict(_assumed(settled, name, value) for name, value in (assume or {}).items())
    return Asked(settled, day, as_of, assumed, _wanted(settled, provisions), columns, taken)


def _wanted(book: Book, names: Collection[str]) -> tuple[str, ...]:
    provisions = book.provisions
    if not names:
        return tuple(provisions)
    found: set[str] = set()
    for name in names:
        same = {full for full, each in provisions.items() if name in (full, each.id, each.instrument)}
        if not same:
            raise CaseError([Finding("batch-unknown-provision", Place("--provisions"), {"name": name})])
        found |= same
    return tuple(each for each in provisions if each in found)


def _assumed(book: Book, name: str, value: Any) -> tuple[Need, Any]:
    """An assumed fact: of the one record that has a fact of this name, or of the record that is named before it."""
    owner, _, fact_name = name.rpartition(".")
    found = [
        (record, record.facts[fact_name])
        for record in book.vocabulary.records.values()
        if fact_name in record.facts
        and record.facts[fact_name].is_given
        and owner in ("", record.name, ".".join(record.at))
    ]
    if len(found) != 1:
        raise CaseError([Finding("assume-unknown-fact", Place("--assume"), {"name": name})])
    record, fact = found[0]
    return (record.name, fact_name), read_value(book, fact, value, "--assume")
