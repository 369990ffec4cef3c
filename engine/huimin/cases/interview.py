"""An interview: only what can still change an outcome is asked for, first the fact that the most outcomes need.

Each answer is checked when it is given, alone and then within the whole case; one that is refused is asked for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from huimin.cases.determination import Determination
from huimin.cases.determine import determine, in_play
from huimin.cases.editing import Location, put, without
from huimin.cases.read import read_value
from huimin.documents.findings import CaseError, Finding
from huimin.policy.fact_types import FACT_TYPES, heard_number
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Record, Text

MOST_RECORDS = 20


@dataclass(frozen=True)
class Question:
    """A fact to ask for: its path in the case and where it goes there, the record that it is of, and what may be
    answered, each answer with its label; `needed` counts the outcomes that hang on it.
    """

    path: str
    location: Location
    fact: Fact
    record: Record
    reference: str
    choices: Mapping[str, Text]
    needed: int = 0

    @property
    def text(self) -> Text:
        return self.fact.question or self.fact.label


Listen = Callable[[Question], str | None]
Refuse = Callable[[Iterable[Finding]], None]


def openings(book: Book) -> list[Record]:
    """The subjects at the top of a case that provisions are decided for, themselves or what stands below them."""
    subjects = book.vocabulary.subjects
    decided = {subjects[each.subject].at[0] for each in book.provisions.values()}
    return [each for each in subjects.values() if len(each.at) == 1 and each.at[0] in decided]


def opened(book: Book, case: dict[str, Any], root: Record) -> dict[str, Any]:
    """The case with the records of a subject and of those below it, of which nothing is known yet."""
    below = [each.at for each in book.vocabulary.subjects.values() if not each.listed and each.at[0] == root.at[0]]
    for at in sorted(below, key=len):
        case = put(case, at, {})
    return case


def interview(
    book: Book, case: dict[str, Any], listen: Listen, refuse: Refuse, drafts: Collection[str] = ()
) -> tuple[dict[str, Any], Determination]:
    """The case as completed by the answers, and its determination.

    `listen` gives the answer to a question, empty where it is not known and None where no more will come; `refuse`
    is told what is wrong with an answer. Raises CaseError where the case cannot be determined to begin with.
    """
    played = in_play(book, drafts)
    skipped: set[str] = set()
    good: dict[str, Any] | None = None
    over = False
    while True:
        question = _unfinished(played, case)
        if question is None:
            try:
                found = determine(book, case, drafts=drafts)
            except CaseError as error:
                if good is None:
                    raise
                refuse(error.findings)
                case = good
                continue
            good = case
            question = None if over else next_question(played, case, found, skipped)
            if question is None:
                return case, found
        text = None if over else listen(question)
        if text:
            try:
                case = put(case, question.location, answer(played, question, text))
            except CaseError as error:
                refuse(error.findings)
        elif question.fact.required:
            case = without(case, question.location[:-1])
        else:
            skipped.add(question.path)
        over = over or text is None


def next_question(
    book: Book, case: Mapping[str, Any], found: Determination, skipped: Collection[str]
) -> Question | None:
    """The missing fact that the most outcomes hang on, ties in the order of the vocabulary; None when none is left."""
    needed = Counter(need.path for outcome in found.outcomes for need in outcome.needs)
    decided = Counter(each.subject for each in book.provisions.values())
    best: Question | None = None
    for question in _questions(book, case):
        fact = question.fact
        # Where a fact is not known, those that exclude it are asked instead: no birth, so perhaps a due date.
        instead = [path for path in skipped if path.rpartition(".")[0] == question.path.rpartition(".")[0]]
        count = needed[question.path] + sum(needed[path] for path in instead if path.rpartition(".")[2] in fact.without)
        if fact.list_of is not None:
            count += decided[fact.list_of]
        if count > (best.needed if best else 0) and question.path not in skipped:
            best = replace(question, needed=count)
    return best


def answer(book: Book, question: Question, text: str) -> Any:
    """An answer as the plain data of a case. Raises CaseError."""
    fact = question.fact
    if fact.list_of is not None:
        return _records_of(book, fact, text, question.path)
    value = FACT_TYPES[fact.type].heard(text)
    if question.choices and text not in question.choices:
        names = list(question.choices)
        by_label = {label: name for name, each in question.choices.items() for label in (each.zh, each.en)}
        by_number = {str(number): name for number, name in enumerate(names, start=1)}
        value = by_label.get(text, by_number.get(text, text))
    read_value(book, fact, value, question.path)
    return value


def _records_of(book: Book, fact: Fact, text: str, path: str) -> list[dict[str, Any]]:
    """As many records as were counted, each with its number as its reference. Raises CaseError."""
    count = heard_number(text)
    if not isinstance(count, int) or not 0 <= count <= MOST_RECORDS:
        whole = Fact(fact.name, "number", fact.label, minimum=Decimal(0), maximum=Decimal(MOST_RECORDS))
        read_value(book, whole, count, path)
        count = int(count)
    has_reference = "id" in book.vocabulary.records[fact.list_of or ""].facts
    return [{"id": str(number)} if has_reference else {} for number in range(1, count + 1)]


def _unfinished(book: Book, case: Mapping[str, Any]) -> Question | None:
    """A fact without which a record that was begun cannot stand."""
    return next((each for each in _questions(book, case) if each.fact.required), None)


def _questions(book: Book, case: Mapping[str, Any]) -> Iterator[Question]:
    """Every fact that the case could still give, in the order of the vocabulary, then of the case."""
    order = list(book.vocabulary.records)
    records = sorted(records_of(book, case), key=lambda each: (order.index(each[0].name), each[4]))
    for kind, path, location, data, number in records:
        excluded = {other for name in data for other in kind.facts[name].without} if data else set()
        for fact in kind.facts.values():
            if fact.is_given and fact.presume is None and fact.name not in data and fact.name not in excluded:
                reference = str(data.get("id", number)) if number else ""
                where = f"{path}.{fact.name}"
                yield Question(where, (*location, fact.name), fact, kind, reference, _choices(book, fact))


Found = tuple[Record, str, Location, Mapping[str, Any], int]
"""A record of a case: its kind, its path, where it stands, what the case says of it, and its number in a list."""


def records_of(book: Book, case: Mapping[str, Any]) -> Iterator[Found]:
    """Every record of the case: its kind, path, location, facts, and its number in a list (0 where it is in none)."""
    for kind in book.vocabulary.subjects.values():
        data: Any = case
        for step in kind.at:
            data = data.get(step) if isinstance(data, Mapping) else None
        if not kind.listed and isinstance(data, Mapping):
            facts = {name: each for name, each in data.items() if name in kind.facts}
            yield from _with_lists(book, (kind, ".".join(kind.at), kind.at, facts, 0))


def _with_lists(book: Book, found: Found) -> Iterator[Found]:
    kind, path, location, data, _ = found
    yield found
    for name, value in data.items():
        list_of = kind.facts[name].list_of
        for number, each in enumerate(value if list_of else (), start=1):
            place = f"{path}.{name}[{each.get('id', number)}]"
            member = book.vocabulary.records[list_of or ""]
            yield from _with_lists(book, (member, place, (*location, name, number - 1), each, number))


def _choices(book: Book, fact: Fact) -> Mapping[str, Text]:
    """What may be answered, where that is a closed list."""
    if fact.code is not None:
        return book.vocabulary.codes[fact.code]
    if fact.type == "provision":
        return {name: each.label for name, each in book.provisions.items() if each.payment is not None}
    return {}
