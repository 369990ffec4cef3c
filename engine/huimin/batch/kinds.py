"""Targets, duties and programmes as columns: by a series, by the calendar, by a record of progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.decisions import GOAL, NO_TEXT, UNDETERMINED, Column, Deciding, Decision, Part, blank, on_receipts
from huimin.batch.findings import refusal
from huimin.batch.rules import Rules
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt
from huimin.feel.values import Date
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import COMPARATORS, Condition, Goal, Provision

NO_AMOUNT = sql.cast(sql.NULL, "decimal(18,2)")


def decide(
    rules: Rules, provision: Provision, record: RecordAt, *, lazily: bool = False, alone: bool = False
) -> Iterator[Decision]:
    """The decisions of a provision: one, or one a year for a yearly duty."""
    deciding = Deciding(rules, provision, record, lazily=lazily, alone=alone)
    how = PROVISION_KINDS[provision.kind].how
    reading = on_receipts(rules.facts, provision)
    if reading is not None and how != "conditions":
        raise refusal(rules.facts.book, reading, provision.kind)
    if not _recorded_and_begun(rules, provision):
        yield blank(provision, "not_in_force")
    elif how == "series":
        yield _series(deciding)
    elif provision.yearly:
        yield from _yearly(deciding)
    elif _is_over(rules, provision):
        yield blank(provision, "not_in_force")
    elif how == "progress":
        yield _progress(deciding)
    elif how == "calendar":
        due = deciding.write(provision.due) if provision.due else None
        yield _calendar(deciding, due)
    else:
        yield deciding.by_conditions()


def _recorded_and_begun(rules: Rules, provision: Provision) -> bool:
    instrument = rules.facts.book.instrument(provision.instrument).span
    if instrument.is_empty or any(
        each.recorded and rules.known and each.recorded > rules.known for each in (instrument, provision.span)
    ):
        return False
    first = (provision.in_force or instrument).first
    return all(each is None or each <= rules.facts.on for each in (first, provision.span.first))


def _is_over(rules: Rules, provision: Provision) -> bool:
    if provision.period is not None or provision.due is not None:
        return False
    last = (provision.in_force or rules.facts.book.instrument(provision.instrument).span).last
    return any(each is not None and each < rules.facts.on for each in (last, provision.span.last))


def _definite(name: str, value: Sql, due: Sql | None) -> Part:
    return Part(name, _dated(due, sql.is_true(sql.negated(value))), _dated(due, sql.is_null(value)))


# Duties ---------------------------------------------------------------------------------------------------------------


def _yearly(deciding: Deciding) -> Iterator[Decision]:
    """One outcome for each calendar year from the instrument's first to its last."""
    provision, rules = deciding.provision, deciding.rules
    span = rules.facts.book.instrument(provision.instrument).span
    for year in range((span.first or deciding.on).year, (span.last or deciding.on).year + 1):
        each = Deciding(rules, provision, deciding.record, year)
        yield _calendar(each, sql.literal(Date(year, 12, 31)))


def _calendar(deciding: Deciding, due: Sql | None) -> Decision:
    provision = deciding.provision
    found = list(deciding.conditions(deciding.legal_day()))
    fulfilled = deciding.write(provision.fulfilled_when) if provision.fulfilled_when else sql.TRUE
    columns = [*(column for _, column in found), (deciding.name("fulfilled"), fulfilled)]
    value = sql.column(deciding.name("fulfilled"))
    puts_off = any(_puts_off(condition) for condition, _ in found)
    applies = [sql.column(name) for _, (name, _) in found]
    settled = [
        sql.negated(sql.is_null(sql.column(name))) if _puts_off(condition) else sql.column(name)
        for condition, (name, _) in found
    ]
    parts = [deciding.part(condition, name) for condition, (name, _) in found]
    done = _dated(due, sql.is_true(sql.some([*(each.fails for each in parts), value])))
    parts = [
        replace(part, is_open=_open_unless(done, sql.column(name))) if _puts_off(condition) else part
        for part, (condition, (name, _)) in zip(parts, found, strict=True)
    ]
    judged = sql.case(
        [
            (done, sql.literal("fulfilled")),
            (sql.every([sql.negated(value), *applies]), sql.literal("breached")),
            *([(sql.every([sql.negated(value), *settled]), sql.literal("pending"))] if puts_off else []),
        ],
        sql.literal(UNDETERMINED),
    )
    return _decision(deciding, columns, [*parts, _definite("fulfilled", value, due)], judged, due)


def _puts_off(condition: Condition | None) -> bool:
    """Whether a duty stays pending where this does not hold; not spoken of where it was fulfilled all the same."""
    return condition is not None and condition.otherwise == "pending"


def _open_unless(done: Sql, value: Sql) -> Sql:
    return sql.some([sql.is_null(value), sql.every([sql.negated(done), sql.negated(sql.is_true(value))])])


def _dated(due: Sql | None, truth: Sql) -> Sql:
    """What holds only where the due date is known."""
    return truth if due is None or isinstance(due, exp.Cast) else sql.every([sql.known(due), truth])


