"""Step 4: how a higher-level provision, or a rival of the same category, changes an outcome. Rows get new columns.

Instruments act from the top down. Only a granted outcome displaces another. While it is undetermined, so is the outcome
that it would displace. A displaced outcome is not changed again, and keeps the provision that displaced it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from huimin.decide import host, nodes
from huimin.decide.nodes import FALSE, NULL, TRUE, case, equals, every, iff, is_true, known, literal, negated, or_zero
from huimin.decide.program import Pool, Row, RowKey
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.types import BOOLEAN, NUMBER, STRING
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import LEVELS, Affect, Book

Rows = dict[RowKey, Row]


class Unsupported(Exception):  # noqa: N818 - a limit of the programs, not an error of the book
    """A way in which provisions bear on one another that no program can tell."""


@dataclass(frozen=True)
class Bearing:
    """An affect, and whether it is in force by the day asked or by the legal day of the lower outcome."""

    affect: Affect
    goes_by: Literal["day asked", "event"] = "day asked"


class Precedence:
    """The rows of all provisions of a book, while they change one another."""

    def __init__(self, book: Book, bearings: tuple[Bearing, ...], pools: Mapping[str, Pool]) -> None:
        self.book, self.bearings, self.pools = book, bearings, pools

    # From the top down --------------------------------------------------------------------------------------------

    def bear(self, rows: Rows) -> Rows:
        """The rows as higher provisions leave them."""
        found = dict(rows)
        levels = {each.id: LEVELS.index(each.level) for each in self.book.instruments}
        for key in sorted(rows, key=lambda key: levels[key[0].partition("/")[0]]):
            for bearing in self.bearings:
                if bearing.affect.provision == key[0]:
                    self._apply(bearing, key, found)
        return found

    def _apply(self, bearing: Bearing, key: RowKey, rows: Rows) -> None:
        affect, lower = bearing.affect, rows[key]
        reached = every(self._reached(bearing, lower), self._stands(lower))
        if affect.effect == "repeals":
            rows[key] = self._moved(lower, [(reached, "displaced")], by=literal(affect.by))
            return
        above = (affect.by, None)
        higher = self._seen_from(lower, rows[above]) if above in rows else None
        if higher is None:
            return
        if affect.effect == "replaces":
            rows[key] = self._replaced(lower, higher, reached)
        elif affect.effect == "tops-up" and lower.subject == higher.subject:
            rows[above] = self._topped_up(lower, higher, self._reached(bearing, lower))
        elif affect.effect == "tops-up":
            raise Unsupported(f"{affect.by} tops up {affect.provision}, which is for another subject")

    def _reached(self, bearing: Bearing, lower: Row) -> Node:
        """Whether the affect is in force on the day that it goes by. Those of the day asked were chosen before."""
        if bearing.goes_by == "day asked":
            return TRUE
        return is_true(nodes.within(lower.day, bearing.affect.span))

    def _seen_from(self, lower: Row, higher: Row) -> Row | None:
        """The higher row in the program of the lower one; None where the two are never for the same record."""
        if higher.subject == lower.subject:
            return higher
        if self.book.vocabulary.records[higher.subject].listed:
            return None
        pool, other = self.pools[lower.subject], self.pools[higher.subject]
        given = tree.Path(nodes.PLACE, nodes.name(higher.subject), host.IS_GIVEN)
        status = iff(given, pool.copied(other, higher.status), NULL)
        return replace(higher, status=pool.add(status, STRING, "status", f"{higher.provision}: status if asked"))

    def _replaced(self, lower: Row, higher: Row, reached: Node) -> Row:
        gives = nodes.some(self._stands(higher), equals(higher.status, "already_received"))
        unsure = equals(higher.status, "undetermined")
        moves = [(every(reached, gives), "displaced"), (every(reached, unsure), "undetermined")]
        return self._moved(lower, moves, by=literal(higher.provision), because=literal(higher.provision))

    def _topped_up(self, lower: Row, higher: Row, reached: Node) -> Row:
        """The higher pays what the lower leaves up to its own amount, whether the lower is paid now or was before."""
        stands = every(self._stands(higher), reached)
        paid = iff(equals(lower.status, "already_received"), lower.would, lower.amount)
        paid = self._amount(lower, iff(equals(lower.status, "undetermined"), NULL, paid), "paid below")
        rest = nodes.call("max", nodes.ZERO, tree.Arithmetic(nodes.PLACE, "-", or_zero(higher.amount), or_zero(paid)))
        unsure = every(stands, equals(lower.status, "undetermined"))
        amount = iff(stands, rest, higher.amount)
        return self._moved(higher, [(unsure, "undetermined")], because=literal(lower.provision), amount=amount)

    # Rivals -------------------------------------------------------------------------------------------------------

    def against_rivals(self, rows: Rows) -> Rows:
        """The rows where of one category for one record and level only the largest amount stands, of equal ones the
        first in the book. Each is held against the others as they were before any of them gave way.
        """
        return {key: self._against(row, list(self._rivals(row, rows))) for key, row in rows.items()}

    def _rivals(self, row: Row, rows: Rows) -> Iterator[tuple[Row, bool]]:
        """The rivals of a row in the order of the book, each with whether it wins a tie."""
        before = True
        for other in rows.values():
            if other is row:
                before = False
            elif self._group(other) == self._group(row) and self._group(row)[0] is not None:
                yield other, before

    def _group(self, row: Row) -> tuple[str | None, str, str]:
        provision = self.book.provisions[row.provision]
        return provision.category, self.book.instrument(provision.instrument).level, row.subject

    def _against(self, row: Row, rivals: list[tuple[Row, bool]]) -> Row:
        if not rivals:
            return row
        stands, mine = self._stands(row), self._number(row, row.amount)
        wins, waits, ties = [], [], []
        for rival, first in rivals:
            theirs = self._number(rival, rival.amount)
            is_larger = self._larger(rival, theirs, mine, or_equal=first)
            won = nodes.some(equals(rival.status, "already_received"), every(self._stands(rival), is_larger))
            wins.append((won, literal(rival.provision)))
            could = self._could_win(rival, mine, or_equal=first)
            waits.append((every(equals(rival.status, "undetermined"), could), literal(rival.provision)))
            ties.append(every(self._stands(rival), self._compared(rival, theirs, "=", mine)))
        moves = [
            (every(stands, nodes.some(*(truth for truth, _ in wins))), "displaced"),
            (every(stands, nodes.some(*(truth for truth, _ in waits))), "undetermined"),
        ]
        moved = self._moved(row, moves, by=case(wins, NULL), because=case(waits, NULL))
        tied = every(self._stands(moved), nodes.some(*ties))
        return replace(moved, tied=self._flag(row, tied, "tied"))

    def _could_win(self, rival: Row, mine: Node, *, or_equal: bool) -> Node:
        """Whether an undetermined rival can still prove larger, or prove to have been received."""
        if self.book.provisions[rival.provision].is_paid_once or rival.was == NULL:
            return TRUE
        would = self._number(rival, rival.would)
        return nodes.some(negated(known(rival.was)), self._larger(rival, would, mine, or_equal=or_equal))

    def _larger(self, rival: Row, theirs: Node, mine: Node, *, or_equal: bool) -> Node:
        return self._compared(rival, theirs, ">=" if or_equal else ">", mine)

    def _compared(self, rival: Row, theirs: Node, operator: str, mine: Node) -> Node:
        node = nodes.compared(theirs, operator, mine)
        return is_true(self.pools[rival.subject].add(node, BOOLEAN, "truth", f"{rival.provision}: {operator} a rival"))

    def _number(self, row: Row, amount: Node) -> Node:
        return self._amount(row, or_zero(amount), "as a number")

    # Rows ---------------------------------------------------------------------------------------------------------

    def _stands(self, row: Row) -> Node:
        return equals(row.status, PROVISION_KINDS[self.book.provisions[row.provision].kind].yes)

    def _moved(
        self,
        row: Row,
        moves: list[tuple[Node, str]],
        *,
        by: Node = NULL,
        because: Node = NULL,
        amount: Node | None = None,
    ) -> Row:
        """The row with the status of the first flag that is true; where one is, with what it was before beside it."""
        moved = self._flag(row, nodes.some(*(truth for truth, _ in moves)), "moved")
        kept = row.amount if amount is None else amount
        if moved == FALSE:
            return replace(row, amount=self._amount(row, kept, "amount after step 4"))
        newly = every(moved, negated(known(row.was)))
        displaced = nodes.some(*(truth for truth, status in moves if status == "displaced"))
        unsure = nodes.some(*(truth for truth, status in moves if status == "undetermined"))
        waits = every(unsure, negated(displaced))
        return replace(
            row,
            status=self._word(row, case([(t, literal(word)) for t, word in moves], row.status), "status after step 4"),
            amount=self._amount(row, iff(moved, NULL, kept), "amount after step 4"),
            was=self._word(row, iff(newly, row.status, row.was), "was before step 4"),
            would=self._amount(row, iff(newly, row.amount, row.would), "would be paid before step 4"),
            by=self._word(row, iff(displaced, by, row.by), "displaced by"),
            because=self._word(row, iff(waits, because, row.because), "waits for"),
        )

    def _flag(self, row: Row, node: Node, what: str) -> Node:
        return self.pools[row.subject].add(node, BOOLEAN, "flag", f"{row.provision}: {what}")

    def _word(self, row: Row, node: Node, what: str) -> Node:
        return self.pools[row.subject].add(node, STRING, "status", f"{row.provision}: {what}")

    def _amount(self, row: Row, node: Node, what: str) -> Node:
        return self.pools[row.subject].add(node, NUMBER, "amount", f"{row.provision}: {what}")
