"""The policy tests of a book: cases with the outcomes that an officer expects, kept beside the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from huimin.cases.determination import Outcome, outcome_among, plain
from huimin.cases.determine import outcomes_of
from huimin.cases.editing import NoSuchPlaceError, copy_of, locate, put, without
from huimin.documents.findings import BookError, CaseError, Finding, Place
from huimin.documents.read import Document
from huimin.policy.files import documents
from huimin.policy.model import Book
from huimin.policy.vocabulary import Text
from huimin.words import both


@dataclass(frozen=True)
class PolicyTest:
    """One test as it is written: `data` in the file `document`, at `place`, of the instrument `instrument`."""

    id: str
    instrument: str
    data: Mapping[str, Any]
    document: Document
    index: int

    @property
    def place(self) -> Place:
        return self.document.place(("tests", self.index))

    def place_of(self, *path: str | int) -> Place:
        return self.document.place(("tests", self.index, *path))


@dataclass(frozen=True)
class Miss:
    """Where an outcome is not the one expected: what was looked at, what was expected, what was found."""

    place: Place
    what: Text
    expected: str
    found: str


@dataclass(frozen=True)
class Result:
    """What a test came to. `outcomes` are those of the provisions that it names, `findings` say why its case was
    refused; without any and without misses it passed.
    """

    test: PolicyTest
    outcomes: tuple[Outcome, ...] | None
    misses: tuple[Miss, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def asserted(self) -> Iterator[tuple[Mapping[str, Any], Outcome]]:
        """What the test expects of an outcome, with the outcome; nothing where its case was refused."""
        return asserted(self.test, self.outcomes or ())

    @property
    def passed(self) -> bool:
        return not self.misses and not self.findings


def asserted(test: PolicyTest, found: Sequence[Outcome]) -> Iterator[tuple[Mapping[str, Any], Outcome]]:
    """What a test expects of an outcome, with the outcome; what it expects nothing of is not tested."""
    for expected in test.data["expect"]:
        try:
            yield expected, _outcome(test, expected, found)
        except LookupError:
            continue


def tests_of(book: Book) -> Iterator[PolicyTest]:
    """Every policy test of the book, in order of the files. Raises BookError where a file cannot be read."""
    found, kinds, findings = documents(Path(book.folder))
    if findings:
        raise BookError(findings)
    instruments = {
        each.name.rpartition("/")[0]: each.data["instrument"] for each in found if kinds[each.name] == "instrument"
    }
    for document in found:
        if kinds[document.name] == "policy-test":
            instrument = instruments[document.name.rpartition("/cases/")[0]]
            for index, data in enumerate(document.data["tests"]):
                yield PolicyTest(data["id"], instrument, data, document, index)


def run(book: Book) -> Iterator[Result]:
    """The result of every policy test of the book, one after the other."""
    for test in tests_of(book):
        yield run_test(book, test)


def run_test(book: Book, test: PolicyTest) -> Result:
    """Decide what a test expects something of, and compare each outcome."""
    try:
        case = document_of(test)
        cautions = any("cautions" in each for each in test.data["expect"])
        only = provisions_of(test) & book.provisions.keys()
        outcomes = tuple(outcomes_of(book, case, only, cautions=cautions, **options_of(test)))
    except NoSuchPlaceError as error:
        miss = Miss(test.place, Text(**both("cases", "test.path")), str(error), "—")
        return Result(test, None, (miss,))
    except CaseError as error:
        moved = (replace(each, place=replace(test.place, path=each.place.path)) for each in error.findings)
        return Result(test, None, findings=tuple(moved))
    return Result(test, outcomes, tuple(misses(test, outcomes)))


def misses(test: PolicyTest, found: Sequence[Outcome], only: Collection[str] | None = None) -> Iterator[Miss]:
    """Where outcomes are not those that a test expects; with `only`, of these provisions (full ids)."""
    for index, expected in enumerate(test.data["expect"]):
        if only is None or provision_of(test, expected) in only:
            yield from _misses(test, index, expected, found)


def provisions_of(test: PolicyTest) -> set[str]:
    """The full ids of the provisions that a test expects something of."""
    return {provision_of(test, expected) for expected in test.data["expect"]}


def document_of(test: PolicyTest) -> Document:
    """The case of a test as a document. Raises NoSuchPlaceError."""
    return Document(test.document.name, "", case_of(test))


def options_of(test: PolicyTest) -> dict[str, Any]:
    """What a test asks for besides its case, as keywords of `determine`."""
    data = test.data
    return {
        "readings": data.get("readings", {}),
        "assume": data.get("assume", {}),
        "drafts": data.get("with", ()),
    }


def case_of(test: PolicyTest) -> dict[str, Any]:
    """The case of a test as plain data: its own or its base, with what it sets and unsets. Raises NoSuchPlaceError."""
    bases = test.document.data.get("bases", {})
    if "base" in test.data and test.data["base"] not in bases:
        raise NoSuchPlaceError(f"bases.{test.data['base']}")
    case: dict[str, Any] = copy_of(bases[test.data["base"]] if "base" in test.data else test.data.get("case", {}))
    for path, value in test.data.get("set", {}).items():
        case = put(case, locate(case, path), value)
    for path in test.data.get("unset", ()):
        try:
            case = without(case, locate(case, path))
        except LookupError as error:
            raise NoSuchPlaceError(path) from error
    return case


def _misses(test: PolicyTest, index: int, expected: Mapping[str, Any], found: Sequence[Outcome]) -> Iterator[Miss]:
    name = provision_of(test, expected)
    record, year = expected.get("for"), expected.get("year")
    shown = both("cases", "test.record" if record else "test.single", name=name, record=record)
    shown = {language: f"{said} {year}" if year else said for language, said in shown.items()}
    try:
        outcome = _outcome(test, expected, found)
    except LookupError:
        matching = sum(each.provision == name for each in found)
        what = Text(**both("cases", "test.outcomes", of=shown))
        yield Miss(test.place_of("expect", index), what, "1", str(0 if record else matching))
        return
    for key, value in expected.items():
        if key in LOOKS:
            was = LOOKS[key](outcome)
            wanted = _wanted(key, value)
            if was != wanted:
                what = Text(**both("cases", "test.key", of=shown, key=key))
                yield Miss(test.place_of("expect", index, key), what, _show(wanted), _show(was))


def provision_of(test: PolicyTest, expected: Mapping[str, Any]) -> str:
    """The full id of the provision that a test expects something of."""
    name: str = expected["provision"]
    return name if "/" in name else f"{test.instrument}/{name}"


def _outcome(test: PolicyTest, expected: Mapping[str, Any], found: Sequence[Outcome]) -> Outcome:
    return outcome_among(found, provision_of(test, expected), expected.get("for"), expected.get("year"))


def _wanted(key: str, value: Any) -> Any:
    if key == "amount":
        return Decimal(value)
    if isinstance(value, list):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else value


LOOKS: Mapping[str, Callable[[Outcome], Any]] = {
    "status": lambda outcome: outcome.status,
    "amount": lambda outcome: outcome.amount,
    "failed": lambda outcome: sorted(outcome.failed),
    "unknown": lambda outcome: sorted(outcome.unknown),
    "needs": lambda outcome: sorted(each.path for each in outcome.needs),
    "cautions": lambda outcome: sorted(each.question for each in outcome.cautions),
    "would_be": lambda outcome: outcome.would_be.status if outcome.would_be else None,
    "displaced_by": lambda outcome: outcome.displaced_by,
    "answers": lambda outcome: {each.id: plain(each.value) for each in outcome.answers},
}
"""What a test may expect of an outcome, by its key."""


def _show(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return "—" if value is None else str(value)
