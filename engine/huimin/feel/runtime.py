"""What compiled expressions call while they run: the rules on missing facts, faults and limits.

Every function takes values, known or Unknown, then the `run` (None when the caller keeps no account) and the span of
the node that it works for. None of them raises anything but LimitFault.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from huimin.feel import operators
from huimin.feel.builtins import BUILTINS
from huimin.feel.failures import Failure
from huimin.feel.faults import Fault, LimitFault, full_width_in, suggest, suggest_call
from huimin.feel.limits import LimitExceeded
from huimin.feel.properties import PROPERTIES, property_of
from huimin.feel.unknown import UNKNOWN, Unknown, merge, unknown_in
from huimin.feel.values import Range, UnaryTest, type_of
from huimin.feel.weight import CHARACTERS_A_STEP, HEAVY, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from huimin.feel.tree import Node, Span
    from huimin.feel.values import DateTime

STEPS = 1_000_000
"""Steps that one run may take: turns of loops, the operators in them, calls, and the members that each touches."""

REPORT_STEPS = 4
"""Steps that a fault takes."""

FAULTS = 100
"""Faults that a run keeps: a loop may meet the same one at every turn."""

GUESSED = 3
"""Faults of a run that may come with guesses at the name that was meant."""


@dataclass(slots=True)
class Run:
    """The account of one evaluation, or of several that share their limits.

    `now` is what `now()` and `today()` answer with. `allowed` is how many steps it may take. `faults` are errors that
    became null. `notes` are what a trace keeps: each some nodes, constants with their value, and then the values of
    the others. `searched` is the time that its searches took, in seconds; `reported` counts all faults. `error` is what
    an error becomes: null, as the standard has it, or the unknown in a rule of a book, where it may decide nothing.
    """

    now: DateTime | None = None
    notes: list[tuple[Any, ...]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    steps: int = 0
    depth: int = 0
    allowed: int = STEPS
    searched: float = 0.0
    reported: int = 0
    error: Unknown | None = None

    @property
    def events(self) -> list[tuple[Node, Any]]:
        """The nodes evaluated with their values, in order, when the expression was compiled with `trace`."""
        found = []
        for kept, *values in self.notes:
            rest = iter(values)
            found += [(node, value if constant else next(rest)) for node, constant, value in kept]
        return found

    def spend(self, steps: int, span: Span) -> None:
        """Counts steps. Raises LimitFault when the run has taken more than it may."""
        self.steps += steps
        if self.steps > self.allowed:
            raise LimitFault("steps", span, {"allowed": self.allowed})


class Unaccounted(Run):
    """The account of what can neither run long nor grow: nothing is counted, and nothing kept."""

    def spend(self, steps: int, span: Span) -> None:
        pass


IN_RULE = Unaccounted(error=UNKNOWN)
NOTHING: Mapping[str, object] = MappingProxyType({})


def report(
    run: Run | None, code: str, span: Span, values: Mapping[str, object] = NOTHING, known: Iterable[str] = ()
) -> Unknown | None:
    """What an error becomes, with the reason kept in the run: the first FAULTS of them. `known` are names that `name`
    may have meant.
    """
    if run is None or run.__class__ is Unaccounted:
        return None if run is None else run.error
    run.spend(REPORT_STEPS, span)
    run.reported += 1
    if len(run.faults) < FAULTS:
        guesses = {"guesses": suggest(str(values["name"]), known)} if known and len(run.faults) < GUESSED else {}
        run.faults.append(Fault(code, span, {**values, **guesses}))
    return run.error


def touch(values: Iterable[Any], run: Run | None, span: Span) -> None:
    """Counts the steps of touching all of the values. Raises LimitFault when one of them is too large or too deep."""
    steps = 0
    for value in values:
        if value.__class__ in HEAVY:
            steps += weight(value, span)
    if steps and run is not None:
        run.spend(steps, span)


def attempt(operation: Callable[..., Any], arguments: Sequence[Any], run: Run | None, span: Span) -> Any:
    """What the operation gives for known values, which it touches; null with a fault when it rejects them."""
    steps = 0
    for value in arguments:
        if value.__class__ in HEAVY:
            steps += weight(value, span)
    if steps and run is not None:
        run.spend(steps, span)
    return untouched(operation, arguments, run, span)


def untouched(operation: Callable[..., Any], arguments: Sequence[Any], run: Run | None, span: Span) -> Any:
    """As `attempt`, where what the arguments cost is counted elsewhere; what comes out is counted here."""
    try:
        result = operation(*arguments)
    except Failure as failure:
        return report(run, failure.code, span, failure.values)
    except LimitExceeded as limit:
        raise LimitFault(limit.code, span, limit.values) from None
    if run is not None:
        kind = result.__class__
        if kind is list or kind is dict:
            run.spend(len(result), span)
        elif kind is str:
            run.spend(len(result) // CHARACTERS_A_STEP, span)
    return result


def strict(operation: Callable[..., Any], left: Any, right: Any, run: Run | None, span: Span) -> Any:
    """`operation` on two operands; unknown when one of them is."""
    if left.__class__ is Unknown or right.__class__ is Unknown:
        return merge(left, right)
    return attempt(operation, (left, right), run, span)


def negative(operand: Any, run: Run | None, span: Span) -> Any:
    """`-operand`."""
    return operand if operand.__class__ is Unknown else attempt(operators.negate, (operand,), run, span)


# Truth ----------------------------------------------------------------------------------------------------------


def truth(value: Any, run: Run | None, span: Span) -> Any:
    """`value` as a truth: true, false or Unknown; anything else counts as null."""
    if value is True or value is False or value is None or value.__class__ is Unknown:
        return value
    return report(run, "not-boolean", span, {"type": type_of(value)})


def both(left: Any, right: Any, run: Run | None, span: Span) -> Any:
    """`left and right`, where `left` is a truth that is not false (table 48); an unknown may yet turn out false."""
    right = truth(right, run, span)
    if left is True or right is False:
        return right
    if right is True:
        return left
    return _unsure(left, right)


def either(left: Any, right: Any, run: Run | None, span: Span) -> Any:
    """`left or right`, where `left` is a truth that is not true."""
    right = truth(right, run, span)
    if left is False or right is True:
        return right
    if right is False:
        return left
    return _unsure(left, right)


def either_truth(left: Any, right: Any, run: Run | None, span: Span) -> Any:
    """`left or right` of any two values."""
    left = truth(left, run, span)
    return left if left is True else either(left, right, run, span)


def both_truth(left: Any, right: Any, run: Run | None, span: Span) -> Any:
    """`left and right` of any two values."""
    left = truth(left, run, span)
    return left if left is False else both(left, right, run, span)


def _unsure(left: Any, right: Any) -> Any:
    """Of two truths that are neither true nor false: unknown when one is, for it may yet decide."""
    if left.__class__ is Unknown:
        return merge(left, right) if right.__class__ is Unknown else left
    return right if right.__class__ is Unknown else None


def negated(value: Any, run: Run | None, span: Span) -> Any:
    """`not(value)`."""
    value = truth(value, run, span)
    return value if value is None or value.__class__ is Unknown else not value


def condition(value: Any, run: Run | None, span: Span) -> Any:
    """What an `if` goes by: true, false or Unknown. Null and what is no boolean choose the alternative."""
    value = truth(value, run, span)
    return False if value is None else value


def agree(missing: Unknown, first: Any, second: Any, run: Run | None, span: Span) -> Any:
    """The value of an `if` whose condition is unknown: what both branches say when they say the same."""
    touch((first, second), run, span)
    if unknown_in(first) is None and unknown_in(second) is None and _identical(first, second):
        return first
    return merge(missing, first, second)


def _identical(first: Any, second: Any) -> bool:
    """Whether nothing in the language tells the two values apart, the scale of a number included."""
    if first.__class__ is not second.__class__:
        return False
    if first.__class__ is Decimal:
        return bool(first.as_tuple() == second.as_tuple())
    if first.__class__ is list:
        return len(first) == len(second) and all(map(_identical, first, second))
    if first.__class__ is dict:
        return list(first) == list(second) and all(map(_identical, first.values(), second.values()))
    return bool(first == second)


# Membership -----------------------------------------------------------------------------------------------------


def interval(low: Any, high: Any, ends: tuple[bool, bool], run: Run | None, span: Span) -> Any:
    """`[low..high]`; `ends` say whether they are included. Null when an end is, or they are of different types."""
    if low.__class__ is Unknown or high.__class__ is Unknown:
        return merge(low, high)
    if low is None or high is None:
        return report(run, "range-null", span)
    if attempt(operators.less, (low, high), run, span) is None:
        return None
    return Range(low, high, *ends)


def within(value: Any, choice: Any, run: Run | None, span: Span) -> Any:
    """`value in choice`: in a range, in a list or a range of it, equal to it, or accepted by a test."""
    if choice.__class__ is Unknown or value.__class__ is Unknown:
        return merge(choice, value)
    if value is None and choice.__class__ is Range:
        return report(run, "operand-types", span, {"operator": "in", "left": type_of(value), "right": "range"})
    return attempt(operators.member, (value, choice), run, span)


def passes(value: Any, choice: Any, run: Run | None, span: Span) -> Any:
    """Whether the value passes a test that came to `choice`: a truth about what is no boolean is the verdict itself.

    DMN 1.5, 7.3.3: a test passes when it is true, or when the value is, or is in, what it comes to.
    """
    if (choice is True or choice is False) and value.__class__ is not bool and value.__class__ is not Unknown:
        return choice
    return within(value, choice, run, span)


def sound(passed: Any, value: Any, reported: int, run: Run) -> Any:
    """The verdict of a test; null where it says that null passes and yet the test has gone wrong on the way."""
    return None if passed is True and value is None and run.reported > reported else passed


def unary_test(operator: str, operand: Any, run: Run | None, span: Span) -> Any:
    """`(operator operand)` as a value: a range open to one side, or a test."""
    if operand.__class__ is Unknown:
        return operand
    if operator in ("=", "!="):
        touch((operand,), run, span)
        return unknown_in(operand) or UnaryTest(operator, operand)
    if operand is None:
        return report(run, "range-null", span)
    if attempt(operators.less, (operand, operand), run, span) is None:
        return None
    if operator[0] == "<":
        return Range(None, operand, False, operator == "<=")
    return Range(operand, None, operator == ">=", False)


def unequal(left: Any, right: Any) -> Any:
    """`left != right`."""
    verdict = operators.equal(left, right)
    return not verdict if verdict is True or verdict is False else verdict


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operators.equal, "!=": unequal, "<": operators.less, "<=": operators.less_equal,
    ">": operators.greater, ">=": operators.greater_equal,
}  # fmt: skip

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operators.add, "-": operators.subtract, "*": operators.multiply, "/": operators.divide, "**": operators.power,
}  # fmt: skip


# Paths and names --------------------------------------------------------------------------------------------------


def path(source: Any, name: str, run: Run | None, span: Span) -> Any:
    """`source.name`: an entry, a property, or that of every member of a list (10.3.2.5)."""
    if source.__class__ is Unknown:
        return source
    if isinstance(source, dict):
        try:
            return source[name]
        except KeyError:
            return report(run, "no-entry", span, {"name": name}, known=source)
    if source.__class__ is list:
        touch((source,), run, span)
        return _paths(source, name, run, span)
    kind = type_of(source)
    if name not in PROPERTIES.get(kind, ()):
        return report(run, "no-property", span, {"given": kind, "property": name})
    return attempt(property_of, (source, name), run, span)


def _paths(members: list[Any], name: str, run: Run | None, span: Span) -> list[Any]:
    return [
        _paths(member, name, run, span) if member.__class__ is list else path(member, name, run, span)
        for member in members
    ]


def instance(value: Any, test: Callable[[Any], Any], run: Run | None, span: Span) -> Any:
    """`value instance of` the type that the test tells."""
    if value.__class__ is Unknown:
        return value
    touch((value,), run, span)
    return test(value)


def raised(left: Any, right: Any, run: Run | None, span: Span) -> Any:
    """`left ** right`: the more steps, the less simple the exponent."""
    if run is not None and right.__class__ is Decimal:
        run.spend(operators.power_steps(right), span)
    return strict(operators.power, left, right, run, span)


def unknown_name(name: str, known: Sequence[str], run: Run | None, span: Span) -> Unknown | None:
    """What an error becomes, for a name that stands for nothing."""
    sign = full_width_in(name) if run is not None and len(run.faults) < FAULTS else None
    if sign:
        return report(run, "full-width-name", span, {"name": name, **sign})
    return report(run, "unknown-name", span, {"name": name}, known=known)


def unknown_function(name: str, known: Sequence[str], run: Run | None, span: Span) -> Unknown | None:
    """What an error becomes, for a call of a name that stands for nothing."""
    if run is None or len(run.faults) >= GUESSED:
        return unknown_name(name, known, run, span)
    guesses = suggest_call(name, known, BUILTINS)
    return report(run, "unknown-name", span, {"name": name, "guesses": guesses} if guesses else {"name": name})


ABSENT = object()
"""Stands for an entry that a context does not have."""


def entry(item: Any, name: str) -> Any:
    """The entry of a context, for a name in a filter; ABSENT when the item has none, Unknown when it is unknown."""
    if isinstance(item, dict):
        try:
            return item[name]
        except KeyError:
            return ABSENT
    return item if item.__class__ is Unknown else ABSENT
