"""Targets, duties and programmes: decided by what was recorded up to a day, and pending while there is time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from huimin.decide import host, nodes
from huimin.decide.lowering import Lowering
from huimin.decide.nodes import NULL, ON, UNDETERMINED, case, every, iff, is_false, is_true, known, literal, negated
from huimin.decide.program import ConditionAt, Row
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.types import BOOLEAN, DATE, STRING
from huimin.feel.values import Date
from huimin.policy.model import COMPARATORS, Goal
from huimin.policy.vocabulary import Expression

PENDING = literal("pending")


def lower_target(at: Lowering) -> list[Row]:
    """A target, judged by what was observed up to its due date; before that, by what would hold now."""
    goal = at.provision.goal
    assert goal is not None
    due = at.column(at.tree(goal.due), DATE, "event", "due")
    day = at.column(iff(is_true(nodes.compared(due, "<", ON)), due, iff(known(due), ON, due)), DATE, "day", "judged on")
    met = at.column(_assessed(at, day) if goal.assessed else _compared(at, goal, day), BOOLEAN, "condition", "goal")
    judged = [(is_true(met), literal(at.kind.yes)), (is_false(met), literal(at.kind.no))]
    status = at.status(case(judged, UNDETERMINED), "judged")
    conditions = (*at.conditions(), ConditionAt("goal", met, told=known(due)))
    return [
        _until(at, due, Row(at.provision.full_id, at.provision.subject, status, conditions=conditions, hangs=(met,)))
    ]


def _compared(at: Lowering, goal: Goal, day: Node) -> Node:
    """Observed × number against value × denominator, so that no ratio is rounded."""
    observed = _times(_latest(at, "observations", goal.indicator, day), at, goal.per_number)
    wanted = _latest(at, "ceilings", goal.indicator, day) if goal.ceiling else _times(None, at, goal.value)
    if goal.per_indicator is not None:
        wanted = tree.Arithmetic(nodes.PLACE, "*", wanted, _latest(at, "observations", goal.per_indicator, day))
    return nodes.compared(observed, COMPARATORS[goal.comparator or "at_least"], wanted)


def _times(node: Node | None, at: Lowering, factor: Expression | None) -> Node:
    number = at.tree(factor) if factor is not None else literal(Decimal(1))
    if node is None or factor is None:
        return node or number
    return tree.Arithmetic(nodes.PLACE, "*", node, number)


def _latest(at: Lowering, role: str, indicator: str | None, day: Node) -> Node:
    return _last(at, role, "indicator", indicator or "", day, "value", _unlisted(at, role))


def _assessed(at: Lowering, day: Node) -> Node:
    """What the last assessment up to the day says."""
    return _last(at, "assessments", "provision", at.provision.full_id, day, "met", _unlisted(at, "assessments"))


def _last(at: Lowering, role: str, key: str, value: str, day: Node, field: str, otherwise: Node) -> Node:
    record, entries = _list(at, role)
    return nodes.call(host.LATEST, record, entries, literal(key), literal(value), day, literal(field), otherwise)


def _unlisted(at: Lowering, role: str) -> Node:
    return nodes.call(host.UNLISTED, *_list(at, role))


def _list(at: Lowering, role: str) -> tuple[Node, Node]:
    """The record that the provision is for, and its list of that role."""
    roles = at.world.book.vocabulary.records[at.provision.subject].roles
    return nodes.name(at.provision.subject), literal(roles[role])


def lower_duty(at: Lowering) -> list[Row]:
    """A duty, or one for each calendar year from the instrument's first to its last."""
    if not at.provision.yearly:
        due = at.column(at.tree(at.provision.due), DATE, "event", "due") if at.provision.due else None
        return [_duty(at, due, None)]
    span, on = at.instrument.span, at.world.on
    years = range((span.first or on).year, (span.last or on).year + 1)
    return [_duty(at, literal(Date(year, 12, 31)), year) for year in years]


def _duty(at: Lowering, due: Node | None, year: int | None) -> Row:
    """Conditions say whether the duty applies: one that does not is not breached, one put off and not fulfilled stays
    pending. What put it off is not told where it was fulfilled all the same.
    """
    of = "" if year is None else f" in {year}"
    asked = at.provision.fulfilled_when
    fulfilled = at.column(at.tree(asked, None, year), BOOLEAN, "condition", f"fulfilled{of}") if asked else nodes.TRUE
    conditions = list(at.conditions(year))
    puts_off = [is_false(each.column) for each in conditions if each.otherwise == "pending"]
    not_applying = [is_false(each.column) for each in conditions if each.otherwise == "refused"]
    done = at.flag(nodes.some(*not_applying, is_true(fulfilled)), f"done{of}")
    settled = [known(each.column) if each.otherwise == "pending" else is_true(each.column) for each in conditions]
    open_ = at.flag(every(is_false(fulfilled), *settled), f"not done{of}")
    judged = [
        (done, literal(at.kind.yes)),
        (every(open_, nodes.some(*puts_off)), PENDING),
        (open_, literal(at.kind.no)),
    ]
    told = tuple(
        replace(each, told=every(each.told, negated(every(done, is_false(each.column)))))
        if each.otherwise == "pending"
        else each
        for each in conditions
    )
    row = Row(
        at.provision.full_id,
        at.provision.subject,
        at.status(case(judged, UNDETERMINED), f"judged{of}"),
        year,
        conditions=(*told, ConditionAt("fulfilled", fulfilled, told=known(due) if due else nodes.TRUE)),
        hangs=(*(each.column for each in conditions), fulfilled),
    )
    return _until(at, due, row) if due else row


def _until(at: Lowering, due: Node, row: Row) -> Row:
    """The row up to and on its due date: pending, with what would hold now."""
    of = "" if row.year is None else f" in {row.year}"
    over = at.flag(is_true(nodes.compared(ON, ">", due)), f"over{of}")
    undecided = nodes.some(nodes.equals(row.status, "undetermined"), nodes.equals(row.status, "pending"))
    status = case([(negated(known(due)), UNDETERMINED), (over, row.status)], PENDING)
    was = iff(nodes.some(negated(known(due)), over, undecided), NULL, row.status)
    return replace(
        row, status=at.status(status, f"status{of}"), was=at.status(was, f"was{of}"), hangs=(due, *row.hangs)
    )


def lower_programme(at: Lowering) -> list[Row]:
    """A programme, as far along as the last record of its progress says; one without a record is planned."""
    last = _last(at, "progress", "provision", at.provision.full_id, ON, "stage", literal(at.kind.no))
    stage = at.column(last, STRING, "text", "stage")
    told = at.column(iff(known(stage), nodes.TRUE, nodes.unknown_of(stage)), BOOLEAN, "condition", "progress")
    status = at.status(iff(known(stage), stage, UNDETERMINED))
    conditions = (ConditionAt("progress", told),)
    return [Row(at.provision.full_id, at.provision.subject, status, conditions=conditions, hangs=(stage,))]
