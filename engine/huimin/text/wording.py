"""An expression of the policy profile as a Chinese and as an English phrase.

Conditions are put into words from their trees, with the labels and wordings of the vocabulary; what has no words, or
would be too involved to be heard once, is refused as `Unsayable`. `nouns.py` says values, `clauses.py`
says what is true of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.placeholders import put
from huimin.policy import expressions
from huimin.policy.model import Book, Condition, Period, Provision
from huimin.policy.spans import effective, standing
from huimin.policy.vocabulary import Expression, Text
from huimin.text import phrases
from huimin.text.clause_context import Voice
from huimin.text.clauses import clause
from huimin.text.constants import Constants, Unsayable
from huimin.text.nouns import thing
from huimin.words import LANGUAGES, Language

__all__ = ["Unsayable", "Voice", "condition_text", "period_text", "value_text", "voice_of", "word"]


def word(node: Node, voice: Voice) -> str:
    """What a true or false expression says, as a phrase without a full stop. Raises Unsayable."""
    return clause(node, voice)


def voice_of(
    book: Book, provision: Provision, lang: Language, *, day: Date | None = None, known: Date | None = None
) -> Voice:
    """How the expressions of a provision are said, parameters by a legal day (None: the latest)."""
    subjects = book.vocabulary.subjects
    records = {name: each for name, each in subjects.items() if not each.listed or name == provision.subject}
    constants = Constants(book.instrument(provision.instrument), day, known)
    return Voice(book, lang, records, constants, clause, provision.subject)


def condition_text(
    book: Book, provision: Provision, condition: Condition, *, day: Date | None = None, known: Date | None = None
) -> Text:
    """A condition in words: its own text, else made from its expression, else its label."""
    if condition.text is not None:
        return phrases.fill(condition.text, book.instrument(provision.instrument), book, day, known)
    in_force = None if day is None else standing(condition.versions, day, known)
    version = in_force or (effective(condition.versions, known) or condition.versions)[-1]
    return _both(book, provision, version.when, clause, day, known) or condition.label


def value_text(
    book: Book, provision: Provision, expression: Expression, *, day: Date | None = None, known: Date | None = None
) -> Text | None:
    """A value of a provision, say its amount or due date, in words; None where there are none."""
    return _both(book, provision, expression, lambda node, voice: thing(node, voice).text, day, known)


def period_text(book: Book, provision: Provision, period: Period, *, day: Date | None = None) -> Text | None:
    """The period of a provision in words, to the instrument's last day where it names none of its own."""
    parts = {"event": period.event, "since": period.since, "first": period.first, "last": period.last}
    said = {name: value_text(book, provision, each, day=day) for name, each in parts.items() if each is not None}
    last = book.instrument(provision.instrument).span.last
    if period.last is None and last is not None:
        said["last"] = Text(phrases.day(last, "zh"), phrases.day(last, "en"))
    if None in said.values():
        return None
    pattern = _period_pattern(set(said))

    def half(lang: Language) -> str:
        found = {name: getattr(each, lang) for name, each in said.items()}
        found |= {"left": found["event"], "low": found.get("first", ""), "high": found.get("last", "")}
        found["right"] = found["low"] or found["high"]
        return put(pattern[lang], found)

    return Text(half("zh"), half("en"))


def _period_pattern(parts: set[str]) -> Mapping[str, str]:
    periods, dates = phrases.words()["periods"], phrases.words()["comparisons"]["date"]
    if {"first", "last"} <= parts:
        found = periods["state"] if "since" in parts else dates["between"]
    elif "first" in parts:
        found = dates[">="]
    elif "last" in parts:
        found = periods["state_through"] if "since" in parts else dates["<="]
    else:
        found = periods["at_any_time"]
    return found  # type: ignore[no-any-return]


def _both(
    book: Book,
    provision: Provision,
    expression: Expression,
    say: Callable[[Node, Voice], str],
    day: Date | None,
    known: Date | None,
) -> Text | None:
    """The expression in both languages, or in neither."""
    chinese, english = (voice_of(book, provision, lang, day=day, known=known) for lang in LANGUAGES)
    try:
        node = expressions.tree(book, provision, expression, chinese.names())
        return Text(say(node, chinese), say(node, english))
    except Unsayable:
        return None
