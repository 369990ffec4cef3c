"""What a target asks for, in words."""

from __future__ import annotations

from huimin import feel
from huimin.policy.model import Goal, Provision
from huimin.policy.vocabulary import Expression, Indicator
from huimin.publish.editor import Editor
from huimin.text import phrases, wording


def target_text(editor: Editor, provision: Provision, goal: Goal) -> str:
    """What a target asks for, by when: 到2025年12月31日，…率不低于90%."""
    return editor.word("by_due", due=editor.value(provision, goal.due), target=goal_text(editor, provision, goal))


def goal_text(editor: Editor, provision: Provision, goal: Goal) -> str:
    if goal.assessed or goal.indicator is None or goal.comparator is None:
        return editor.word("target_assessed")
    indicators = editor.book.vocabulary.indicators
    parts = {
        "indicator": editor.say(indicators[goal.indicator].label),
        "comparator": editor.name("comparators", _comparator(editor, goal.comparator, indicators[goal.indicator])),
    }
    if goal.ceiling or goal.value is None:
        return editor.word("target_ceiling", **parts)
    unit = indicators[goal.indicator].unit
    said = editor.word("target_plain", **parts, value=_quantity(editor, provision, goal.value, unit))
    if goal.per_indicator is None or goal.per_number is None:
        return said
    per = indicators[goal.per_indicator]
    number = _quantity(editor, provision, goal.per_number, per.unit)
    return editor.word("target_per", number=number, per=editor.say(per.label), target=said)


def _comparator(editor: Editor, comparator: str, indicator: Indicator) -> str:
    """The name of a comparison: Chinese says otherwise of what is counted, where it says so."""
    counted = f"{comparator}_counted"
    is_counted = editor.book.vocabulary.units[indicator.unit].is_counted
    return counted if is_counted and counted in phrases.words()["comparators"] else comparator


def _quantity(editor: Editor, provision: Provision, expression: Expression, unit: str) -> str:
    """A number without facts in the unit of what it is compared with; in words where it hangs on facts."""
    voice = wording.voice_of(editor.book, provision, editor.lang, day=editor.on)
    node = feel.parse(expression.text, voice.names())
    if not voice.constants.holds(node):
        return editor.value(provision, expression)
    return phrases.quantity(voice.constants.value(node), unit, editor.book.vocabulary, editor.lang)
