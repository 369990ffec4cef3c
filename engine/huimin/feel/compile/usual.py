"""Truths as one Python expression, for the usual case: every fact is known, and of the type that it should have.

The expression is true or false, or it raises one of UNUSUAL, and then the source that deals with everything computes
the node anew. That changes neither an answer nor an account: the expression looks up entries and compares, nothing
else, and looks up none that the other source does not.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NoReturn

from huimin.feel import tree
from huimin.feel.compile.emit import Item, Operand, Writer
from huimin.feel.compile.values import called_builtin
from huimin.feel.types import ANY, BOOLEAN, DATE, NUMBER, STRING, CodeType, RecordType, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huimin.feel.tree import Node

    Truth = Callable[[Writer, Any, int], str | None]

PYTHON_CLASS: dict[Type, str] = {NUMBER: "Decimal", STRING: "str", BOOLEAN: "bool", DATE: "Date"}
"""The class of the values of a type, where Python's own operators compare them as FEEL does."""

PYTHON_OPERATOR = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

APART = ("str", "Date")
"""Classes whose values equal no value of another class, nor let themselves be ordered with one. In Python 1 is true."""

FEW = 4
"""Constants that are compared with one by one; more are looked up in a set."""

DEEPEST = 12
"""Truths in one another that become one expression: Python's parser bounds how many parentheses it nests."""


class Unusual(Exception):  # noqa: N818 - no error: a turn that the source takes
    """A value is unknown, or of another class than its type says."""


UNUSUAL = (Unusual, KeyError, TypeError)
"""What an expression raises. A record without the entry, and values that Python cannot compare, are unusual as well."""


def unusual() -> NoReturn:
    """Leaves the expression."""
    raise Unusual


def write_usual(writer: Writer, node: Node) -> Operand | None:
    """Writes the node as one expression, and the way out of it; None where it is no truth of that sort."""
    expression = _truth(writer, node, 0)
    if expression is None:
        return None
    result = writer.fresh("t")
    with writer.block("try:"):
        writer.line(f"{result} = {expression}")
    with writer.block("except UNUSUAL:"):
        writer.line(f"{result} = {writer.otherwise(node)}")
    return Operand(result, BOOLEAN)


def grouped(writer: Writer, chain: tree.And | tree.Or) -> list[Node]:
    """The operands of a chain, where those side by side that can be one expression are one operand."""
    found: list[Node] = []
    for usual, members in groupby(chain.operands, lambda operand: _truth(writer, operand, 1) is not None):
        operands = tuple(members)
        if usual and len(operands) > 1:
            found.append(chain.__class__((operands[0].span[0], operands[-1].span[1]), operands))
        else:
            found.extend(operands)
    return found


# Truths -----------------------------------------------------------------------------------------------------------


def _truth(writer: Writer, node: Node, depth: int) -> str | None:
    """The expression for a truth, which binds tighter than `not`; None where it cannot be one."""
    write = TRUTHS.get(node.__class__)
    return write(writer, node, depth) if write is not None and depth <= DEEPEST else None


def _chain(writer: Writer, node: tree.And | tree.Or, depth: int) -> str | None:
    word = "and" if isinstance(node, tree.And) else "or"
    truths = [_truth(writer, operand, depth + 1) for operand in node.operands]
    if None in truths:
        return None
    separator = f"\n{'    ' * (writer.indent + depth + 2)}{word} "
    return f"({separator.join(each for each in truths if each)})"


def _not(writer: Writer, node: tree.Invocation, depth: int) -> str | None:
    if called_builtin(writer, node) != "not" or len(node.arguments) != 1 or node.names:
        return None
    truth = _truth(writer, node.arguments[0], depth + 1)
    return truth and f"(not {truth})"


def _fact(writer: Writer, node: tree.Name | tree.Path, depth: int) -> str | None:
    value = _leaf(writer, node)
    if value is None or value.constant:
        return None
    first, again = _twice(writer, value)
    return f"({first} is True or {again} is not False and unusual())"


def _comparison(writer: Writer, node: tree.Comparison, depth: int) -> str | None:
    left, right = _leaf(writer, node.left), _leaf(writer, node.right)
    if left is None or right is None or (left.constant and right.constant):
        return None
    kind, operator = python_class((left, right)), PYTHON_OPERATOR[node.operator]
    if kind is None or (kind == "bool" and operator not in ("==", "!=")):
        return None
    if kind in APART and (left.constant or right.constant):
        return _with_constant(writer, operator, left, right, kind)
    (one, left_again), (other, right_again) = _twice(writer, left), _twice(writer, right)
    guard = guarded((left._replace(code=one), right._replace(code=other)), kind) + short(left, right, left_again, kind)
    return f"(({guard} or unusual()) and {left_again} {operator} {right_again})"