def _decision(
    deciding: Deciding, columns: list[Column], parts: list[Part], judged: Sql, due: Sql | None = None
) -> Decision:
    """A decision as judged; up to and on the due date it is pending, and undetermined where that is not known."""
    name, was = deciding.name("status"), NO_TEXT
    outcome: tuple[tuple[Column, ...], ...] = (((name, judged),),)
    if due is not None:
        column = deciding.name("judged")
        now, over = sql.column(column), sql.binary(">", sql.literal(deciding.on), due)
        open_ = now.isin(sql.literal(UNDETERMINED), sql.literal("pending"))
        was = sql.case([(sql.every([sql.negated(over), sql.negated(open_)]), now)])
        status = sql.case([(sql.is_null(due), sql.literal(UNDETERMINED)), (over, now)], sql.literal("pending"))
        outcome = (((column, judged),), ((name, status),))
    return Decision(
        deciding.provision,
        deciding.year,
        sql.column(name),
        NO_AMOUNT,
        NO_AMOUNT,
        was,
        parts=tuple(parts),
        steps=(tuple(columns), *outcome),
    )


# Targets --------------------------------------------------------------------------------------------------------------


def _series(deciding: Deciding) -> Decision:
    """`pending` up to and on the due date; then `met` or `missed`, whatever became of the notice."""
    provision = deciding.provision
    goal, span = provision.goal, provision.in_force or provision.span
    assert goal is not None
    if span.last is not None and deciding.on > span.last:
        return blank(provision, "not_in_force")
    due = deciding.write(goal.due)
    day = sql.call("least", due, sql.literal(deciding.on))
    found = list(deciding.conditions(deciding.legal_day()))
    parts = [deciding.part(condition, name) for condition, (name, _) in found]
    judged = _assessed(deciding, day) if goal.assessed else _measured(deciding, goal, day)
    columns = [*(column for _, column in found), (deciding.name("goal"), judged)]
    value = sql.column(deciding.name("goal"))
    status = sql.case(
        [(value, sql.literal("met")), (sql.negated(value), sql.literal("missed"))], sql.literal(UNDETERMINED)
    )
    return _decision(deciding, columns, [*parts, _definite(GOAL, value, due)], status, due)


def _assessed(deciding: Deciding, day: Sql) -> Sql:
    return _latest(deciding, "assessments", "provision", deciding.provision.full_id, day, "met")


def _measured(deciding: Deciding, goal: Goal, day: Sql) -> Sql:
    """Compare by cross-multiplication: observed × number against value × denominator, so that no ratio is rounded."""
    observed = _latest(deciding, "observations", "indicator", goal.indicator or "", day, "value")
    if goal.per_number is not None:
        observed = deciding.rules.facts.operators.product(observed, deciding.write(goal.per_number))
    if goal.ceiling:
        wanted = _latest(deciding, "ceilings", "indicator", goal.indicator or "", day, "value")
    else:
        assert goal.value is not None
        wanted = deciding.write(goal.value)
    if goal.per_indicator is not None:
        wanted = deciding.rules.facts.operators.product(
            wanted, _latest(deciding, "observations", "indicator", goal.per_indicator, day, "value")
        )
    return sql.binary(COMPARATORS[goal.comparator or "at_least"], observed, wanted)


# Programmes -----------------------------------------------------------------------------------------------------------


def _progress(deciding: Deciding) -> Decision:
    """As far along as the last record up to the day asked; `planned` without one, undetermined without any list."""
    provision = deciding.provision
    stage = _latest(deciding, "progress", "provision", provision.full_id, sql.literal(deciding.on), "stage")
    entries, _ = _entries(deciding, "progress")
    column = (deciding.name("stage"), stage)
    there = sql.column(column[0])
    status = sql.case(
        [(sql.is_null(entries), sql.literal(UNDETERMINED))], sql.call("coalesce", there, sql.literal("planned"))
    )
    part = Part("progress", sql.FALSE, sql.is_null(entries))
    return _decision(deciding, [column], [part], status)


def _entries(deciding: Deciding, role: str) -> tuple[Sql, str]:
    facts, record = deciding.rules.facts, deciding.record
    kind = facts.records[record.kind]
    fact = kind.facts[kind.roles[role]]
    items = facts.read(record, fact.name)
    assert isinstance(items, Sql)
    return items, fact.list_of or ""


def _latest(deciding: Deciding, role: str, key: str, value: str, day: Sql, what: str) -> Sql:
    """Of the records that say `value` under `key`, what the last one dated on or before `day` says;
    of one day, the last listed.
    """
    facts, operators = deciding.rules.facts, deciding.rules.facts.operators
    items, kind = _entries(deciding, role)

    def read(variable: Sql, name: str) -> Sql:
        found = facts.read(RecordAt(kind, variable), name)
        assert isinstance(found, Sql)
        return found

    def counts(variable: Sql) -> Sql:
        return sql.every([read(variable, key).eq(sql.literal(value)), read(variable, "date") <= day])

    def dated(variable: Sql, place: Sql) -> Sql:
        date, shown = read(variable, "date"), read(variable, what)
        return sql.record([("date", date), ("place", place), ("value", shown)])

    found = operators.last(operators.each_placed(operators.where(items, kind, counts), kind, dated))
    return sql.field(found, "value")
