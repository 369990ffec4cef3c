"""From a text to its tree: the terminals, the parser that lark makes of grammar.lark, and what it says of an error."""

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

    from huimin.feel.tree import Span


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


def read(text: str, names: Collection[str], start: str) -> Node:
    """The tree of a text by one of the rules `expression` and `unary_tests`. Raises SyntaxFault and LimitFault."""
    tokens = tokenize(text, names, unary=start == "unary_tests")
    try:
        tree: Any = _grammar().parse(tokens, start=start)
    except UnexpectedInput as error:
        raise _full_width(text, tokens, error) or _syntax_fault(text, error) from None
    if depth(tree) > NESTING:
        raise LimitFault("nesting", (0, len(text)), {"allowed": NESTING})
    return tree  # type: ignore[no-any-return]


def _full_width(text: str, tokens: list[Token], error: UnexpectedInput) -> SyntaxFault | None:
    """The full-width sign that was taken for a part of a name, before what the parser stumbles over."""
    stop = _span(getattr(error, "token", None), text)[1]
    for start, end in (_span(token, text) for token in tokens if token.type == "NAME"):
        for place in range(start, min(end, stop)):
            sign = text[place]
            if sign in FULL_WIDTH:
                return SyntaxFault("full-width", (place, place + 1), {"found": sign, "instead": FULL_WIDTH[sign]})
    return None


def _span(token: Token | None, text: str) -> Span:
    """The place of a terminal; the end of the text for what is missing there."""
    if token is None or token.start_pos is None or token.end_pos is None or token.type == "$END":
        return len(text), len(text)
    return token.start_pos, token.end_pos


FULL_WIDTH = dict(zip("（）［］｛｝【】，：；。＝＜＞＋－＊／", "()[]{}[],:,.=<>+-*/", strict=True))
"""Signs of a Chinese keyboard, which the grammar lets stand in names, and the signs of the language."""


def _syntax_fault(text: str, error: UnexpectedInput) -> SyntaxFault:
    span = _span(getattr(error, "token", None), text)
    expected = {"expected": _expected(getattr(error, "expected", ()))}
    if span[0] == len(text):
        return SyntaxFault("unexpected-end", span, expected)
    return SyntaxFault("unexpected", span, {"found": text[slice(*span)], **expected})


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
