"""Single cases of a study, by the interpreter: the largest losses with their reasons, and the cautions that come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from huimin.assure.impact.basis import Basis, provisions_of
from huimin.assure.impact.case import case_file
from huimin.assure.impact.model import CautionShift, Loss, LostAmount, Money, OfProvision, Sample
from huimin.assure.impact.table import Table
from huimin.assure.impact.words import both
from huimin.cases.determination import Determination, Outcome
from huimin.cases.reasons import MARKS, condition, displaced, named, status
from huimin.cases.telling import Telling
from huimin.compare import Change
from huimin.policy.model import Book, Provision
from huimin.policy.reads import provision_reads
from huimin.policy.vocabulary import Text
from huimin.text import phrases
from huimin.words import LANGUAGES

MOST_LOSSES = 10
MOST_SAMPLED = 60
"""Cases that are looked at for their cautions, which the tables do not tell and which take some 50 ms each."""
_LOSSES = """
    SELECT case_id, currency, payment, -gain FROM gains WHERE gain < 0
    ORDER BY gain, case_id, currency, payment LIMIT 100"""
_SAMPLED = "SELECT DISTINCT case_id FROM changed ORDER BY md5(case_id), case_id LIMIT ?"
_WORD = re.compile(r"\w+")


def largest_losses(
    table: Table,
    before: Basis,
    after: Basis,
    provisions: Sequence[OfProvision],
    changes: Sequence[Change],
    why: Sequence[Text],
) -> tuple[Loss, ...]:
    """The cases that lose most in one money, the largest first, ties by their ids; each case once."""
    worst: dict[str, tuple[Money, Decimal]] = {}
    for case_id, currency, payment, amount in table.rows(_LOSSES):
        worst.setdefault(case_id, (Money(currency, payment), amount))
    chosen = dict(list(worst.items())[:MOST_LOSSES])
    rows = table.cases_of(list(chosen))
    paying = {each.provision: each.money for each in provisions}
    found = []
    for case_id, (money, amount) in chosen.items():
        sides = [_outcomes(each, case_file(rows[case_id], each, case_id), paying, money) for each in (before, after)]
        lost = [_lost(one, other, changes, why) for one, other in _pairs(*sides)]
        found.append(Loss(case_id, money, amount, case_file(rows[case_id], after, case_id), tuple(lost)))
    return tuple(found)


Side = tuple[Basis, Determination, dict[tuple[object, ...], Outcome]]


def _outcomes(basis: Basis, yaml: str, paying: dict[str, Money | None], money: Money) -> Side:
    found = basis.determined(yaml)
    own = [each for each in found.outcomes if paying.get(each.provision) == money]
    return basis, found, {(each.provision, each.record, each.year): each for each in own}


def _pairs(old: Side, new: Side) -> Iterator[tuple[tuple[Basis, Outcome | None], tuple[Basis, Outcome | None]]]:
    """The outcomes of a case that lose."""
    for key in {**old[2], **new[2]}:
        one, other = old[2].get(key), new[2].get(key)
        if _amount(other) < _amount(one):
            yield (old[0], one), (new[0], other)


def _lost(
    before: tuple[Basis, Outcome | None],
    after: tuple[Basis, Outcome | None],
    changes: Sequence[Change],
    why: Sequence[Text],
) -> LostAmount:
    (old_basis, old), (new_basis, new) = before, after
    assert old is not None
    tells = {lang: (Telling(old_basis.book, lang), Telling(new_basis.book, lang)) for lang in LANGUAGES}
    provision = new_basis.book.provisions.get(old.provision) or old_basis.book.provisions[old.provision]
    said = Text(*(_said(*tells[lang], old, new) for lang in LANGUAGES))
    reasons = [Text(*pair) for pair in zip(*(_reasons(tells[lang][1], new) for lang in LANGUAGES), strict=True)]
    outcomes = [old, *([new] if new else [])]
    reasons += [*(each.text for each in changes if _bears_on(new_basis.book, each, provision, outcomes)), *why]
    return LostAmount(
        old.provision, old.record, old.year,
        old.status, new.status if new else "", _amount(old), _amount(new), said, tuple(reasons),
    )  # fmt: skip


def _said(old_tell: Telling, new_tell: Telling, old: Outcome, new: Outcome | None) -> str:
    """What the outcome was and what it comes to: 育儿补助（子女：second）：5000元，一次性发放 → 不符合条件."""
    after = status(new_tell, new) if new else new_tell.of(both("absent"))
    return f"{old_tell.say('outcome', label=named(old_tell, old), status=status(old_tell, old))} → {after}"


def _reasons(tell: Telling, outcome: Outcome | None) -> list[str]:
    """The conditions that decide an outcome that is no longer granted, and what takes its place."""
    if outcome is None:
        return []
    deciding = [each for each in outcome.conditions if each.result == "fails"]
    deciding = deciding or [each for each in outcome.conditions if each.result != "holds"]
    said = [f"{MARKS[each.result]} {condition(tell, outcome, each, whole=False)}" for each in deciding]
    return [*said, *displaced(tell, outcome)]


def _bears_on(book: Book, change: Change, provision: Provision, outcomes: Sequence[Outcome]) -> bool:
    """Whether a difference is one of this provision, or of a parameter or fact that it reads, and of a keyed parameter
    by the key that these outcomes read; words alone are none.
    """
    if all(each is None or _is_text(each) for each in (change.old, change.new)):
        return False
    if provision.full_id in change.provisions:
        return True
    words = provision_reads(book, provision).words
    elsewhere = bool(change.provisions) or change.instrument not in ("", provision.instrument)
    if elsewhere or not words & set(_WORD.findall(change.subject)):
        return False
    path = change.subject.split("/")
    read = [used for outcome in outcomes for each in outcome.conditions for used in each.parameters]
    keys = {used.key for used in read if used.name in path and used.key is not None}
    return change.field != "values" or not keys or path[-1] in keys


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == set(LANGUAGES)


def _amount(outcome: Outcome | None) -> Decimal:
    return outcome.amount if outcome is not None and outcome.amount is not None else Decimal(0)


def sampled(table: Table, before: Basis, after: Basis) -> Sample:
    """The cautions that come and go in some of the cases in which something differs, chosen by a hash of their ids."""
    [(of,)] = table.rows("SELECT count(DISTINCT case_id) FROM changed")
    ids = [case_id for (case_id,) in table.rows(_SAMPLED, MOST_SAMPLED)]
    rows, known = table.cases_of(ids), provisions_of(table.asked)
    came: Counter[tuple[str, str]] = Counter()
    went: Counter[tuple[str, str]] = Counter()
    for case_id in ids:
        old, new = (
            _cautions(each.outcomes(case_file(rows[case_id], each, case_id), list(known))) for each in (before, after)
        )
        came.update((provision, question) for provision, *_, question in new - old)
        went.update((provision, question) for provision, *_, question in old - new)
    questions = {**before.book.questions, **after.book.questions}
    shifts = []
    for provision in known:
        for question, its in questions.items():
            key = (provision, question)
            if key in came or key in went:
                book = after.book if question in after.book.questions else before.book
                text = phrases.fill(its.question, book.instrument(its.instrument), book)
                shifts.append(CautionShift(provision, known[provision].label, question, text, came[key], went[key]))
    return Sample(len(ids), of, tuple(shifts))


def _cautions(outcomes: Sequence[Outcome]) -> set[tuple[str, str | None, int | None, str]]:
    return {(each.provision, each.record, each.year, one.question) for each in outcomes for one in each.cautions}
