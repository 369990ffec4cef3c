"""Reading a case: a document or a dict against the vocabulary, refused whole with every place, or taken whole.

What a case leaves out is missing, never false. Lists are closed: a child that is not listed does not exist. How much a
case may hold stands in `policy/bounds.py`; what a message repeats of it, in `documents/quoting.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from huimin import feel
from huimin.cases.facts import Facts
from huimin.documents.findings import CaseError, Finding, HuiminError, Place
from huimin.documents.guess import guess
from huimin.documents.quoting import quoted
from huimin.documents.read import Document, read, read_bytes, show_path
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.bounds import BOUNDS
from huimin.policy.expressions import Language
from huimin.policy.fact_types import FACT_TYPES, LIST, read_date
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record
from huimin.words import both

Location = tuple[str | int, ...]
LONGEST_PATH = 80
"""Characters of a path that a message repeats where no such file is: it may be something else than a path."""
_DOCUMENT = re.compile(r"\s*(\{|\[\s*[\[{\"]|['\"]?\w+['\"]?:\s)|.*[\n\r\0]", re.DOTALL)
"""How the text of a document begins; or the text has what no path holds."""


@dataclass(frozen=True)
class Case:
    """A case that was read: the day asked, the day the book is known as of, readings asked for, and the facts given."""

    on: Date
    known: Date | None
    readings: Mapping[str, str]
    facts: Mapping[str, Any]
    document: Document = field(repr=False, compare=False)


def open_case(source: Mapping[str, Any] | str | Path | bytes, name: str | None = None) -> Document:
    """The document of a case: a path, the bytes or the text of a file, or plain data, of whatever shape.

    A text is a document where it begins like one, say with `{` or `on:`, or has more than one line; else it is a path.
    Raises CaseError.

    open_case("examples/family-twins-after-one.yaml")
    open_case('{"on": "2024-06-01", "family": {}}')
    """
    if not isinstance(source, str | Path | bytes):
        return Document(name or "case", "", source)
    try:
        if isinstance(source, bytes):
            return read_bytes(source, name or "-")
        if isinstance(source, str) and _DOCUMENT.match(source):
            return read_bytes(source.encode(errors="surrogatepass"), name or "case")
        return read(Path(source), name)
    except HuiminError as error:
        raise CaseError(_without_long_path(each) for each in error.findings) from error


def _without_long_path(finding: Finding) -> Finding:
    place = finding.place
    if finding.code != "file-unreadable" or len(place.file) <= LONGEST_PATH:
        return finding
    return replace(finding, place=replace(place, file=f"{place.file[:LONGEST_PATH]}…"))


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
        self.records = 0
        self.subjects = book.vocabulary.subjects
        self.codes = book.vocabulary.codes
        self.provisions = frozenset(book.provisions)

    def refuse(self, code: str, at: Location, *, key: bool = False, **values: Any) -> None:
        """Notes a finding; after many of them the rest of the case is left unread. Raises CaseError."""
        place = self.document.place(at, key=key)
        shown = show_path(tuple(step if isinstance(step, int) else quoted(step) for step in at))
        self.findings.append(Finding(code, replace(place, path=shown), values))
        if len(self.findings) >= BOUNDS.findings:
            raise CaseError(self.findings)

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
                self.unknown_key(key, (), known_keys)
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
        found = read_date(data[key])
        if found is None:
            self.refuse("case-bad-date", (key,), value=quoted(data[key]))
        return found

    def readings(self, data: Any) -> dict[str, str]:
        if not isinstance(data, Mapping):
            self.refuse("case-wrong-type", ("readings",), wanted=both("cases", "wanted.record"))
            return {}
        for key, reading in data.items():
            question, name = self.book.questions.get(key), quoted(key)
            if question is None:
                near = _near(key, self.book.questions)
                self.refuse("case-unknown-question", _below(("readings",), key), key=True, name=name, guess=near)
            elif not isinstance(reading, str) or reading not in question.readings:
                choices = ", ".join(question.readings)
                self.refuse(
                    "case-unknown-reading", ("readings", key), name=quoted(reading), question=name, choices=choices
                )
        return dict(data)

    def unknown_key(self, key: Any, at: Location, choices: Collection[str]) -> None:
        """Refuses a key of the record at `at`; one that is no text has no place of its own."""
        self.refuse("case-unknown-key", _below(at, key), key=True, name=quoted(key), guess=_near(key, choices))

    def record(self, record: Record, data: Any, at: Location) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            self.refuse("case-wrong-type", at, wanted=both("cases", "wanted.record"))
            return {}
        if len(at) > BOUNDS.depth:
            self.refuse("case-too-many", at, what=both("cases", "many.levels"), limit=BOUNDS.depth)
            raise CaseError(self.findings)
        below, given = self.book.vocabulary.below[record.name], record.given
        found: dict[str, Any] = {}
        for key, value in data.items():
            if key in below:
                found[key] = self.record(below[key], value, (*at, key))
            elif key in given:
                found[key] = self.fact(given[key], value, (*at, key))
            else:
                self.unknown_key(key, at, (*given, *below))
        self.together(given, data, at)
        return found

    def together(self, given: Mapping[str, Fact], data: Mapping[str, Any], at: Location) -> None:
        """Refuses a record that lacks what it must have, or has what exclude each other."""
        for name, fact in given.items():
            if fact.required and name not in data:
                self.refuse("case-missing", at, name=name, label=fact.label.to_json())
            for other in fact.without:
                if name in data and other in data and name < other:
                    self.refuse("case-excludes", (*at, name), key=True, name=name, other=other)

    def fact(self, fact: Fact, value: Any, at: Location) -> Any:
        if fact.list_of is not None:
            return self.list(fact, value, at)
        if fact.code is not None:
            return self.code(fact, value, at)
        row = FACT_TYPES[fact.type]
        found = row.read(value)
        if found is None:
            self.refuse(row.code, at, value=quoted(value), wanted=row.said)
        elif isinstance(found, Decimal):
            self.bounded(fact, found, value, at)
        elif isinstance(found, str):
            self.text(fact, found, at)
        return found

    def text(self, fact: Fact, value: str, at: Location) -> None:
        """Refuses a text that is too long, not whole, or the name of no provision where one is named."""
        if len(value) > BOUNDS.text:
            self.refuse("case-too-long", at, limit=BOUNDS.text)
        elif _HALF.search(value):
            self.refuse("case-wrong-type", at, wanted=both("cases", "wanted.text"))
        elif fact.type == "provision" and value not in self.provisions:
            self.unknown_provision(value, at)

    def unknown_provision(self, name: str, at: Location) -> None:
        """A draft that takes no part is named as one: what was received of it cannot be weighed without it."""
        book, instrument = self.book, name.partition("/")[0]
        frames = {each.data["instrument"] for each in book.documents if book.kinds[each.name] == "instrument"}
        if instrument in frames - {each.id for each in book.instruments}:
            self.refuse("case-draft-provision", at, name=quoted(name), instrument=instrument)
        else:
            near = _near(name, sorted(self.provisions))
            self.refuse("case-unknown-provision", at, name=quoted(name), guess=near)

    def list(self, fact: Fact, value: Any, at: Location) -> list[Any]:
        if not isinstance(value, list):
            self.refuse("case-wrong-type", at, wanted=LIST)
            return []
        record = self.book.vocabulary.records[fact.list_of or ""]
        limit = BOUNDS.members(record)
        if len(value) > limit:
            self.refuse("case-too-many", at, what=both("cases", "many.members"), limit=limit)
            return []
        self.records += len(value)
        if self.records > BOUNDS.records:
            self.refuse("case-too-many", at, what=both("cases", "many.records"), limit=BOUNDS.records)
            raise CaseError(self.findings)
        found = [self.record(record, each, (*at, index)) for index, each in enumerate(value)]
        seen: dict[str, int] = {}
        for index, each in enumerate(found):
            name = each.get("id", str(index + 1))
            if not isinstance(name, str):
                continue
            if "id" in record.facts and name in seen:
                self.refuse("case-duplicate-id", (*at, index, "id"), name=quoted(name))
            seen[name] = index
        return found

    def code(self, fact: Fact, value: Any, at: Location) -> Any:
        codes = self.codes[fact.code or ""]
        if not isinstance(value, str) or value not in codes:
            near, choices = _near(value, codes), ", ".join(codes)
            self.refuse("case-not-a-code", at, name=quoted(value), guess=near, choices=choices)
        return value

    def bounded(self, fact: Fact, found: Decimal, value: Any, at: Location) -> None:
        """Refuses a number beyond the bounds of its fact, or with more places than a case may have."""
        least, most = BOUNDS.smallest(fact), BOUNDS.largest(fact)
        if found < least:
            self.refuse("case-too-small", at, value=quoted(value), minimum=least)
        elif found > most:
            self.refuse("case-too-large", at, value=quoted(value), maximum=most)
        elif found != round(found, BOUNDS.decimals):
            self.refuse("case-too-precise", at, value=quoted(value), limit=BOUNDS.decimals)


def _below(at: Location, key: Any) -> Location:
    return (*at, key) if isinstance(key, str) else at


def _near(value: Any, choices: Collection[str]) -> dict[str, str]:
    """How a message about a key or a value ends: with the nearest choice, if one is near."""
    return guess(value if isinstance(value, str) and len(value) <= BOUNDS.text else "", choices)


def read_day(value: Date | str | None, name: str) -> Date | None:
    """A day given beside the case, as text YYYY-MM-DD or already a Date;
    `name` is what the message calls it. Raises CaseError.
    """
    if value is None or isinstance(value, Date):
        return value
    found = read_date(value)
    if found is None:
        raise CaseError([Finding("case-bad-date", Place(name), {"value": quoted(value)})])
    return found


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
        records = list(facts.walk(kind.name)) if kind.constraints else []
        for constraint in kind.constraints if records else ():
            rule = expressions.record_rule(language, kind, constraint.refuse)
            for record in records:
                names = facts.environment(record)
                try:
                    refused = rule.call(*(names[name] for name in rule.names))
                except feel.LimitFault as fault:
                    place = case.document.place((*record.location, constraint.at))
                    yield Finding("case-limit", place, {"message": feel.message(fault)})
                    continue
                if refused is True:
                    place = case.document.place((*record.location, constraint.at))
                    yield Finding("case-constraint", place, {"message": constraint.message.to_json()})


_HALF = re.compile("[\ud800-\udfff]")
