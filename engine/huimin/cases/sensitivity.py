"""What an outcome rests on: other readings that would change it, presumptions that mattered,
facts whose change would grant it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from huimin.cases.decide import decide
from huimin.cases.determination import Caution, NewValue, Outcome, WouldBe
from huimin.cases.evaluate import Setting
from huimin.cases.facts import Facts
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import OpenQuestion, Provision
from huimin.policy.vocabulary import Text

MOST_FACTS_CHANGED = 3
MOST_TRIALS = 400


def caution(question: OpenQuestion, others: Sequence[tuple[str, str, Decimal | None]]) -> Caution:
    """A caution that says what each other reading would make of the outcome: its status and amount."""
    whys = [question.readings[reading].why for reading, _, _ in others]
    text = Text(
        question.question.zh + "".join(why.zh for why in whys),
        " ".join((question.question.en, *(why.en for why in whys))),
    )
    return Caution(question.id, text, tuple(others))


def same_answer(one: Outcome, other: Outcome) -> bool:
    return (one.status, one.amount, one.would_be) == (other.status, other.amount, other.would_be)


def unless_received(setting: Setting, provision: Provision, outcome: Outcome) -> Outcome:
    """An undetermined outcome that hangs on what was received, with what it would be if nothing was."""
    paths = {
        f"{record.path}.{record.kind.roles['receipts']}"
        for record in setting.facts.singles.values()
        if "receipts" in record.kind.roles
    }
    if outcome.would_be is not None or not paths & outcome.missing:
        return outcome
    other = again(setting, provision, outcome, instead={path: [] for path in paths})
    if other.status == "undetermined":
        return outcome
    return replace(outcome, would_be=WouldBe(other.status, other.amount))


def mattering(paths: frozenset[str], is_same: Callable[[frozenset[str]], bool]) -> set[str]:
    """Of the presumptions that were read, those without which an outcome would be another.

    `is_same` tells whether it stays the same with some of them withheld.
    """
    if not paths or is_same(paths):
        return set()
    alone = {path for path in paths if len(paths) == 1 or not is_same(frozenset({path}))}
    return alone or set(paths)


def is_same_without(setting: Setting, provision: Provision, outcome: Outcome) -> Callable[[frozenset[str]], bool]:
    """Whether an outcome stays the same with presumptions withheld, by deciding its provision again."""
    own = cache(lambda: again(setting, provision, outcome))
    return lambda withheld: same_answer(own(), again(setting, provision, outcome, withheld=withheld))


def nearest_change(facts: Facts, outcome: Outcome, is_yes: Callable[[Mapping[str, Any]], bool]) -> tuple[NewValue, ...]:
    """The fewest facts whose change would turn a no into a yes, in vocabulary order; empty where none can.

    `is_yes` tells whether these facts, by their path, would.
    """
    failing = [
        {path for path in condition.given if facts.questions[path].can_change}
        for condition in outcome.conditions
        if condition.result == "fails"
    ]
    if not all(failing):
        return ()
    changeable = facts.in_order(set().union(*failing))
    trials = 0
    for size in range(1, min(MOST_FACTS_CHANGED, len(changeable)) + 1):
        for paths in itertools.combinations(changeable, size):
            for values in itertools.product(*(_values(facts, path) for path in paths)):
                trials += 1
                if trials > MOST_TRIALS:
                    return ()
                instead = dict(zip(paths, values, strict=True))
                if is_yes(instead):
                    return tuple(NewValue(path, value, facts.questions[path].label) for path, value in instead.items())
    return ()


def is_yes_with(setting: Setting, provision: Provision, outcome: Outcome) -> Callable[[Mapping[str, Any]], bool]:
    """Whether other facts would turn an outcome into a yes, by deciding its provision again."""

    def is_yes(instead: Mapping[str, Any]) -> bool:
        found = again(setting, provision, outcome, instead=instead)
        yes = PROVISION_KINDS[outcome.kind].yes
        return yes in (found.status, found.would_be.status if found.would_be else None)

    return is_yes


def _values(facts: Facts, path: str) -> list[Any]:
    fact = facts.questions[path]
    if fact.list_of is not None:
        return []
    return list(facts.book.vocabulary.codes[fact.code] if fact.code else FACT_TYPES[fact.type].values)


def again(
    setting: Setting,
    provision: Provision,
    outcome: Outcome,
    *,
    withheld: frozenset[str] = frozenset(),
    instead: Mapping[str, Any] | None = None,
) -> Outcome:
    """The same provision for the same record, with presumptions withheld or facts changed."""
    facts = setting.facts
    other = Facts(
        facts.book,
        facts.language,
        facts.case,
        facts.on,
        facts.withheld | withheld,
        {**facts.instead, **(instead or {})},
    )
    record = next(each for each in other.subjects(provision.subject) if outcome.record in (None, each.id))
    found = list(decide(Setting(other, setting.known), provision, record))
    return next(each for each in found if each.year == outcome.year)
