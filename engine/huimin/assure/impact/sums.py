"""Sums and counts of what came to differ, by provision, by money and by status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from huimin.assure.impact.basis import money_of
from huimin.assure.impact.model import Flow, Money, OfProvision, Shift, Total
from huimin.assure.impact.table import Table
from huimin.policy.model import Provision

_NOTHING = Decimal(0)
_SUMS = """
    SELECT coalesce(before.provision, after.provision), coalesce(before.paid, 0), coalesce(after.paid, 0)
    FROM (SELECT provision, sum(amount) AS paid FROM before GROUP BY provision) AS before
    FULL JOIN (SELECT provision, sum(amount) AS paid FROM after GROUP BY provision) AS after USING (provision)"""
_FLOWS = """
    SELECT provision, count(*),
        count(*) FILTER (amount_after > amount_before), coalesce(sum(greatest(amount_after - amount_before, 0)), 0),
        count(*) FILTER (amount_after < amount_before), coalesce(sum(greatest(amount_before - amount_after, 0)), 0)
    FROM changed GROUP BY provision"""
_CASES = """
    SELECT currency, payment, count(*) FILTER (gain > 0), coalesce(sum(greatest(gain, 0)), 0),
        count(*) FILTER (gain < 0), coalesce(sum(greatest(-gain, 0)), 0)
    FROM gains GROUP BY currency, payment"""
_GAINS = """
    CREATE OR REPLACE TEMP TABLE gains AS
    SELECT case_id, currency, payment, sum(amount_after - amount_before) AS gain
    FROM changed JOIN paying USING (provision) GROUP BY case_id, currency, payment"""
_SHIFTS = """
    SELECT provision, status_before, status_after, count(*) FROM changed
    WHERE status_before IS DISTINCT FROM status_after GROUP BY ALL ORDER BY ALL"""


def of_provisions(table: Table, known: Mapping[str, Provision]) -> tuple[OfProvision, ...]:
    """Every provision that was looked at, in the order of the book."""
    sums = {name: (before, after) for name, before, after in table.rows(_SUMS)}
    flows = {name: found for name, *found in table.rows(_FLOWS)}
    books = [each.book for each in table.asked.values()]
    return tuple(
        OfProvision(
            name,
            provision.label,
            money_of(provision, *books),
            changed,
            *sums.get(name, (_NOTHING, _NOTHING)),
            Flow(gaining, gained),
            Flow(losing, lost),
        )
        for name, provision in known.items()
        for changed, gaining, gained, losing, lost in [flows.get(name, (0, 0, _NOTHING, 0, _NOTHING))]
    )


def totals(table: Table, provisions: Sequence[OfProvision]) -> tuple[Total, ...]:
    """The sums of each money, with the cases that gain and lose; makes the tables `paying` and `gains`."""
    paying = [(each.provision, each.money) for each in provisions if each.money]
    table.rows("CREATE OR REPLACE TEMP TABLE paying (provision TEXT, currency TEXT, payment TEXT)")
    for name, money in paying:
        table.rows("INSERT INTO paying VALUES (?, ?, ?)", name, money.currency, money.payment)
    table.rows(_GAINS)
    flows = {Money(currency, payment): found for currency, payment, *found in table.rows(_CASES)}
    found = []
    for money in dict.fromkeys(money for _, money in paying):
        gaining, gained, losing, lost = flows.get(money, (0, _NOTHING, 0, _NOTHING))
        own = [each for each in provisions if each.money == money]
        before, after = (sum((getattr(each, side) for each in own), _NOTHING) for side in ("before", "after"))
        found.append(Total(money, before, after, Flow(gaining, gained), Flow(losing, lost)))
    return tuple(found)


def shifts(table: Table, known: Mapping[str, Provision]) -> tuple[Shift, ...]:
    """Statuses that changed, in the order of the book, the most frequent first."""
    order = list(known)
    rows = sorted(table.rows(_SHIFTS), key=lambda row: (order.index(row[0]), -row[3]))
    return tuple(Shift(name, known[name].label, before, after, count) for name, before, after, count in rows)
