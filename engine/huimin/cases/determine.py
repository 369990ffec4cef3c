"""One case in, one determination out: `determine` is what every interface calls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from huimin.cases import precedence
from huimin.cases.decide import decide
from huimin.cases.determination import (
    Determination,
    Need,
    NewValue,
    NotAsked,
    Outcome,
    Presumed,
    Total,
    rounded,
)
from huimin.cases.evaluate import Setting
from huimin.cases.facts import Facts, Reads
from huimin.cases.programs import decider_of, outcome_of
from huimin.cases.read import Case, open_case, read_case, read_day, read_value
from huimin.cases.saying import Sayer
from huimin.cases.sensitivity import (
    caution,
    is_same_without,
    is_yes_with,
    mattering,
    nearest_change,
    same_answer,
    unless_received,
)
from huimin.decide.answer import Decider, Trial
from huimin.documents.findings import CaseError, Finding, Place
from huimin.documents.guess import guess
from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.alternatives import alternatives, related
from huimin.policy.expressions import Language, language
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book
from huimin.policy.payments import ONCE
from huimin.policy.readings import readings_taken, settle
from huimin.version import __version__

Others = Mapping[str, Sequence[tuple[str, str, Decimal | None]]]
"""By question the readings that would make another answer, each with its status and amount."""

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

    determine(book, "examples/family-twins-after-one.yaml", only=["gongshu-2023/maternity-grant"])
    """
    opened = _open(book, case, on, known, readings, assume, drafts)
    book, setting = opened.book, opened.setting
    settled = setting.facts.book
    wanted = frozenset(settled.provisions if only is None else _checked_provisions(settled, only))
    together = related(settled, wanted)
    found = list(_own(setting, together))
    resolved = precedence.resolve(settled, [outcome for outcome, _ in found], setting.on, setting.known)
    pairs = [(each, reads) for each, (_, reads) in zip(resolved, found, strict=True) if each.provision in wanted]
    decider = _decider(opened, together, cautions=True)
    cautioned = _cautioned(opened, decider, [outcome for outcome, _ in pairs])
    return _determination(opened, list(zip(cautioned, (reads for _, reads in pairs), strict=True)), wanted, decider)


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
    setting = opened.setting
    settled = setting.facts.book
    together = related(settled, frozenset(only))
    decider = _decider(opened, together, cautions=cautions)
    if decider is not None and not cautions:
        return list(_by_programs(decider, opened, only))
    own = [outcome for outcome, _ in _own(setting, together)]
    resolved = precedence.resolve(settled, own, setting.on, setting.known)
    found = [each for each in resolved if each.provision in only]
    if cautions:
        found = _cautioned(opened, decider, found)
    return [replace(each, needs=_needs(setting.facts, each), amount=_paid(each)) for each in found]


def _decider(opened: _Opened, only: Collection[str], *, cautions: bool) -> Decider | None:
    """The programs of these provisions, where they are worth making."""
    case, settled = opened.case, opened.setting.facts.book
    return decider_of(opened.source, opened.book, settled, opened.taken, case.on, case.known, only, cautions=cautions)


def _by_programs(decider: Decider, opened: _Opened, only: Collection[str]) -> Iterator[Outcome]:
    """The outcomes as programs decide them."""
    for each in decider.decide(opened.case.facts, opened.case.on, opened.assumed):
        if each.provision in only:
            needs = decider.records.in_order(each.missing, each.case.records)
            yield outcome_of(opened.setting.facts.book, each, needs)


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


def _own(setting: Setting, only: Collection[str] | None = None) -> Iterator[tuple[Outcome, Reads]]:
    """Each provision for each record of its subject, before other provisions have their say;
    with what was read for it.
    """
    facts = setting.facts
    for name, provision in facts.book.provisions.items():
        if only is not None and name not in only:
            continue
        for record in facts.subjects(provision.subject):
            decided = decide(setting, provision, record)
            while True:
                reads = Reads()
                facts.open.append(reads)
                try:
                    outcome = next(decided, None)
                finally:
                    facts.open.pop()
                if outcome is None:
                    break
                yield unless_received(setting, provision, outcome), reads


def _cautioned(opened: _Opened, decider: Decider | None, outcomes: list[Outcome]) -> list[Outcome]:
    """Each outcome with a caution for every question of which another reading, the rest as set, would change it."""
    if decider is None:
        return _with_cautions(opened.book, opened.taken, opened.setting, outcomes)
    found: dict[tuple[str, str | None, int | None], Others] = {}
    for each in decider.decide(opened.case.facts, opened.case.on, opened.assumed, cautions=True):
        found.setdefault((each.provision, each.record, each.year), each.cautions)
    return [_told_of(opened.book, each, found[each.provision, each.record, each.year]) for each in outcomes]


def _with_cautions(book: Book, taken: Mapping[str, str], setting: Setting, outcomes: list[Outcome]) -> list[Outcome]:
    """The same without programs: whatever a reading could touch is decided again under it."""
    facts = setting.facts
    present = {outcome.provision for outcome in outcomes}
    others: dict[str, dict[tuple[str, str], list[Outcome]]] = {}
    for question, reading, ids in alternatives(facts.book, taken):
        if not ids & present:
            continue
        variant = settle(book, {**taken, question.id: reading})
        other = Setting(Facts(variant, facts.language, facts.case, facts.on, instead=facts.instead), setting.known)
        own = [outcome for outcome, _ in _own(other, ids)]
        for outcome in precedence.resolve(variant, own, facts.on, setting.known):
            others.setdefault(outcome.provision, {}).setdefault((question.id, reading), []).append(outcome)
    return [_told_of(facts.book, each, _different(each, others.get(each.provision, {}))) for each in outcomes]


