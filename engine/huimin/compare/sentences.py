"""Which kind of change a difference is, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from huimin.compare import values as compare_values
from huimin.compare.walk import FRAME, Difference, Step
from huimin.compare.words import Side, Told, date, label, named, sentence, span, words
from huimin.policy.model import (
    Affect,
    Book,
    Change,
    Condition,
    ConditionVersion,
    Instrument,
    OpenQuestion,
    ParameterVersion,
    Provision,
    TakenReading,
    Validity,
)
from huimin.policy.vocabulary import Text
from huimin.text import phrases

_MEMBERS = {
    "instruments": "instrument",
    "measures": "measure",
    "provisions": "provision",
    "conditions": "condition",
    "parameters": "parameter",
    "questions": "question",
    "readings": "reading",
    "changes": "reading-change",
    "taken": "taken-reading",
    "validities": "validity",
    "affects": "effect",
    "lists": "list",
    "items": "item",
    "answers": "answer",
    "articles": "article",
    "codes": "code-list",
    "code_labels": "code-list",
    "units": "unit",
    "bodies": "body",
    "indicators": "indicator",
    "records": "record",
    "facts": "fact",
    "constraints": "constraint",
}
"""What the members of a field are called; those of any other are entries."""


def told(difference: Difference, old_book: Book, new_book: Book) -> Iterator[Told]:
    """One or more changes that a difference comes to."""
    steps = difference.steps
    old = Side(old_book, tuple(each.old for each in steps))
    new = Side(new_book, tuple(each.new for each in steps))
    if difference.reordered:
        yield _reordered(steps)
        return
    value = steps[-1].old if steps[-1].new is None else steps[-1].new
    fields = [each.field for each in steps]
    if "versions" in fields and "parameters" in fields and not {"span", "cite"} & {*fields}:
        yield from compare_values.told(steps, old, new)
        return
    write = next((write for class_, write in _BY_CLASS if isinstance(value, class_)), None)
    if "taken" in fields:
        write = _taken
    elif "affects" in fields and fields[-1] == "effect":
        write = _effect
    elif fields[-1] == "when":
        write = _condition_version
    elif "validities" in fields and fields[-1] == "last":
        write = _validity
    elif write is None:
        both = isinstance(steps[-1].old, Text) and isinstance(steps[-1].new, Text)
        write = _text if both else _member if steps[-1].key and FRAME not in fields else _field
    yield write(steps, old, new)


def kind_of(steps: tuple[Step, ...]) -> str:
    """What the innermost member on the way is: a provision, a fact, an entry of a map."""
    kind = "vocabulary"
    for before, step in pairwise(steps):
        if step.key:
            kind = _MEMBERS.get(before.field, "code" if kind == "code-list" else "entry")
            if kind == "entry" and before.field == "versions":
                kind = (
                    "parameter-version" if isinstance(step.new or step.old, ParameterVersion) else "condition-version"
                )
    return kind


def subject_of(steps: tuple[Step, ...]) -> str:
    """The keys of the members on the way, which name what changed: `weiqiao-2031/age-allowance/care-level`."""
    return "/".join(step.key for step in steps if step.key.strip("/"))


def is_shared(steps: tuple[Step, ...]) -> bool:
    """Whether the way leads into a condition of the frame, which several provisions may share."""
    both = next((each for each in steps if isinstance(each.old, Condition) and isinstance(each.new, Condition)), None)
    return both is not None and both.new.versions[0].when.path[:1] == ("conditions",)


def _members(steps: tuple[Step, ...]) -> list[Step]:
    return [step for step in steps if step.key]


def _called(steps: tuple[Step, ...]) -> Text:
    """The label of the innermost member on the way that has one."""
    for step in reversed(_members(steps)):
        thing = step.old if step.new is None else step.new
        found = label(thing, step.key)
        found = named("fields", step.key) if found == Text(step.key, step.key) and _in_frame(steps) else found
        if found != Text(step.key, step.key) or not isinstance(thing, ParameterVersion | ConditionVersion):
            return found
    return named("parts", "vocabulary" if steps[0].field == "vocabulary" else "book")


def _in_frame(steps: tuple[Step, ...]) -> bool:
    return any(each.field == FRAME for each in steps)


def _thing(steps: tuple[Step, ...]) -> Text:
    return named("things", kind_of(steps)) if _members(steps) else named("parts", "book")


def _owner(steps: tuple[Step, ...]) -> Text:
    """What the innermost member belongs to, in brackets; empty where that is the instrument itself."""
    outer = [step for step in _members(steps)[:-1] if not isinstance(step.new or step.old, Instrument)]
    if not outer:
        return Text("", "")
    vocabulary = steps[0].new or steps[0].old
    if kind_of(steps) == "code":  # the labels of the lists stand beside the lists
        return sentence("parts", "owner", owner=vocabulary.code_labels[outer[-1].key])
    owner = label(outer[-1].new or outer[-1].old, outer[-1].key)
    return Text("", "") if owner == _called(steps) else sentence("parts", "owner", owner=owner)


def _parts(steps: tuple[Step, ...]) -> dict[str, Text]:
    return {"thing": _thing(steps), "label": _called(steps), "owner": _owner(steps)}


def _reordered(steps: tuple[Step, ...]) -> Told:
    field = next((each.field for each in reversed(steps) if each.field), "instruments")
    outer = steps[:-1] if steps[-1].field else steps
    text = sentence("sentences", "order-changed", **_parts(outer), field=named("fields", field))
    return Told("order-changed", text, steps, None, None)


def _member(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    change = "added" if steps[-1].old is None else "removed" if steps[-1].new is None else "changed"
    if change == "changed":
        return _field(steps, old, new)
    text = sentence("sentences", change, **_parts(steps))
    return Told(f"{kind_of(steps)}-{change}", text, steps, steps[-1].old, steps[-1].new)


def _field(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    last = steps[-1]
    fields = [each.field for each in steps if each.field]
    name = ".".join(fields[-2:])
    field = named("fields", name if name in words()["fields"] else fields[-1])
    whole = isinstance(last.new or last.old, Change)
    if last.key and not whole:  # an entry of the frame, or of a map of the vocabulary
        field = named("fields", last.key)
    change = "added" if _empty(last.old) else "removed" if _empty(last.new) else "changed"
    holder = steps if last.key and FRAME not in fields and not whole else steps[:-1]
    parts = _parts(holder) | {"field": field}
    parts |= {"old": old.value(last.old, fields[-1]), "new": new.value(last.new, fields[-1])}
    text = sentence("sentences", f"field-{change}", **parts)
    return Told(f"{kind_of(holder)}-changed", text, steps, last.old, last.new)


def _empty(value: object) -> bool:
    return value in (None, (), {})


def _text(steps: tuple[Step, ...], _old: Side, _new: Side) -> Told:
    """A text revised in both languages, or in one of them: then it is a matter of the translation."""
    old_text, new_text = steps[-1].old, steps[-1].new
    kind = "texts-changed"
    if old_text.zh == new_text.zh:
        kind = "translation-changed"
    elif old_text.en == new_text.en:
        kind = "chinese-changed"
    field = named("fields", steps[-1].field or steps[-1].key)
    parts = _parts(steps[:-1]) | {"field": field, "old": old_text, "new": new_text}
    return Told(kind, sentence("sentences", kind, **parts), steps, old_text, new_text)


def _condition(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    side, kind = (new, "condition-added") if steps[-1].old is None else (old, "condition-dropped")
    condition = steps[-1].new or steps[-1].old
    said = side.condition(condition)
    period = condition.versions[0].span
    told_as = "condition-added-from" if kind == "condition-added" and period.first else kind
    parts = {"span": span(period), "when": span(period, "when"), "old": said, "new": said}
    text = sentence("sentences", told_as, owner=side.nearest(Provision).label, **parts)
    return Told(kind, text, steps, steps[-1].old, steps[-1].new)


def _condition_version(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    """What a condition reads: changed in place, or by a version more or less."""
    owner = (new.nearest(Provision) or old.nearest(Provision)).label
    before, after = (_reads(side) for side in (old, new))
    if before is not None and after is not None:
        if before == after:  # the words do not tell the two apart
            before, after = (side.value(side.nearest(ConditionVersion).when, "when") for side in (old, new))
        told_as = "shared-changed" if is_shared(steps) else "condition-changed"
        parts = {"owner": owner, "label": new.nearest(Condition).label, "old": before, "new": after}
        text = sentence("sentences", told_as, **parts)
        return Told("condition-changed", text, steps, steps[-1].old, steps[-1].new)
    side, kind = (new, "condition-version-added") if before is None else (old, "condition-version-removed")
    period = side.nearest(ConditionVersion).span
    if before is None and period.is_empty:
        kind, period = "condition-never-in-force", replace(period, last=None)
    parts = {"owner": owner, "label": side.nearest(Condition).label}
    parts |= {"span": span(period), "when": span(period, "when")}
    text = sentence("sentences", kind, **parts, old=before or Text("", ""), new=after or Text("", ""))
    return Told(kind, text, steps, steps[-1].old, steps[-1].new)


def _reads(side: Side) -> Text | None:
    version, condition = side.nearest(ConditionVersion), side.nearest(Condition)
    return None if version is None else side.condition(replace(condition, versions=(version,)), own=False)


def _validity(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    """Another last day, by a later record or by rewriting one; anything else of a validity is told as a field."""
    before, after = (side.nearest(Validity) or side.nearest(Instrument).validities[-1] for side in (old, new))
    was, now = before.span.last, after.span.last
    if was == now:
        return _member(steps, old, new)
    if was is None or now is None:
        kind = "validity-ended" if was is None else "validity-opened"
    else:
        kind = "validity-extended" if was < now else "validity-shortened"
    if after.span.is_empty:
        kind = "validity-withdrawn"
    parts = {name: date(day) for name, day in (("old", was), ("new", now)) if day is not None}
    parts["label"] = new.nearest(Instrument).short_title
    return Told(kind, sentence("sentences", kind, **parts), steps, was, now)


def _taken(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    """An open question answered by another reading, from a day on or at once."""
    before, after = old.nearest(TakenReading), new.nearest(TakenReading)
    side, now = (old, before) if after is None else (new, after)
    question: OpenQuestion = side.nearest(OpenQuestion)
    if before is None:
        kind = "reading-taken"
    elif after is None:
        kind = "reading-no-longer-taken"
    elif before.reading != after.reading:
        kind = "reading-exchanged"
    else:
        kind = "reading-taken"
    parts = {"label": question.question, "span": span(now.span)}
    parts |= {
        "when": span(now.span, "when"),
        "why": phrases.fill(question.readings[now.reading].why, side.nearest(Instrument), side.book),
    }
    for name, each in (("old", before), ("new", after)):
        parts[name] = Text(each.reading, each.reading) if each else Text("", "")
    return Told(kind, sentence("sentences", kind, **parts), steps, steps[-1].old, steps[-1].new)


def _effect(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    """How a provision bears on a lower one: from now on, no longer, or otherwise than before."""
    before, after = old.nearest(Affect), new.nearest(Affect)
    side, affect = (old, before) if after is None else (new, after)
    kind = "effect-added" if before is None else "effect-removed" if after is None else "effect-changed"
    parts = {"by": side.of(affect.by), "of": side.of(affect.provision), "span": span(affect.span)}
    parts["when"] = span(affect.span, "when")
    for name, each in (("old", before), ("new", after)):
        parts[name] = side.value(each and each.effect, "effect")
    told_as = kind if before is not None else f"effect-{after.effect}"
    return Told(kind, sentence("sentences", told_as, **parts), steps, steps[-1].old, steps[-1].new)


_BY_CLASS: tuple[tuple[type, Callable[[tuple[Step, ...], Side, Side], Told]], ...] = (
    (Affect, _effect),
    (Condition, _condition),
    (ConditionVersion, _condition_version),
    (Validity, _validity),
)
