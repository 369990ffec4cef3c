"""What the pages say of a provision: templates only place it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from huimin import feel
from huimin.feel.tree import Invocation, Node
from huimin.policy.model import Condition, Instrument, ItemList, Parameter, ParameterVersion, Provision
from huimin.policy.vocabulary import Expression
from huimin.publish.editor import Cite, Editor
from huimin.publish.evidence import evidence
from huimin.publish.goals import target_text
from huimin.publish.markdown import Markdown, anchor
from huimin.text import phrases, wording
from huimin.text.constants import Constants, Unsayable


class Row(NamedTuple):
    """A line of a sheet: the key of its heading, the heading and the text."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Amount:
    """A row of a table of amounts: for which key, how much, and from which day that holds."""

    case: str
    amount: str
    since: str


@dataclass(frozen=True)
class ConditionLine:
    text: str
    cite: Cite
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
    kind: str
    label: str
    text: str
    rows: tuple[Row, ...]
    cites: tuple[Cite, ...]
    amounts: tuple[Amount, ...]
    conditions: tuple[ConditionLine, ...]
    lists: tuple[Enumeration, ...]
    evidence: tuple[str, ...]

    @property
    def pays(self) -> bool:
        """Whether the provision states an amount of money."""
        return bool(self.amounts or self.row("amount"))

    @property
    def conditions_heading(self) -> str:
        """The key of the heading above the conditions."""
        return "conditions" if len(self.conditions) > 1 else "condition"

    def row(self, key: str) -> str:
        """The text of the row of that key, empty where there is none."""
        return next((each.text for each in self.rows if each.key == key), "")


def provision_sheet(editor: Editor, instrument: Instrument, provision: Provision) -> ProvisionSheet:
    """Everything a page says of a provision."""
    return ProvisionSheet(
        anchor(instrument.id, provision.id),
        provision.full_id,
        provision.kind,
        editor.title(provision.label),
        editor.filled(provision.text, instrument),
        tuple(Row(key, editor.word(key), text) for key, text in _rows(editor, instrument, provision) if text),
        editor.cite_links(provision.cites, instrument.id),
        tuple(_amounts(editor, instrument, provision)),
        tuple(_condition(editor, provision, each) for each in provision.conditions),
        tuple(
            Enumeration(
                editor.title(each.label),
                _listed(editor, each),
            )
            for each in provision.lists
        ),
        tuple(evidence(editor, provision)),
    )


def _listed(editor: Editor, items: ItemList) -> str:
    """The items; a list that stays open ends in 等, "and others"."""
    said = [editor.say(each.label) for each in items.items]
    if not items.open:
        return editor.join(said)
    if editor.lang == "zh":
        return editor.join(said) + editor.word("list_open")
    return editor.join([*said, editor.word("list_open")])


def _rows(editor: Editor, instrument: Instrument, provision: Provision) -> list[tuple[str, str]]:
    book = editor.book
    period = wording.period_text(book, provision, provision.period, day=editor.on) if provision.period else None
    cite = provision.period.cite if provision.period else None
    return [
        ("kind", editor.name("kinds", provision.kind)),
        ("obligation", editor.name("obligations", provision.obligation)),
        ("for", editor.say(book.vocabulary.records[provision.subject].label)),
        ("subject_to", editor.join([editor.name("subject_to", each) for each in provision.subject_to])),
        ("bodies", editor.join([editor.say(book.vocabulary.bodies[each]) for each in provision.bodies])),
        ("period", editor.cited(editor.say(period), cite, instrument.id) if period else ""),
        ("target", target_text(editor, provision, provision.goal) if provision.goal else ""),
        ("amount", "" if _is_table(editor, provision) else editor.value(provision, provision.amount)),
        ("payment", editor.name("payments", provision.payment) if provision.payment else ""),
        ("due", _due(editor, provision)),
        ("fulfilled_when", _truth(editor, provision, provision.fulfilled_when)),
        ("answers", editor.join([editor.say(each.label) for each in provision.answers])),
        ("open_list", editor.word("stays_open") if provision.open_list else ""),
        ("cites", editor.cite(provision.cites, instrument.id)),
    ]


def _due(editor: Editor, provision: Provision) -> str:
    if provision.goal is not None:
        return ""  # the target says by when
    return editor.word("every_year") if provision.yearly else editor.value(provision, provision.due)


def _is_table(editor: Editor, provision: Provision) -> bool:
    """Whether the amount is read from a table alone, which the page shows."""
    return provision.amount is not None and isinstance(_amount_node(editor, provision, provision.amount), Invocation)


def _amount_node(editor: Editor, provision: Provision, amount: Expression) -> Node:
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    return feel.parse(amount.text, voice.names())


def _truth(editor: Editor, provision: Provision, expression: Expression | None) -> str:
    if expression is None:
        return ""
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    try:
        return wording.word(feel.parse(expression.text, voice.names()), voice)
    except Unsayable:
        return ""


def _amounts(editor: Editor, instrument: Instrument, provision: Provision) -> list[Amount]:
    """A row for each key of each keyed parameter that the amount is read from, in every version that is stated."""
    if provision.amount is None:
        return []
    node = _amount_node(editor, provision, provision.amount)
    constants = Constants(instrument, editor.on)
    vocabulary, lang = editor.book.vocabulary, editor.lang
    return [
        Amount(case, amount, editor.day(version.span.first))
        for parameter in constants.parameters(node)
        for version in _versions(editor, instrument, parameter)
        for case, amount in phrases.keyed(parameter, version.values or {}, vocabulary, lang)
    ]


def _versions(editor: Editor, instrument: Instrument, parameter: Parameter) -> list[ParameterVersion]:
    """The version of the day, or every one that no later record of the same first day corrects."""
    if editor.on is not None:
        version = Constants(instrument, editor.on).version(parameter)
        return [version] if version is not None else []
    recorded = sorted(parameter.versions, key=lambda each: each.span.recorded or instrument.promulgated)
    standing = {each.span.first: each for each in recorded}
    return [each for each in parameter.versions if each is standing[each.span.first]]


def _condition(editor: Editor, provision: Provision, condition: Condition) -> ConditionLine:
    text = wording.condition_text(editor.book, provision, condition, day=editor.on)
    cite = editor.cite_link(condition.cite, provision.instrument)
    return ConditionLine(editor.say(text), cite, condition.otherwise == "undetermined")
