"""What an amendment asks for, and how an answer is read: each is checked by itself as soon as it is given."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from huimin import feel
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.guess import guess
from huimin.documents.schemas import schema
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import EFFECTS, LEVELS, Book
from huimin.policy.payments import PAYMENTS
from huimin.policy.vocabulary import Text
from huimin.words import words

_KEBAB = re.compile(r"[a-z][a-z0-9-]*\Z")
_CITE = re.compile(r"(?:([a-z][a-z0-9-]*)/)?([0-9]+|[a-z]+)\.([0-9]+)\Z")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True)
class Question:
    """One thing to be said; `name` is its option, `form` how the answer is read. With `beside` it is asked only where
    that question was answered.
    """

    name: str
    form: str
    text: Text
    needed: bool
    beside: str = ""

    @property
    def is_repeated(self) -> bool:
        """Whether it may be answered several times, once a key or a provision."""
        return self.form in ("values", "effects")


@dataclass(frozen=True)
class Kind:
    """A kind of amendment: `asks` in order, then `pays` unless an instrument repeals; `example` has its options."""

    name: str
    label: Text
    asks: tuple[Question, ...]
    pays: tuple[Question, ...]
    example: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question that it can ask, the frame of a new document's own instrument among them."""
        own = {each.name: each for each in (*self.asks, *self.pays)}
        if "cite" in own:
            own |= {each.name: each for each in document() if each.name not in own}
        return tuple(own.values())


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of amendment by its name."""
    data = _data()["kinds"]
    return {
        name: Kind(
            name, Text(each["zh"], each["en"]), _asked(each["asks"]), _asked(each.get("pays", [])), each["example"]
        )
        for name, each in data.items()
    }


@cache
def document() -> tuple[Question, ...]:
    """What is asked of an instrument that is cited and that the book does not have yet."""
    return _asked(_data()["document"])


def choices(question: Question, book: Book, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What may be answered, as far as that is a closed list."""
    found: Mapping[str, Iterable[str]] = {
        "parameter": [f"{each.id}/{name}" for each in book.instruments for name in each.parameters],
        "provision": book.provisions,
        "instrument": [each.id for each in book.instruments],
        "bearer": [*book.provisions, *(each.id for each in book.instruments)],
        "question": book.questions,
        "subject": book.vocabulary.subjects,
        "indicator": book.vocabulary.indicators,
        "level": LEVELS,
        "status": ("draft", "in_force"),
        "effect": [each for each in EFFECTS if each != "none"],
        "becomes": EFFECTS,
        "payment": PAYMENTS,
        "kind": [name for name, each in PROVISION_KINDS.items() if each.how == "conditions"],
        "obligation": schema("measure")["properties"]["provisions"]["items"]["properties"]["obligation"]["enum"],
    }
    if question.name == "reading" and answers.get("question") in book.questions:
        return tuple(book.questions[answers["question"]].readings)
    return tuple(found.get(question.form, ()))


def heard(question: Question, answer: str, book: Book, answers: Mapping[str, Any]) -> Any:
    """An answer as data: a full id, a day as text, a number, a citation, or text. Raises HuiminError."""
    answer = answer.strip()
    known = choices(question, book, answers)
    if question.form in ("parameter", "provision", "bearer"):
        return _full_id(question, answer, known)
    if known:
        return answer if answer in known else _refuse(question, "amend-unknown", answer, guess=guess(answer, known))
    if question.form == "effects":
        return _bearing(answer, book)
    if question.form == "values":
        return _pair(question, answer, book, answers)
    read_as = _FORMS.get(question.form)
    return read_as(question, answer) if read_as else answer


def wanted(kind: Kind, book: Book, answers: Mapping[str, Any]) -> Iterator[Question]:
    """What there is to ask, one after another, as far as the `answers` given meanwhile call for it."""
    yield from (each for each in kind.asks if not each.beside or answers.get(each.beside))
    if answers.get("effect") != "repeals":
        yield from kind.pays
    if answers.get("cite", {}).get("instrument", "") not in {"", *(each.id for each in book.instruments)}:
        yield from document()


