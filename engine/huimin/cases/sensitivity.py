"""What an outcome rests on: other readings that would change it, presumptions that mattered,
facts whose change would grant it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from huimin.cases.determination import Caution, NewValue, Outcome
from huimin.cases.facts import Facts
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import OpenQuestion
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


def mattering(paths: frozenset[str], is_same: Callable[[frozenset[str]], bool]) -> set[str]:
    """Of the presumptions that were read, those without which an outcome would be another.

    `is_same` tells whether it stays the same with some of them withheld.
    """
    if not paths or is_same(paths):
        return set()
    alone = {path for path in paths if len(paths) == 1 or not is_same(frozenset({path}))}
    return alone or set(paths)


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


def _values(facts: Facts, path: str) -> list[Any]:
    fact = facts.questions[path]
    if fact.list_of is not None:
        return []
    return list(facts.book.vocabulary.codes[fact.code] if fact.code else FACT_TYPES[fact.type].values)
