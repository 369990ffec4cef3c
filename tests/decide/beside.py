"""Both deciders on one case: the programs, and the interpreter, which is the judge."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from huimin import feel
from huimin.cases import precedence
from huimin.cases.determination import Outcome
from huimin.cases.determine import _open as opened
from huimin.cases.determine import _own as own_outcomes
from huimin.cases.determine import _with_cautions as with_cautions
from huimin.decide.answer import Decider, Decision
from huimin.decide.program import Row
from huimin.decide.regimes import regime
from huimin.feel.tree import Name, Node
from huimin.policy.model import Book
from huimin.policy.readings import settle

Key = tuple[str, str | None, int | None]
Seen = Mapping[str, Any]
DECIDERS: dict[tuple[Any, ...], Decider] = {}
SAID_BY_READS = ("amount-stated", "progress")
"""Conditions that the interpreter tells of only where something was read for them: they are not compared where they
hold.
"""


def differences(book: Book, case: Any, drafts: Collection[str] = (), **options: Any) -> list[str]:
    """Where the two differ on a case: by outcome the part that differs first, with the column that it lies in.

    With `cautions`, under every other reading too.
    """
    decider, seen, judged = both(book, case, drafts, **options)
    return differing(decider, seen, judged)


def differing(decider: Decider, seen: Mapping[Key, Seen], judged: Mapping[Key, Seen]) -> list[str]:
    if seen == judged and list(seen) == list(judged):
        return []
    keys = [key for key in {**judged, **seen} if seen.get(key) != judged.get(key)]
    return [told(decider, key, judged.get(key), seen.get(key)) for key in keys] or ["the order of the outcomes"]


def both(
    book: Book, case: Any, drafts: Collection[str] = (), *, cautions: bool = False, **options: Any
) -> tuple[Decider, dict[Key, Seen], dict[Key, Seen]]:
    """The programs, what they come to, and what the interpreter does, by the key of an outcome."""
    asked = {"on": None, "known": None, "readings": None, "assume": None, **options}
    found = opened(book, case, asked["on"], asked["known"], asked["readings"], asked["assume"], drafts)
    setting = found.setting
    settled = setting.facts.book
    decider = decider_of(found.book, found.case.on, found.case.known, tuple(sorted(found.taken.items())))
    decisions = decider.decide(found.case.facts, found.case.on, found.assumed, cautions=cautions)
    own = [outcome for outcome, _ in own_outcomes(setting)]
    outcomes = precedence.resolve(settled, own, setting.on, setting.known)
    if cautions:
        outcomes = with_cautions(found.book, found.taken, setting, outcomes)
    seen = {(each.provision, each.record, each.year): seen_in(each) for each in decisions}
    return decider, seen, {(each.provision, each.record, each.year): judged_in(each) for each in outcomes}


def decider_of(book: Book, on: Any, known: Any, readings: tuple[tuple[str, str], ...]) -> Decider:
    """The programs of the regime that a day lies in, made once."""
    instruments = tuple(each.id for each in book.instruments)
    key = book.digest, instruments, regime(settle(book, dict(readings)), on), known, readings
    if key not in DECIDERS:
        DECIDERS[key] = Decider(book, on, known, dict(readings))
    return DECIDERS[key]


def seen_in(decision: Decision) -> Seen:
    return {
        "conditions": without_reads(decision.conditions),
        "amount": decision.amount,
        "answers": dict(decision.answers),
        "status": decision.status,
        "would_be": decision.would_be,
        "displaced_by": decision.displaced_by,
        "tied": decision.tied,
        "missing": decision.missing,
        "cautions": list(decision.cautions.items()),
    }


def judged_in(outcome: Outcome) -> Seen:
    would_be = outcome.would_be
    return {
        "conditions": without_reads({each.id: each.result for each in outcome.conditions}),
        "amount": outcome.amount,
        "answers": {each.id: each.value for each in outcome.answers},
        "status": outcome.status,
        "would_be": None if would_be is None else (would_be.status, would_be.amount),
        "displaced_by": outcome.displaced_by,
        "tied": any(each.question == "non-cumulation" for each in outcome.cautions),
        "missing": outcome.missing,
        "cautions": [(each.question, list(each.readings)) for each in outcome.cautions if each.readings],
    }


def without_reads(conditions: Mapping[str, str]) -> Mapping[str, str]:
    return {name: found for name, found in conditions.items() if name not in SAID_BY_READS or found != "holds"}


# What differs first ------------------------------------------------------------------------------------------------


def told(decider: Decider, key: Key, judged: Seen | None, seen: Seen | None) -> str:
    if judged is None or seen is None:
        return f"{key}: {'only the programs' if judged is None else 'only the interpreter'} came to an outcome"
    part = next(name for name in judged if judged[name] != seen[name])
    row = decider.rows[key[0], key[2]]
    columns = "; ".join(shown(decider, row, node) for node in nodes_of(row, part, judged, seen))
    return f"{key}: {part} is {judged[part]}, and {seen[part]} by {columns}"


def nodes_of(row: Row, part: str, judged: Seen, seen: Seen) -> Iterator[Node]:
    if part == "conditions":
        names = {**judged[part], **seen[part]}
        first = next(name for name in names if judged[part].get(name) != seen[part].get(name))
        yield from (node for each in row.conditions if each.id == first for node in (each.column, each.told))
    elif part == "answers":
        yield from (node for _, node in row.answers)
    elif part == "missing":
        yield from row.hangs
    elif part == "cautions":
        yield row.status
    else:
        of = {"amount": "amount", "status": "status", "would_be": "was", "displaced_by": "by", "tied": "tied"}
        yield getattr(row, of[part])


def shown(decider: Decider, row: Row, node: Node) -> str:
    column = decider.pools[row.subject].columns.get(node.name) if isinstance(node, Name) else None
    return f"`{column.name}` = {feel.unparse(column.node)}" if column else feel.unparse(node)
