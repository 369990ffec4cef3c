"""From the parser's reductions to the nodes of the tree: one method a rule of grammar.lark."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import DecimalException
from typing import Any

from huimin.feel import tree
from huimin.feel.faults import SyntaxFault
from huimin.feel.numbers import CONTEXT
from huimin.feel.tree import Node, Span

_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(["\'\\nrt]))')
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


def _start(part: Any) -> int:
    return part.span[0] if isinstance(part, Node) else part.start_pos


def _end(part: Any) -> int:
    return part.span[1] if isinstance(part, Node) else part.end_pos


def _span(parts: list[Any]) -> Span:
    return _start(parts[0]), _end(parts[-1])


def unescape(text: str) -> str:
    """The content of a string literal, escapes resolved (rule 35); an unknown escape stays as it is written."""
    if "\\" not in text:
        return text
    content = _ESCAPE.sub(lambda match: _PLAIN.get(match[3], match[3]) if match[3] else _character(match), text)
    return content.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


class Builder:
    """Makes each node when the parser has all its parts, without recursion."""

    # Operators ------------------------------------------------------------------------------------------------

    def either(self, parts: list[Any]) -> Node:
        left = parts[0].operands if parts[0].__class__ is tree.Or else (parts[0],)
        return tree.Or(_span(parts), (*left, parts[2]))

    def both(self, parts: list[Any]) -> Node:
        left = parts[0].operands if parts[0].__class__ is tree.And else (parts[0],)
        return tree.And(_span(parts), (*left, parts[2]))

    def compare(self, parts: list[Any]) -> Node:
        return tree.Comparison(_span(parts), str(parts[1]), parts[0], parts[2])

    def calculate(self, parts: list[Any]) -> Node:
        return tree.Arithmetic(_span(parts), str(parts[1]), parts[0], parts[2])

    def negate(self, parts: list[Any]) -> Node:
        return tree.Negation(_span(parts), parts[1])

    def between(self, parts: list[Any]) -> Node:
        return tree.Between(_span(parts), parts[0], parts[2], parts[4])

    def among(self, parts: list[Any]) -> Node:
        return tree.In(_span(parts), parts[0], (parts[2],))

    def among_several(self, parts: list[Any]) -> Node:
        return tree.In(_span(parts), parts[0], (parts[3], *parts[5]))

    def instance(self, parts: list[Any]) -> Node:
        return tree.InstanceOf(_span(parts), parts[0], parts[2])

    # Postfixes ------------------------------------------------------------------------------------------------

    def path(self, parts: list[Any]) -> Node:
        return tree.Path(_span(parts), parts[0], str(parts[2]))

    def filter_members(self, parts: list[Any]) -> Node:
        return tree.Filter(_span(parts), parts[0], parts[2])

    def invoke(self, parts: list[Any]) -> Node:
        return tree.Invocation(_span(parts), parts[0], parts[2] if len(parts) > 3 else ())

    def invoke_named(self, parts: list[Any]) -> Node:
        return tree.Invocation(_span(parts), parts[0], tuple(parts[2][2::4]), tuple(map(str, parts[2][::4])))

    def arguments(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[::2])

    def named_arguments(self, parts: list[Any]) -> list[Any]:
        return parts

    # Literals and what is bracketed ---------------------------------------------------------------------------

    def group(self, parts: list[Any]) -> Node:
        inner: Node = parts[1]
        return replace(inner, span=_span(parts))

    def null(self, parts: list[Any]) -> Node:
        return tree.Null(_span(parts))

    def boolean(self, parts: list[Any]) -> Node:
        return tree.Boolean(_span(parts), parts[0].type == "TRUE")

    def number(self, parts: list[Any]) -> Node:
        span = _span(parts)
        try:
            return tree.Number(span, CONTEXT.create_decimal(str(parts[0])))
        except DecimalException:
            raise SyntaxFault("number-size", span, {"number": str(parts[0])}) from None

    def string(self, parts: list[Any]) -> Node:
        return tree.String(_span(parts), unescape(parts[0][1:-1]))

    def at_literal(self, parts: list[Any]) -> Node:
        return tree.AtLiteral(_span(parts), unescape(parts[0][1:].strip()[1:-1]))

    def name(self, parts: list[Any]) -> Node:
        return tree.Name(_span(parts), str(parts[0]))

    def list_literal(self, parts: list[Any]) -> Node:
        return tree.List(_span(parts), parts[1] if len(parts) > 2 else ())

    def items(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[::2])

    def context_literal(self, parts: list[Any]) -> Node:
        return tree.Context(_span(parts), tuple(parts[1:-1:2]))

    def entry(self, parts: list[Any]) -> Node:
        key = unescape(parts[0][1:-1]) if parts[0].type == "STRING" else str(parts[0])
        return tree.Entry(_span(parts), key, parts[2])

    def interval(self, parts: list[Any]) -> Node:
        return tree.Interval(_span(parts), parts[1], parts[3], parts[0].type == "LSQB", parts[4].type == "RSQB")

    # Textual expressions --------------------------------------------------------------------------------------

    def choose(self, parts: list[Any]) -> Node:
        return tree.If(_span(parts), parts[1], parts[3], parts[5])

    def iterate(self, parts: list[Any]) -> Node:
        return tree.For(_span(parts), parts[1], parts[3])

    def quantify(self, parts: list[Any]) -> Node:
        return tree.Quantified(_span(parts), str(parts[0]), parts[1], parts[3])

    def iterators(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[::2])

    def iterator(self, parts: list[Any]) -> Node:
        return tree.Iterator(_span(parts), str(parts[0]), parts[2])

    def iterator_over_steps(self, parts: list[Any]) -> Node:
        return tree.Iterator(_span(parts), str(parts[0]), tree.Steps(_span(parts[2:]), parts[2], parts[4]))

    def define(self, parts: list[Any]) -> Node:
        return tree.FunctionDefinition(_span(parts), parts[2], parts[4])

    def define_external(self, parts: list[Any]) -> Node:
        return tree.FunctionDefinition(_span(parts), parts[2], parts[5], external=True)

    def parameters(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[::2])

    def parameter(self, parts: list[Any]) -> Node:
        span = _span(parts)
        return tree.Parameter(span, str(parts[0]), parts[2] if len(parts) > 1 else tree.NamedType(span, "Any"))

    # Types ----------------------------------------------------------------------------------------------------

    def named_type(self, parts: list[Any]) -> Node:
        return tree.NamedType(_span(parts), str(parts[0]))

    def list_of(self, parts: list[Any]) -> Node:
        return tree.ListOf(_span(parts), parts[1])

    def range_of(self, parts: list[Any]) -> Node:
        return tree.RangeOf(_span(parts), parts[1])

    def context_of(self, parts: list[Any]) -> Node:
        return tree.ContextOf(_span(parts), parts[1])

    def function_of(self, parts: list[Any]) -> Node:
        return tree.FunctionOf(_span(parts), parts[1], parts[3])

    def fields(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[::2])

    def types(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[:-1:2])

    # Unary tests ----------------------------------------------------------------------------------------------

    def unary_tests(self, parts: list[Any]) -> Node:
        return tree.UnaryTests((_start(parts[0][0]), _end(parts[0][-1])), parts[0])

    def any_value(self, parts: list[Any]) -> Node:
        return tree.UnaryTests(_span(parts), ())

    def negated_tests(self, parts: list[Any]) -> Node:
        return tree.UnaryTests(_span(parts), parts[2], negated=True)

    def tests(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts[::2])

    def open_test(self, parts: list[Any]) -> Node:
        return tree.Test(_span(parts), str(parts[0]), parts[1])
