"""Where an answer would change, as lines of text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from huimin.cases.determination import money
from huimin.cases.reasons import headline
from huimin.cases.telling import Telling, whose
from huimin.policy.build import date
from huimin.policy.model import Book
from huimin.policy.vocabulary import Text
from huimin.search.why import Answer, Stretch, Turning, Why
from huimin.text.columns import wrap
from huimin.words import Language, both

MOST_NAMED = 4
"""Codes that are named one by one; more of one answer are told as the others."""


def as_text(book: Book, found: Sequence[Why], lang: Language) -> Iterator[str]:
    """Each outcome with the facts on which it turns: from which value the answer is which."""
    tell = Telling(book, lang)
    for each in found:
        yield from wrap(headline(tell, each.outcome))
        for turning in each.turnings:
            yield from wrap(_turning(tell, each, turning), "  · ")
        if not each.turnings:
            yield from wrap(tell.say("turns_on_nothing"), "  · ")


def as_json(found: Sequence[Why]) -> str:
    """The same for machines, labels in both languages; a bound that is null is open."""
    return json.dumps([_why(each) for each in found], ensure_ascii=False, indent=2, default=str)


def _turning(tell: Telling, why: Why, turning: Turning) -> str:
    label = tell.of(_label(turning))
    record = whose(turning.path)
    if record not in ("", why.outcome.record):
        label = tell.say("of_record", fact=label, record=record)
    if turning.value is not None:
        label = tell.say("turns_now", label=label, value=_value(tell, turning, turning.value))
    said = [
        tell.say("turns", values=values, answer=_answer(tell, why, stretch))
        for values, stretch in _ranges(tell, turning)
    ]
    return tell.say("item", label=label, value=tell.say("semicolon").join(said))


def _label(turning: Turning) -> Text:
    return turning.fact.label if turning.fact else Text(**both("search", "on.turning"))


def _ranges(tell: Telling, turning: Turning) -> Iterator[tuple[str, Stretch]]:
    """Each stretch with its values in words; the codes that are not named one by one come last."""
    for stretch in sorted(turning.stretches, key=lambda each: len(each.values) > MOST_NAMED):
        if stretch.values:
            named = [_value(tell, turning, each) for each in stretch.values[: MOST_NAMED + 1]]
            yield tell.join(named) if len(named) <= MOST_NAMED else tell.say("turns_other"), stretch
        else:
            place = turning.stretches.index(stretch)
            before, after = turning.stretches[:place][-1:], turning.stretches[place + 1 :][:1]
            yield _range(tell, turning, stretch, before, after), stretch


def _range(
    tell: Telling, turning: Turning, stretch: Stretch, before: Sequence[Stretch], after: Sequence[Stretch]
) -> str:
    """A range by its bounds, each the rounder one of the last value on one side and the first on the other."""
    over = bool(before) and _decimals(before[0].last) < _decimals(stretch.first)
    below = bool(after) and _decimals(after[0].first) < _decimals(stretch.last)
    low = before[0].last if over else stretch.first
    high = after[0].first if below else stretch.last
    if low is not None and high is not None and not over and not below:
        ends = [_value(tell, turning, each) for each in (low, high)]
        return ends[0] if low == high else tell.say("turns_between", first=ends[0], last=ends[1])
    parts = []
    if low is not None:
        parts.append(tell.say("turns_over" if over else "turns_from", value=_value(tell, turning, low)))
    if high is not None:
        parts.append(tell.say("turns_below" if below else "turns_through", value=_value(tell, turning, high)))
    return tell.join(parts, "and")


def _decimals(value: Any) -> int:
    """How many decimal places a number has; none where it is a day."""
    exponent = Decimal(value).normalize().as_tuple().exponent if not isinstance(value, str) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _value(tell: Telling, turning: Turning, value: Any) -> str:
    if turning.fact is None or turning.fact.type == "date":
        day = date(value)
        assert day is not None
        return tell.day(day)
    said = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return tell.value(said, turning.fact)


def _answer(tell: Telling, why: Why, stretch: Stretch) -> str:
    answer = stretch.answer
    if stretch.varies:
        return tell.say("turns_varies")
    if answer.amount is None:
        return tell.result(why.outcome, answer.status, None)
    return tell.money(answer.amount, why.outcome.currency)


def _why(each: Why) -> dict[str, Any]:
    outcome = each.outcome
    return {
        "provision": outcome.provision,
        "for": {outcome.subject: outcome.record},
        "year": outcome.year,
        **_answer_data(Answer(outcome.status, outcome.amount)),
        "turns_on": [_turning_data(turning) for turning in each.turnings],
    }


def _turning_data(turning: Turning) -> dict[str, Any]:
    label = _label(turning)
    return {
        "path": turning.path,
        "label": label.to_json(),
        "value": turning.value,
        "answers": [_stretch_data(each) for each in turning.stretches],
    }


def _stretch_data(stretch: Stretch) -> dict[str, Any]:
    where = {"values": list(stretch.values)} if stretch.values else {"from": stretch.first, "through": stretch.last}
    varies = {"varies": True} if stretch.varies else {}
    return {**where, **_answer_data(stretch.answer), **varies}


def _answer_data(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status, "amount": None if answer.amount is None else money(answer.amount)}
