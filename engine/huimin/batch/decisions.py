"""One provision decided for every record: steps 1 to 3, and what was received, as columns.

Conditions are columns of their own, true, false or NULL; what becomes of them is a case for each kind of provision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.facts import RECORD_ID, Facts
from huimin.batch.findings import refusal
from huimin.batch.rules import Day, Rules, holds
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt
from huimin.feel.values import Date
from huimin.policy.expressions import provision_expressions
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Condition, Period, Provision
from huimin.policy.readings import affects_in_force
from huimin.policy.reads import reads
from huimin.policy.spans import effective, standing
from huimin.policy.vocabulary import Expression

UNDETERMINED = "undetermined"
AMOUNT_STATED = "amount-stated"
GOAL = "goal"
NO_TEXT = sql.cast(sql.NULL, "text")
NO_TEXTS = sql.cast(sql.array([]), exp.DataType.build("array<text>", dialect="spark"))
Column = tuple[str, Sql]


@dataclass(frozen=True)
class Part:
    """A condition as an outcome lists it: whether it fails, and whether it is unknown or referred."""

    id: str
    fails: Sql
    is_open: Sql


@dataclass(frozen=True)
class Decision:
    """A provision as columns: `steps` make them, the others read them.

    `was` is the status that an outcome would have without what holds it up, NULL where nothing is known of it; `would`
    the amount beside it, and `by` the provision that displaces it. `missing` are missing facts, if they are asked for.
    """

    provision: Provision
    year: int | None
    status: Sql
    amount: Sql
    would: Sql
    was: Sql = NO_TEXT
    by: Sql = NO_TEXT
    missing: Sql = NO_TEXTS
    parts: tuple[Part, ...] = ()
    steps: tuple[tuple[Column, ...], ...] = ()


@dataclass(frozen=True)
class Deciding:
    """What decides one provision for one record."""

    rules: Rules
    provision: Provision
    record: RecordAt
    year: int | None = None
    lazily: bool = False
    """Whether conditions that go through lists may stay open once another fails: nobody asks for the reasons."""
    alone: bool = False
    """Whether only the amount is of interest: nobody asks for the status, and no other provision looks at it."""
    unpaid: bool = False
    """Whether to decide as if nothing was received."""

    @property
    def on(self) -> Date:
        return self.rules.facts.on

    def name(self, part: str) -> str:
        when = (f" {self.year}" if self.year else "") + (" if nothing was received" if self.unpaid else "")
        return f"{self.provision.full_id}: {part}{when}"

    def write(self, expression: Expression, day: Day | None = None, *, stated: bool = False) -> Sql:
        return self.rules.write(self.provision, expression, self.record, day or self.on, year=self.year, stated=stated)

    # Conditions -----------------------------------------------------------------------------------------------------

    def legal_day(self) -> Day:
        """The event of the period, kept inside it where a state lasts beyond it; or the day asked."""
        period = self.provision.period
        if period is None:
            return self.on
        event, last = self.write(period.event), self.last_day()
        if last is None or period.since is None:
            return event
        return sql.case([(sql.binary(">", event, last), last)], event)

    def last_day(self) -> Sql | None:
        period = self.provision.period
        if period is not None and period.last is not None:
            return self.write(period.last)
        last = self.rules.facts.book.instrument(self.provision.instrument).span.last
        return sql.literal(last) if last else None

    def period(self, period: Period) -> Sql:
        """Whether the event lies within the period; a state, whether it overlaps it."""
        event, last = self.write(period.event), self.last_day()
        parts = [sql.binary("<=", self.write(period.first), event)] if period.first else []
        if last is not None:
            ended = sql.binary("<=", event, last)
            if period.since is not None:
                ended = sql.case([(ended, sql.TRUE)], sql.binary("<=", self.write(period.since), last))
            parts.append(sql.case([(sql.is_null(last), sql.TRUE)], ended) if period.last else ended)
        return sql.every(parts)

    def conditions(self, day: Day) -> Iterator[tuple[Condition | None, Column]]:
        """Every condition with its column, the period first."""
        if self.provision.period is not None:
            yield None, (self.name("period"), self.period(self.provision.period))
        for condition in self.provision.conditions:
            found = self._condition(condition, day)
            if found is not None:
                yield condition, (self.name(condition.id), found)

    def _condition(self, condition: Condition, day: Day) -> Sql | None:
        """A condition by the version of the legal day: true where none stands; None where none ever does."""
        known = self.rules.known
        if isinstance(day, Date):
            version = standing(condition.versions, day, known)
            return self.write(version.when, day) if version else None
        recorded = effective(condition.versions, known)
        if not recorded:
            return None
        whens = {each: self.write(each.when, day) for each in recorded}
        if len(recorded) == 1 and not recorded[0].span.first and not recorded[0].span.last:
            return whens[recorded[0]]
        branches = [(holds(each.span, day), whens[each]) for each in reversed(recorded)]
        latest = list({each.span.first: whens[each] for each in recorded}.values())
        agreed = sql.case([(sql.every([sql.equal(latest[0], each) for each in latest[1:]]), latest[0])])
        return sql.case([*branches, (sql.known(day), sql.TRUE)], agreed)

    def part(self, condition: Condition | None, column: str) -> Part:
        """How an outcome lists a condition."""
        value = sql.column(column)
        name = condition.id if condition else "period"
        if condition is None or condition.otherwise == "refused":
            return Part(name, sql.is_true(sql.negated(value)), sql.is_null(value))
        return Part(name, sql.FALSE, sql.negated(sql.is_true(value)))

    # Deciding by conditions -----------------------------------------------------------------------------------------

    def by_conditions(self) -> Decision:
        kind = PROVISION_KINDS[self.provision.kind]
        first: list[Column] = []
        day = self.legal_day()
        if not isinstance(day, Date) and self._goes_by_day():
            first.append((self.name("legal day"), day))
            day = sql.column(self.name("legal day"))
        found = list(self.conditions(day))
        if self.alone:
            return self._amount_alone(tuple(first), [column for _, column in found], day)
        parts = [self.part(condition, name) for condition, (name, _) in found]
        columns = [(name, value) for _, (name, value) in found if not sql.is_dear(value)]
        dear = [(name, value) for _, (name, value) in found if sql.is_dear(value)]
        hard = [sql.column(name) for each, (name, _) in found if each is None or each.otherwise == "refused"]
        needed = [sql.column(name) for _, (name, _) in found]
        refused = [sql.negated(sql.every(hard))] if hard else []
        amount: Sql = sql.cast(sql.NULL, "decimal(18,2)")
        if self.provision.amount is not None:
            amount, stated = sql.column(self.name("amount")), sql.column(self.name("stated"))
            dear.append((self.name("amount"), self.write(self.provision.amount, day)))
            dear.append((self.name("stated"), self.write(self.provision.amount, day, stated=True)))
            keyless = sql.every([sql.is_null(amount), sql.known(stated)])
            stands = sql.negated(sql.is_true(refused[0])) if refused else sql.TRUE
            parts.append(Part(AMOUNT_STATED, sql.every([stands, keyless]), sql.every([stands, sql.is_null(stated)])))
            refused.append(keyless)
            needed.append(sql.known(amount))
        received = None if self.unpaid else self._received()
        if received is not None:
            dear.append((self.name("received"), received))
            received = sql.column(self.name("received"))
        granted = sql.every(needed)
        status = sql.case(
            [
                *([(sql.some(refused), sql.literal(kind.no))] if refused else []),
                *([(sql.every([granted, received]), sql.literal("already_received"))] if received is not None else []),
                (
                    granted if received is None else sql.every([granted, sql.negated(received)]),
                    sql.literal(kind.yes),
                ),
            ],
            sql.literal(UNDETERMINED),
        )
        outcome = ((self.name("status"), status),)
        status = sql.column(self.name("status"))
        paid = sql.case([(status.eq(sql.literal(kind.yes)), amount)])
        held_up = sql.every([granted, sql.negated(status.eq(sql.literal(kind.yes)))])
        was, would = [(held_up, sql.literal(kind.yes))], [(held_up, amount)]
        if self.lazily:
            names = {name for name, _ in columns}
            gate = sql.every([each for each in hard if each.name in names])
            dear = [(name, sql.case([(sql.negated(gate), sql.NULL)], value)) for name, value in dear]
        steps: tuple[tuple[Column, ...], ...] = (tuple(first), tuple(columns), tuple(dear), outcome)
        other = self._unless_received()
        if other is not None:
            unsettled = status.eq(sql.literal(UNDETERMINED))
            decided = sql.negated(other.status.eq(sql.literal(UNDETERMINED)))
            settled = sql.every([unsettled, self._receipts_unknown(), decided])
            was.append((settled, other.status))
            would.append((settled, other.amount))
            steps = tuple((*own, *more) for own, more in zip(steps, other.steps, strict=True))
        return Decision(
            self.provision, None, status, paid, sql.case(would), sql.case(was), parts=tuple(parts), steps=steps
        )

    def _unless_received(self) -> Decision | None:
        """What would be decided if nothing was received; None where no condition, and no amount, hangs on that."""
        facts = self.rules.facts
        if self.unpaid or on_receipts(facts, self.provision) is None:
            return None
        rules = replace(self.rules, facts=replace(facts, unpaid=True))
        return replace(self, rules=rules, unpaid=True).by_conditions()

    def _receipts_unknown(self) -> Sql:
        assert self.rules.facts.receipts is not None
        owner, receipts = self.rules.facts.receipts
        items = self.rules.facts.read(RecordAt(owner.name), receipts.name)
        assert isinstance(items, Sql)
        return sql.is_null(items)

    def _amount_alone(self, first: tuple[Column, ...], conditions: list[Column], day: Day) -> Decision:
        """The amount where every condition is true and it was not received, with no column for what becomes of it."""
        if self.provision.amount is None:
            return blank(self.provision, UNDETERMINED)
        cheap = tuple((name, value) for name, value in conditions if not sql.is_dear(value))
        dear = [value for _, value in conditions if sql.is_dear(value)]
        received = self._received()
        last = [*dear, *([sql.negated(received)] if received is not None else [])]
        amount = self.write(self.provision.amount, day)
        for each in reversed([sql.every([sql.column(name) for name, _ in cheap]), *last]):
            amount = sql.case([(each, amount)])
        column = self.name("amount")
        return replace(
            blank(self.provision, UNDETERMINED),
            amount=sql.column(column),
            steps=(first, cheap, ((column, amount),)),
        )

    def _goes_by_day(self) -> bool:
        """Whether anything is looked up by the legal day, so that it is worth a column."""
        return bool(self.provision.amount or self.provision.conditions)

    def _received(self) -> Sql | None:
        """Whether what is paid once was received for this record, itself or what it replaces; NULL where unknown."""
        if not (self.provision.is_paid_once and PROVISION_KINDS[self.provision.kind].has_receipts):
            return None
        facts = self.rules.facts
        if facts.receipts is None:
            return None
        owner, receipts = facts.receipts
        counted = [self.provision.full_id]
        counted += [
            each.provision
            for each in affects_in_force(facts.book, self.on, self.rules.known)
            if each.by == self.provision.full_id and each.effect == "replaces"
        ]
        subject = facts.records[self.provision.subject]
        if subject.listed and subject.name not in facts.records[receipts.list_of or ""].facts:
            raise refusal(facts.book, self.provision.full_id, f"{receipts.name}.{subject.name}")

        def same(variable: Sql) -> Sql:
            receipt = RecordAt(receipts.list_of or "", variable)
            what = facts.read(receipt, "provision")
            assert isinstance(what, Sql)
            tests: list[Sql] = [what.isin(*map(sql.literal, counted))]
            if subject.listed and self.record.at is not None:
                whose = facts.read(receipt, subject.name)
                assert isinstance(whose, Sql)
                tests.append(whose.eq(sql.field(self.record.at, RECORD_ID)))
            return sql.every(tests)

        items = facts.read(RecordAt(owner.name), receipts.name)
        assert isinstance(items, Sql)
        return facts.operators.some(items, receipts.list_of or "", same)


def on_receipts(facts: Facts, provision: Provision) -> Expression | None:
    """An expression of the provision that may hang on what was received; None where none does."""
    expressions = (each for each, _ in provision_expressions(provision))
    return next((each for each in expressions if reads(facts.book, each).entries & facts.hanging_on_receipts), None)


def blank(provision: Provision, status: str) -> Decision:
    """A provision that is the same for every record, such as one that is not in force."""
    return Decision(
        provision, None, sql.literal(status), sql.cast(sql.NULL, "decimal(18,2)"), sql.cast(sql.NULL, "decimal(18,2)")
    )


def listed(parts: Sequence[Part], what: str) -> list[tuple[str, Sql]]:
    """The ids of conditions with the SQL of whether each is listed: `fails` or `is_open`."""
    found = [(each.id, each.fails if what == "fails" else each.is_open) for each in parts]
    return [(name, value) for name, value in found if value != sql.FALSE]
