"""Reading a case: a document or a dict against the vocabulary, refused whole with every place, or taken whole.

What a case leaves out is missing, never false. Lists are closed: a child that is not listed does not exist.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from huimin.cases.facts import Facts
from huimin.feel.values import Date, Time
from huimin.policy import expressions
from huimin.policy.documents import Document, read, read_bytes
from huimin.policy.expressions import Language
from huimin.policy.findings import CaseError, Finding, HuiminError, Place
from huimin.policy.guess import guess
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record

Location = tuple[str | int, ...]
MAX_TEXT = 200
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")


@dataclass(frozen=True)
class Case:
    """A case that was read: the day asked, the day the book is known as of, readings asked for, and the facts given."""

    on: Date
    known: Date | None
    readings: Mapping[str, str]
    facts: Mapping[str, Any]
    document: Document = field(repr=False, compare=False)


def open_case(source: Mapping[str, Any] | str | Path | bytes, name: str | None = None) -> Document:
    """The document of a case: a path, the bytes of a file, or plain data, of whatever shape. Raises CaseError."""
    if not isinstance(source, str | Path | bytes):
        return Document(name or "case", "", source)
    try:
        return read_bytes(source, name or "-") if isinstance(source, bytes) else read(Path(source), name)
    except HuiminError as error:
        raise CaseError(error.findings) from error


def read_case(
    book: Book, language: Language, document: Document, *, on: Date | None = None, known: Date | None = None
) -> Case:
    """The case of a document, its facts as FEEL values. `on` and `known` win over the document's own. Raises
    CaseError.
    """
    reader = _Reader(book, document)
    case = reader.case(on, known)
    if reader.findings:
        raise CaseError(reader.findings)
    broken = list(_constraints(book, language, case))
    if broken:
        raise CaseError(broken)
    return case


class _Reader:
    """Walks the data beside the vocabulary and gathers what is wrong on the way."""

    def __init__(self, book: Book, document: Document) -> None:
        self.book, self.document = book, document
        self.findings: list[Finding] = []
        self.subjects = book.vocabulary.subjects
        self.codes = book.vocabulary.codes
        self.provisions = frozenset(book.provisions)

    def refuse(self, code: str, at: Location, *, key: bool = False, **values: Any) -> None:
        self.findings.append(Finding(code, self.document.place(at, key=key), values))

    def case(self, on: Date | None, known: Date | None) -> Case:
        data = self.document.data
        if not isinstance(data, Mapping):
            self.refuse("case-not-a-record", (), name=self.document.name)
            raise CaseError(self.findings)
        roots = {record.at[0]: record for record in self.subjects.values() if len(record.at) == 1}
        known_keys = ("on", "known", "readings", *roots)
        facts: dict[str, Any] = {}
        for key, value in data.items():
            if key in roots:
                facts[key] = self.record(roots[key], value, (key,))
            elif key not in known_keys:
                self.unknown_key(key, (key,), known_keys)
        day = on or self.day(data, "on")
        if day is None and "on" not in data:
            self.refuse("case-needs-on", ())
        return Case(
            day or Date(1, 1, 1),
            known or self.day(data, "known"),
            self.readings(data.get("readings", {})),
            facts,
            self.document,
        )

    def day(self, data: Mapping[str, Any], key: str) -> Date | None:
        if data.get(key) is None:
            return None
        found = self.date(data[key], (key,))
        return found if isinstance(found, Date) else None

    def readings(self, data: Any) -> dict[str, str]:
        if not isinstance(data, Mapping):
            self.refuse("case-wrong-type", ("readings",), **_wanted("record"))
            return {}
        for key, reading in data.items():
            question = self.book.questions.get(key)
            if question is None:
                self.refuse(
                    "case-unknown-question",
                    ("readings", key),
                    key=True,
                    name=key,
                    guess=guess(str(key), self.book.questions),
                )
            elif not isinstance(reading, str) or reading not in question.readings:
                choices = ", ".join(question.readings)
                self.refuse("case-unknown-reading", ("readings", key), name=reading, question=key, choices=choices)
        return dict(data)

    def unknown_key(self, key: Any, at: Location, choices: Collection[str]) -> None:
        self.refuse("case-unknown-key", at, key=True, name=key, guess=guess(str(key), choices))

    def record(self, record: Record, data: Any, at: Location) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            self.refuse("case-wrong-type", at, **_wanted("record"))
            return {}
        below = {
            each.at[-1]: each
            for each in self.subjects.values()
            if each.at[:-1] == record.at and record.at and not each.listed
        }
        given = {name: fact for name, fact in record.facts.items() if fact.is_given}
        found: dict[str, Any] = {}
        for key, value in data.items():
            if not isinstance(key, str):
                self.unknown_key(key, at, ())
            elif key in below:
                found[key] = self.record(below[key], value, (*at, key))
            elif key in given:
                found[key] = self.fact(given[key], value, (*at, key))
            else:
                self.unknown_key(key, (*at, key), (*given, *below))
        for name, fact in given.items():
            if fact.required and name not in data:
                self.refuse("case-missing", at, name=name, label=fact.label.to_json())
            for other in fact.without:
                if name in data and other in data and name < other:
                    self.refuse("case-excludes", (*at, name), key=True, name=name, other=other)
        return found

    def fact(self, fact: Fact, value: Any, at: Location) -> Any:
        if fact.list_of is not None:
            return self.list(fact, value, at)
        if fact.code is not None:
            return self.code(fact, value, at)
        if fact.type == "number":
            return self.number(fact, value, at)
        if fact.type == "date":
            return self.date(value, at)
        if fact.type == "time":
            return self.time(value, at)
        wanted = bool if fact.type == "boolean" else str
        if not isinstance(value, wanted):
            self.refuse("case-wrong-type", at, **_wanted(fact.type))
        elif isinstance(value, str) and len(value) > MAX_TEXT:
            self.refuse("case-too-long", at, limit=MAX_TEXT)
        elif fact.type == "provision" and isinstance(value, str) and value not in self.provisions:
            self.unknown_provision(value, at)
        return value

    def unknown_provision(self, name: str, at: Location) -> None:
        """A draft that takes no part is named as one: what was received of it cannot be weighed without it."""
        book, instrument = self.book, name.partition("/")[0]
        frames = {each.data["instrument"] for each in book.documents if book.kinds[each.name] == "instrument"}
        if instrument in frames - {each.id for each in book.instruments}:
            self.refuse("case-draft-provision", at, name=name, instrument=instrument)
        else:
            self.refuse("case-unknown-provision", at, name=name, guess=guess(name, sorted(self.provisions)))

    def list(self, fact: Fact, value: Any, at: Location) -> list[Any]:
        if not isinstance(value, list):
            self.refuse("case-wrong-type", at, **_wanted("list"))
            return []
        record = self.book.vocabulary.records[fact.list_of or ""]
        found = [self.record(record, each, (*at, index)) for index, each in enumerate(value)]
        seen: dict[str, int] = {}
        for index, each in enumerate(found):
            name = str(each.get("id", index + 1))
            if "id" in record.facts and name in seen:
                self.refuse("case-duplicate-id", (*at, index, "id"), name=name)
            seen[name] = index
        return found

    def code(self, fact: Fact, value: Any, at: Location) -> Any:
        codes = self.codes[fact.code or ""]
        if not isinstance(value, str) or value not in codes:
            choices = ", ".join(codes)
            self.refuse("case-not-a-code", at, name=value, guess=guess(str(value), codes), choices=choices)
        return value

    def number(self, fact: Fact, value: Any, at: Location) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
            self.refuse("case-wrong-type", at, **_wanted("number"))
            return value
        try:
            found = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            self.refuse("case-wrong-type", at, **_wanted("number"))
        elif fact.minimum is not None and found < fact.minimum:
            self.refuse("case-too-small", at, value=found, minimum=fact.minimum)
        elif fact.maximum is not None and found > fact.maximum:
            self.refuse("case-too-large", at, value=found, maximum=fact.maximum)
        return found

    def date(self, value: Any, at: Location) -> Any:
        found = _day(value)
        if found is None:
            self.refuse("case-bad-date", at, value=value)
        return value if found is None else found

    def time(self, value: Any, at: Location) -> Any:
        match = _TIME.match(value) if isinstance(value, str) else None
        if match is None:
            self.refuse("case-wrong-type", at, **_wanted("time"))
            return value
        return Time(int(match[1]), int(match[2]), Decimal(0), None)


def read_day(value: Date | str | None, name: str) -> Date | None:
    """A day given beside the case, as text YYYY-MM-DD or already a Date;
    `name` is what the message calls it. Raises CaseError.
    """
    if value is None or isinstance(value, Date):
        return value
    found = _day(value)
    if found is None:
        raise CaseError([Finding("case-bad-date", Place(name), {"value": value})])
    return found


def _day(value: Any) -> Date | None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Date(value.year, value.month, value.day)
    match = _DATE.match(value) if isinstance(value, str) else None
    try:
        found = dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
    return Date(found.year, found.month, found.day) if found else None


def read_value(book: Book, fact: Fact, value: Any, name: str) -> Any:
    """One value for a fact, as `--assume` gives it. Raises CaseError."""
    reader = _Reader(book, Document(name, "", {}))
    found = reader.fact(fact, value, ())
    if reader.findings:
        raise CaseError(reader.findings)
    return found


def _constraints(book: Book, language: Language, case: Case) -> Iterator[Finding]:
    facts = Facts(book, language, case.facts, case.on)
    for kind in book.vocabulary.records.values():
        for constraint in kind.constraints:
            rule = expressions.record_rule(language, kind, constraint.refuse)
            for record in facts.walk(kind.name):
                names = facts.environment(record)
                if rule.call(*(names[name] for name in rule.names)) is True:
                    place = case.document.place((*record.location, constraint.at))
                    yield Finding("case-constraint", place, {"message": constraint.message.to_json()})


_WANTED = {
    "record": {"zh": "一组键和值", "en": "a record of keys and values"},
    "list": {"zh": "列表", "en": "a list"},
    "number": {"zh": "数字", "en": "a number"},
    "string": {"zh": "文字", "en": "a text"},
    "provision": {"zh": "文字", "en": "a text"},
    "boolean": {"zh": "true 或者 false", "en": "true or false"},
    "time": {"zh": '时刻（例如 "23:50"）', "en": 'a time such as "23:50"'},
}


def _wanted(type_: str) -> dict[str, Any]:
    return {"wanted": _WANTED[type_]}
