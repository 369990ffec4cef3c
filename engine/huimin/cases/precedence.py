"""Step 4, second half: what a higher level or a rival of the same category makes of an outcome.

Instruments act from the top: national, provincial, municipal, district. Only what is itself granted displaces; while
it is undetermined, so is what it would displace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from huimin.cases.determination import Caution, Outcome, WouldBe
from huimin.feel.values import Date
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import LEVELS, Affect, Book
from huimin.policy.payments import PAYMENTS
from huimin.policy.readings import affects_in_force
from huimin.policy.vocabulary import Text

TIE = Text(
    "同类待遇金额相同，按文件中的先后取前一项。",
    "benefits of one category are equal; the one that comes first in the book is taken",
)


def resolve(book: Book, outcomes: Sequence[Outcome], on: Date, known: Date | None) -> list[Outcome]:
    """The outcomes after precedence and non-cumulation, in the order they came in."""
    affects = list(affects_in_force(book, on, known))
    level = {each.id: LEVELS.index(each.level) for each in book.instruments}
    order = sorted(range(len(outcomes)), key=lambda index: level[outcomes[index].provision.partition("/")[0]])
    settled: list[Outcome] = list(outcomes)
    for index in order:
        for affect in affects:
            if affect.provision == settled[index].provision:
                _bear(affect, index, settled)
    return list(_without_rivals(book, settled))


def _bear(affect: Affect, index: int, settled: list[Outcome]) -> None:
    lower, higher_index = settled[index], _matching(affect.by, settled[index], settled)
    if affect.effect == "repeals":
        settled[index] = _displaced(lower, affect.by) if _stands(lower) else lower
    elif higher_index is not None and affect.effect == "replaces":
        settled[index] = _replaced(lower, settled[higher_index], affect.by)
    elif higher_index is not None and affect.effect == "tops-up":
        settled[higher_index] = _topped_up(lower, settled[higher_index])


def _replaced(lower: Outcome, higher: Outcome, by: str) -> Outcome:
    """The lower as it gives way to the higher; what is not granted has nothing to give way with."""
    if not _stands(lower):
        return lower
    if _stands(higher) or higher.status == "already_received":
        return _displaced(lower, by)
    return _unsure(lower, higher) if higher.status == "undetermined" else lower


def _topped_up(lower: Outcome, higher: Outcome) -> Outcome:
    """The higher pays what the lower leaves up to its own amount, whether the lower is paid now or was before."""
    if not _stands(higher):
        return higher
    if lower.status == "undetermined":
        return _unsure(higher, lower)
    paid = lower.amount
    if lower.status == "already_received" and lower.would_be is not None:
        paid = lower.would_be.amount
    return replace(higher, amount=max(Decimal(0), (higher.amount or Decimal(0)) - (paid or Decimal(0))))


def _matching(by: str, lower: Outcome, settled: Sequence[Outcome]) -> int | None:
    for index, each in enumerate(settled):
        if each.provision == by and (each.record == lower.record or each.record is None):
            return index
    return None


def _without_rivals(book: Book, outcomes: list[Outcome]) -> Iterator[Outcome]:
    """Of one category for one record and level the larger amount stands, a tie in the order of the book."""
    provisions = book.provisions
    level = {each.id: each.level for each in book.instruments}

    def group(outcome: Outcome) -> tuple[str | None, str, str, str | None]:
        category = provisions[outcome.provision].category
        return category, level[outcome.provision.partition("/")[0]], outcome.subject, outcome.record

    for outcome in outcomes:
        rivals = [each for each in outcomes if each is not outcome and group(each) == group(outcome)]
        if group(outcome)[0] is None or not rivals or not _stands(outcome):
            yield outcome
        else:
            yield _against(outcome, rivals, outcomes)


def _against(outcome: Outcome, rivals: list[Outcome], outcomes: list[Outcome]) -> Outcome:
    mine = outcome.amount or Decimal(0)
    for rival in rivals:
        if rival.status == "already_received":
            return _displaced(outcome, rival.provision)
        theirs = rival.amount or Decimal(0)
        if _stands(rival) and (theirs, -outcomes.index(rival)) > (mine, -outcomes.index(outcome)):
            return _displaced(outcome, rival.provision)
    for rival in rivals:
        if rival.status == "undetermined" and _could_displace(rival, outcome, outcomes):
            return _unsure(outcome, rival)
    tied = any(_stands(rival) and (rival.amount or Decimal(0)) == mine for rival in rivals)
    return replace(outcome, cautions=(*outcome.cautions, Caution("non-cumulation", TIE))) if tied else outcome


def _could_displace(rival: Outcome, outcome: Outcome, outcomes: list[Outcome]) -> bool:
    """Whether an undetermined rival can still prove larger, or prove to have been received."""
    if (rival.payment and not PAYMENTS[rival.payment].again) or rival.would_be is None:
        return True
    theirs, mine = rival.would_be.amount or Decimal(0), outcome.amount or Decimal(0)
    return (theirs, -outcomes.index(rival)) > (mine, -outcomes.index(outcome))


def _stands(outcome: Outcome) -> bool:
    return outcome.status == PROVISION_KINDS[outcome.kind].yes


def _was(outcome: Outcome) -> WouldBe | None:
    return outcome.would_be or WouldBe(outcome.status, outcome.amount)


def _displaced(outcome: Outcome, by: str) -> Outcome:
    return replace(
        outcome, status="displaced", amount=None, would_be=_was(outcome), displaced_by=by, missing=frozenset()
    )


def _unsure(outcome: Outcome, because: Outcome) -> Outcome:
    return replace(outcome, status="undetermined", amount=None, would_be=_was(outcome), missing=because.missing)
