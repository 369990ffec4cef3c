"""From a text to its tree: the terminals, the parser that lark makes of grammar.lark, and what it says of an error."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from lark import Lark, UnexpectedInput
from lark.lexer import Lexer

from huimin.feel.build import Builder
from huimin.feel.faults import LimitFault, SyntaxFault, full_width
from huimin.feel.tokens import KEYWORDS, NESTING, OPERATORS, tokenize
from huimin.feel.tree import Node, depth
from huimin.words import words

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
    try:
        tokens = tokenize(text, names, unary=start == "unary_tests")
    except SyntaxFault as fault:
        raise _foreign_sign(text, fault.span[0]) or fault from None
    try:
        tree: Any = _grammar().parse(tokens, start=start)
    except UnexpectedInput as error:
        raise _full_width(text, tokens, error) or _syntax_fault(text, error) from None
    if depth(tree) > NESTING:
        raise LimitFault("nesting", (0, len(text)), {"allowed": NESTING})
    return tree  # type: ignore[no-any-return]


def _full_width(text: str, tokens: list[Token], error: UnexpectedInput) -> SyntaxFault | None:
    """The full-width sign that was taken for a part of a name, before what the parser stumbles over."""
    stop, signs = _span(getattr(error, "token", None), text)[1], full_width()
    for start, end in (_span(token, text) for token in tokens if token.type == "NAME"):
        for place in range(start, min(end, stop)):
            sign = text[place]
            if sign in signs:
                return SyntaxFault("full-width", (place, place + 1), {"found": sign, "instead": signs[sign]})
    return None


def _span(token: Token | None, text: str) -> Span:
    """The place of a terminal; the end of the text for what is missing there."""
    if token is None or token.start_pos is None or token.end_pos is None or token.type == "$END":
        return len(text), len(text)
    return token.start_pos, token.end_pos


def _syntax_fault(text: str, error: UnexpectedInput) -> SyntaxFault:
    token = getattr(error, "token", None)
    span = _span(token, text)
    # What the parser lists as expected holds for other texts too; what it accepts holds for this one.
    expected = {"expected": _expected(getattr(error, "accepts", None) or ("$END",))}
    if span[0] == len(text):
        return SyntaxFault("unexpected-end", span, expected)
    if token is not None and token.type == "DOTDOT":
        return SyntaxFault("bare-range", span)
    return _foreign_sign(text, span[0]) or SyntaxFault("unexpected", span, {"found": text[slice(*span)], **expected})


FOREIGN = {"==": "=", "<>": "!=", "=>": ">=", "=<": "<=", "&&": "and", "||": "or", "!": "not(…)"}
"""Signs of other languages, and those of FEEL that say the same."""


def _foreign_sign(text: str, place: int) -> SyntaxFault | None:
    """The sign of another language that reading stopped at, or in the middle of."""
    if text[place : place + 1] in tuple(words("feel")["quotes"]):
        return SyntaxFault("quotation-mark", (place, place + 1))
    for start, end in ((max(place - 1, 0), place + 1), (place, place + 2), (place, place + 1)):
        sign = text[start:end]
        if sign in FOREIGN:
            return SyntaxFault("foreign-sign", (start, start + len(sign)), {"found": sign, "instead": FOREIGN[sign]})
    return None


_STARTS_OPERAND = frozenset(("NAME", "NUMBER", "STRING", "LSQB"))
_CONTINUES = frozenset(("AND", "OR", "PLUS", "MINUS"))
_SIGNS = {kind: sign for sign, kind in (*OPERATORS.items(), *KEYWORDS.items())} | {"LSQB_CLOSES": "["}


def _expected(terminals: Iterable[str]) -> tuple[str, ...]:
    """What could stand here, in few words: a value or an operator where any of them could."""
    possible = set(terminals)
    possible -= {"DOTDOT"} if len(possible) > 1 else set()
    if possible >= _STARTS_OPERAND:
        return ("OPERAND",)
    if possible >= _CONTINUES:
        closing = possible & {"RPAR", "RSQB", "RBRACE", "COMMA", "THEN", "ELSE", "RETURN", "SATISFIES", "$END"}
        return ("OPERATOR", *(_SIGNS.get(kind, kind) for kind in sorted(closing)))
    return tuple(sorted({kind if kind == "COMPARE" else _SIGNS.get(kind, kind) for kind in possible}))
