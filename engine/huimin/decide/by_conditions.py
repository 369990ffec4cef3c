"""Benefits, services, rights, criteria, sanctions and encouragements: decided by conditions alone."""

from __future__ import annotations

from huimin.decide import host, nodes
from huimin.decide.lowering import Day, Lowering
from huimin.decide.nodes import FALSE, NULL, UNDETERMINED, case, every, iff, is_false, is_true, known, literal, negated
from huimin.decide.program import ConditionAt, Row
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.types import ANY, BOOLEAN

RECEIPT = "receipt in question"
"""A variable that no book can have, for a record of what was received."""


def lower(at: Lowering) -> list[Row]:
    """The row of a provision that is decided by its conditions, its amount, and what was received before."""
    provision, kind = at.provision, at.kind
    conditions, day = list(at.conditions()), at.legal_day()
    refused = at.flag(nodes.some(*map(_refuses, conditions)), "fails")
    amount: Node = NULL
    if provision.amount is not None:
        amount, stated = _amount(at, day, refused)
        conditions.append(stated)
        refused = at.flag(nodes.some(refused, _refuses(stated)), "refused")
    holds = at.flag(every(*(is_true(each.column) for each in conditions)), "holds")
    received = _received(at, holds)
    status = at.status(
        case(
            [
                (refused, literal(kind.no)),
                (negated(holds), UNDETERMINED),
                (is_true(received), literal("already_received")),
                (is_false(received), literal(kind.yes)),
            ],
            UNDETERMINED,
        )
    )
    yes = nodes.equals(status, kind.yes)
    held_up = at.flag(every(holds, negated(yes)), "held up") if received != FALSE else FALSE
    return [
        Row(
            provision=provision.full_id,
            subject=provision.subject,
            status=status,
            amount=at.amount(iff(yes, amount, NULL), "paid"),
            was=at.status(iff(held_up, literal(kind.yes), NULL), "was"),
            would=at.amount(iff(held_up, amount, NULL), "would be paid"),
            day=day or nodes.ON,
            conditions=tuple(conditions),
            answers=tuple(_answers(at, holds)),
            hangs=(*(each.column for each in conditions), received),
        )
    ]


def _refuses(condition: ConditionAt) -> Node:
    return is_false(condition.column) if condition.otherwise == "refused" else FALSE


def _amount(at: Lowering, day: Day, fails: Node) -> tuple[Node, ConditionAt]:
    """The amount, and the condition that one is stated: a table without a value for a key refuses."""
    assert at.provision.amount is not None
    amount = at.amount(iff(fails, NULL, at.tree(at.provision.amount, day)), "amount")
    needless = at.flag(nodes.some(fails, known(amount)), "needs no amount")
    or_zero = at.amount(iff(needless, NULL, at.tree(at.provision.amount, day, or_zero=True)), "amount or 0")
    stated = case([(needless, nodes.TRUE), (known(or_zero), FALSE)], nodes.unknown_of(amount))
    return amount, ConditionAt("amount-stated", at.column(stated, BOOLEAN, "condition", "amount-stated"))


def _received(at: Lowering, holds: Node) -> Node:
    """Whether what is paid once was received for this record: the provision itself, or what it replaces."""
    world = at.world
    if not (at.provision.is_paid_once and at.kind.has_receipts and world.receipts):
        return FALSE
    record, fact = world.receipts[0]
    if world.nothing:
        return FALSE
    affects = [each.affect for each in world.bearings]
    replaced = [each.provision for each in affects if each.by == at.provision.full_id and each.effect == "replaces"]
    counted = tuple(map(literal, (at.provision.full_id, *replaced)))
    tests: list[Node] = [tree.In(nodes.PLACE, nodes.path(RECEIPT, "provision"), counted)]
    if world.book.vocabulary.records[at.provision.subject].listed:
        own = nodes.path(at.provision.subject, host.RECORD_ID)
        tests.append(nodes.compared(nodes.path(RECEIPT, at.provision.subject), "=", own))
    receipts = tree.Iterator(nodes.PLACE, RECEIPT, nodes.path(record, fact))
    found = tree.Quantified(nodes.PLACE, "some", (receipts,), every(*tests))
    return at.column(iff(holds, found, NULL), BOOLEAN, "truth", "received")


def _answers(at: Lowering, holds: Node) -> list[tuple[str, Node]]:
    """What an outcome tells beyond its status, as of the day asked."""
    return [
        (each.id, at.column(iff(holds, at.tree(each.value), NULL), ANY, "answer", each.id))
        for each in at.provision.answers
    ]
