"""Names, paths, operators, loops and filters as SQL: one function a kind of node (DMN 1.5, 10.3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from huimin import feel
from huimin.batch import sql
from huimin.batch.operators import Operators
from huimin.batch.sql import Sql
from huimin.batch.walk import Member, RecordAt, Value, Walk, fixed
from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.types import ListType, RecordType


def write_name(walk: Walk, node: tree.Name) -> Value:
    for layer in reversed(walk.layers):
        if isinstance(layer, Member):
            if node.name == "item":
                return layer.value
            if node.name in layer.names and isinstance(layer.value, RecordAt):
                return walk.facts.read(layer.value, node.name)
        elif node.name in layer:
            found: Value = layer[node.name]
            return found
    return walk.refuse(node, node.name)


def write_path(walk: Walk, node: tree.Path) -> Value:
    source, type_ = walk.write(node.source), walk.type_of(node.source)
    if isinstance(source, RecordAt):
        return walk.facts.read(source, node.name)
    if isinstance(type_, ListType):
        member = walk.member_of(node.source)

        def of_member(variable: Sql) -> Sql:
            owner = member(variable)
            found = walk.facts.read(owner, node.name) if isinstance(owner, RecordAt) else None
            return found if isinstance(found, Sql) else walk.refuse(node)

        return walk.operators.each(source, walk.stem(node.source), of_member)
    read = PROPERTIES.get((str(type_), node.name))
    return read(walk.operators, source) if read else walk.refuse(node, f"{type_}.{node.name}")


def _rest(of: Sql, by: int) -> Sql:
    return sql.binary("%", of, sql.literal(by))


PROPERTIES: Mapping[tuple[str, str], Callable[[Operators, Sql], Sql]] = {
    ("date", "year"): lambda operators, day: operators.part("year", day),
    ("date", "month"): lambda operators, day: operators.part("month", day),
    ("date", "day"): lambda operators, day: operators.part("day", day),
    ("days and time duration", "days"): lambda _, days: days,
    ("years and months duration", "years"): lambda operators, months: operators.whole(months, 12),
    ("years and months duration", "months"): lambda _, months: _rest(months, 12),
}
"""Properties of dates and durations: a days duration is its days here, a months duration its months."""


def write_negation(walk: Walk, node: tree.Negation) -> Sql:
    return -walk.value(node.operand)


def write_arithmetic(walk: Walk, node: tree.Arithmetic) -> Sql:
    left, right = walk.value(node.left), walk.value(node.right)
    kinds = (str(walk.type_of(node.left)), node.operator, str(walk.type_of(node.right)))
    if kinds[0] == kinds[2] == "number" and node.operator == "/":
        return _divided(walk, left, right, node)
    generate = ARITHMETIC.get(kinds)
    return generate(walk.operators, left, right) if generate else walk.refuse(node, f"{kinds[0]} {kinds[1]} {kinds[2]}")


def _divided(walk: Walk, left: Sql, right: Sql, node: tree.Arithmetic) -> Sql:
    """By a literal with a finite reciprocal, such as 100, exactly: as a product."""
    if isinstance(node.right, tree.Number) and node.right.value:
        reciprocal = 1 / node.right.value
        if reciprocal * node.right.value == 1 and int(reciprocal.as_tuple().exponent) >= -6:
            return walk.operators.product(left, sql.literal(reciprocal))
    return walk.operators.quotient(left, right)


_DAYS, _MONTHS = "days and time duration", "years and months duration"
ARITHMETIC: Mapping[tuple[str, str, str], Callable[[Operators, Sql, Sql], Sql]] = {
    ("number", "+", "number"): lambda _, left, right: sql.binary("+", left, right),
    ("number", "-", "number"): lambda _, left, right: sql.binary("-", left, right),
    ("number", "*", "number"): lambda operators, left, right: operators.product(left, right),
    (_MONTHS, "*", "number"): lambda _, left, right: sql.binary("*", left, right),
    ("number", "*", _MONTHS): lambda _, left, right: sql.binary("*", left, right),
    (_MONTHS, "+", _MONTHS): lambda _, left, right: sql.binary("+", left, right),
    (_MONTHS, "-", _MONTHS): lambda _, left, right: sql.binary("-", left, right),
    (_DAYS, "+", _DAYS): lambda _, left, right: sql.binary("+", left, right),
    (_DAYS, "-", _DAYS): lambda _, left, right: sql.binary("-", left, right),
    ("date", "-", "date"): lambda operators, left, right: operators.days_between(left, right),
    ("date", "+", _DAYS): lambda operators, left, right: operators.plus_days(left, right),
    ("date", "-", _DAYS): lambda operators, left, right: operators.plus_days(left, -right),
    (_DAYS, "+", "date"): lambda operators, left, right: operators.plus_days(right, left),
    ("date", "+", _MONTHS): lambda operators, left, right: operators.plus_months(left, right),
    ("date", "-", _MONTHS): lambda operators, left, right: operators.plus_months(left, -right),
    (_MONTHS, "+", "date"): lambda operators, left, right: operators.plus_months(right, left),
}
"""By the types of both sides (DMN 1.5, 10.3.2.3); what is not here is refused."""


def write_comparison(walk: Walk, node: tree.Comparison) -> Sql:
    for side in (node.left, node.right):
        if isinstance(walk.type_of(side), ListType):
            walk.refuse(node, f"list {node.operator} list")
    return sql.binary(node.operator, walk.value(node.left), walk.value(node.right))


def write_between(walk: Walk, node: tree.Between) -> Sql:
    value, low, high = (walk.value(each) for each in (node.value, node.low, node.high))
    return sql.every([sql.binary(">=", value, low), sql.binary("<=", value, high)])


def write_in(walk: Walk, node: tree.In) -> Sql:
    return passes(walk, walk.value(node.value), node.tests)


def write_unary_tests(walk: Walk, node: tree.UnaryTests) -> Sql:
    if not node.tests:
        return sql.TRUE.copy()
    passed = passes(walk, walk.value(tree.TESTED), node.tests)
    return sql.negated(passed) if node.negated else passed


def passes(walk: Walk, value: Sql, tests: tuple[Node, ...]) -> Sql:
    """Whether a value passes one of the tests: equal, in a list, in a range, or accepted by an operator."""
    if len(tests) > 1 and all(isinstance(each, tree.Number | tree.String) for each in tests):
        return value.isin(*(walk.value(each) for each in tests))
    with walk.scope({"?": value}):
        return sql.some([_passes(walk, value, each) for each in tests])


def _passes(walk: Walk, value: Sql, test: Node) -> Sql:
    if isinstance(test, tree.Test):
        return sql.binary(test.operator, value, walk.value(test.operand))
    if isinstance(test, tree.Interval):
        low, high = walk.value(test.low), walk.value(test.high)
        lower = sql.binary(">=" if test.low_included else ">", value, low)
        return sql.every([lower, sql.binary("<=" if test.high_included else "<", value, high)])
    if tree.mentions(test, "?"):
        return walk.value(test)
    if isinstance(walk.type_of(test), ListType):
        return walk.operators.contains(walk.value(test), value)
    return sql.equal(value, walk.value(test))


def write_and(walk: Walk, node: tree.And) -> Sql:
    cheap, dear = _by_cost(walk, node.operands)
    if not cheap or not dear:
        return sql.every([*cheap, *dear])
    first = sql.every(cheap)
    return sql.case([(sql.negated(first), sql.FALSE)], sql.every([first, *dear]))


def write_or(walk: Walk, node: tree.Or) -> Sql:
    cheap, dear = _by_cost(walk, node.operands)
    if not cheap or not dear:
        return sql.some([*cheap, *dear])
    first = sql.some(cheap)
    return sql.case([(first, sql.TRUE)], sql.some([first, *dear]))


def _by_cost(walk: Walk, operands: tuple[Node, ...]) -> tuple[list[Sql], list[Sql]]:
    """Operands that go through no list, and those that do: a CASE runs these only where the others leave it open."""
    written = [walk.value(each) for each in operands]
    return [each for each in written if not sql.is_dear(each)], [each for each in written if sql.is_dear(each)]


def write_if(walk: Walk, node: tree.If) -> Sql:
    """Where the condition is unknown, what both branches say when they say the same."""
    condition, first, second = node.condition, node.consequence, node.alternative
    same = sql.equal(walk.value(first), walk.value(second))
    return sql.case(
        [
            (walk.value(condition), walk.value(first)),
            (sql.negated(walk.value(condition)), walk.value(second)),
            (same, walk.value(first)),
        ]
    )


def write_quantified(walk: Walk, node: tree.Quantified) -> Sql:
    if len(node.iterators) != 1 or isinstance(node.iterators[0].source, tree.Steps):
        walk.refuse(node)
    (iterator,) = node.iterators
    member = walk.member_of(iterator.source)

    def body(variable: Sql) -> Sql:
        with walk.scope({iterator.name: member(variable)}):
            return walk.value(node.condition)

    over = walk.operators.some if node.quantifier == "some" else walk.operators.every
    return over(walk.value(iterator.source), walk.stem(iterator.source), body)


def write_for(walk: Walk, node: tree.For) -> Sql:
    if len(node.iterators) != 1 or isinstance(node.iterators[0].source, tree.Steps):
        walk.refuse(node)
    (iterator,) = node.iterators
    member = walk.member_of(iterator.source)

    def body(variable: Sql) -> Sql:
        with walk.scope({iterator.name: member(variable)}):
            return walk.value(node.result)

    return walk.operators.each(walk.value(iterator.source), walk.stem(iterator.source), body)


def write_filter(walk: Walk, node: tree.Filter) -> Value:
    source = walk.value(node.source)
    if walk.type_of(node.predicate) == feel.NUMBER:
        place = fixed(walk, node.predicate)
        if not isinstance(place, Decimal) or place != int(place):
            walk.refuse(node)
        found = walk.operators.at(source, int(place))
        return walk.member_of(node.source)(found)
    if walk.type_of(node.predicate) != feel.BOOLEAN:
        walk.refuse(node)
    return walk.operators.kept(source, walk.stem(node.source), filtering(walk, node))


def filtering(walk: Walk, node: tree.Filter) -> Callable[[Sql], Sql]:
    """The predicate of a filter as a function of a member."""
    type_, member = walk.type_of(node.source), walk.member_of(node.source)
    item = type_.item if isinstance(type_, ListType) else None
    names = frozenset(item.fields) if isinstance(item, RecordType) else frozenset()

    def body(variable: Sql) -> Sql:
        with walk.scope(Member(member(variable), names)):
            return walk.value(node.predicate)

    return body


def write_list(walk: Walk, node: tree.List) -> Sql:
    return sql.array([walk.value(each) for each in node.items])
