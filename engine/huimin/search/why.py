"""Where an answer would change: one fact at a time, the values on both sides of which the outcome is another.

Days and numbers are tried at every point that the rules name, and where two of them differ the day or the number
between is found by halving; of a closed list every code is tried. A value that the case may not have, such as a birth
after the day asked, is passed over. What is computed from the case, such as a child's place in the order of birth, is
varied as if it were given.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from huimin.cases.determination import Outcome, plain
from huimin.cases.determine import outcomes_of, trials_of
from huimin.cases.editing import copy_of
from huimin.cases.facts import Record
from huimin.cases.tracing import trace_of
from huimin.documents.findings import CaseError
from huimin.documents.read import Document
from huimin.feel.faults import LimitFault
from huimin.feel.unknown import Unknown
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact
from huimin.search.neighbours import Step, steps
from huimin.search.points import Points, points_of

MOST_HALVINGS = 40
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Answer:
    """What an outcome comes to, as far as it is told apart here."""

    status: str
    amount: Decimal | None


@dataclass(frozen=True)
class Stretch:
    """Values of a fact that give one answer: a range of days or numbers, open at an end that is None, or `values`.
    Where the amount `varies` with the fact, the answer has none.
    """

    answer: Answer
    first: Any = None
    last: Any = None
    values: tuple[Any, ...] = ()
    varies: bool = False


@dataclass(frozen=True)
class Turning:
    """A fact on which an outcome turns: its value in the case (None: it says nothing of it) and each answer by values.
    `fact` is None for the day asked.
    """

    path: str
    fact: Fact | None
    value: Any
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Why:
    """An outcome with the facts on which it turns, in the order of the case."""

    outcome: Outcome
    turnings: tuple[Turning, ...]


def why(book: Book, case: Document, provision: str, **options: Any) -> list[Why]:
    """The outcomes of a provision (its full id) and where each would change; `options` as `determine` takes them.

    Raises CaseError.
    """
    on = options.pop("on", None)
    data = copy_of(case.data)
    if on and isinstance(data, dict):
        data["on"] = on
    return list(_Trial(book, replace(case, data=data), provision, options).whys())


_Key = tuple[str | None, int | None]


@dataclass(frozen=True)
class _Trial:
    """One case under one provision, asked again and again."""

    book: Book
    case: Document
    provision: str
    options: Mapping[str, Any]

    def whys(self) -> Iterator[Why]:
        found = outcomes_of(self.book, self.case, [self.provision], **self.options)
        points = points_of(self.book, [self.provision])
        read = {"on", *(path for outcome in found for each in outcome.conditions for path in each.given)}
        read |= {used.path for outcome in found for each in outcome.conditions for used in each.facts}
        read |= {path for outcome in found for path in outcome.missing}
        given = list(self.given(points, read))
        for outcome in found:
            computed = self.computed(outcome, points)
            turnings = (*(self.turning(outcome, *each) for each in given), *computed)
            yield Why(outcome, tuple(each for each in turnings if each is not None))

    def given(self, points: Points, read: set[str]) -> Iterator[tuple[list[Step], dict[Any, dict[_Key, Answer]]]]:
        """The steps of each fact that was read, and what every one of them makes of the outcomes."""
        by_path: dict[str, list[Step]] = {}
        for step in steps(self.book, self.case.data, points):
            if step.path in read and not step.left_out and not isinstance(step.value, list):
                by_path.setdefault(step.path, []).append(step)
        for same in by_path.values():
            yield same, {each.value: self.answers(each) for each in same}

    def answers(self, step: Step) -> dict[_Key, Answer]:
        """The answers for each record after a step; none where there is no such case."""
        try:
            changed = replace(self.case, data=step.taken(self.case.data))
            found = outcomes_of(self.book, changed, [self.provision], cautions=False, **self.options)
        except CaseError:
            return {}
        return {(each.record, each.year): Answer(each.status, each.amount) for each in found}

    def turning(
        self, outcome: Outcome, same: list[Step], answers: Mapping[Any, Mapping[_Key, Answer]]
    ) -> Turning | None:
        key, step = (outcome.record, outcome.year), same[0]
        now = _at(self.case.data, step)
        own = Answer(outcome.status, outcome.amount)
        tried = {value: answers[value][key] for value in answers if key in answers[value]}
        if now is not None:
            tried[now] = own

        def ask(value: Any) -> Answer | None:
            return self.answers(replace(step, value=value)).get(key)

        return _turning(step.path, step.fact, now, own, tried, ask)

    def computed(self, outcome: Outcome, points: Points) -> Iterator[Turning]:
        """The turnings of computed facts of the record itself, before other provisions have their say."""
        trials = trials_of(self.book, self.case, self.provision, **self.options)
        record = trace_of(trials.opened.setting, outcome).record
        own = Answer(*trials.answer(outcome, {})[:2])
        for fact in record.kind.facts.values():
            if fact.derived is None or fact.name not in points.words or fact.type not in ("number", "boolean", "code"):
                continue
            path = f"{record.path}.{fact.name}"

            def ask(value: Any, path: str = path) -> Answer | None:
                said = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
                return Answer(*trials.answer(outcome, {path: said})[:2])

            now = _computed(record, fact)
            tried = {value: ask(value) for value in points.values(self.book, fact, (), (), ())}
            whole = {value: each for value, each in tried.items() if each is not None}
            if now is not None:
                whole[now] = own
            found = _turning(path, fact, now, own, whole, ask)
            if found is not None:
                yield found


def _computed(record: Record, fact: Fact) -> Any:
    """What a computed fact comes to, as plain data; None where it is unknown, or goes beyond a limit."""
    try:
        value = record[fact.name]
    except LimitFault:
        return None
    return None if _is_unknown(value) else plain(value)


def _is_unknown(value: Any) -> bool:
    return value.__class__ is Unknown


def _at(case: Any, step: Step) -> Any:
    """What the case says where a step leads; None where it says nothing."""
    node = case
    for each in step.location:
        node = node.get(each) if isinstance(node, Mapping) else node[each]
    return node


def _turning(
    path: str,
    fact: Fact | None,
    now: Any,
    own: Answer,
    tried: Mapping[Any, Answer],
    ask: Callable[[Any], Answer | None],
) -> Turning | None:
    """The turning of a fact by what was tried; None where every value gives the answer that the case has."""
    if all(answer == own for answer in tried.values()):
        return None
    if fact is not None and (fact.list_of is not None or not FACT_TYPES[fact.type].ordered):
        return Turning(path, fact, now, tuple(_groups(tried)))
    unit = _CENT if fact is not None and fact.is_given else Decimal(1)
    stretches = list(_ranges(tried, ask, unit))
    if all(each.first is None or ask(each.first) == each.answer for each in stretches):
        return Turning(path, fact, now, tuple(stretches))
    return Turning(path, fact, now, tuple(_varying(tried, ask, unit)))


def _varying(tried: Mapping[Any, Answer], ask: Callable[[Any], Answer | None], unit: Decimal) -> Iterator[Stretch]:
    """The ranges of one status, where the amount is another at every value of some range."""

    def status_of(value: Any) -> Answer | None:
        found = ask(value)
        return None if found is None else Answer(found.status, None)

    for stretch in _ranges({value: Answer(each.status, None) for value, each in tried.items()}, status_of, unit):
        inside = {
            each.amount
            for value, each in tried.items()
            if (stretch.first is None or value >= stretch.first) and (stretch.last is None or value <= stretch.last)
        }
        amount = next(iter(inside)) if len(inside) == 1 else None
        yield replace(stretch, answer=Answer(stretch.answer.status, amount), varies=len(inside) > 1)


def _groups(tried: Mapping[Any, Answer]) -> Iterator[Stretch]:
    for answer in dict.fromkeys(tried.values()):
        yield Stretch(answer, values=tuple(value for value, each in tried.items() if each == answer))


def _ranges(tried: Mapping[Any, Answer], ask: Callable[[Any], Answer | None], unit: Decimal) -> Iterator[Stretch]:
    """Runs of one answer over days or numbers, each up to the very last value before the next."""
    values = sorted(tried)
    first, answer = None, tried[values[0]]
    for before, after in itertools.pairwise(values):
        if tried[after] != answer:
            last, first_of_next = _edge(before, after, answer, ask, unit)
            yield Stretch(answer, first, last)
            first, answer = first_of_next, tried[after]
    yield Stretch(answer, first, None)


def _edge(low: Any, high: Any, answer: Answer, ask: Callable[[Any], Answer | None], unit: Decimal) -> tuple[Any, Any]:
    """The last value that still gives the answer of `low`, and the first that does not."""
    for _ in range(MOST_HALVINGS):
        middle = _between(low, high, unit)
        if middle is None:
            break
        low, high = (middle, high) if ask(middle) == answer else (low, middle)
    return low, high


def _between(low: Any, high: Any, unit: Decimal) -> Any:
    """A value half way; None where there is none between, in days or in units of a number."""
    if isinstance(low, str):
        days = (dt.date.fromisoformat(high) - dt.date.fromisoformat(low)).days
        return (dt.date.fromisoformat(low) + dt.timedelta(days=days // 2)).isoformat() if days > 1 else None
    steps_between = int((Decimal(high) - Decimal(low)) / unit)
    if steps_between <= 1:
        return None
    middle = Decimal(low) + steps_between // 2 * unit
    return int(middle) if middle == middle.to_integral_value() else middle