def _different(outcome: Outcome, others: Mapping[tuple[str, str], list[Outcome]]) -> Others:
    different: dict[str, list[tuple[str, str, Decimal | None]]] = {}
    for (question, reading), found in others.items():
        other = _counterpart(outcome, found)
        if other is not None and not same_answer(outcome, other):
            different.setdefault(question, []).append((reading, other.status, other.amount))
    return different


def _told_of(book: Book, outcome: Outcome, others: Others) -> Outcome:
    """An outcome that tells of other readings."""
    cautions = [caution(book.questions[question], readings) for question, readings in others.items()]
    return replace(outcome, cautions=(*outcome.cautions, *cautions))


def _counterpart(outcome: Outcome, found: list[Outcome]) -> Outcome | None:
    """The outcome for the same record; where another subject is decided for, the first of its outcomes with the sum."""
    of_year = [each for each in found if each.year == outcome.year]
    same = [each for each in of_year if (each.subject, each.record) == (outcome.subject, outcome.record)]
    if same or not of_year:
        return same[0] if same else None
    paid = [each for each in of_year if each.amount is not None]
    return (
        replace(paid[0], amount=sum((each.amount or Decimal(0) for each in paid), Decimal(0))) if paid else of_year[0]
    )


def _checked_provisions(book: Book, only: Collection[str]) -> Collection[str]:
    if isinstance(only, str):
        raise TypeError(f"only is a list of provisions, such as [{only!r}], not a text")
    unknown = [name for name in only if name not in book.provisions]
    if unknown:
        values = ({"name": name, "guess": guess(name, book.provisions)} for name in unknown)
        raise CaseError([Finding("case-unknown-provision", Place("only"), each) for each in values])
    return only


def _determination(
    opened: _Opened, found: list[tuple[Outcome, Reads]], wanted: Collection[str], decider: Decider | None
) -> Determination:
    book, case, setting = opened.book, opened.case, opened.setting
    facts = setting.facts
    provisions = facts.book.provisions
    sayer = Sayer(facts.book, setting.known)
    trials = None if decider is None else _Trials(decider, opened, (reads for _, reads in found))
    presumed: set[str] = set()
    outcomes = []
    for outcome, reads in found:
        provision = provisions[outcome.provision]
        if outcome.displaced_by is None:
            is_same = trials.is_same(outcome) if trials else is_same_without(setting, provision, outcome)
            presumed |= mattering(frozenset(reads.presumed), is_same)
        change: tuple[NewValue, ...] = ()
        if outcome.status == PROVISION_KINDS[outcome.kind].no:
            is_yes = trials.is_yes(outcome) if trials else is_yes_with(setting, provision, outcome)
            change = nearest_change(facts, outcome, is_yes)
        told = replace(outcome, needs=_needs(facts, outcome), change=change, amount=_paid(outcome))
        outcomes.append(sayer.outcome(told))
    return Determination(
        digest=book.digest,
        engine=f"huimin {__version__}",
        instruments=tuple((each.id, each.status) for each in book.instruments),
        on=case.on,
        known=case.known,
        readings=opened.asked,
        assumed=opened.assumed,
        presumed=tuple(_presumed(facts, path) for path in facts.in_order(presumed)),
        outcomes=tuple(outcomes),
        not_asked=tuple(_not_asked(facts, wanted)),
        totals=tuple(totals(outcomes)),
    )


class _Trials:
    """What programs make of a case with other facts, or without some of its presumptions."""

    def __init__(self, decider: Decider, opened: _Opened, reads: Iterable[Reads]) -> None:
        self.decider, self.case, self.assumed = decider, opened.case, opened.assumed
        self.presumed = frozenset[str]().union(*(each.presumed for each in reads))
        self._without: dict[frozenset[str], Trial] = {}

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
            case = self.case
            self._without[withheld] = self.decider.try_out(case.facts, case.on, self.assumed, withheld)
        return self._without[withheld]

    def is_yes(self, outcome: Outcome) -> Callable[[Mapping[str, Any]], bool]:
        """Whether other facts would turn an outcome into a yes."""
        yes = PROVISION_KINDS[outcome.kind].yes

        def is_yes(instead: Mapping[str, Any]) -> bool:
            trial = self.decider.try_out(self.case.facts, self.case.on, {**self.assumed, **instead})
            status, _, was, _ = trial.answer(outcome.provision, outcome.record, outcome.year)
            return yes in (status, was)

        return is_yes


def _paid(outcome: Outcome) -> Decimal | None:
    return None if outcome.amount is None else rounded(outcome.amount)


def _needs(facts: Facts, outcome: Outcome) -> tuple[Need, ...]:
    return tuple(_need(facts, path) for path in facts.in_order(outcome.missing))


def _need(facts: Facts, path: str) -> Need:
    fact = facts.questions.get(path)
    return Need(path, (fact.question or fact.label) if fact else facts.book.instruments[0].title)


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
