"""The targets with what was observed of them: indicator, what is asked, series, due date, status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huimin import feel
from huimin.cases.determination import Determination
from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.model import Goal, Provision
from huimin.policy.vocabulary import Expression
from huimin.publish.editor import Cite, Editor
from huimin.publish.goals import goal_text
from huimin.publish.markdown import Markdown, anchor
from huimin.publish.sheets import is_settled
from huimin.text import phrases, wording

PLACES = Decimal("0.01")
"""Ratios of two observations are shown to two decimals; they are judged exactly, elsewhere."""


@dataclass(frozen=True)
class Point:
    """An observation in the unit of the target: its day, its value, and the value in words."""

    day: Date
    day_text: str
    value: Decimal
    text: str


@dataclass(frozen=True)
class TargetLine:
    """A target. `wanted` is the number asked for, None where none is stated; `status` and `would_be` are keys."""

    anchor: Markdown
    label: str
    instrument: str
    asked: str
    due: str
    cites: tuple[Cite, ...]
    wanted: Decimal | None
    wanted_text: str
    percent: bool
    points: tuple[Point, ...]
    status: str
    status_text: str
    would_be_text: str


def targets(editor: Editor, case: Document | None, result: Determination | None) -> list[TargetLine]:
    """The targets of the instruments in force, in the order of the book.

    `case` holds the series and `result` is its determination; without them every status is `unobserved`.
    """
    return [
        _line(editor, provision, provision.goal, case, result)
        for instrument in editor.book.instruments
        if is_settled(instrument)
        for provision in instrument.provisions
        if provision.goal is not None
    ]


def _line(
    editor: Editor, provision: Provision, goal: Goal, case: Document | None, result: Determination | None
) -> TargetLine:
    outcomes = [each for each in result.outcomes if each.provision == provision.full_id] if result else []
    outcome = outcomes[0] if outcomes else None
    status = outcome.status if outcome else "unobserved"
    would_be = outcome.would_be.status if outcome and outcome.would_be else ""
    ceiling = list(_observed(editor, provision, case, "ceilings", goal.indicator)) if goal.ceiling else []
    wanted = ceiling[-1][1] if ceiling else _number(editor, provision, goal.value)
    unit = editor.book.vocabulary.indicators[goal.indicator].unit if goal.indicator else None
    return TargetLine(
        anchor(provision.instrument, provision.id),
        editor.title(provision.label),
        provision.instrument,
        editor.capital(goal_text(editor, provision, goal)),
        editor.value(provision, goal.due),
        editor.cite_links(provision.cites, provision.instrument),
        wanted,
        _said(editor, wanted, unit) if wanted is not None else "",
        unit == "percent",
        tuple(_series(editor, provision, goal, case, unit)),
        status,
        editor.name("statuses", status) if outcome else editor.word("unobserved"),
        editor.name("statuses", would_be) if would_be else "",
    )


def _series(
    editor: Editor, provision: Provision, goal: Goal, case: Document | None, unit: str | None
) -> Iterator[Point]:
    """The observations of the indicator by day, related to those of the other indicator where the target is a ratio."""
    per = dict(_observed(editor, provision, case, "observations", goal.per_indicator))
    number = _number(editor, provision, goal.per_number)
    for day, value in _observed(editor, provision, case, "observations", goal.indicator):
        if goal.per_indicator is None:
            found = value
        else:
            earlier = [each for each in per if each <= day]
            if not earlier or not per[max(earlier)] or number is None:
                continue
            found = (value * number / per[max(earlier)]).quantize(PLACES).normalize()
            found = found.quantize(Decimal(1)) if found == found.to_integral_value() else found
        yield Point(day, editor.day(day), found, _said(editor, found, unit))


def _observed(
    editor: Editor, provision: Provision, case: Document | None, role: str, indicator: str | None
) -> Iterator[tuple[Date, Decimal]]:
    """Day and value of each observation of an indicator in the case, by day."""
    record = editor.book.vocabulary.records[provision.subject]
    data: Any = case.data if case else {}
    for key in (*record.at, record.roles.get(role, "")):
        data = data.get(key, {}) if isinstance(data, Mapping) else {}
    entries: Sequence[Mapping[str, Any]] = data if isinstance(data, list) else ()
    found = [(_day(each["date"]), Decimal(str(each["value"]))) for each in entries if each["indicator"] == indicator]
    yield from sorted(found)


def _day(text: str) -> Date:
    year, month, day = map(int, text.split("-"))
    return Date(year, month, day)


def _number(editor: Editor, provision: Provision, expression: Expression | None) -> Decimal | None:
    """The number that an expression gives by itself, None where it hangs on facts."""
    if expression is None:
        return None
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    node = feel.parse(expression.text, voice.names())
    found = voice.constants.value(node) if voice.constants.holds(node) else None
    return found if isinstance(found, Decimal) else None


def _said(editor: Editor, value: Decimal, unit: str | None) -> str:
    return phrases.quantity(value, unit, editor.book.vocabulary, editor.lang)