def _with_constant(writer: Writer, operator: str, left: Operand, right: Operand, kind: str) -> str:
    """A comparison with a constant of a class apart: what is of another class differs from it, or cannot be ordered."""
    if operator not in ("==", "!="):
        return f"{left.code} {operator} {right.code}"
    value, constant = (right, left) if left.constant else (left, right)
    first, again = _twice(writer, value)
    if operator == "==":
        return f"({first} == {constant.code} or {again}.__class__ is not {kind} and unusual())"
    return f"({first} != {constant.code} and ({again}.__class__ is {kind} or unusual()))"


def _in(writer: Writer, node: tree.In, depth: int) -> str | None:
    value = _leaf(writer, node.value)
    if value is None or value.constant or not all(isinstance(test, tree.Number | tree.String) for test in node.tests):
        return None
    constants = [writer.write(test) for test in node.tests]
    kind = python_class((value, *constants))
    if kind is None:
        return None
    first, again = _twice(writer, value)
    return f"(({first}.__class__ is {kind} or unusual()) and ({is_one_of(writer, again, constants)}))"


TRUTHS: dict[type[Node], Truth] = {
    tree.And: _chain,
    tree.Or: _chain,
    tree.Invocation: _not,
    tree.Comparison: _comparison,
    tree.In: _in,
    tree.Name: _fact,
    tree.Path: _fact,
}
"""What can be part of an expression."""

USUAL: dict[type[Node], Callable[[Writer, Any], Operand | None]] = dict.fromkeys(
    (tree.And, tree.Or, tree.Invocation, tree.Comparison, tree.In), write_usual
)
"""What is written as an expression of its own where it can be."""


# Values -----------------------------------------------------------------------------------------------------------


def _leaf(writer: Writer, node: Node) -> Operand | None:
    """A value that takes no more than looking up; None for any other."""
    if isinstance(node, tree.Number | tree.String | tree.Boolean):
        return writer.write(node)
    if isinstance(node, tree.AtLiteral):
        return writer.write(node) if writer.type_of(node) == DATE else None
    if isinstance(node, tree.Path):
        source = _leaf(writer, node.source)
        is_record = source is not None and isinstance(source.type, RecordType)
        return _entry(writer, node, source.code, node.name) if source and is_record else None
    return _named(writer, node) if isinstance(node, tree.Name) else None


def _named(writer: Writer, node: tree.Name) -> Operand | None:
    for layer in writer.layers[::-1]:
        if not isinstance(layer, Item):
            if node.name in layer:
                return layer[node.name]
        elif not isinstance(layer.operand.type, RecordType):
            return None
        elif node.name in layer.operand.type.fields:
            return _entry(writer, node, layer.operand.code, node.name)
    return None


def _entry(writer: Writer, node: Node, source: str, name: str) -> Operand:
    return Operand(f"{source}[{name!r}]", writer.type_of(node))


def _twice(writer: Writer, value: Operand) -> tuple[str, str]:
    """The source of a value the first time that it is used, and from then on: it is looked up once."""
    if value.code.isidentifier():
        return value.code, value.code
    name = writer.fresh("t")
    return f"({name} := {value.code})", name


def python_class(operands: Sequence[Operand]) -> str | None:
    """The Python class that all operands most likely have, by what is known of their types."""
    classes = {
        PYTHON_CLASS.get(STRING if isinstance(operand.type, CodeType) else operand.type)
        for operand in operands
        if operand.type != ANY or operand.constant
    }
    return classes.pop() if len(classes) == 1 else None


def guarded(operands: Sequence[Operand], python_class: str) -> str:
    """The condition that all operands are of the class; constants are sure to be."""
    checks = [f"{operand.code}.__class__ is {python_class}" for operand in operands if not operand.constant]
    return " and ".join(dict.fromkeys(checks)) or "True"


SHORT = 1_000
"""Characters of a string that takes no steps to be compared with any other."""


def short(left: Operand, right: Operand, code: str, python_class: str) -> str:
    """The condition that two strings, one of which is the value of `code`, can be compared without counting steps."""
    return f" and len({code}) < {SHORT}" if python_class == "str" and not (left.constant or right.constant) else ""


def is_one_of(writer: Writer, value: str, constants: Sequence[Operand]) -> str:
    """The condition that the value is one of the constants."""
    if len(constants) > FEW:
        return f"{value} in {writer.constant(frozenset(constant.value for constant in constants))}"
    return " or ".join(f"{value} == {constant.code}" for constant in constants)
