"""Every condition of every outcome, with the facts and the standards that decided it, and its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from huimin.cases.determination import Determination, Outcome
from huimin.cases.reasons import condition, named
from huimin.cases.telling import Telling
from huimin.publish.letter.speaking import capital, instrument_of, lead, told
from huimin.publish.letter.words import word
from huimin.publish.official.content import Block, Item, Paragraph, Table

_WIDTHS = (5, 1)


def annex(tell: Telling, found: Determination) -> Iterator[Block]:
    """The outcomes by instrument, in the order of the determination, each with a table of its conditions.

    Outcomes of one provision for several records, decided alike and by the same facts, share a table.
    """
    for instrument, outcomes in groupby(found.outcomes, instrument_of):
        yield Item(1, capital(tell, tell.of(tell.book.instrument(instrument).short_title)))
        alike: dict[tuple[str, int | None, str, Block], list[Outcome]] = {}
        for each in outcomes:
            alike.setdefault((each.provision, each.year, told(tell, each), _reasons(tell, each)), []).append(each)
        for (_, _, answer, reasons), group in alike.items():
            records = tell.join([each.record for each in group if each.record is not None])
            yield Item(2, lead(tell, named(tell, replace(group[0], record=records or None))), answer)
            yield reasons


def _reasons(tell: Telling, outcome: Outcome) -> Block:
    if not outcome.conditions:
        return Paragraph(word("no_conditions", tell.language))
    return Table(
        (word("reason", tell.language), word("result", tell.language)),
        tuple(
            (capital(tell, condition(tell, outcome, each, whole=True)), word(each.result, tell.language))
            for each in outcome.conditions
        ),
        _WIDTHS,
    )
