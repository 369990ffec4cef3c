"""What goes wrong with an expression, as data; and the message that its words in `words.yaml` make of it.

A `Fault` lies beside a value: FEEL answers null and goes on. Only a text that is no FEEL and a limit that was hit are
raised. Messages are in lower case, without a full stop, with what the user wrote in quotes.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from huimin.placeholders import put
from huimin.words import LANGUAGES, Language, listed, say, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from huimin.feel.tree import Span

GUESSES = 3
"""How many names a hint offers at most."""

LONGEST_GUESS = 60
"""Characters of a name that is guessed at, and of a guess: to compare two takes as long as both are, multiplied."""

MOST_GUESSES = 200
"""Names that a guess is chosen from."""

MOST_KNOWN = 2_000
"""Names that are looked at, the first ones."""

RIVAL = 0.1
"""How much less like the name than the likeliest guess, on a scale of 1, another one may be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a place of an expression gave null: `code` is a key of `messages`, `values` fill the message."""

    code: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypeFinding:
    """Something wrong with an expression before it runs: `code` is a key of `messages`, `values` fill the message."""

    code: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)


class FeelError(Exception):
    """What the language raises: a `code` out of `messages`, the place in the text, and values for the message."""

    def __init__(self, code: str, span: Span, values: Mapping[str, object] | None = None) -> None:
        super().__init__(code, span, dict(values or {}))
        self.code = code
        self.span = span
        self.values: Mapping[str, object] = dict(values or {})

    def __str__(self) -> str:
        return f"{message(self)['en']} (at {self.span[0]})"


class SyntaxFault(FeelError):  # noqa: N818 - the fault is in the text
    """The text is no FEEL expression."""


class LimitFault(FeelError):  # noqa: N818 - as above
    """The expression, or running it, asks for more than is allowed."""


_HOLDS_TYPE = frozenset(("left", "right", "operand", "given", "wanted", "type", "low", "high"))


def suggest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names in `known` that `name` may have meant, the likeliest first; none that is much less likely than it.

    No name of more than LONGEST_GUESS characters is looked at, nor more than MOST_GUESSES of a length near its own.
    """
    if len(name) > LONGEST_GUESS:
        return ()
    likely = {each for each in islice(known, MOST_KNOWN) if len(each) <= LONGEST_GUESS}
    nearest = sorted(likely, key=lambda each: (abs(len(each) - len(name)), each))[:MOST_GUESSES]
    near = difflib.get_close_matches(name, sorted(nearest), n=GUESSES, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, name, each).ratio() for each in near]
    return tuple(each for each, like in zip(near, likeness, strict=True) if like >= likeness[0] - RIVAL)


def suggest_call(name: str, known: Iterable[str], functions: Collection[str]) -> tuple[str, ...]:
    """What a call of `name` may have meant: a name in `known`, or a function one word of whose name is alike."""
    having: dict[str, list[str]] = {}
    for function in functions:
        for word in (function, *function.split()):
            having.setdefault(word, []).append(function)
    near = suggest(name, [*known, *having])
    meant = dict.fromkeys(each for word in near for each in ([word] if word in functions else having.get(word, [word])))
    return tuple(meant)[:GUESSES]


def full_width() -> Mapping[str, str]:
    """Signs of a Chinese keyboard, which the grammar lets stand in names, and the signs of the language."""
    signs: Mapping[str, str] = _words()["signs"]
    return signs


def full_width_in(name: str) -> dict[str, str]:
    """The first full-width sign or digit of an unknown name as `found`, and what to write `instead`; empty without."""
    signs = {**full_width(), **_words()["digits"]}
    return next(({"found": sign, "instead": signs[sign]} for sign in name if sign in signs), {})


class Coded(Protocol):
    """Anything with a code and values: a Fault, a SyntaxFault, a finding of the types."""

    @property
    def code(self) -> str:
        """A key of `messages`."""

    @property
    def values(self) -> Mapping[str, object]:
        """What fills the message."""


def messages() -> Mapping[str, Mapping[str, str]]:
    """Every code with its message in every language; names in braces are filled from the values."""
    return {**_words()["failures"], **_words()["faults"]}


def type_name(type_: str) -> dict[str, str]:
    """What a type is called in a sentence, in `zh` and `en`."""
    return {language: _type_name(type_, language) for language in LANGUAGES}


def message(fault: Coded) -> dict[str, str]:
    """What is wrong, in `zh` and `en`. `guesses` among the values become a hint at the end."""
    return {language: _fill(messages()[fault.code][language], fault.values, language) for language in LANGUAGES}


def _fill(template: str, values: Mapping[str, object], language: Language) -> str:
    text = put(template, {key: _text(key, value, language) for key, value in values.items()})
    guesses = values.get("guesses")
    if not isinstance(guesses, tuple) or not guesses:
        return text
    quoted = [say("feel", "quote", language, name=name) for name in guesses]
    return text + say("feel", "hint", language, guesses=listed(quoted, language))


def _text(key: str, value: object, language: Language) -> str:
    if isinstance(value, list | tuple):
        return listed([_text(key, each, language) for each in value], language)
    text = str(value)
    if key in _HOLDS_TYPE or (key == "kind" and language == "zh"):
        return _type_name(text, language)
    if key == "expected":
        terminals = _words()["terminals"]
        return str(terminals[text][language]) if text in terminals else say("feel", "quote", language, name=text)
    return text


def _type_name(type_: str, language: Language) -> str:
    return str(_words()["types"].get(type_, {}).get(language, type_))


def _words() -> Mapping[str, Any]:
    return words("feel")