def missing(question: Question) -> Finding:
    """That a question must be answered."""
    return Finding("amend-missing", Place(f"--{question.name}"), {"question": question.text.to_json()})


def _asked(names: Iterable[Any]) -> tuple[Question, ...]:
    flat = [name for each in names for name in (each if isinstance(each, list) else [each])]
    return tuple(_question(name.removesuffix("?"), needed=not name.endswith("?")) for name in flat)


def _question(name: str, *, needed: bool = True) -> Question:
    data = _data()["questions"][name]
    return Question(name, data["form"], Text(data["zh"], data["en"]), needed, data.get("beside", ""))


def _data() -> Mapping[str, Any]:
    return words("amend", "questions.yaml")


def _full_id(question: Question, answer: str, known: Iterable[str]) -> str:
    """A name with its instrument; without one it must be the only one of that name."""
    found = [each for each in known if each == answer or each.partition("/")[2] == answer]
    if len(found) == 1:
        return found[0]
    if found:
        return str(_refuse(question, "amend-several", answer, names=", ".join(found)))
    return str(_refuse(question, "amend-unknown", answer, guess=guess(answer, known)))


def _pair(question: Question, answer: str, book: Book, answers: Mapping[str, Any]) -> tuple[str, Any]:
    """A key and its value; the key is empty where the parameter that is asked about has none."""
    key, equals, value = answer.rpartition("=")
    instrument, _, name = str(answers.get("parameter", "")).partition("/")
    if name and (book.instrument(instrument).parameters[name].key is not None) != bool(equals):
        _refuse(question, "amend-not-keyed" if equals else "amend-keyed", answer, name=name)
    return key.strip(), _scalar(value.strip())


def _bearing(answer: str, book: Book) -> tuple[str, str]:
    """A provision and how a new instrument bears on it."""
    provision, _, effect = answer.rpartition("=")
    return heard(_question("provision"), provision, book, {}), heard(_question("effect"), effect, book, {})


def _cite(question: Question, answer: str) -> dict[str, Any]:
    """A citation as a document states it."""
    found = _CITE.match(answer) or _refuse(question, "amend-cite", answer)
    instrument, article, sentence = found.groups()
    cite: dict[str, Any] = {"instrument": instrument} if instrument else {}
    return cite | {"article": int(article) if article.isdigit() else article, "sentence": int(sentence)}


def _day(question: Question, answer: str) -> str:
    return answer if _is_day(answer) else str(_refuse(question, "amend-day", answer))


def _number(question: Question, answer: str) -> Decimal:
    return Decimal(answer if _NUMBER.match(answer) else _refuse(question, "amend-number", answer))


def _name(question: Question, answer: str) -> str:
    return answer if _KEBAB.match(answer) else str(_refuse(question, "amend-name", answer))


def _names(question: Question, answer: str) -> list[str]:
    return [_name(question, each.strip()) for each in re.split(r"[,\uff0c\u3001]", answer)]


def _feel(question: Question, answer: str) -> str:
    try:
        feel.parse(answer)
    except (feel.SyntaxFault, feel.LimitFault) as fault:
        _refuse(question, "amend-feel", answer, message=feel.message(fault))
    return answer


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.match(text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def _scalar(text: str) -> Any:
    """A number where it reads as one, else the text: a date, a code or an expression."""
    return Decimal(text) if _NUMBER.match(text) else text


def _refuse(question: Question, code: str, answer: str, **values: Any) -> Any:
    raise HuiminError([Finding(code, Place(f"--{question.name}"), {"answer": answer, **values})])


_FORMS: Mapping[str, Callable[[Question, str], Any]] = {
    "cite": _cite,
    "date": _day,
    "number": _number,
    "kebab": _name,
    "kebabs": _names,
    "feel": _feel,
}
"""How an answer of a form is read; any other is a text."""
