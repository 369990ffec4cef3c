"""What the policy tests of a book do not cover, by name: statuses, deciding conditions, boundaries, and readings.

A test covers what it expects something of, and no more: an outcome that it is silent on could be any.
What can come about is read from the book, so that nothing impossible is asked for: `already_received` only of what
is paid once, `displaced` only where another provision bears on it, an unknown condition only where it reads a fact
that a case may leave out without a presumption taking its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from huimin.cases.determination import Outcome
from huimin.cases.determine import setting_of
from huimin.cases.evaluate import Setting
from huimin.cases.policy_tests import PolicyTest, Result, document_of, options_of
from huimin.cases.tracing import trace_of
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book, Condition, Provision
from huimin.policy.reads import behind, reads
from huimin.policy.spans import effective
from huimin.policy.vocabulary import Expression, Fact
from huimin.search.boundaries import IN_FORCE, Boundary, Side, boundaries, sides

What = Literal["status", "holds", "fails", "decides", "unknown", "at", "beside", "version", "reading"]


@dataclass(frozen=True)
class Gap:
    """Something that no test shows. `of` is a provision's full id or an open question, `name` a status, a condition,
    a reading, or a boundary: where it stands and what it compares.
    """

    what: What
    of: str
    name: str


def uncovered(book: Book, results: Iterable[Result]) -> list[Gap]:
    """What can come about under the book and is expected by none of the tests, in the order of the book."""
    seen = {gap for each in results for gap in _shown(book, each)}
    return [gap for gap in dict.fromkeys(possible(book)) if gap not in seen]


def _shown(book: Book, result: Result) -> Iterator[Gap]:
    setting = (
        setting_of(book, document_of(result.test), **options_of(result.test)) if result.outcomes is not None else None
    )
    yield from shown(result.test, setting, result.asserted)


def shown(
    test: PolicyTest, setting: Setting | None, asserted: Iterable[tuple[Mapping[str, Any], Outcome]]
) -> Iterator[Gap]:
    """What a test shows by what it expects, each with its outcome; no boundaries where there is no setting."""
    asked = test.data.get("readings", {})
    for expected, outcome in asserted:
        yield Gap("status", outcome.provision, outcome.status)
        yield from _deciding(outcome)
        yield from (Gap("reading", question, reading) for question, reading in asked.items())
        for caution in outcome.cautions if "cautions" in expected else ():
            yield from (Gap("reading", caution.question, reading) for reading, _, _ in caution.readings)
        if setting is not None:
            yield from _sides(setting, outcome)


def _sides(setting: Setting, outcome: Outcome) -> Iterator[Gap]:
    trace = trace_of(setting, outcome)
    for boundary, side in sides(trace):
        yield _gap(side, trace.provision, boundary)


def _gap(side: Side, provision: Provision, boundary: Boundary) -> Gap:
    """The time in force is one boundary of the whole instrument."""
    of = provision.instrument if boundary.where == IN_FORCE else provision.full_id
    return Gap(side, of, f"{boundary.where}: {boundary.text}")


def _deciding(outcome: Outcome) -> Iterator[Gap]:
    """The one condition that fails, or each unknown one where none fails; a referral decides when it is alone.

    A duty that was not done and yet counts as fulfilled is decided by what keeps it from applying.
    """
    settled = outcome.status != "undetermined"
    failing = [each for each in outcome.conditions if settled and each.result == "fails" and each.id != outcome.status]
    open_ = [each for each in outcome.conditions if each.result in ("unknown", "referred")]
    if len(failing) == 1:
        yield Gap("decides", outcome.provision, failing[0].id)
    if len(open_) == 1 and open_[0].result == "referred" and (not failing or outcome.status == "pending"):
        yield Gap("decides", outcome.provision, open_[0].id)
    if not failing:
        yield from (Gap("unknown", outcome.provision, each.id) for each in open_ if each.result == "unknown")


def possible(book: Book) -> Iterator[Gap]:
    """What can come about under the book, in its order."""
    records = book.vocabulary.records
    # A fact that goes by the name of a record (a receipt's `child`) is not told apart from the record in an expression.
    facts = [fact for each in records.values() for name, fact in each.facts.items() if name not in records]
    for provision in book.provisions.values():
        yield from (Gap("status", provision.full_id, each) for each in possible_statuses(book, provision))
        if PROVISION_KINDS[provision.kind].how in ("conditions", "calendar"):
            yield from _possible_decisions(book, provision, facts)
        for boundary in boundaries(book, provision):
            yield _gap("at", provision, boundary)
            yield _gap("beside", provision, boundary)
    for question in book.questions.values():
        taken = {each.reading for each in question.taken}
        yield from (Gap("reading", question.id, each) for each in question.readings if each not in taken)


def _possible_decisions(book: Book, provision: Provision, facts: list[Fact]) -> Iterator[Gap]:
    parts: list[tuple[str, list[Expression]]] = []
    if provision.period is not None:
        period = provision.period
        parts.append(("period", [each for each in (period.event, period.since) if each]))
    parts += [(each.id, _whens(each)) for each in provision.conditions]
    for name, expressions in parts:
        yield Gap("decides", provision.full_id, name)
        if _can_be_unknown(book, expressions, facts):
            yield Gap("unknown", provision.full_id, name)


def _whens(condition: Condition) -> list[Expression]:
    return [each.when for each in effective(condition.versions, None)]


def possible_statuses(book: Book, provision: Provision) -> list[str]:
    """The statuses that a provision can have by its kind and by what the book says of it."""
    kind = PROVISION_KINDS[provision.kind]
    judged = provision.period is not None or bool(provision.conditions)
    impossible: set[str] = set()
    if kind.how == "conditions" and not any(_refuses(each) for each in provision.conditions) and not provision.period:
        impossible.add(kind.no)
    if kind.how == "conditions" and not judged and not provision.is_paid_once:
        impossible.add("undetermined")
    if kind.how == "calendar" and provision.fulfilled_when is None:
        impossible |= {kind.no, "undetermined"}
    if kind.how == "calendar" and provision.due is None and not provision.yearly:
        impossible.add("pending")
    if not provision.is_paid_once:
        impossible.add("already_received")
    if not _can_be_displaced(book, provision):
        impossible.add("displaced")
    return [each for each in kind.statuses if each not in impossible]


def _refuses(condition: Condition) -> bool:
    return condition.otherwise == "refused"


def _can_be_displaced(book: Book, provision: Provision) -> bool:
    """Whether a higher provision replaces or repeals this one, under any reading, or a rival shares its category."""
    effects = [(each.provision, each.effect) for instrument in book.instruments for each in instrument.affects]
    effects += [
        (change.data["affects"], change.data["effect"])
        for question in book.questions.values()
        for reading in question.readings.values()
        for change in reading.changes
        if "affects" in change.data
    ]
    if any(name == provision.full_id and effect in ("replaces", "repeals") for name, effect in effects):
        return True
    level = {each.id: each.level for each in book.instruments}
    return provision.category is not None and any(
        other.category == provision.category
        and other.subject == provision.subject
        and level[other.instrument] == level[provision.instrument]
        for other in book.provisions.values()
        if other is not provision
    )


def _can_be_unknown(book: Book, expressions: list[Expression], facts: list[Fact]) -> bool:
    """Whether the expressions read, directly or through computed facts, one that a case may leave out."""
    words = behind(book, set[str]().union(*(reads(book, each).words for each in expressions)))
    return any(fact.name in words and fact.is_given and not fact.presume and not fact.required for fact in facts)
