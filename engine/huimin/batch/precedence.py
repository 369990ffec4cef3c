"""Step 4, second half, as columns: what a higher level or a rival of the same category makes of an outcome.

The same steps in the same order as `cases/precedence.py`; each gives an outcome new columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from huimin.batch import sql
from huimin.batch.decisions import NO_TEXT, NO_TEXTS, UNDETERMINED, Column, Decision
from huimin.batch.rules import Rules
from huimin.batch.sql import Sql
from huimin.documents.findings import BookError, Finding, Place
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import LEVELS, Affect, Book, Provision
from huimin.policy.readings import affects_in_force

DISPLACED, RECEIVED = sql.literal("displaced"), sql.literal("already_received")
Decided = dict[str, Decision]


def stands(decision: Decision) -> Sql:
    return decision.status.eq(sql.literal(PROVISION_KINDS[decision.provision.kind].yes))


def entangled(rules: Rules, provisions: Iterable[Provision]) -> frozenset[str]:
    """The provisions whose outcome another one changes or looks at."""
    named = {each.full_id: each for each in provisions}
    found = {
        name
        for each in affects_in_force(rules.facts.book, rules.facts.on, rules.known)
        for name in (each.provision, each.by)
    }
    for name, each in named.items():
        if each.category is not None and any(
            _rivals(rules, each, other) for other in named.values() if other is not each
        ):
            found.add(name)
    return frozenset(found & named.keys())


def refuse_yearly(rules: Rules, provisions: Iterable[Provision]) -> None:
    """Raises BookError where something bears on, or is borne on by, a duty that has an outcome for each year."""
    book = rules.facts.book
    yearly = {each.full_id for each in provisions if each.yearly}
    for affect in affects_in_force(book, rules.facts.on, rules.known):
        if affect.effect != "adds" and yearly & {affect.provision, affect.by}:
            raise _unsayable(book, affect, f"{affect.effect}: yearly")


def _unsayable(book: Book, affect: Affect, what: str) -> BookError:
    return BookError([Finding("batch-unsayable", _place(book, affect), {"what": what})])


def _place(book: Book, affect: Affect) -> Place:
    """Where a bearing is written: in the instrument that it comes from, under ids of its own or whole ones."""
    named = [{name, name.rpartition("/")[2]} for name in (affect.provision, affect.by)]
    for document in book.documents:
        entries = document.data.get("affects", ()) if isinstance(document.data, Mapping) else ()
        for number, each in enumerate(entries):
            if each.get("provision") in named[0] and each.get("by") in named[1]:
                return document.place(("affects", number))
    return Place(affect.by)


def bear(rules: Rules, decided: Decided) -> Iterator[tuple[Column, ...]]:
    """The columns of every step by which a higher provision bears on a lower one; `decided` follows them.

    What has no subject in common takes no part.
    """
    facts = rules.facts
    affects = list(affects_in_force(facts.book, facts.on, rules.known))
    level = {each.id: LEVELS.index(each.level) for each in facts.book.instruments}
    for name in sorted(decided, key=lambda each: level[each.partition("/")[0]]):
        for affect in affects:
            if affect.provision == name:
                yield from _bear(rules, affect, decided)


def _bear(rules: Rules, affect: Affect, decided: Decided) -> Iterator[tuple[Column, ...]]:
    lower = decided[affect.provision]
    if affect.effect == "repeals":
        yield _changed(decided, lower, [(stands(lower), DISPLACED)], by=sql.literal(affect.by))
        return
    higher = decided.get(affect.by)
    if higher is None or affect.effect == "adds":
        return
    if not _of_one_record(rules, higher.provision, lower.provision, affect):
        return
    unsure = higher.status.eq(sql.literal(UNDETERMINED))
    if affect.effect == "replaces":
        gives_way = sql.some([stands(higher), higher.status.eq(RECEIVED)])
        yield _changed(
            decided,
            lower,
            [
                (sql.every([stands(lower), gives_way]), DISPLACED),
                (sql.every([stands(lower), unsure]), sql.literal(UNDETERMINED)),
            ],
            by=sql.literal(affect.by),
            missing=higher.missing,
        )
    elif affect.effect == "tops-up":
        yield _topped_up(decided, lower, higher)


def _topped_up(decided: Decided, lower: Decision, higher: Decision) -> tuple[Column, ...]:
    """The higher pays what the lower leaves up to its own amount, whether the lower is paid now or was before."""
    open_ = lower.status.eq(sql.literal(UNDETERMINED))
    paid = sql.call("coalesce", sql.case([(lower.status.eq(RECEIVED), lower.would)], lower.amount), sql.literal(0))
    rest = sql.call("greatest", sql.literal(0), sql.call("coalesce", higher.amount, sql.literal(0)) - paid)
    return _changed(
        decided,
        higher,
        [(sql.every([stands(higher), open_]), sql.literal(UNDETERMINED))],
        amount=sql.case([(stands(higher), rest)]),
        missing=lower.missing,
    )


def _of_one_record(rules: Rules, higher: Provision, lower: Provision, affect: Affect) -> bool:
    """Whether the higher's outcome for the lower's record is at hand: of the same subject. Raises BookError where a
    single record's bears on a listed one's: their columns stand in steps apart.
    """
    if higher.subject == lower.subject:
        return True
    records = rules.facts.records
    if records[higher.subject].listed and not records[lower.subject].listed:
        return False  # the outcomes of a listed record never match those of a single one
    raise _unsayable(rules.facts.book, affect, f"{affect.effect}: {higher.subject}, {lower.subject}")


def _changed(
    decided: Decided,
    decision: Decision,
    statuses: list[tuple[Sql, Sql]],
    *,
    amount: Sql | None = None,
    by: Sql = NO_TEXT,
    missing: Sql = NO_TEXTS,
) -> tuple[Column, ...]:
    """New columns for a decision whose status changes where a condition is true; without its status it pays nothing.
    `by` is what displaces it where it is displaced now, `missing` are the facts that hold it up where that is open now.
    """
    name = f"{decision.provision.full_id}: step {_next(decided, decision)}"
    status = sql.case(statuses, decision.status)
    moved = sql.is_true(sql.some([condition for condition, _ in statuses]))
    kept = decision.amount if amount is None else amount
    displaced = sql.case(statuses).eq(DISPLACED)
    columns = (
        (f"{name} status", status),
        (f"{name} amount", sql.case([(sql.negated(moved), kept)])),
        (f"{name} was", sql.case([(moved, decision.status)], decision.was)),
        (f"{name} would", sql.case([(moved, decision.amount)], decision.would)),
        (f"{name} by", sql.case([(sql.every([moved, displaced]), by)], decision.by)),
        (f"{name} missing", sql.case([(sql.every([moved, displaced]), NO_TEXTS), (moved, missing)], decision.missing)),
    )
    status, amount, was, would, by, missing = (sql.column(column) for column, _ in columns)
    decided[decision.provision.full_id] = replace(
        decision, status=status, amount=amount, was=was, would=would, by=by, missing=missing
    )
    return columns


def _next(decided: Decided, decision: Decision) -> int:
    own = f"{decision.provision.full_id}: step "
    found = decision.status.name
    return int(found.removeprefix(own).split()[0]) + 1 if found.startswith(own) else 1


# Rivals ---------------------------------------------------------------------------------------------------------------


def against_rivals(rules: Rules, decided: Decided) -> Iterator[tuple[Column, ...]]:
    """The columns by which, of one category for one record and level, the larger amount stands; ties in book order."""
    before = dict(decided)
    for name, decision in before.items():
        rivals = {
            other: each
            for other, each in before.items()
            if other != name and _rivals(rules, decision.provision, each.provision)
        }
        if rivals and decision.provision.category is not None:
            yield _against(decided, decision, rivals, list(before))


def _rivals(rules: Rules, one: Provision, other: Provision) -> bool:
    level = {each.id: each.level for each in rules.facts.book.instruments}

    def group(provision: Provision) -> tuple[str | None, str, str]:
        return provision.category, level[provision.instrument], provision.subject

    return group(one) == group(other)


def _against(
    decided: Decided, decision: Decision, rivals: Mapping[str, Decision], order: list[str]
) -> tuple[Column, ...]:
    mine, place = sql.call("coalesce", decision.amount, sql.literal(0)), order.index(decision.provision.full_id)
    lost, unsure = [], list[tuple[Sql, Sql]]()
    for name, rival in rivals.items():
        comes_first = order.index(name) < place
        theirs = sql.call("coalesce", rival.amount, sql.literal(0))
        larger = theirs >= mine if comes_first else theirs > mine
        lost.append((sql.some([rival.status.eq(RECEIVED), sql.every([stands(rival), larger])]), sql.literal(name)))
        could: Sql = sql.TRUE
        if not rival.provision.is_paid_once:
            would = sql.call("coalesce", rival.would, sql.literal(0))
            could = sql.some([sql.is_null(rival.was), would >= mine if comes_first else would > mine])
        unsure.append((sql.every([rival.status.eq(sql.literal(UNDETERMINED)), could]), rival.missing))
    return _changed(
        decided,
        decision,
        [
            (sql.every([stands(decision), sql.some([loses for loses, _ in lost])]), DISPLACED),
            (sql.every([stands(decision), sql.some([holds for holds, _ in unsure])]), sql.literal(UNDETERMINED)),
        ],
        by=sql.case(lost),
        missing=sql.case(unsure, NO_TEXTS),
    )
