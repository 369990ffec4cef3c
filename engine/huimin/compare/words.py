"""How a difference is said: the words of `words.yaml`, and values of the model as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from huimin.compare.walk import Step
from huimin.feel.values import Date
from huimin.placeholders import put, with_one_stop
from huimin.policy.model import Affect, Book, Change, Citation, Condition, OpenQuestion, Parameter, Period, Provision
from huimin.policy.spans import Span
from huimin.policy.vocabulary import Expression, Text
from huimin.text import phrases, wording
from huimin.text.citing import citations
from huimin.words import LANGUAGES, Language
from huimin.words import words as words_of

_LONG = 160
_INNER = str.maketrans("“”", "‘’")
_NAMED = {
    "kind": "kinds",
    "obligation": "obligations",
    "subject_to": "subject_to",
    "level": "levels",
    "effect": "effects",
    "comparator": "comparators",
    "payment": "payments",
    "status": "instrument_statuses",
    "verification": "verifications",
    "otherwise": "statuses",
}
"""Fields whose values have names in `words.yaml`, with the table of each."""


def words() -> Mapping[str, Any]:
    """The sentences and names of `words.yaml`."""
    return words_of("compare")


def named(table: str, key: str) -> Text:
    """The name of something in `words.yaml`, or the key itself where there is none."""
    found = words()[table].get(key, {"zh": key, "en": key})
    return Text(found["zh"], found["en"])


def sentence(table: str, key: str, /, **parts: Text) -> Text:
    """A pattern of `words.yaml` with its parts in place, in both languages; `{x_en}` is the English of `x`."""
    found = words()[table][key]

    def half(lang: Language) -> str:
        said = {name: getattr(each, lang) for name, each in parts.items()}
        said |= {f"{name}_en": each.en for name, each in parts.items()}
        said |= {name: each.translate(_INNER) for name, each in said.items() if f"“{{{name}}}”" in found[lang]}
        return with_one_stop(put(found[lang], said)).replace("..", ".")

    return Text(half("zh"), half("en"))


def span(period: Span, table: str = "spans") -> Text:
    """From when and until when, as the end of a sentence or, of the table `when`, inside one; empty where open."""
    parts = {name: date(day) for name, day in (("first", period.first), ("last", period.last)) if day is not None}
    return sentence(table, "both" if len(parts) == 2 else next(iter(parts), "none"), **parts)


def date(day: Date) -> Text:
    return Text(phrases.day(day, "zh"), phrases.day(day, "en"))


@dataclass(frozen=True)
class Side:
    """One of the two books, with what the steps of a difference come to in it."""

    book: Book
    values: tuple[Any, ...]

    def nearest(self, class_: type) -> Any:
        """The innermost thing of that class on the way; None where there is none."""
        return next((each for each in reversed(self.values) if isinstance(each, class_)), None)

    def cited(self, cites: Sequence[Citation], home: str = "") -> Text:
        """The sources as an office writes them; those outside the instrument `home` by its short title."""
        home = home or cites[0].instrument
        return Text(*(citations(cites, self.book, home, lang) for lang in LANGUAGES))

    def value(self, value: Any, field: str) -> Text:
        """A value of a field as people read it: a name, a day, a source, an expression in words and in FEEL."""
        if value is None or value == ():
            return named("parts", "nothing")
        if isinstance(value, Text):
            return value
        if isinstance(value, Mapping) and value.keys() == set(LANGUAGES):
            return Text(**value)
        if isinstance(value, str):
            return self._name(value, field)
        if isinstance(value, tuple | list) and not isinstance(value, Date):
            return self._list(value, field)
        write = next((write for class_, write in self._writers() if isinstance(value, class_)), literal)
        return write(value)

    def _writers(self) -> tuple[tuple[type, Callable[[Any], Text]], ...]:
        return (
            (Date, date),
            (bool, lambda value: phrases.name("truth", "true" if value else "false")),
            (Citation, lambda value: self.cited([value])),
            (Expression, self.expression),
            (Condition, self.condition),
            (Period, self.period),
        )

    def _list(self, value: Sequence[Any], field: str) -> Text:
        if all(isinstance(each, Citation) for each in value):
            return self.cited(value)
        said = [self.value(each, field) for each in value]
        return Text(*(phrases.join([getattr(each, lang) for each in said], lang) for lang in LANGUAGES))

    def _name(self, value: str, field: str) -> Text:
        if field in _NAMED and value in phrases.words()[_NAMED[field]]:
            return phrases.name(_NAMED[field], value)
        vocabulary = self.book.vocabulary
        if field == "subject" and value in vocabulary.records:
            return vocabulary.records[value].label
        if field == "bodies" and value in vocabulary.bodies:
            return vocabulary.bodies[value]
        return Text(value, value)

    def expression(self, expression: Expression) -> Text:
        """In words where there are any, and always as it is written."""
        provision = self.nearest(Provision)
        said = wording.value_text(self.book, provision, expression) if provision else None
        feel = Text(*([" ".join(expression.text.split())] * 2))
        return sentence("parts", "expression", words=said, feel=feel) if said and said != feel else feel

    def condition(self, condition: Condition, *, own: bool = True) -> Text:
        """A condition in words; with `own` false by its latest expression alone, whatever text of its own it has."""
        provision = self.nearest(Provision)
        if provision is None:
            return Text(*([" ".join(condition.versions[-1].when.text.split())] * 2))
        return wording.condition_text(self.book, provision, condition if own else replace(condition, text=None))

    def period(self, period: Period) -> Text:
        provision = self.nearest(Provision)
        return (provision and wording.period_text(self.book, provision, period)) or literal(period)

    def amount(self, parameter: Parameter, value: Any) -> Text:
        """A value of a parameter with its unit."""
        values = value if isinstance(value, list) else [value]
        return Text(
            *(
                phrases.join(
                    [
                        phrases.alternatives([each], parameter.type, parameter.unit, self.book.vocabulary, lang)
                        for each in values
                    ],
                    lang,
                )
                for lang in LANGUAGES
            )
        )

    def keyed(self, parameter: Parameter, key: str) -> Text:
        """The label of a parameter, or of one of its keys: 补助标准（三孩）."""
        if not key:
            return parameter.label
        return sentence("parts", "keyed", label=parameter.label, key=self.key(parameter, key))

    def key(self, parameter: Parameter, key: str) -> Text:
        """A key of a parameter in words."""
        return Text(*(phrases.key_words(parameter, key, self.book.vocabulary, lang) for lang in LANGUAGES))

    def of(self, full_id: str) -> Text:
        """The label of a provision, or the title of an instrument, by its id; the id where the book has neither."""
        titles = {each.id: each.short_title for each in self.book.instruments}
        provision = self.book.provisions.get(full_id)
        return provision.label if provision else titles.get(full_id, Text(full_id, full_id))


def label(thing: Any, key: str) -> Text:
    """What a member of the model is called: its label or title, else its key."""
    if isinstance(thing, Text):
        return thing
    if isinstance(thing, Affect):
        return Text(f"{thing.by} → {thing.provision}", f"{thing.by} → {thing.provision}")
    names = ("question",) if isinstance(thing, OpenQuestion) else ("label", "short_title", "title")
    found = (getattr(thing, name, None) for name in names)
    return next((each for each in found if isinstance(each, Text)), Text(key, key))


def literal(value: Any) -> Text:
    """A value of the model that has no words of its own, as compact data; JSON has what is cut here."""
    said = json_value(value)
    halves = (said if isinstance(said, str) else ", ".join(_flat(said, lang)) for lang in LANGUAGES)
    return Text(*(half if len(half) <= _LONG else half[:_LONG].rstrip() + "…" for half in halves))


def _flat(data: Any, lang: Language) -> list[str]:
    if isinstance(data, dict):
        if data.keys() == set(LANGUAGES):
            return [data[lang]]
        return [f"{key}: {', '.join(_flat(each, lang))}" for key, each in data.items()]
    if isinstance(data, list):
        return [text for each in data for text in _flat(each, lang)]
    return [str(data)]


def json_value(value: Any) -> Any:
    """A part of the model as JSON: numbers as text, days as YYYY-MM-DD, FEEL as text, what is empty left out."""
    if isinstance(value, Date):
        return value.iso
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Expression):
        return " ".join(value.text.split())
    if isinstance(value, Change):
        return json_value(value.data)
    if isinstance(value, Text | Citation):
        return value.to_json()
    if is_dataclass(value):
        found = {each.name: json_value(getattr(value, each.name)) for each in fields(value) if each.name != "frame"}
        return {key: each for key, each in found.items() if each not in (None, [], {}, False)}
    if isinstance(value, Mapping):
        return {key: json_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(each) for each in value]
    return value


@dataclass(frozen=True)
class Told:
    """A difference as a kind and a sentence; `steps` lead to its places, `old` and `new` are values of the model."""

    kind: str
    text: Text
    steps: tuple[Step, ...]
    old: Any
    new: Any
