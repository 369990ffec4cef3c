"""Python source for operators: truth, comparison, arithmetic, membership, types, `if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.compile.costs import FREE
from huimin.feel.compile.emit import Operand, Writer
from huimin.feel.compile.usual import PYTHON_OPERATOR, grouped, guarded, is_one_of, python_class, short
from huimin.feel.instances import instance_test
from huimin.feel.types import BOOLEAN, NUMBER
from huimin.feel.unparse import unparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from huimin.feel.compile.emit import Generate
    from huimin.feel.tree import Node, Span

PYTHON_ARITHMETIC = {"+": "ADD", "-": "SUBTRACT", "*": "MULTIPLY"}


# Truth ------------------------------------------------------------------------------------------------------------


def write_and(writer: Writer, node: tree.And) -> Operand:
    return _write_chain(writer, node, decides=False, step="both")


def write_or(writer: Writer, node: tree.Or) -> Operand:
    return _write_chain(writer, node, decides=True, step="either")


def _write_chain(writer: Writer, chain: tree.And | tree.Or, *, decides: bool, step: str) -> Operand:
    """`and` and `or`: the first operand that decides ends it; the others are weighed by `step`."""
    result = writer.assign(str(not decides), BOOLEAN)
    for position, node in enumerate(grouped(writer, chain) if writer.usual else chain.operands):
        if position == 0:
            _write_link(writer, result.code, node, decides=decides, step=step)
        else:
            with writer.block(f"if {result.code} is not {decides}:"):
                _write_link(writer, result.code, node, decides=decides, step=step)
    return result


def _write_link(writer: Writer, result: str, node: Node, *, decides: bool, step: str) -> None:
    truth = writer.write(node).code
    # The usual case, that the operand decides nothing, takes one test.
    undecided = f"{decides} if {truth} is {decides} else {step}({result}, {truth}, run, {node.span})"
    writer.line(f"if {truth} is not {not decides}: {result} = {undecided}")


def write_if(writer: Writer, node: tree.If) -> Operand:
    """Both branches stand in the source once; an unknown condition runs both."""
    test = writer.write(node.condition).code
    decided = writer.fresh("c")
    writer.line(
        f"{decided} = {test} if {test} is True or {test} is False else condition({test}, run, {node.condition.span})"
    )
    first, second = writer.fresh("t"), writer.fresh("t")
    for variable, skipped_when, branch in (
        (first, "False", node.consequence),
        (second, "True", node.alternative),
    ):
        with writer.block(f"if {decided} is not {skipped_when}:"):
            writer.line(f"{variable} = {writer.write(branch).code}")
    undecided = f"agree({decided}, {first}, {second}, run, {node.span})"
    return writer.assign(
        f"{first} if {decided} is True else {second} if {decided} is False else {undecided}", writer.type_of(node)
    )


# Comparison and arithmetic ----------------------------------------------------------------------------------------


def write_comparison(writer: Writer, node: tree.Comparison) -> Operand:
    left, right = writer.write(node.left), writer.write(node.right)
    return _compare(writer, node.operator, left, right, node.span)


def _compare(writer: Writer, operator: str, left: Operand, right: Operand, span: Span) -> Operand:
    general = f"strict(COMPARISONS[{operator!r}], {left.code}, {right.code}, run, {span})"
    kind = python_class((left, right))
    if kind is None or (kind == "bool" and operator not in ("=", "!=")):
        return writer.assign(general, BOOLEAN)
    quick = f"{left.code} {PYTHON_OPERATOR[operator]} {right.code}"
    guard = guarded((left, right), kind) + short(left, right, left.code, kind)
    return writer.assign(f"{quick} if {guard} else {general}", BOOLEAN)


def write_arithmetic(writer: Writer, node: tree.Arithmetic) -> Operand:
    operator = node.operator
    left, right = writer.write(node.left), writer.write(node.right)
    if operator == "**":
        writer.needs_run = True
        return writer.assign(f"raised({left.code}, {right.code}, run, {node.span})", writer.type_of(node))
    general = f"strict(ARITHMETIC[{operator!r}], {left.code}, {right.code}, run, {node.span})"
    if operator not in PYTHON_ARITHMETIC or python_class((left, right)) != "Decimal":
        return writer.assign(general, writer.type_of(node))
    result = writer.fresh("t")
    quick = f"{PYTHON_ARITHMETIC[operator]}({left.code}, {right.code})"
    writer.line(f"try: {result} = {quick} if {guarded((left, right), 'Decimal')} else {general}")
    writer.line(f"except OUT_OF_BOUNDS: {result} = {general}")
    return Operand(result, writer.type_of(node))


def write_negation(writer: Writer, node: tree.Negation) -> Operand:
    operand = writer.write(node.operand)
    if operand.constant and operand.type == NUMBER and not writer.trace:
        value = operand.value.copy_negate() if operand.value else operand.value
        return Operand(writer.constant(value), NUMBER, True, value)
    return writer.assign(f"negative({operand.code}, run, {node.span})", writer.type_of(node))


# Membership -------------------------------------------------------------------------------------------------------


def write_between(writer: Writer, node: tree.Between) -> Operand:
    value, low, high = (writer.write(each) for each in (node.value, node.low, node.high))
    lower = _compare(writer, ">=", value, low, node.span)
    upper = _compare(writer, "<=", value, high, node.span)
    return _both(writer, lower, upper, node.span)


def _both(writer: Writer, left: Operand, right: Operand, span: Span) -> Operand:
    return writer.assign(
        f"{right.code} if {left.code} is True else False if {left.code} is False"
        f" else both({left.code}, {right.code}, run, {span})",
        BOOLEAN,
    )


def write_in(writer: Writer, node: tree.In) -> Operand:
    return _any_test(writer, writer.write(node.value), node.tests)


def write_unary_tests(writer: Writer, node: tree.UnaryTests) -> Operand:
    if not node.tests:
        return writer.assign("True", BOOLEAN)
    value = writer.write(tree.TESTED)
    passed = _any_test(writer, value, node.tests)
    return writer.assign(f"negated({passed.code}, run, {node.span})", BOOLEAN) if node.negated else passed


def _any_test(writer: Writer, value: Operand, tests: Sequence[Node]) -> Operand:
    constants = _constants(writer, tests) if len(tests) > 1 or isinstance(tests[0], tree.String | tree.Number) else []
    kind = python_class((value, *constants)) if constants else None
    if kind is None:
        return _one_by_one(writer, value, tests)
    result = writer.fresh("t")
    with writer.block(f"if {guarded((value,), kind)}:"):
        writer.line(f"{result} = {is_one_of(writer, value.code, constants)}")
    with writer.block("else:"):
        writer.line(f"{result} = {_one_by_one(writer, value, tests).code}")
    return Operand(result, BOOLEAN)


def _constants(writer: Writer, tests: Sequence[Node]) -> list[Operand]:
    if not all(isinstance(test, tree.Number | tree.String) for test in tests):
        return []
    return [writer.write(test) for test in tests]


def _one_by_one(writer: Writer, value: Operand, tests: Sequence[Node]) -> Operand:
    with writer.scope({"?": value}):
        passed = _one_test(writer, value, tests[0])
        for test in tests[1:]:
            with writer.block(f"if {passed.code} is not True:"):
                other = _one_test(writer, value, test)
                writer.line(f"{passed.code} = either_truth({passed.code}, {other.code}, run, {test.span})")
    return passed


def _one_test(writer: Writer, value: Operand, test: Node) -> Operand:
    """One test of the value. Null passes none that goes wrong: an error gives null, and null equals null."""
    if not _may_fail(test) or (value.constant and value.value is not None):
        return _verdict(writer, value, test)
    writer.needs_run = True
    reported = writer.assign("run.reported")
    passed = _verdict(writer, value, test)
    return writer.assign(f"sound({passed.code}, {value.code}, {reported.code}, run)", BOOLEAN)


def _may_fail(test: Node) -> bool:
    return any(not isinstance(each, FREE) or isinstance(each, tree.Name) for each in _parts(test))


def _parts(test: Node) -> Iterable[Node]:
    return tree.children(test) if isinstance(test, tree.Test | tree.Interval) else (test,)


def _verdict(writer: Writer, value: Operand, test: Node) -> Operand:
    if isinstance(test, tree.Test):
        operand = writer.write(test.operand)
        return writer.noted(test, _compare(writer, test.operator, value, operand, test.span))
    if isinstance(test, tree.Interval):
        return writer.noted(test, _in_interval(writer, value, test))
    choice = writer.write(test)
    if tree.mentions(test, "?"):
        return writer.assign(f"truth({choice.code}, run, {test.span})", BOOLEAN)
    # A truth that is written out is a value like any other: `true` tests whether the value is true.
    function = "within" if isinstance(test, tree.Boolean) else "passes"
    return writer.assign(f"{function}({value.code}, {choice.code}, run, {test.span})", BOOLEAN)


def _in_interval(writer: Writer, value: Operand, test: tree.Interval) -> Operand:
    low, high = writer.write(test.low), writer.write(test.high)
    lower = _compare(writer, ">=" if test.low_included else ">", value, low, test.span)
    upper = _compare(writer, "<=" if test.high_included else "<", value, high, test.span)
    return _both(writer, lower, upper, test.span)


def write_interval(writer: Writer, node: tree.Interval) -> Operand:
    low, high = writer.write(node.low).code, writer.write(node.high).code
    ends = (node.low_included, node.high_included)
    return writer.assign(f"interval({low}, {high}, {ends}, run, {node.span})", writer.type_of(node))


def write_test(writer: Writer, node: tree.Test) -> Operand:
    operand = writer.write(node.operand).code
    return writer.assign(f"unary_test({node.operator!r}, {operand}, run, {node.span})", writer.type_of(node))


def write_instance(writer: Writer, node: tree.InstanceOf) -> Operand:
    value = writer.write(node.value).code
    test = instance_test(node.type)
    if test is None:
        return writer.assign(f"report(run, 'unknown-type', {node.span}, {{'type': {unparse(node.type)!r}}})", BOOLEAN)
    return writer.assign(f"instance({value}, {writer.constant(test)}, run, {node.span})", BOOLEAN)


LOGIC: dict[type[Node], Generate] = {
    tree.And: write_and,
    tree.Or: write_or,
    tree.If: write_if,
    tree.Comparison: write_comparison,
    tree.Arithmetic: write_arithmetic,
    tree.Negation: write_negation,
    tree.Between: write_between,
    tree.In: write_in,
    tree.InstanceOf: write_instance,
    tree.Interval: write_interval,
    tree.Test: write_test,
    tree.UnaryTests: write_unary_tests,
}
