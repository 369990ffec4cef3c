"""SQL of the built-ins of the profile (DMN 1.5, 10.3.4): those that both dialects can be held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from huimin import feel
from huimin.batch import sql
from huimin.batch.nodes import filtering
from huimin.batch.sql import Sql
from huimin.batch.walk import Walk, constant
from huimin.feel import tree
from huimin.feel.types import ListType

Generate = Callable[[Walk, tree.Invocation], Sql]


def _arguments(walk: Walk, node: tree.Invocation, count: int) -> list[Sql]:
    if len(node.arguments) != count or node.names:
        walk.refuse(node)
    return [walk.value(each) for each in node.arguments]


def _not(walk: Walk, node: tree.Invocation) -> Sql:
    return sql.negated(_arguments(walk, node, 1)[0])


def _text(name: str) -> Generate:
    def generate(walk: Walk, node: tree.Invocation) -> Sql:
        whole, part = _arguments(walk, node, 2)
        return sql.call(name, whole, part)

    return generate


def _number(name: str) -> Generate:
    def generate(walk: Walk, node: tree.Invocation) -> Sql:
        return sql.call(name, *_arguments(walk, node, 1))

    return generate


def _modulo(walk: Walk, node: tree.Invocation) -> Sql:
    """With the sign of the divisor, as FEEL has it; SQL's has the dividend's."""
    dividend, divisor = _arguments(walk, node, 2)
    divisor = sql.call("nullif", divisor, sql.literal(0))
    rest = sql.binary("%", dividend, divisor)
    return sql.binary("%", sql.binary("+", rest, divisor), divisor)


def _parity(rest: int) -> Generate:
    def generate(walk: Walk, node: tree.Invocation) -> Sql:
        halved = sql.binary("%", _arguments(walk, node, 1)[0], sql.literal(2))
        return sql.equal(sql.call("abs", halved), sql.literal(rest))

    return generate


def _count(walk: Walk, node: tree.Invocation) -> Sql:
    """Each member counts, known or not; counting what a filter keeps is an operator of its own."""
    (source,) = node.arguments
    if isinstance(source, tree.Filter) and walk.type_of(source.predicate) == feel.BOOLEAN:
        items = walk.value(source.source)
        return walk.operators.count(items, walk.stem(source.source), filtering(walk, source))
    return walk.operators.size(walk.value(source))


def _list_contains(walk: Walk, node: tree.Invocation) -> Sql:
    return walk.operators.contains(*_arguments(walk, node, 2))


def _truths(quantifier: Literal["some", "every"]) -> Generate:
    def generate(walk: Walk, node: tree.Invocation) -> Sql:
        over = walk.operators.some if quantifier == "some" else walk.operators.every
        return over(_items(walk, node), "truth", lambda truth: truth)

    return generate


def _items(walk: Walk, node: tree.Invocation) -> Sql:
    """The one list of the arguments, or the arguments as a list."""
    if len(node.arguments) == 1 and isinstance(walk.type_of(node.arguments[0]), ListType):
        return walk.value(node.arguments[0])
    return sql.array([walk.value(each) for each in node.arguments])


def _extreme(*, largest: bool) -> Generate:
    def generate(walk: Walk, node: tree.Invocation) -> Sql:
        if len(node.arguments) == 1:
            return walk.operators.extreme(_items(walk, node), largest=largest)
        values = [walk.value(each) for each in node.arguments]
        return sql.case([(sql.negated(sql.any_null(values)), sql.call("greatest" if largest else "least", *values))])

    return generate


def _sum(walk: Walk, node: tree.Invocation) -> Sql:
    return walk.operators.total(_items(walk, node))


def _joined(walk: Walk, node: tree.Invocation) -> Sql:
    return walk.operators.joined([walk.value(each) for each in node.arguments])


def _months(walk: Walk, node: tree.Invocation) -> Sql:
    return walk.operators.months_between(*_arguments(walk, node, 2))


def _compared_days(*, earlier: bool) -> Generate:
    def generate(walk: Walk, node: tree.Invocation) -> Sql:
        if any(walk.type_of(each) not in (feel.DATE, feel.NUMBER) for each in node.arguments):
            walk.refuse(node)
        first, second = _arguments(walk, node, 2)
        return sql.binary("<" if earlier else ">", first, second)

    return generate


FUNCTIONS: Mapping[str, Generate] = {
    "date": constant,
    "duration": constant,
    "years and months duration": _months,
    "not": _not,
    "all": _truths("every"),
    "any": _truths("some"),
    "string length": _number("length"),
    "contains": _text("contains"),
    "starts with": _text("startswith"),
    "ends with": _text("endswith"),
    "count": _count,
    "list contains": _list_contains,
    "min": _extreme(largest=False),
    "max": _extreme(largest=True),
    "sum": _sum,
    "concatenate": _joined,
    "abs": _number("abs"),
    "modulo": _modulo,
    "floor": _number("floor"),
    "ceiling": _number("ceil"),
    "even": _parity(0),
    "odd": _parity(1),
    "before": _compared_days(earlier=True),
    "after": _compared_days(earlier=False),
}
"""What writes each built-in."""

REFUSED: Mapping[str, str] = {
    "number": "a text as a number: how a number is written is a matter of the input, not of a rule",
    "string": "a number as a text: dialects write it differently",
    "mean": "a quotient of a sum: write the division",
    "append": "a list of other types",
    "distinct values": "dialects keep another order",
    "flatten": "a list of lists",
    "decimal": "a number of decimals that is not fixed",
    "round up": "a number of decimals that is not fixed",
    "round down": "a number of decimals that is not fixed",
    "round half up": "a number of decimals that is not fixed",
    "round half down": "a number of decimals that is not fixed",
    "day of year": "dialects count differently",
    "day of week": "a text in one language",
    "month of year": "a text in one language",
    "week of year": "dialects count differently",
}
"""Built-ins of the profile that SQL does not say here, and why."""


def write_invocation(walk: Walk, node: tree.Invocation) -> Sql:
    name = node.function.name if isinstance(node.function, tree.Name) else ""
    generate = FUNCTIONS.get(name)
    if generate is None:
        walk.refuse(node, f"{name}()")
    return generate(walk, node)
