"""What the pages say of each instrument and provision, as words of one language: templates only place them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from huimin import feel
from huimin.feel.values import Date
from huimin.policy import phrases, wording
from huimin.policy.citing import citations
from huimin.policy.constants import Constants, Unsayable
from huimin.policy.findings import Language
from huimin.policy.model import Book, Citation, Condition, Expression, Goal, Instrument, Parameter, Provision, Text
from huimin.publish.markdown import Markdown, anchor

Row = tuple[str, str]


@cache
def headings() -> dict[str, dict[str, str]]:
    """The words of the pages themselves, by key and language."""
    text = Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


@dataclass(frozen=True)
class Amount:
    """A row of a table of amounts: for which key, how much, and from which day that holds."""

    case: str
    amount: str
    since: str


@dataclass(frozen=True)
class ConditionLine:
    text: str
    cite: str
    referred: bool


@dataclass(frozen=True)
class Enumeration:
    label: str
    items: str


@dataclass(frozen=True)
class ProvisionSheet:
    """One provision: `rows` are heading and text, in the order of the page."""

    anchor: Markdown
    id: str
    label: str
    text: str
    rows: tuple[Row, ...]
    amounts: tuple[Amount, ...]
    conditions: tuple[ConditionLine, ...]
    lists: tuple[Enumeration, ...]


@dataclass(frozen=True)
class MeasureSheet:
    anchor: Markdown
    title: str
    text: str
    provisions: tuple[ProvisionSheet, ...]


@dataclass(frozen=True)
class QuestionSheet:
    """An open question: `taken` is why its reading is taken, `others` what the other readings say."""

    id: str
    question: str
    cite: str
    taken: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class InstrumentSheet:
    anchor: Markdown
    title: str
    rows: tuple[Row, ...]
    measures: tuple[MeasureSheet, ...]
    questions: tuple[QuestionSheet, ...]


@dataclass(frozen=True)
class Editor:
    """Says the parts of a book in one language, parameters by the legal day `on` (None: the latest versions)."""

    book: Book
    lang: Language
    on: Date | None = None

    def word(self, key: str, /, **parts: str) -> str:
        """A heading, or a pattern of the pages with its parts in place."""
        return phrases.put(headings()[key][self.lang], parts)

    def say(self, text: Text | None) -> str:
        return getattr(text, self.lang) if text is not None else ""

    def name(self, table: str, key: str) -> str:
        return self.say(phrases.name(table, key))

    def filled(self, text: Text, instrument: Instrument) -> str:
        return self.say(phrases.fill(text, instrument, self.book, self.on))

    def join(self, items: list[str]) -> str:
        return phrases.join(items, self.lang)

    def cite(self, cites: tuple[Citation, ...], home: str) -> str:
        return citations(cites, self.book, home, self.lang)


def instrument_sheet(editor: Editor, instrument: Instrument) -> InstrumentSheet:
    """Everything a page says of an instrument."""
    return InstrumentSheet(
        anchor(instrument.id),
        editor.say(instrument.title),
        tuple((heading, text) for heading, text in _frame(editor, instrument) if text),
        tuple(
            MeasureSheet(
                anchor(instrument.id, measure.number),
                editor.word("measure", number=_count(measure.number, editor.lang), title=editor.say(measure.title)),
                editor.filled(measure.text, instrument),
                tuple(
                    provision_sheet(editor, instrument, each)
                    for each in instrument.provisions
                    if each.measure == measure.number
                ),
            )
            for measure in instrument.measures
        ),
        _questions(editor, instrument),
    )


def _count(number: int, lang: Language) -> str:
    from huimin.policy.numerals import cardinal

    return cardinal(number, lang) if lang == "zh" else str(number)


def _frame(editor: Editor, instrument: Instrument) -> list[Row]:
    frame = instrument.frame
    first, last = instrument.span.first, instrument.span.last
    days = {"first": phrases.day(first, editor.lang) if first else "", "last": phrases.day(last, editor.lang) if last else ""}
    in_force = editor.word("in_force_between" if last else "in_force_from", **days) if first else ""
    if in_force and instrument.in_force_cite is not None:
        in_force += _cited(editor, (instrument.in_force_cite,), instrument)
    rows = [
        (editor.word("issuer"), editor.say(instrument.issuer)),
        (editor.word("level"), editor.name("levels", instrument.level)),
        (editor.word("promulgated"), phrases.day(instrument.promulgated, editor.lang)),
        (editor.word("in_force"), in_force),
    ]
    for key in ("scope", "precedence", "non_cumulation"):
        if key in frame:
            rows.append((editor.word(key), _clause(editor, instrument, frame[key])))
    for key in ("legal_basis", "laws_applied"):
        titles = [each["title"][editor.lang] for each in frame.get(key, ())]
        rows.append((editor.word(key), ("；" if editor.lang == "zh" else "; ").join(titles)))
    return rows


def _clause(editor: Editor, instrument: Instrument, data: Any) -> str:
    text = editor.filled(Text(data["text"]["zh"], data["text"]["en"]), instrument)
    cite = Citation(instrument.id, str(data["cite"]["article"]), data["cite"]["sentence"])
    return text + _cited(editor, (cite,), instrument)


def _cited(editor: Editor, cites: tuple[Citation, ...], instrument: Instrument) -> str:
    return editor.word("cite", cite=editor.cite(cites, instrument.id))


def provision_sheet(editor: Editor, instrument: Instrument, provision: Provision) -> ProvisionSheet:
    """Everything a page says of a provision."""
    return ProvisionSheet(
        anchor(instrument.id, provision.id),
        provision.full_id,
        editor.say(provision.label),
        editor.filled(provision.text, instrument),
        tuple((editor.word(key), text) for key, text in _rows(editor, instrument, provision) if text),
        tuple(_amounts(editor, instrument, provision)),
        tuple(_condition(editor, provision, each) for each in provision.conditions),
        tuple(
            Enumeration(
                editor.say(each.label),
                editor.join([editor.say(item.label) for item in each.items]) + _openness(editor, is_open=each.open),
            )
            for each in provision.lists
        ),
    )


def _openness(editor: Editor, *, is_open: bool) -> str:
    return (" " if editor.lang == "en" else "") + editor.word("list_open") if is_open else ""


def _rows(editor: Editor, instrument: Instrument, provision: Provision) -> list[Row]:
    book, lang, on = editor.book, editor.lang, editor.on
    period = wording.period_text(book, provision, provision.period, day=on) if provision.period else None
    cite = _cited(editor, (provision.period.cite,), instrument) if provision.period else ""
    return [
        ("kind", editor.name("kinds", provision.kind)),
        ("obligation", editor.name("obligations", provision.obligation)),
        ("for", editor.say(book.vocabulary.records[provision.subject].label)),
        ("subject_to", editor.join([editor.name("subject_to", each) for each in provision.subject_to])),
        ("bodies", editor.join([editor.say(book.vocabulary.bodies[each]) for each in provision.bodies])),
        ("period", getattr(period, lang) + cite if period else ""),
        ("target", _target(editor, provision, provision.goal) if provision.goal else ""),
        ("amount", _value(editor, provision, provision.amount)),
        ("payment", editor.name("payments", provision.payment) if provision.payment else ""),
        ("due", editor.word("every_year") if provision.yearly else _value(editor, provision, provision.due)),
        ("fulfilled_when", _truth(editor, provision, provision.fulfilled_when)),
        ("answers", editor.join([editor.say(each.label) for each in provision.answers])),
        ("open_list", editor.word("stays_open") if provision.open_list else ""),
        ("cites", editor.cite(provision.cites, instrument.id)),
    ]


def _value(editor: Editor, provision: Provision, expression: Expression | None) -> str:
    if expression is None:
        return ""
    return editor.say(wording.value_text(editor.book, provision, expression, day=editor.on))


def _truth(editor: Editor, provision: Provision, expression: Expression | None) -> str:
    if expression is None:
        return ""
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    try:
        return wording.word(feel.parse(expression.text, voice.names()), voice)
    except Unsayable:
        return ""


def _target(editor: Editor, provision: Provision, goal: Goal) -> str:
    """What a target asks for, by when: 到2025年12月31日，…率不低于90%."""
    due = editor.word("by_due", due=_value(editor, provision, goal.due))
    said = _goal(editor, provision, goal)
    comma = "，" if editor.lang == "zh" else ", "
    return due + comma + said


def _goal(editor: Editor, provision: Provision, goal: Goal) -> str:
    if goal.assessed or goal.indicator is None or goal.comparator is None:
        return editor.word("target_assessed")
    indicators = editor.book.vocabulary.indicators
    parts = {
        "indicator": editor.say(indicators[goal.indicator].label),
        "comparator": editor.name("comparators", goal.comparator),
    }
    if goal.ceiling or goal.value is None:
        return editor.word("target_ceiling", **parts)
    unit = indicators[goal.indicator].unit
    said = editor.word("target_plain", **parts, value=_number(editor, provision, goal.value, unit))
    if goal.per_indicator is None or goal.per_number is None:
        return said
    per = indicators[goal.per_indicator]
    number = _number(editor, provision, goal.per_number, per.unit)
    return editor.word("target_per", number=number, per=editor.say(per.label), target=said)


def _number(editor: Editor, provision: Provision, expression: Expression, unit: str) -> str:
    """A number without facts in the unit of what it is compared with; in words where it hangs on facts."""
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    node = feel.parse(expression.text, voice.names())
    if not voice.constants.holds(node):
        return _value(editor, provision, expression)
    return phrases.quantity(voice.constants.value(node), unit, editor.book.vocabulary, editor.lang)


def _amounts(editor: Editor, instrument: Instrument, provision: Provision) -> list[Amount]:
    """A row for each key of each keyed parameter that the amount is read from, in every version that is stated."""
    if provision.amount is None:
        return []
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    node = feel.parse(provision.amount.text, voice.names())
    vocabulary, lang = editor.book.vocabulary, editor.lang
    return [
        Amount(case, amount, phrases.day(version.span.first, lang) if version.span.first else "")
        for parameter in voice.constants.parameters(node)
        for version in _versions(editor, instrument, parameter)
        for case, amount in phrases.keyed(parameter, version.values or {}, vocabulary, lang)
    ]


def _versions(editor: Editor, instrument: Instrument, parameter: Parameter) -> list[Any]:
    if editor.on is None:
        return list(parameter.versions)
    version = Constants(instrument, editor.on).version(parameter)
    return [version] if version is not None else []


def _condition(editor: Editor, provision: Provision, condition: Condition) -> ConditionLine:
    text = wording.condition_text(editor.book, provision, condition, day=editor.on)
    cite = editor.cite((condition.cite,), provision.instrument)
    return ConditionLine(editor.say(text), cite, condition.otherwise == "undetermined")


def _questions(editor: Editor, instrument: Instrument) -> tuple[QuestionSheet, ...]:
    found = []
    for question in instrument.questions.values():
        standing = [each for each in question.taken if editor.on is None or each.span.holds(editor.on, None)]
        taken = (standing or question.taken)[-1].reading
        why = {key: editor.filled(each.why, instrument) for key, each in question.readings.items()}
        others = tuple(text for key, text in why.items() if key != taken)
        asked = editor.filled(question.question, instrument)
        cite = editor.cite((question.cite,), instrument.id)
        found.append(QuestionSheet(question.id, asked, cite, why[taken], others))
    return tuple(found)
