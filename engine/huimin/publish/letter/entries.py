"""Outcomes that say the same, told once: of one provision for several records, and of several provisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from huimin.cases.determination import Outcome
from huimin.cases.reasons import changed, named
from huimin.cases.telling import Telling
from huimin.publish.letter.speaking import answers, basis, capital, decisive, lead, noted, sentences, told
from huimin.publish.letter.words import word
from huimin.publish.official.content import Block, Item, Paragraph


@dataclass(frozen=True)
class _Entry:
    """What is told of one provision: its text, the conditions that decide, and what would change the answer."""

    text: str
    reasons: tuple[str, ...]
    changes: tuple[str, ...]


def entries(tell: Telling, outcomes: Iterable[Outcome], notes: Mapping[str, int], *, titled: bool) -> Iterator[Block]:
    """An item for all that is alike, in the order of the outcomes, with the conditions that decide it.

    `titled` names the instrument of each. Without it a refusal cites what its conditions cite, and nothing again.
    Each amount stands by itself, so that none can be taken for the sum of several.
    """
    groups: dict[tuple[object, ...], list[Outcome]] = {}
    for each in outcomes:
        deciding = tuple(decisive(tell, each)), tuple(changed(tell, each))
        groups.setdefault((each.provision, each.year, *deciding), []).append(each)
    alike: dict[tuple[_Entry, str], list[str]] = {}
    for group in groups.values():
        label, entry = _entry(tell, group, notes, titled=titled)
        alike.setdefault((entry, label if group[0].amount is not None else ""), []).append(label)
    for (entry, _), labels in alike.items():
        yield from _blocks(tell, tell.join(labels), entry)


def for_records(tell: Telling, group: list[Outcome]) -> str:
    """What outcomes of one provision are of, and for which records."""
    records = [each.record for each in group if each.record is not None]
    return named(tell, replace(group[0], record=tell.join(records) if records else None))


def _entry(tell: Telling, group: list[Outcome], notes: Mapping[str, int], *, titled: bool) -> tuple[str, _Entry]:
    first = group[0]
    reasons, changes = tuple(decisive(tell, first)), tuple(changed(tell, first))
    source = "" if reasons and not titled else basis(tell, first, titled=titled)
    beside = [(*answers(tell, each), *noted(tell, each, notes)) for each in group]
    shared = beside[0] if len(set(beside)) == 1 else ()
    said: dict[tuple[str, str | None], list[Outcome]] = {}
    for each, more in zip(group, beside, strict=True):
        text = sentences(tell, [told(tell, each), *(() if shared else more)])
        said.setdefault((text, each.record if each.amount is not None else None), []).append(each)
    if len(said) == 1:
        label, texts = for_records(tell, group), [text for text, _ in said]
    else:
        label = named(tell, replace(first, record=None))
        texts = [_of(tell, alike, text) for (text, _), alike in said.items()]
    return label, _Entry(sentences(tell, [*texts, source, *shared]), reasons, changes)


def _of(tell: Telling, outcomes: list[Outcome], text: str) -> str:
    """A text of some of the records, 子女elder-twin：2000元."""
    subject = tell.of(tell.book.vocabulary.records[outcomes[0].subject].label)
    records = tell.join([each.record for each in outcomes if each.record is not None])
    return word("of_records", tell.language, subject=capital(tell, subject), records=records, text=text)


def _blocks(tell: Telling, label: str, entry: _Entry) -> Iterator[Block]:
    """One reason goes on in the line, several make a list."""
    if len(entry.reasons) < 2:
        yield Item(2, lead(tell, label), sentences(tell, [entry.text, *entry.reasons, *entry.changes]))
        return
    yield Item(2, lead(tell, label), entry.text)
    yield from (Item(3, "", each) for each in entry.reasons)
    if entry.changes:
        yield Paragraph(sentences(tell, list(entry.changes)))
