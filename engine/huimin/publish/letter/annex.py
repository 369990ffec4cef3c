"""Every condition of every outcome, with the facts and the standards that decided it, and its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from huimin.cases.determination import Determination, Outcome
from huimin.cases.reasons import condition
from huimin.cases.report import not_asked
from huimin.cases.telling import Telling
from huimin.publish.letter.entries import for_records
from huimin.publish.letter.speaking import basis, capital, instrument_of, lead, sentences, told
from huimin.publish.letter.words import word
from huimin.publish.official.content import Block, Item, Paragraph, Table

_WIDTHS = (8, 1)
_Row = tuple[str, ...]


def annex(tell: Telling, found: Determination) -> Iterator[Block]:
    """A table for each instrument, its outcomes in the order of the determination; then what the case does not tell.

    A row of one cell heads the conditions of an outcome, or of several that are decided alike.
    """
    head = word("reason", tell.language), word("result", tell.language)
    for instrument, outcomes in groupby(found.outcomes, instrument_of):
        if len(found.instruments) > 1:
            yield Item(1, capital(tell, tell.of(tell.book.instrument(instrument).short_title)))
        yield Table(head, tuple(_rows(tell, outcomes)), _WIDTHS)
    if found.not_asked:
        yield Paragraph(not_asked(tell, found))


def _rows(tell: Telling, outcomes: Iterable[Outcome]) -> Iterator[_Row]:
    """The outcomes of one provision for several records share the conditions that came out alike.

    Several provisions share a head where all is alike; an amount stands by itself.
    """
    provisions: dict[tuple[str, int | None], list[Outcome]] = {}
    for each in outcomes:
        provisions.setdefault((each.provision, each.year), []).append(each)
    alike: dict[tuple[object, str, tuple[_Row, ...]], list[str]] = {}
    for provision, group in provisions.items():
        parts = _parts(tell, group)
        shared = _shared([rows for _, rows, _ in parts]) if len(parts) > 1 else ()
        alone = provision if len(parts) > 1 or group[0].amount is not None else None
        if shared:
            alike[(alone, None), word("in_common", tell.language), shared] = [for_records(tell, group)]
        for (said, rows, record), some in parts.items():
            own = tuple(row for row in rows if row not in shared)
            alike.setdefault(((alone, record), said, own), []).append(for_records(tell, some))
    for (_, said, rows), labels in alike.items():
        yield (lead(tell, tell.join(labels)) + said,)
        yield from rows


def _parts(tell: Telling, group: list[Outcome]) -> dict[tuple[str, tuple[_Row, ...], str | None], list[Outcome]]:
    """The outcomes of a provision by what is said of each and by its conditions, by record where money is paid."""
    parts: dict[tuple[str, tuple[_Row, ...], str | None], list[Outcome]] = {}
    for each in group:
        own = each.record if each.amount is not None else None
        parts.setdefault((_said(tell, each), tuple(_reasons(tell, each)), own), []).append(each)
    return parts


def _shared(parts: list[tuple[_Row, ...]]) -> tuple[_Row, ...]:
    first, *others = parts
    return tuple(row for row in first if all(row in rows for rows in others))


def _said(tell: Telling, outcome: Outcome) -> str:
    said = [told(tell, outcome), basis(tell, outcome, titled=False)]
    return sentences(tell, said if outcome.conditions else [*said, word("no_conditions", tell.language)])


def _reasons(tell: Telling, outcome: Outcome) -> Iterator[_Row]:
    for each in outcome.conditions:
        yield capital(tell, condition(tell, outcome, each, whole=True)), word(each.result, tell.language)
