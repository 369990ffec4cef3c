"""What the pages say of an instrument: templates only place it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huimin.policy.citing import counted
from huimin.policy.model import Citation, Instrument, Text
from huimin.publish.editor import Editor
from huimin.publish.markdown import Markdown, anchor
from huimin.publish.provisions import ProvisionSheet, Row, provision_sheet


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


def instrument_sheet(editor: Editor, instrument: Instrument) -> InstrumentSheet:
    """Everything a page says of an instrument."""
    return InstrumentSheet(
        anchor(instrument.id),
        editor.say(instrument.title),
        tuple((heading, text) for heading, text in _frame(editor, instrument) if text),
        tuple(
            MeasureSheet(
                anchor(instrument.id, measure.number),
                editor.word("measure", number=counted(measure.number, editor.lang), title=editor.say(measure.title)),
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


def _frame(editor: Editor, instrument: Instrument) -> list[Row]:
    frame, span = instrument.frame, instrument.span
    pattern = "in_force_between" if span.last else "in_force_from"
    in_force = editor.word(pattern, first=editor.day(span.first), last=editor.day(span.last)) if span.first else ""
    return [
        (editor.word("issuer"), editor.say(instrument.issuer)),
        (editor.word("level"), editor.name("levels", instrument.level)),
        (editor.word("promulgated"), editor.day(instrument.promulgated)),
        (editor.word("in_force"), editor.cited(in_force, instrument.in_force_cite, instrument.id)),
        *(
            (editor.word(key), _clause(editor, instrument, frame[key]))
            for key in ("scope", "precedence", "non_cumulation")
            if key in frame
        ),
        *((editor.word(key), _titles(editor, frame.get(key, ()))) for key in ("legal_basis", "laws_applied")),
    ]


def _titles(editor: Editor, laws: Sequence[Mapping[str, Any]]) -> str:
    return ("；" if editor.lang == "zh" else "; ").join(each["title"][editor.lang] for each in laws)


def _clause(editor: Editor, instrument: Instrument, data: Mapping[str, Any]) -> str:
    text = editor.filled(Text(data["text"]["zh"], data["text"]["en"]), instrument)
    cite = Citation(instrument.id, str(data["cite"]["article"]), data["cite"]["sentence"])
    return editor.cited(text, cite, instrument.id)


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
