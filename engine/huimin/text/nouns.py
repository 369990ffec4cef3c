"""Values in words: facts by their labels, constants by their units, arithmetic and dates. A table by kind of node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.values import Date, DaysDuration, MonthsDuration, Range
from huimin.policy.vocabulary import Fact, Record
from huimin.text import phrases
from huimin.text.clause_context import HOST_NAMES, Voice
from huimin.text.constants import Unsayable
from huimin.text.phrases import with_article, without_article

_NUMBERS = {"number", "count"}


@dataclass(frozen=True)
class Thing:
    """A value with its words. `kind` is the fact's type or that of the value; `record` the members of a list.

    `owner` is the name whose fact this is; `pause` tells how a sentence pauses after it.
    """

    text: str
    kind: str
    unit: str | None = None
    fact: Fact | None = None
    record: Record | None = None
    owner: str = ""
    pause: str = ""


def thing(node: Node, voice: Voice, like: Thing | None = None) -> Thing:
    """A value in words; a constant reads like the thing that it is compared with. Raises Unsayable."""
    if _is_constant(node, voice):
        return constant(node, voice, like)
    write = THINGS.get(node.__class__)
    if write is None:
        raise Unsayable(node)
    return write(cast("Any", node), voice)


def _is_constant(node: Node, voice: Voice) -> bool:
    return voice.constants.holds(node) and not (isinstance(node, tree.Name) and node.name in voice.records)


def constant(node: Node, voice: Voice, like: Thing | None = None) -> Thing:
    """A literal, a parameter, or what is calculated from them alone."""
    found = voice.constants.value(node)
    items = found if isinstance(found, list) else [found]
    units = {each.unit for each in voice.constants.parameters(node)}
    unit = like.unit if like is not None else units.pop() if len(units) == 1 else None
    return Thing(alternatives(items, voice, like, unit), _kind(items[0] if items else found), unit)


def alternatives(items: list[Any], voice: Voice, like: Thing | None, unit: str | None = None) -> str:
    """One of several values or ranges, said as values of the fact that they are compared with."""
    provisions = voice.book.provisions
    if like is not None and like.kind == "provision":
        titles = [getattr(provisions[each].label, voice.lang) if each in provisions else str(each) for each in items]
        return phrases.join(titles, voice.lang, "any")
    if like is not None and like.kind == "year":
        years = [phrases.say("things", "in_year", voice.lang, number=str(each)) for each in items]
        return phrases.join(years, voice.lang, "any")
    kind: Fact | str = like.fact if like is not None and like.fact is not None else ""
    unit = unit or (like.unit if like is not None else None)
    return phrases.alternatives(items, kind, unit, voice.book.vocabulary, voice.lang)


def _kind(found: Any) -> str:
    end = (found.low if found.low is not None else found.high) if isinstance(found, Range) else found
    if isinstance(end, bool):
        return "boolean"
    if isinstance(end, MonthsDuration | DaysDuration):
        return "duration"
    return {Decimal: "number", Date: "date"}.get(end.__class__, "string")


def record_behind(node: Node, voice: Voice) -> tuple[str, Record] | None:
    """The name and kind of the record that a node stands for, where it stands for a single one."""
    if isinstance(node, tree.Name) and node.name in voice.records:
        return node.name, voice.records[node.name]
    if isinstance(node, tree.Path):
        outer = record_behind(node.source, voice)
        if outer is not None and node.name not in outer[1].facts:
            for name, each in voice.book.vocabulary.subjects.items():
                if not each.listed and each.at == (*outer[1].at, node.name):
                    return name, each
    return None


def record_words(name: str, record: Record, voice: Voice) -> str:
    """A record as several are spoken of: 子女, 其他子女, "other child"."""
    label: str = getattr(record.label, voice.lang)
    return phrases.say("things", "other", voice.lang, record=label) if name in voice.others else label


def relative(record: Record, voice: Voice) -> str:
    """What an English clause about a record begins with: "whom" of a person, else "which"."""
    return phrases.say("relatives", "person" if record.person else "thing", voice.lang)


def fact_thing(fact: Fact, owner: str, record: Record, voice: Voice) -> Thing:
    """A fact by its label; with its record where other records have a fact of the same label."""
    label: str = getattr(fact.label, voice.lang)
    bound = owner not in voice.book.vocabulary.subjects or owner in voice.others
    text = with_article(label, voice.lang)
    if owner and not bound and _is_shared(fact, record, voice):
        whose = getattr(record.label, voice.lang)
        text = phrases.say("things", "of", voice.lang, owner=whose, label=without_article(label))
        text = with_article(text, voice.lang)
    members = voice.book.vocabulary.records[fact.list_of] if fact.list_of else None
    return Thing(text, "list" if members else fact.type, fact.unit, fact, members, owner)


def of_owner(other: Thing, voice: Voice, pattern: str) -> str:
    """A fact of a record that has to be told apart from another one of its kind."""
    assert other.fact is not None
    record = voice.records[other.owner]
    if other.owner in voice.others or other.owner != voice.subject:
        whose = with_article(record_words(other.owner, record, voice), voice.lang)
    else:
        whose = phrases.say("things", "in_question", voice.lang, record=getattr(record.label, voice.lang))
    own = phrases.say("things", "of", voice.lang, owner=getattr(record.label, voice.lang), label="")
    label = with_article(getattr(other.fact.label, voice.lang).removeprefix(own), voice.lang)
    return phrases.say("things", pattern, voice.lang, owner=whose, label=label)


def _is_shared(fact: Fact, record: Record, voice: Voice) -> bool:
    """Whether another kind of record has a fact of the same label."""
    others = (each for each in voice.book.vocabulary.records.values() if each is not record)
    return any(each.label == fact.label for other in others for each in other.facts.values())


def _name(node: tree.Name, voice: Voice) -> Thing:
    if node.name in HOST_NAMES:
        kind = {"on": "date", "year": "year"}.get(node.name, "provision")
        return Thing(phrases.say("things", node.name, voice.lang), kind)
    if voice.bare is not None and node.name in voice.bare.facts:
        return fact_thing(voice.bare.facts[node.name], "", voice.bare, voice)
    raise Unsayable(node)


def _path(node: tree.Path, voice: Voice) -> Thing:
    behind = record_behind(node.source, voice)
    if behind is not None and node.name in behind[1].facts:
        owner, record = behind
        found = fact_thing(record.facts[node.name], owner, record, voice)
        if node.name == "id" and owner in voice.records:
            return replace(found, text=of_owner(found, voice, "of_one"))
        return found
    source = thing(node.source, voice)
    if source.record is not None and node.name in source.record.facts:
        fact = source.record.facts[node.name]
        text = phrases.say("things", "of_list", voice.lang, owner=source.text, label=getattr(fact.label, voice.lang))
        return Thing(with_article(text, voice.lang), "list", fact.unit, fact)
    if node.name in phrases.words()["properties"] and source.kind in ("date", "duration"):
        text = phrases.say("properties", node.name, voice.lang, thing=source.text)
        if node.name == "days" and "day" in voice.book.vocabulary.units:
            return Thing(source.text, "number", "day")
        kind = "year" if node.name == "year" else "number"
        return Thing(text, kind, pause="property" if source.kind == "duration" else "")
    raise Unsayable(node)


def _filter(node: tree.Filter, voice: Voice) -> Thing:
    source = thing(node.source, voice)
    if source.record is None or voice.listing or isinstance(node.predicate, tree.Number | tree.Negation):
        raise Unsayable(node)
    condition = voice.clause(node.predicate, voice.inside(source.record))
    whom = relative(source.record, voice)
    text = phrases.say("things", "filtered", voice.lang, condition=condition, list=source.text, whom=whom)
    return replace(source, text=text)


def _invocation(node: tree.Invocation, voice: Voice) -> Thing:
    if not isinstance(node.function, tree.Name) or node.names:
        raise Unsayable(node)
    name = node.function.name
    if name == "years and months duration" and len(node.arguments) == 2:
        start, end = (thing(each, voice) for each in node.arguments)
        return Thing(phrases.say("arithmetic", "time", voice.lang, start=start.text, end=end.text), "duration")
    if name in phrases.words()["functions"]:
        things = [thing(each, voice) for each in node.arguments]
        said = phrases.join([each.text for each in things], voice.lang)
        if name == "count":
            return Thing(phrases.say("functions", name, voice.lang, list=without_article(said)), "count")
        return Thing(phrases.say("functions", name, voice.lang, list=said), "number", things[0].unit)
    instrument = voice.constants.instrument
    if instrument is None or name not in instrument.parameters:
        raise Unsayable(node)
    parameter = instrument.parameters[name]
    return Thing(
        phrases.say(
            "things",
            "keyed",
            voice.lang,
            key=thing(node.arguments[0], voice).text,
            label=with_article(getattr(parameter.label, voice.lang), voice.lang),
            values=phrases.listed(parameter, voice.constants, voice.book.vocabulary, voice.lang),
        ),
        parameter.type,
        parameter.unit,
    )


def _arithmetic(node: tree.Arithmetic, voice: Voice) -> Thing:
    left, right = thing(node.left, voice), thing(node.right, voice)
    if left.kind == "date" and node.operator in ("+", "-"):
        return _of_dates(node, left, right, voice)
    parts = [each for each in (node.left, node.right) if not _is_constant(each, voice)]
    if any(isinstance(each, tree.Arithmetic) for each in parts) or not _NUMBERS & {left.kind, right.kind}:
        raise Unsayable(node)
    if node.operator == "*" and len(parts) == 1:
        factor, whole = (right, left) if parts[0] is node.left else (left, right)
        key = "times" if factor.unit is None else "by"
        text = phrases.say("arithmetic", key, voice.lang, factor=factor.text, thing=whole.text)
        return replace(whole, text=text, fact=None)
    if node.operator not in phrases.words()["arithmetic"]:
        raise Unsayable(node)
    unit = left.unit if left.unit == right.unit or node.operator in ("*", "/") else None
    text = phrases.say("arithmetic", node.operator, voice.lang, left=left.text, right=right.text)
    return Thing(text, "number", unit, pause="quotient" if node.operator == "/" else "")


def _of_dates(node: tree.Arithmetic, left: Thing, right: Thing, voice: Voice) -> Thing:
    if right.kind == "date" and node.operator == "-":
        return Thing(phrases.say("arithmetic", "time", voice.lang, start=right.text, end=left.text), "duration")
    if right.kind != "duration":
        raise Unsayable(node)
    key = "after" if node.operator == "+" else "before"
    return Thing(phrases.say("arithmetic", key, voice.lang, date=left.text, duration=right.text), "date")


def _if(node: tree.If, voice: Voice) -> Thing:
    then, otherwise = thing(node.consequence, voice), thing(node.alternative, voice)
    condition = voice.clause(node.condition, voice.within())
    said = phrases.say("things", "if", voice.lang, condition=condition, then=then.text, otherwise=otherwise.text)
    return Thing(said, then.kind, then.unit)


THINGS: Mapping[type[Node], Callable[[Any, Voice], Thing]] = {
    tree.Name: _name,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.Invocation: _invocation,
    tree.Arithmetic: _arithmetic,
    tree.If: _if,
}
