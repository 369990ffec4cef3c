"""What is in force when: instruments, amounts, periods and due dates as bars and marks on one axis of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from huimin import feel
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.placeholders import put
from huimin.policy.model import Instrument, Parameter, ParameterVersion, Provision
from huimin.policy.spans import day_before
from huimin.policy.vocabulary import Expression
from huimin.publish.editor import Editor
from huimin.publish.sheets import is_settled
from huimin.text import phrases, wording
from huimin.text.constants import Constants, Unsayable


@dataclass(frozen=True)
class Stretch:
    """Something that holds from a day through a day (None: without end); a due date begins and ends on one day."""

    label: str
    value: str
    first: Date
    last: Date | None
    cite: str
    draft: bool

    @property
    def is_mark(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Group:
    """Stretches of one sort; `key` is that of the heading. What is not `drawn` stands in the table alone."""

    key: str
    stretches: tuple[Stretch, ...]
    drawn: bool = True


def timeline(editor: Editor) -> list[Group]:
    """The groups of the timeline, each in the order of the book; empty ones are left out."""
    instruments = editor.book.instruments
    settled = [each for each in instruments if is_settled(each)]
    money = {each.id: _paid(editor, each) for each in settled}
    groups = [
        Group("instruments", tuple(each for item in instruments for each in _instrument(editor, item))),
        Group("amounts", tuple(_parameters(editor, settled, lambda home, name: name in money[home]))),
        Group("periods", tuple(each for item in settled for each in _periods(editor, item))),
        Group("due_dates", tuple(each for item in settled for each in _due(editor, item))),
        Group("readings", tuple(each for item in settled for each in _readings(editor, item))),
        Group(
            "other_values", tuple(_parameters(editor, settled, lambda home, name: name not in money[home])), drawn=False
        ),
    ]
    return [each for each in groups if each.stretches]


def _instrument(editor: Editor, instrument: Instrument) -> Iterator[Stretch]:
    span = instrument.span
    if span.first is not None:
        cite = editor.cite((instrument.in_force_cite,), instrument.id) if instrument.in_force_cite else ""
        status = editor.name("verifications", instrument.verification)
        yield Stretch(
            editor.title(instrument.short_title), status, span.first, span.last, cite, not is_settled(instrument)
        )


def _paid(editor: Editor, instrument: Instrument) -> set[str]:
    """The names of the parameters that an amount of money is read from."""
    return {
        parameter.name
        for provision in instrument.provisions
        if provision.amount is not None
        for parameter in Constants(instrument).parameters(_node(editor, provision, provision.amount))
    }


def _parameters(
    editor: Editor, instruments: Sequence[Instrument], wanted: Callable[[str, str], bool]
) -> Iterator[Stretch]:
    for instrument in instruments:
        for parameter in instrument.parameters.values():
            if wanted(instrument.id, parameter.name):
                yield from _versions(editor, instrument, parameter)


def _versions(editor: Editor, instrument: Instrument, parameter: Parameter) -> Iterator[Stretch]:
    """Every version that no later record of the same first day corrects, each through the day before the next."""
    recorded = sorted(parameter.versions, key=lambda each: each.span.recorded or instrument.promulgated)
    standing = {each.span.first or instrument.promulgated: each for each in recorded}
    firsts = sorted(standing)
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        version = standing[first]
        ends = [each for each in (version.span.last, following and day_before(following)) if each]
        cite = editor.cite((version.cite,), instrument.id)
        last = min(ends, default=instrument.span.last)
        yield Stretch(editor.title(parameter.label), stated(editor, parameter, version), first, last, cite, draft=False)


def stated(editor: Editor, parameter: Parameter, version: ParameterVersion) -> str:
    """A version of a parameter in words: 二孩2000元、三孩5000元, or its value with its unit."""
    vocabulary, lang = editor.book.vocabulary, editor.lang
    if version.values is not None:
        each = editor.say(parameter.each) or editor.word("keyed")
        rows = phrases.keyed(parameter, version.values, vocabulary, lang)
        return editor.join([put(each, {"key": key, "value": value}) for key, value in rows])
    values = version.value if isinstance(version.value, list) else [version.value]
    return editor.join(
        [phrases.alternatives([each], parameter.type, parameter.unit, vocabulary, lang) for each in values]
    )


def _periods(editor: Editor, instrument: Instrument) -> Iterator[Stretch]:
    """The periods of provisions whose bounds hang on no fact."""
    for provision in instrument.provisions:
        period = provision.period
        first = _constant(editor, provision, period.first) if period and period.first else None
        if period is None or first is None:
            continue
        last = _constant(editor, provision, period.last) if period.last else instrument.span.last
        event = editor.value(provision, period.event)
        yield Stretch(
            editor.title(provision.label), event, first, last, editor.cite((period.cite,), instrument.id), draft=False
        )


def _due(editor: Editor, instrument: Instrument) -> Iterator[Stretch]:
    for provision in instrument.provisions:
        expression = provision.goal.due if provision.goal else provision.due
        day = _constant(editor, provision, expression) if expression else None
        if day is not None:
            cite = editor.cite(provision.cites, instrument.id)
            yield Stretch(
                editor.title(provision.label), editor.word("due_on", day=editor.day(day)), day, day, cite, draft=False
            )


def _readings(editor: Editor, instrument: Instrument) -> Iterator[Stretch]:
    """The readings of questions that are read in another way from some day on."""
    for question in instrument.questions.values():
        if len(question.taken) < 2:
            continue
        taken = sorted(question.taken, key=lambda each: each.span.first or instrument.promulgated)
        for each, following in zip(taken, [*taken[1:], None], strict=True):
            first = each.span.first or instrument.span.first or instrument.promulgated
            after = following and following.span.first
            last = each.span.last or (day_before(after) if after else instrument.span.last)
            why = editor.filled(question.readings[each.reading].why, instrument)
            cite = editor.cite((question.cite,), instrument.id)
            yield Stretch(editor.filled(question.question, instrument), why, first, last, cite, draft=False)


def _constant(editor: Editor, provision: Provision, expression: Expression) -> Date | None:
    """The day that an expression gives by itself, None where it hangs on facts."""
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    node = feel.parse(expression.text, voice.names())
    try:
        found = voice.constants.value(node) if voice.constants.holds(node) else None
    except Unsayable:
        return None
    return found if isinstance(found, Date) else None


def _node(editor: Editor, provision: Provision, expression: Expression) -> Node:
    return feel.parse(expression.text, wording.voice_of(editor.book, provision, editor.lang).names())
