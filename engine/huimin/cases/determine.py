"""One case in, one determination out: `determine` is what every interface calls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from huimin.cases.determination import Determination, NewValue, NotAsked, Outcome, Presumed, Total
from huimin.cases.evaluate import Setting
from huimin.cases.facts import Facts
from huimin.cases.programs import decider_of, outcome_of
from huimin.cases.read import Case, open_case, read_case, read_day, read_value
from huimin.cases.saying import Sayer, sayer_of
from huimin.cases.sensitivity import mattering, nearest_change
from huimin.cases.tracing import trace_of
from huimin.decide.answer import Decider, Decision, Trial
from huimin.documents.findings import CaseError, Finding, Place
from huimin.documents.guess import guess
from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.alternatives import related
from huimin.policy.expressions import Language, language
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book
from huimin.policy.payments import ONCE
from huimin.policy.readings import readings_taken, settle
from huimin.version import __version__

_LANGUAGES: dict[str, Language] = {}


def language_of(book: Book) -> Language:
    """The compiled language of a book, kept by its digest."""
    if book.digest not in _LANGUAGES:
        _LANGUAGES[book.digest] = language(book)
    return _LANGUAGES[book.digest]


@dataclass(frozen=True)
class _Opened:
    """A case that was read: the book in play (`source`), the same as it was known, what was asked and assumed, and the
    setting that answers are found in.
    """

    source: Book
    book: Book
    case: Case
    asked: Mapping[str, str]
    taken: Mapping[str, str]
    assumed: Mapping[str, Any]
    setting: Setting


def determine(
    book: Book,
    case: Mapping[str, Any] | str | Path | bytes | Document,
    *,
    on: Date | str | None = None,
    known: Date | str | None = None,
    readings: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    drafts: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Determination:
    """Determine every provision of `book` for `case`.

    `case` is a dict, a path, the bytes of a YAML or JSON document, or a Document. `on` and `known` (dates, or text
    YYYY-MM-DD) win over the case's own. `readings` settles open questions otherwise, `assume` gives facts that the
    case leaves out, `drafts` names instruments in draft that are to take part. `only` names the provisions (full
    ids) that are to be answered; what bears on them counts all the same. Raises CaseError with every place of what is
    wrong, TypeError where `only` is a text.

    determine(book, "examples/family-twins-after-one.yaml", only=["instrument/provision"])
    """
    opened = _open(book, case, on, known, readings, assume, drafts)
    settled = opened.setting.facts.book
    wanted = frozenset(settled.provisions if only is None else checked_provisions(settled, only))
    decider = _decider(opened, wanted)
    sayer = sayer_of(decider, settled, opened.setting.known)
    found = [_explained(opened, each, sayer) for each in _decided(opened, decider, wanted)]
    trials = Trials(opened, decider, frozenset().union(*(presumed for _, presumed in found)))
    return _determination(opened, found, wanted, trials)


def outcomes_of(
    book: Book,
    case: Mapping[str, Any] | str | Path | bytes | Document,
    only: Collection[str],
    *,
    cautions: bool = True,
    on: Date | str | None = None,
    known: Date | str | None = None,
    readings: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    drafts: Collection[str] = (),
) -> list[Outcome]:
    """The outcomes of the provisions `only` (full ids) as `determine` has them, for those who ask again and again:
    without presumptions, nearest changes and words. Without `cautions` neither those are told, nor what was read for
    each condition.

    Raises CaseError.
    """
    opened = _open(book, case, on, known, readings, assume, drafts)
    found = _decided(opened, _decider(opened, only), only, cautions=cautions)
    if not cautions:
        return [outcome_of(opened.setting.facts.book, each) for each in found]
    return [_explained(opened, each, None)[0] for each in found]


def _decider(opened: _Opened, only: Collection[str]) -> Decider:
    """The programs of these provisions, and of those that bear on them."""
    case, settled = opened.case, opened.setting.facts.book
    together = related(settled, frozenset(only))
    return decider_of(opened.source, opened.book, settled, opened.taken, case.on, case.known, together)


def _decided(opened: _Opened, decider: Decider, only: Collection[str], *, cautions: bool = True) -> Iterator[Decision]:
    found = decider.decide(opened.case.facts, opened.case.on, opened.assumed, cautions=cautions)
    return (each for each in found if each.provision in only)


def _explained(opened: _Opened, decision: Decision, sayer: Sayer | None) -> tuple[Outcome, frozenset[str]]:
    """The outcome with what was read for each condition and answer, and the presumptions among that."""
    trace = trace_of(opened.setting, decision)
    conditions = trace.conditions(decision.conditions, sayer.texts(trace.provision) if sayer else {})
    outcome = outcome_of(opened.setting.facts.book, decision, conditions, trace.answers(decision.answers))
    return outcome, trace.presumed()


def setting_of(
    book: Book,
    case: Mapping[str, Any] | str | Path | bytes | Document,
    *,
    on: Date | str | None = None,
    known: Date | str | None = None,
    readings: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    drafts: Collection[str] = (),
) -> Setting:
    """What `determine` would decide in, for those who look into single expressions. Raises CaseError."""
    return _open(book, case, on, known, readings, assume, drafts).setting


def trials_of(
    book: Book, case: Mapping[str, Any] | str | Path | bytes | Document, provision: str, **options: Any
) -> Trials:
    """What a provision (its full id) comes to with other facts; `options` as `setting_of` has. Raises CaseError."""
    asked = {"on": None, "known": None, "readings": None, "assume": None, "drafts": (), **options}
    opened = _open(book, case, **asked)
    return Trials(opened, _decider(opened, [provision]))


def _open(
    book: Book,
    case: Mapping[str, Any] | str | Path | bytes | Document,
    on: Date | str | None,
    known: Date | str | None,
    readings: Mapping[str, str] | None,
    assume: Mapping[str, Any] | None,
    drafts: Collection[str],
) -> _Opened:
    document = case if isinstance(case, Document) else open_case(case)
    source = book = in_play(book, drafts)
    words = language_of(book)
    read = read_case(book, words, document, on=read_day(on, "--on"), known=read_day(known, "--known"))
    book = as_known(book, read.known)
    asked = {**read.readings, **checked_readings(book, readings or {})}
    taken = {**readings_taken(book, read.on, read.known), **asked}
    settled = settle(book, taken)
    instead = dict(_assumed(settled, words, read, assume or {}))
    facts = Facts(settled, words, read.facts, read.on, instead=instead)
    return _Opened(source, book, read, asked, taken, instead, Setting(facts, read.known))


def in_play(book: Book, drafts: Collection[str]) -> Book:
    """The book with its instruments in force, and the drafts that are asked for by name. Raises CaseError."""
    names = {each.id for each in book.instruments}
    wrong = [name for name in drafts if name not in names]
    if wrong:
        raise CaseError([Finding("case-unknown-instrument", Place("--with"), {"name": name}) for name in wrong])
    return replace(
        book, instruments=tuple(each for each in book.instruments if each.status == "in_force" or each.id in drafts)
    )


def as_known(book: Book, known: Date | None) -> Book:
    """The book with its instruments in force as it stood on `known` (None: everything recorded)."""
    return replace(book, instruments=tuple(each.known(known) for each in book.instruments)) if known else book


def checked_provisions(book: Book, only: Collection[str]) -> Collection[str]:
    """The names, each that of a provision. Raises CaseError, and TypeError for a text."""
    if isinstance(only, str):
        raise TypeError(f"only is a list of provisions, such as [{only!r}], not a text")
    unknown = [name for name in only if name not in book.provisions]
    if unknown:
        values = ({"name": name, "guess": guess(name, book.provisions)} for name in unknown)
        raise CaseError([Finding("case-unknown-provision", Place("only"), each) for each in values])
    return only


def _determination(
    opened: _Opened, found: list[tuple[Outcome, frozenset[str]]], wanted: Collection[str], trials: Trials
) -> Determination:
    book, case, setting = opened.book, opened.case, opened.setting
    facts = setting.facts
    mattered: set[str] = set()
    outcomes = []
    for outcome, presumed in found:
        if outcome.displaced_by is None:
            mattered |= mattering(presumed, trials.is_same(outcome))
        change: tuple[NewValue, ...] = ()
        if outcome.status == PROVISION_KINDS[outcome.kind].no:
            change = nearest_change(facts, outcome, trials.is_yes(outcome))
        outcomes.append(replace(outcome, change=change) if change else outcome)
    return Determination(
        digest=book.digest,
        engine=f"huimin {__version__}",
        instruments=tuple((each.id, each.status) for each in book.instruments),
        on=case.on,
        known=case.known,
        readings=opened.asked,
        assumed=opened.assumed,
        presumed=tuple(_presumed(facts, path) for path in facts.in_order(mattered)),
        outcomes=tuple(outcomes),
        not_asked=tuple(_not_asked(facts, wanted)),
        totals=tuple(totals(outcomes)),
    )


@dataclass(frozen=True)
class Trials:
    """What provisions come to in a case with other facts, or without some of its presumptions, before other provisions
    have their say. `presumed` are all presumptions that were read.
    """

    opened: _Opened
    decider: Decider
    presumed: frozenset[str] = frozenset()
    _without: dict[frozenset[str], Trial] = field(default_factory=dict)

    def is_same(self, outcome: Outcome) -> Callable[[frozenset[str]], bool]:
        """Whether an outcome stays the same with presumptions withheld. What stays the same without any of those of the
        case does so without some of them: to know less never changes what was known without it.
        """
        key = outcome.provision, outcome.record, outcome.year
        own = self.without(frozenset()).answer(*key)
        rests_on_none = own == self.without(self.presumed).answer(*key)
        return lambda withheld: rests_on_none or own == self.without(withheld).answer(*key)

    def without(self, withheld: frozenset[str]) -> Trial:
        """The case without these presumptions."""
        if withheld not in self._without:
            case = self.opened.case
            self._without[withheld] = self.decider.try_out(case.facts, case.on, self.opened.assumed, withheld)
        return self._without[withheld]

    def answer(self, outcome: Outcome, instead: Mapping[str, Any]) -> tuple[Any, ...]:
        """Status, amount, and what they would be, with other facts, by their path."""
        case = self.opened.case
        trial = self.decider.try_out(case.facts, case.on, {**self.opened.assumed, **instead})
        return trial.answer(outcome.provision, outcome.record, outcome.year)

    def is_yes(self, outcome: Outcome) -> Callable[[Mapping[str, Any]], bool]:
        """Whether other facts would turn an outcome into a yes."""
        yes = PROVISION_KINDS[outcome.kind].yes

        def is_yes(instead: Mapping[str, Any]) -> bool:
            status, _, was, _ = self.answer(outcome, instead)
            return yes in (status, was)

        return is_yes


def _presumed(facts: Facts, path: str) -> Presumed:
    presume = facts.questions[path].presume
    assert presume is not None
    return Presumed(path, presume.value, presume.why)


def _not_asked(facts: Facts, wanted: Collection[str]) -> Iterator[NotAsked]:
    subjects = [each.subject for each in facts.book.provisions.values() if each.full_id in wanted]
    for name, record in facts.book.vocabulary.subjects.items():
        if name in subjects and not facts.subjects(name):
            yield NotAsked(name, record.label, subjects.count(name))


def totals(outcomes: Iterable[Outcome]) -> Iterator[Total]:
    """What is granted in all, by currency and rhythm of payment, in the order in which they first come."""
    sums: dict[tuple[str, str], Decimal] = {}
    for outcome in outcomes:
        kind = PROVISION_KINDS[outcome.kind]
        granted = kind.pays and outcome.status == kind.yes
        if granted and outcome.amount is not None and outcome.currency is not None:
            key = (outcome.currency, outcome.payment or ONCE)
            sums[key] = sums.get(key, Decimal(0)) + outcome.amount
    for (currency, payment), value in sums.items():
        yield Total(currency, value, payment)


def checked_readings(book: Book, readings: Mapping[str, str]) -> dict[str, str]:
    for key, reading in readings.items():
        question = book.questions.get(key)
        if question is None:
            raise CaseError(
                [
                    Finding(
                        "case-unknown-question", Place("--reading"), {"name": key, "guess": guess(key, book.questions)}
                    )
                ]
            )
        if reading not in question.readings:
            values = {"name": reading, "question": key, "choices": ", ".join(question.readings)}
            raise CaseError([Finding("case-unknown-reading", Place("--reading"), values)])
    return dict(readings)


def _assumed(book: Book, words: Language, case: Case, assume: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Assumed facts by their path: a path of the case, or the name of a fact that only one record has."""
    for name, value in assume.items():
        record_path, _, fact_name = name.rpartition(".")
        facts = Facts(book, words, case.facts, case.on)
        found = [
            (f"{record.path}.{fact_name}", record)
            for kind in book.vocabulary.records
            for record in facts.walk(kind)
            if fact_name in record.kind.facts
            and record_path in ("", record.path)
            and record.kind.facts[fact_name].is_given
        ]
        if len({path for path, _ in found}) != 1:
            raise CaseError([Finding("assume-unknown-fact", Place("--assume"), {"name": name})])
        path, record = found[0]
        if fact_name not in record.given:
            yield path, read_value(book, record.kind.facts[fact_name], value, "--assume")
