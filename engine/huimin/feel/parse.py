"""From a text to its tree."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from lark import Lark, UnexpectedInput
from lark.lexer import Lexer

from huimin.feel.build import Builder
from huimin.feel.faults import LimitFault, SyntaxFault
from huimin.feel.tokens import KEYWORDS, NESTING, OPERATORS, tokenize
from huimin.feel.tree import Node, depth

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lark import Token


def parse(text: str, names: Collection[str] = ()) -> Node:
    """The tree of an expression, where `names` are in scope beside the built-in functions (DMN 1.5, 10.3.1).

    Raises SyntaxFault when the text is no expression, LimitFault when it is too long or too deep.
    """
    return _parse(text, tokenize(text, names), "expression")


def parse_unary_tests(text: str, names: Collection[str] = ()) -> Node:
    """The tree of unary tests, as UnaryTests: what an input entry of a decision table holds. Raises as `parse` does."""
    return _parse(text, tokenize(text, names, unary=True), "unary_tests")


class _GivenTokens(Lexer):
    """Hands on terminals that were found before."""

    def __init__(self, lexer_conf: object) -> None:
        """Lark's own settings have no use here."""

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        return iter(data)


@functools.cache
def _grammar() -> Lark:
    """The parser, made when the first expression is read."""
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        lexer=_GivenTokens,
        start=["expression", "unary_tests"],
        transformer=Builder(),
        maybe_placeholders=False,
        keep_all_tokens=True,
    )


def _parse(text: str, tokens: list[Token], start: str) -> Node:
    try:
        tree: Any = _grammar().parse(tokens, start=start)
    except UnexpectedInput as error:
        raise _syntax_fault(text, error) from None
    if depth(tree) > NESTING:
        raise LimitFault("nesting", (0, len(text)), {"allowed": NESTING})
    return tree  # type: ignore[no-any-return]


def _syntax_fault(text: str, error: UnexpectedInput) -> SyntaxFault:
    token = getattr(error, "token", None)
    expected = {"expected": _expected(getattr(error, "expected", ()))}
    if token is None or token.type == "$END":
        return SyntaxFault("unexpected-end", (len(text), len(text)), expected)
    return SyntaxFault("unexpected", (token.start_pos, token.end_pos), {"found": str(token), **expected})


_STARTS_OPERAND = frozenset(("NAME", "NUMBER", "STRING", "LSQB"))
_CONTINUES = frozenset(("AND", "OR", "PLUS", "MINUS"))
_SIGNS = {kind: sign for sign, kind in (*OPERATORS.items(), *KEYWORDS.items())}


def _expected(terminals: Iterable[str]) -> tuple[str, ...]:
    """What could stand here, in few words: a value or an operator where any of them could."""
    possible = set(terminals)
    if possible >= _STARTS_OPERAND:
        return ("OPERAND",)
    if possible >= _CONTINUES:
        closing = possible & {"RPAR", "RSQB", "RBRACE", "COMMA", "THEN", "ELSE", "RETURN", "SATISFIES", "$END"}
        return ("OPERATOR", *(_SIGNS.get(kind, kind) for kind in sorted(closing)))
    return tuple(sorted({kind if kind == "COMPARE" else _SIGNS.get(kind, kind) for kind in possible}))
