"""From a tree back to text: one writer a kind of node, parentheses only where the grammar needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.feel import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from huimin.feel.tree import Node

# How tightly the grammar binds, from loose to tight. What takes in all that follows it binds loosest.
OPEN, DISJUNCTION, CONJUNCTION, COMPARISON, SUM, PRODUCT, POWER, NEGATION, POSTFIX, PRIMARY = range(10)

_LEVEL: Mapping[type[Node], int] = {
    **dict.fromkeys((tree.If, tree.For, tree.Quantified, tree.FunctionDefinition), OPEN),
    tree.Or: DISJUNCTION,
    tree.And: CONJUNCTION,
    **dict.fromkeys((tree.Comparison, tree.Between, tree.In, tree.InstanceOf), COMPARISON),
    tree.Negation: NEGATION,
    **dict.fromkeys((tree.Path, tree.Filter, tree.Invocation), POSTFIX),
}
_ARITHMETIC = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def unparse(node: Node) -> str:
    """The text of a tree: parsed with the same names in scope, it gives an equal tree."""
    return WRITERS[node.__class__](node)


def _at(node: Node, level: int) -> str:
    """The text of a part where the grammar wants something that binds at least as tightly as `level`."""
    text = unparse(node)
    return text if _level(node) >= level else f"({text})"


def _level(node: Node) -> int:
    if isinstance(node, tree.Arithmetic):
        return _ARITHMETIC[node.operator]
    return _LEVEL.get(node.__class__, PRIMARY)


def _list(nodes: Iterable[Node]) -> str:
    return ", ".join(map(unparse, nodes))


def quote(text: str) -> str:
    """`text` as a string literal."""
    return '"' + "".join(_escape(character) for character in text) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04X}" if code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000 else character


def _number(node: tree.Number) -> str:
    return str(node.value)


def _invocation(node: tree.Invocation) -> str:
    arguments = [unparse(argument) for argument in node.arguments]
    if node.names:
        arguments = [f"{name}: {argument}" for name, argument in zip(node.names, arguments, strict=True)]
    return f"{_at(node.function, POSTFIX)}({', '.join(arguments)})"


def _arithmetic(node: tree.Arithmetic) -> str:
    level = _ARITHMETIC[node.operator]
    return f"{_at(node.left, level)} {node.operator} {_at(node.right, level + 1)}"


def _comparison(node: tree.Comparison) -> str:
    return f"{_at(node.left, COMPARISON)} {node.operator} {_at(node.right, SUM)}"


def _in(node: tree.In) -> str:
    if len(node.tests) > 1:
        return f"{_at(node.value, COMPARISON)} in ({_list(node.tests)})"
    return f"{_at(node.value, COMPARISON)} in {_operand(node.tests[0])}"


def _operand(test: Node) -> str:
    """The one test of an `in`, which needs no parentheses when it is an operator with its operand."""
    return _bare_test(test) if isinstance(test, tree.Test) else _at(test, SUM)


def _bare_test(test: tree.Test) -> str:
    return f"{test.operator} {_at(test.operand, SUM)}"


def _interval(node: tree.Interval) -> str:
    opening, closing = "[" if node.low_included else "(", "]" if node.high_included else ")"
    return f"{opening}{unparse(node.low)}..{unparse(node.high)}{closing}"


def _tests(node: tree.UnaryTests) -> str:
    if not node.tests:
        return "-"
    tests = ", ".join(_bare_test(test) if isinstance(test, tree.Test) else unparse(test) for test in node.tests)
    return f"not({tests})" if node.negated else tests


def _iterators(iterators: Iterable[Node]) -> str:
    return _list(iterators)


def _definition(node: tree.FunctionDefinition) -> str:
    external = "external " if node.external else ""
    return f"function({_list(node.parameters)}) {external}{unparse(node.body)}"


def _parameter(node: tree.Parameter) -> str:
    return node.name if node.type == _UNTYPED else f"{node.name}: {unparse(node.type)}"


_UNTYPED = tree.NamedType((0, 0), "Any")


def _entry(node: tree.Entry) -> str:
    return f"{quote(node.key)}: {unparse(node.value)}"


WRITERS: Mapping[type[Node], Callable[[Any], str]] = {
    tree.Null: lambda _node: "null",
    tree.Boolean: lambda node: "true" if node.value else "false",
    tree.Number: _number,
    tree.String: lambda node: quote(node.value),
    tree.AtLiteral: lambda node: "@" + quote(node.text),
    tree.Name: lambda node: node.name,
    tree.Path: lambda node: f"{_at(node.source, POSTFIX)}.{node.name}",
    tree.Filter: lambda node: f"{_at(node.source, POSTFIX)}[{unparse(node.predicate)}]",
    tree.Invocation: _invocation,
    tree.Negation: lambda node: f"-{_at(node.operand, NEGATION)}",
    tree.Arithmetic: _arithmetic,
    tree.Comparison: _comparison,
    tree.Between: lambda node: f"{_at(node.value, COMPARISON)} between {_at(node.low, SUM)} and {_at(node.high, SUM)}",
    tree.In: _in,
    tree.InstanceOf: lambda node: f"{_at(node.value, COMPARISON)} instance of {unparse(node.type)}",
    tree.And: lambda node: " and ".join(_at(operand, COMPARISON) for operand in node.operands),
    tree.Or: lambda node: " or ".join(_at(operand, CONJUNCTION) for operand in node.operands),
    tree.If: lambda node: (
        f"if {unparse(node.condition)} then {unparse(node.consequence)} else {unparse(node.alternative)}"
    ),
    tree.For: lambda node: f"for {_iterators(node.iterators)} return {unparse(node.result)}",
    tree.Quantified: lambda node: f"{node.quantifier} {_iterators(node.iterators)} satisfies {unparse(node.condition)}",
    tree.Iterator: lambda node: f"{node.name} in {unparse(node.source)}",
    tree.Steps: lambda node: f"{unparse(node.low)}..{unparse(node.high)}",
    tree.FunctionDefinition: _definition,
    tree.Parameter: _parameter,
    tree.List: lambda node: f"[{_list(node.items)}]",
    tree.Context: lambda node: f"{{{_list(node.entries)}}}",
    tree.Entry: _entry,
    tree.Interval: _interval,
    tree.Test: lambda node: f"({_bare_test(node)})",
    tree.UnaryTests: _tests,
    tree.NamedType: lambda node: node.name,
    tree.ListOf: lambda node: f"list<{unparse(node.item)}>",
    tree.RangeOf: lambda node: f"range<{unparse(node.item)}>",
    tree.ContextOf: lambda node: f"context<{_list(node.fields)}>",
    tree.FunctionOf: lambda node: f"function<{_list(node.parameters)}>->{unparse(node.result)}",
}
