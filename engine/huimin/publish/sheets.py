"""What the pages say of an instrument: templates only place it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huimin.feel.values import Date
from huimin.policy.model import Book, Citation, Instrument, Measure, OpenQuestion
from huimin.policy.reads import touched
from huimin.policy.vocabulary import Text
from huimin.publish.editor import Cite, Editor
from huimin.publish.markdown import Markdown, anchor
from huimin.publish.provisions import ProvisionSheet, Row, provision_sheet
from huimin.text.citing import counted
from huimin.words import listed


@dataclass(frozen=True)
class QuestionSheet:
    """An open question: `taken` is why its reading is taken, `others` what the other readings say."""

    anchor: Markdown
    question: str
    cite: Cite
    taken: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class MeasureSheet:
    """A measure: `title` with its number, `name` without; `questions` are those that bear on its provisions."""

    anchor: Markdown
    number: int
    title: str
    name: str
    text: str
    provisions: tuple[ProvisionSheet, ...]
    questions: tuple[QuestionSheet, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """What those who ask for something of the measure must be able to state, each once."""
        return tuple(dict.fromkeys(each for provision in self.provisions for each in provision.evidence))


@dataclass(frozen=True)
class SentenceLine:
    """A sentence of the text, with the provisions that rest on it."""

    cite: Cite
    provisions: tuple[ProvisionSheet, ...]


@dataclass(frozen=True)
class InstrumentSheet:
    """`status` and `verification` are keys of the engine's words, `badges` what they are called.

    The status is that on the day of the pages, empty where they have no day: what then is true is the period in `rows`.
    `caution` says of an instrument that does not hold on that day that it does not.
    """

    anchor: Markdown
    id: str
    title: str
    short_title: str
    status: str
    verification: str
    badges: tuple[str, str]
    caution: str
    rows: tuple[Row, ...]
    measures: tuple[MeasureSheet, ...]
    questions: tuple[QuestionSheet, ...]
    sentences: tuple[SentenceLine, ...]

    @property
    def provisions(self) -> tuple[ProvisionSheet, ...]:
        return tuple(each for measure in self.measures for each in measure.provisions)

    @property
    def by_kind(self) -> list[tuple[str, list[ProvisionSheet]]]:
        """The provisions that state no amount under the name of their kind, as the kinds come up."""
        found: dict[str, list[ProvisionSheet]] = {}
        for each in (provision for provision in self.provisions if not provision.pays):
            found.setdefault(each.row("kind"), []).append(each)
        return list(found.items())

    def row(self, key: str) -> str:
        """The text of the row of that key, empty where there is none."""
        return next((each.text for each in self.rows if each.key == key), "")


def is_settled(instrument: Instrument) -> bool:
    """Whether the pages state an instrument as it stands: it is no draft, and it was verified."""
    return instrument.status != "draft" and instrument.verification == "verified"


def instrument_sheet(editor: Editor, instrument: Instrument) -> InstrumentSheet:
    """Everything a page says of an instrument."""
    sheets = {each.id: provision_sheet(editor, instrument, each) for each in instrument.provisions}
    status = _status(instrument, editor.on)
    return InstrumentSheet(
        anchor(instrument.id),
        instrument.id,
        editor.say(instrument.title),
        editor.title(instrument.short_title),
        status,
        instrument.verification,
        (
            editor.name("instrument_statuses", status) if status else "",
            editor.name("verifications", instrument.verification),
        ),
        _caution(editor, instrument, status),
        tuple(Row(key, editor.word(key), text) for key, text in _frame(editor, instrument) if text),
        tuple(_measure(editor, instrument, each, sheets) for each in instrument.measures),
        tuple(_question(editor, instrument, each) for each in instrument.questions.values()),
        tuple(_sentences(editor, instrument, sheets)),
    )


def _status(instrument: Instrument, on: Date | None) -> str:
    """What an instrument is on a day: a draft, in force, not yet, or expired; empty without a day."""
    if instrument.status != "in_force":
        return instrument.status
    if on is None:
        return ""
    if instrument.span.holds(on, None):
        return "in_force"
    return "expired" if instrument.span.last is not None and instrument.span.last < on else "not_yet"


def _caution(editor: Editor, instrument: Instrument, status: str) -> str:
    if status not in ("not_yet", "expired"):
        return ""
    first, last, day = (editor.day(each) for each in (instrument.span.first, instrument.span.last, editor.on))
    return editor.word(status, first=first, last=last, day=day)


def _measure(
    editor: Editor, instrument: Instrument, measure: Measure, sheets: Mapping[str, ProvisionSheet]
) -> MeasureSheet:
    number = counted(measure.number, editor.lang)
    own = [each for each in instrument.provisions if each.measure == measure.number]
    return MeasureSheet(
        anchor(instrument.id, measure.number),
        measure.number,
        editor.word("measure", number=number, title=editor.say(measure.title)),
        editor.say(measure.title),
        editor.filled(measure.text, instrument),
        tuple(sheets[each.id] for each in own),
        tuple(
            _question(editor, instrument, each)
            for each in instrument.questions.values()
            if _bears_on(editor.book, each, {provision.full_id for provision in own})
        ),
    )


def _bears_on(book: Book, question: OpenQuestion, provisions: set[str]) -> bool:
    """Whether another reading of the question can alter the outcome of one of the provisions."""
    changes = [change for reading in question.readings.values() for change in reading.changes]
    return any(touched(book, change, question.instrument) & provisions for change in changes)


def _sentences(editor: Editor, instrument: Instrument, sheets: Mapping[str, ProvisionSheet]) -> Iterator[SentenceLine]:
    for article, count in instrument.articles.items():
        for sentence in range(1, count + 1):
            cite = Citation(instrument.id, article, sentence)
            resting = [each.id for each in instrument.provisions if cite in each.cites]
            yield SentenceLine(editor.cite_link(cite, instrument.id), tuple(sheets[each] for each in resting))


def _frame(editor: Editor, instrument: Instrument) -> list[tuple[str, str]]:
    frame, span = instrument.frame, instrument.span
    pattern = "in_force_between" if span.last else "in_force_from"
    in_force = editor.word(pattern, first=editor.day(span.first), last=editor.day(span.last)) if span.first else ""
    return [
        ("issuer", editor.say(instrument.issuer)),
        ("level", editor.name("levels", instrument.level)),
        ("promulgated", editor.day(instrument.promulgated)),
        ("in_force", editor.cited(in_force, instrument.in_force_cite, instrument.id)),
        *(
            (key, _clause(editor, instrument, frame[key]))
            for key in ("scope", "precedence", "non_cumulation")
            if key in frame
        ),
        *((key, _titles(editor, frame.get(key, ()))) for key in ("legal_basis", "laws_applied")),
    ]


def _titles(editor: Editor, laws: Sequence[Mapping[str, Any]]) -> str:
    return listed((each["title"][editor.lang] for each in laws), editor.lang, "clauses")


def _clause(editor: Editor, instrument: Instrument, data: Mapping[str, Any]) -> str:
    text = editor.filled(Text(data["text"]["zh"], data["text"]["en"]), instrument)
    cite = Citation(instrument.id, str(data["cite"]["article"]), data["cite"]["sentence"])
    return editor.cited(text, cite, instrument.id)


def _question(editor: Editor, instrument: Instrument, question: OpenQuestion) -> QuestionSheet:
    standing = [each for each in question.taken if editor.on is None or each.span.holds(editor.on, None)]
    taken = (standing or question.taken)[-1].reading
    why = {key: editor.filled(each.why, instrument) for key, each in question.readings.items()}
    return QuestionSheet(
        anchor(instrument.id, "question", question.id),
        editor.filled(question.question, instrument),
        editor.cite_link(question.cite, instrument.id),
        why[taken],
        tuple(text for key, text in why.items() if key != taken),
    )
