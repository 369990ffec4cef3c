"""One provision being lowered: its expressions with every name that is no fact replaced, and its conditions.

A parameter becomes its value, a condition the version that counts. On which day they count is known while lowering,
where a provision goes by the day asked; where it goes by a day of the case, the choice becomes a part of the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from huimin import feel
from huimin.decide import nodes
from huimin.decide.meanings import Meaning, Meanings
from huimin.decide.nodes import FALSE, NULL, TRUE, UNKNOWN, case, every, iff, is_false, is_true, known, literal, negated
from huimin.decide.precedence import Bearing
from huimin.decide.program import ConditionAt, FactPath, Pool, Role
from huimin.feel import tree, walks
from huimin.feel.tree import Node
from huimin.feel.types import BOOLEAN, DATE, NUMBER, STRING, Type
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.kinds import PROVISION_KINDS, ProvisionKind
from huimin.policy.model import Book, Condition, Parameter, ParameterVersion, Period, Provision
from huimin.policy.spans import Span, effective, standing
from huimin.policy.vocabulary import Expression

Day = Node | None
"""The legal day: a column, or None for the day asked, on which versions are chosen once for all cases."""


@dataclass(frozen=True)
class World:
    """What provisions are lowered in: a book settled under its readings, on the days of one regime, as it was known.

    `names` are facts that go by another name, because a reading computes them otherwise. `nothing` are the lists of
    what was received where nothing was; else it is empty.
    """

    book: Book
    meanings: Meanings
    on: Date
    known: Date | None
    bearings: tuple[Bearing, ...] = ()
    names: Mapping[FactPath, str] = field(default_factory=dict)
    nothing: frozenset[FactPath] = frozenset()

    @cached_property
    def receipts(self) -> tuple[FactPath, ...]:
        """The lists of what was received."""
        subjects = self.book.vocabulary.subjects.values()
        return tuple((each.name, each.roles["receipts"]) for each in subjects if "receipts" in each.roles)

    @cached_property
    def hanging(self) -> frozenset[FactPath]:
        """What hangs on what was received."""
        return self.meanings.hanging(self.book, set(self.receipts))

    @cached_property
    def had_nothing(self) -> World:
        """The same where nothing was received."""
        names = {
            (record, fact): f"{self.names.get((record, fact), fact)} if nothing was received"
            for record, fact in self.hanging - {*self.receipts}
        }
        return replace(self, names={**self.names, **names}, nothing=frozenset(self.receipts))

    def fact(self, part: Node, meaning: Meaning) -> Node | None:
        """A fact by the name that it has here; None where it keeps its own."""
        found = meaning.facts.get(part.span)
        if found is None or not isinstance(part, tree.Name | tree.Path):
            return None
        if found in self.nothing:
            return nodes.NOTHING
        return replace(part, name=self.names[found]) if found in self.names else None


class Lowering:
    """A provision on the way into a pool. What is made only where `guard` holds is null, or false, elsewhere."""

    def __init__(self, world: World, provision: Provision, pool: Pool, guard: Node = TRUE) -> None:
        self.world, self.provision, self.pool, self.guard = world, provision, pool, guard
        self.instrument = world.book.instrument(provision.instrument)
        self.kind: ProvisionKind = PROVISION_KINDS[provision.kind]

    # Columns ------------------------------------------------------------------------------------------------------

    def column(self, node: Node, type_: Type, role: Role, what: str) -> Node:
        """The column for a tree, called after this provision if it is new."""
        hint = f"{self.provision.full_id}: {what}"
        if self.world.nothing:
            hint += " (if nothing was received)"
        if self.guard != TRUE and not self.pool.has(node, role):
            node = every(self.guard, node) if role == "flag" else iff(self.guard, node, NULL)
        return self.pool.add(node, type_, role, hint, self.provision.full_id)

    def flag(self, node: Node, what: str) -> Node:
        return self.column(node, BOOLEAN, "flag", what)

    def status(self, node: Node, what: str = "status") -> Node:
        return self.column(node, STRING, "status", what)

    def amount(self, node: Node, what: str) -> Node:
        return self.column(node, NUMBER, "amount", what)

    # Expressions --------------------------------------------------------------------------------------------------

    def tree(self, expression: Expression, day: Day = None, year: int | None = None, *, or_zero: bool = False) -> Node:
        """An expression of the provision over records, `on` and columns; its parameters are those of the legal day.

        With `or_zero` a key for which a parameter has no value gives 0, else null.
        """
        meaning = self.world.meanings.of_provision(self.world.book, self.provision, expression)

        def change(part: Node) -> Node | None:
            match part:
                case tree.Name() if part.span in meaning.outer:
                    return self.named(part.name, day, year)
                case tree.Path(source=tree.Name(name="instrument") as source) if source.span in meaning.outer:
                    return literal(self.instrument.span.first if part.name == "from" else self.instrument.span.last)
                case tree.Invocation(function=tree.Name() as function) if function.span in meaning.outer:
                    parameter = self.instrument.parameters.get(function.name)
                    if parameter is not None:
                        return self.keyed(parameter, day, part.arguments[0], meaning, or_zero=or_zero)
            return self.world.fact(part, meaning)

        changed = walks.rewrite(meaning.node, change)
        return nodes.folded(changed) if self.world.nothing else changed

    def named(self, name: str, day: Day, year: int | None) -> Node | None:
        """What a name of the scope stands for; None for a record, `on`, and a keyed parameter."""
        if name in ("provision", "year"):
            return literal(self.provision.full_id if name == "provision" else Decimal(year or 0))
        parameter = self.instrument.parameters.get(name)
        if parameter is None or parameter.key is not None:
            return None
        return self.parameter(parameter, day, lambda version: literal(version.value))

    def parameter(self, parameter: Parameter, day: Day, value: Callable[[ParameterVersion], Node]) -> Node:
        """What `value` makes of the version that counts on the legal day; where that day is not known, of the only
        version that there is.
        """
        if day is None:
            version = standing(parameter.versions, self.world.on, self.world.known)
            return value(version) if version else UNKNOWN
        recorded = [each for each in parameter.versions if each.span.is_known(self.world.known)]
        if len(recorded) == 1:
            return iff(is_false(self.within(recorded[0].span, day)), UNKNOWN, value(recorded[0]))
        versions = effective(parameter.versions, self.world.known)[::-1]
        branches = [(is_true(self.within(each.span, day)), value(each)) for each in versions]
        return case([(negated(known(day)), nodes.unknown_of(day)), *branches], UNKNOWN)

    def keyed(self, parameter: Parameter, day: Day, key: Node, meaning: Meaning, *, or_zero: bool) -> Node:
        """A keyed parameter as a chain over its tests. A key that is the same for the whole tree is a column."""
        if not meaning.names_own(key):
            key = self.pool.add(key, NUMBER, "key", f"key {feel.unparse(key)}", self.provision.full_id)

        def chain(version: ParameterVersion) -> Node:
            values = (version.values or {}).items()
            tested = [(is_true(self.tested(key, test)), literal(value)) for test, value in values]
            return iff(known(key), case(tested, nodes.ZERO if or_zero else NULL), nodes.unknown_of(key))

        return self.parameter(parameter, day, chain)

    def tested(self, key: Node, test: str) -> Node:
        """Whether a key meets a unary test of a keyed parameter."""
        trees = self.world.meanings.language.trees
        tests = expressions.parsed(trees, test, "key", expressions.KEY_SCOPE, unary=True)
        assert isinstance(tests, tree.UnaryTests)
        if not tests.tests:
            return TRUE
        found = tree.In(nodes.PLACE, key, tests.tests)
        return negated(found) if tests.negated else found

    # Days ---------------------------------------------------------------------------------------------------------

    def within(self, span: Span, day: Node) -> Node:
        """The column that says whether a legal day lies within the legal time of a span."""
        first, last = (each.iso if each else "…" for each in (span.first, span.last))
        hint = f"{self.provision.full_id}: legal day from {first} to {last}"
        return self.pool.add(nodes.within(day, span), BOOLEAN, "day", hint)

    def last_day(self, period: Period) -> Node:
        """The last day of a period, which is null where there is none."""
        if period.last is not None:
            return self.column(self.tree(period.last), DATE, "day", "last day")
        return literal(self.instrument.span.last)

    def legal_day(self) -> Day:
        """The legal day: the event, kept inside the period where a state lasts beyond it; or the day asked."""
        period = self.provision.period
        if period is None:
            return None
        event, last = self.event(period), self.last_day(period)
        if period.since is None or last == NULL:
            return event
        over = is_true(nodes.compared(event, ">", last))
        return self.column(iff(over, last, event), DATE, "day", "legal day")

    def event(self, period: Period) -> Node:
        return self.column(self.tree(period.event), DATE, "event", "event")

    # Conditions ---------------------------------------------------------------------------------------------------

    def conditions(self, year: int | None = None) -> Iterator[ConditionAt]:
        """Every condition that can be in force on the legal day, the period first."""
        day = self.legal_day()
        if self.provision.period is not None:
            yield ConditionAt("period", self.column(self.period(), BOOLEAN, "condition", "period"))
        for condition in self.provision.conditions:
            yield from self.condition(condition, day, year)

    def period(self) -> Node:
        """Whether the event lies within the period; a state, whether it overlaps it."""
        period = self.provision.period
        assert period is not None
        event, last = self.event(period), self.last_day(period)
        begun = nodes.compared(self.tree(period.first), "<=", event) if period.first else TRUE
        if last == NULL:
            return begun
        ended = nodes.compared(event, "<=", last)
        if period.since is not None:
            ended = iff(is_true(ended), TRUE, nodes.compared(self.tree(period.since), "<=", last))
        return every(begun, iff(known(last), ended, TRUE))

    def condition(self, condition: Condition, day: Day, year: int | None) -> Iterator[ConditionAt]:
        """The condition as the version that counts on the legal day has it."""
        what = condition.id if year is None else f"{condition.id} in {year}"
        if day is None:
            version = standing(condition.versions, self.world.on, self.world.known)
            versions = [version] if version else []
        else:
            versions = effective(condition.versions, self.world.known)
        if not versions:
            return
        truths = [self.column(self.tree(each.when, day, year), BOOLEAN, "condition", what) for each in versions]
        if day is None:
            yield ConditionAt(condition.id, truths[0], condition.otherwise)
            return
        held = [(is_true(self.within(each.span, day)), truth) for each, truth in zip(versions, truths, strict=True)]
        by_first = {each.span.first: truth for each, truth in zip(versions, truths, strict=True)}
        chosen = iff(known(day), case(held[::-1], TRUE), agreed(list(by_first.values()), day))
        told = nodes.some(negated(known(day)), *(truth for truth, _ in held))
        column = self.column(chosen, BOOLEAN, "condition", what)
        yield ConditionAt(condition.id, column, condition.otherwise, self.flag(told, f"{what} is told"))

    def reads(self) -> frozenset[FactPath]:
        """The facts that the expressions of the provision name."""
        return frozenset(
            fact
            for expression, _ in expressions.provision_expressions(self.provision)
            for fact in self.world.meanings.of_provision(self.world.book, self.provision, expression).facts.values()
        )


def agreed(truths: Collection[Node], day: Node) -> Node:
    """What all versions of a condition come to where the legal day is not known."""
    if len(truths) == 1:
        return next(iter(truths))
    branches = [(every(*map(is_true, truths)), TRUE), (every(*map(is_false, truths)), FALSE)]
    return case(branches, nodes.unknown_of(day, *truths))
