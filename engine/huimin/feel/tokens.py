"""The terminals of FEEL. Names hold spaces and operators (DMN 1.5, 10.3.1.4): the names in scope decide where one ends.

The tokenizer follows the brackets, so that a name is known from where it is bound (iteration variables, parameters,
keys of a context) to the bracket that closes around it.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lark import Token

from huimin.feel.builtins import BUILTINS
from huimin.feel.faults import LimitFault, SyntaxFault
from huimin.feel.tree import normal_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

TEXT_LENGTH = 50_000
"""Characters of an expression."""

NAME_LENGTH = 200
"""Characters of a name that an expression binds, so that looking for its end takes no time."""

NESTING = 120
"""Brackets, and nodes of the tree, one in another."""

KEYWORDS = {
    **{
        word: word.upper()
        for word in ("for", "return", "if", "then", "else", "some", "every", "satisfies", "in", "and", "or", "between")
    },
    **{word: word.upper() for word in ("function", "null", "true", "false")},
}

OPERATORS = {
    "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "**": "POWER", "->": "ARROW", "..": "DOTDOT", ".": "DOT",
    ",": "COMMA", ":": "COLON", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE",
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), "COMPARE"),
}  # fmt: skip

ENDS_OPERAND = frozenset(
    ("NAME", "NUMBER", "STRING", "AT", "NULL", "TRUE", "FALSE", "RPAR", "RSQB", "RBRACE", "LSQB_CLOSES", "GREATER")
)

OPENING, CLOSING = ("LPAR", "LSQB", "LBRACE", "RSQB_OPENS"), ("RPAR", "RSQB", "RBRACE", "LSQB_CLOSES")
"""Brackets of every kind: an interval such as `[a..b)` begins with one kind and ends with another."""
TYPE_OPENERS = {"list": "LIST_OF", "range": "RANGE_OF", "context": "CONTEXT_OF", "function": "FUNCTION_OF"}

# Rules 28 to 30 of the grammar: letters of all scripts, and what may follow the first.
_START = (
    r"?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + r"0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\\s\ufeff"

_TOKEN = re.compile(
    rf"""
      (?P<space>[{_SPACE}]+|//[^\n]*|/\*.*?\*/)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<at>@[{_SPACE}]*"(?:[^"\\\n\r\ud800-\udfff]|\\.)*")
    | (?P<string>"(?:[^"\\\n\r\ud800-\udfff]|\\.)*")
    | (?P<name>[{_START}][{_PART}]*)
    | (?P<open_comment>/\*)
    | (?P<operator>\.\.|\*\*|->|<=|>=|!=|[-+*/=<>()\[\]{{}},:.])
    """,
    re.VERBOSE | re.DOTALL,
)
_NEXT_WORD = re.compile(rf"[{_SPACE}]+([{_START}][{_PART}]*)")
_INSTANCE_OF = re.compile(rf"[{_SPACE}]+of(?![{_PART}])")
_TYPE_OPENS = re.compile(rf"[{_SPACE}]*<")
_ANY_NAME = rf"[{_START}](?:[{_PART}{_SPACE}./\-'+*]{{0,{NAME_LENGTH}}}?[{_PART}.'+*/\-])??"
_AFTER_BOUND = {"in": rf"[{_SPACE}]+in(?![{_PART}])", ":": rf"[{_SPACE}]*:", ":,)": rf"[{_SPACE}]*[:,)]"}
_OPERAND_AHEAD = re.compile(rf"[{_SPACE}]*[{_START}0-9\"@(\[{{+\-]")
_NO_OPERAND = re.compile(rf"[{_SPACE}]*(?:return|then|else|satisfies|in|and|or|between|instance)(?![{_PART}])")
_PIECE = re.compile(rf"[{_PART}]+|[^{_SPACE}]")


# Python takes a millisecond for each class of letters in a pattern, so they are few, and made when they are needed.
@functools.cache
def _bound(ends: str) -> re.Pattern[str]:
    """A name that is bound here, up to what ends it."""
    return re.compile(rf"({_ANY_NAME})(?={_AFTER_BOUND[ends]})")


@functools.cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"[{_PART}]")


class _Known(NamedTuple):
    """A name of several pieces: what matches it in a text, however it is spaced there; `word` where it ends as one."""

    name: str
    pattern: re.Pattern[str]
    word: bool


@dataclass(slots=True)
class _Frame:
    """An open bracket: what it opens, how many names were bound before it, and what has been seen in it."""

    kind: str
    bound: int
    iterating: bool = False
    stepped: bool = False
    keys: list[_Known] = field(default_factory=list)


def tokenize(text: str, names: Collection[str] = (), *, unary: bool = False) -> list[Token]:
    """The terminals of `text`, where `names` are in scope; `unary` when it is read as unary tests.

    Raises SyntaxFault for a character or an open string that is no part of FEEL, LimitFault for length and nesting.
    """
    if len(text) > TEXT_LENGTH:
        raise LimitFault("text-length", (0, len(text)), {"asked": len(text), "allowed": TEXT_LENGTH})
    tokens = _Tokenizer(text, names).run()
    if unary:
        _mark_negation(tokens)
    return tokens


class _Tokenizer:
    """One pass over a text."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text = text
        self.position = 0
        self.tokens: list[Token] = []
        self.last = ""
        self.outer = _by_first_word(tuple(names))
        self.bound: list[_Known] = []
        self.keys: list[_Known] = []
        self.frames = [_Frame("text", 0)]
        self.closed = ""

    def run(self) -> list[Token]:
        text, match = self.text, _TOKEN.match
        while self.position < len(text):
            found = match(text, self.position)
            if found is None or found.lastgroup == "open_comment":
                raise self._unreadable()
            kind, word = found.lastgroup or "", found.group()
            if kind == "space":
                self.position = found.end()
            elif kind == "name":
                self._name(word)
            elif kind == "operator":
                self._operator(word)
            else:
                self._emit(kind.upper(), word, found.end())
        return self.tokens

    def _emit(self, kind: str, value: str, end: int) -> None:
        self.tokens.append(Token(kind, value, self.position, end_pos=end))
        self.last = kind
        self.position = end

    # Names ----------------------------------------------------------------------------------------------------

    def _name(self, word: str) -> None:
        binding = self._binding()
        if binding and (match := _bound(binding).match(self.text, self.position)):
            self._bind(match.group(1), match.end())
            return
        known = self._known(word)
        if known is not None:
            self._emit("NAME", *known)
            return
        end = self.position + len(word)
        if self._in_type() and word in TYPE_OPENERS and (opens := _TYPE_OPENS.match(self.text, end)):
            self._push("context type" if word == "context" else "type")
            self._emit(TYPE_OPENERS[word], word, opens.end())
        elif word == "external" and self.last == "RPAR" and self.closed == "parameters":
            self._emit("EXTERNAL", word, end)
        elif word in KEYWORDS and self.last != "DOT":
            self._keyword(word, end)
        elif word == "instance" and (of := _INSTANCE_OF.match(self.text, end)):
            self._emit("INSTANCE_OF", "instance of", of.end())
        else:
            self._emit("NAME", *self._words(word, end))

    def _keyword(self, word: str, end: int) -> None:
        if word in ("for", "some", "every"):
            self.frames[-1].iterating = True
        elif word in ("return", "satisfies"):
            self.frames[-1].iterating = False
        self._emit(KEYWORDS[word], word, end)

    def _binding(self) -> str | None:
        """What ends the name that is bound here; None where no name is."""
        last, frame = self.last, self.frames[-1]
        if last in ("FOR", "SOME", "EVERY") or (last == "COMMA" and frame.iterating):
            return "in"
        if last in ("LPAR", "LBRACE", "CONTEXT_OF", "COMMA"):
            return {"parameters": ":,)", "context": ":", "call": ":", "context type": ":"}.get(frame.kind)
        return None

    def _bind(self, written: str, end: int) -> None:
        name = normal_name(written)
        frame = self.frames[-1]
        if frame.kind == "context":
            frame.keys.extend(_several_pieces([name]))
        elif frame.kind == "parameters" or frame.iterating:
            self.bound.extend(_several_pieces([name]))
        self._emit("NAME", name, end)

    def _known(self, word: str) -> tuple[str, int] | None:
        """The longest known name of several pieces that stands here, with its end."""
        candidates = list(self.outer.get(word, ()))
        if self.bound:
            candidates += self.bound
        if self.keys and (self.last == "DOT" or any(frame.kind == "filter" for frame in self.frames)):
            candidates += self.keys
        longest = None
        for name, pattern, is_word in candidates:
            match = pattern.match(self.text, self.position)
            if match is None or (is_word and _part().match(self.text, match.end())):
                continue
            if longest is None or match.end() > longest[1]:
                longest = (name, match.end())
        return longest

    def _words(self, word: str, end: int) -> tuple[str, int]:
        """Words side by side are one name: nothing else in the grammar puts them so."""
        words = [word]
        while match := _NEXT_WORD.match(self.text, end):
            if match.group(1) in KEYWORDS or (
                match.group(1) == "instance" and _INSTANCE_OF.match(self.text, match.end())
            ):
                break
            words.append(match.group(1))
            end = match.end()
        return " ".join(words), end

    def _in_type(self) -> bool:
        if self.last in ("INSTANCE_OF", "ARROW", "LIST_OF", "RANGE_OF", "FUNCTION_OF"):
            return True
        kind = self.frames[-1].kind
        return (self.last == "COLON" and kind in ("parameters", "context type")) or (
            self.last == "COMMA" and kind == "type"
        )

    # Operators and brackets -----------------------------------------------------------------------------------

    def _operator(self, sign: str) -> None:
        kind = OPERATORS[sign]
        frame = self.frames[-1]
        if sign in "([{" or (sign == "]" and self._opens_range()):
            kind = self._open(sign, kind)
        elif sign in ")]}":
            self._pop()
        elif sign == "..":
            frame.stepped = True
        elif sign == "," and not frame.iterating and frame.kind != "parameters":
            self._forget(frame)
        elif sign[0] == ">" and frame.kind in ("type", "context type"):
            self._pop()
            kind, sign = "GREATER", ">"
        self._emit(kind, sign, self.position + len(sign))

    def _open(self, sign: str, kind: str) -> str:
        operand_before = self.last in ENDS_OPERAND
        if sign == "(":
            opens = "parameters" if self.last == "FUNCTION" else "call" if operand_before else "group"
        elif sign == "{":
            opens = "context"
        elif sign == "[" and operand_before:
            if self.frames[-1].stepped and not self._operand_follows():
                self._pop()
                return "LSQB_CLOSES"
            opens = "filter"
        else:
            opens = "list"
        self._push(opens)
        return "RSQB_OPENS" if sign == "]" else kind

    def _opens_range(self) -> bool:
        return self.last not in ENDS_OPERAND and self.last != "LSQB"

    def _operand_follows(self) -> bool:
        after = self.position + 1
        return _OPERAND_AHEAD.match(self.text, after) is not None and _NO_OPERAND.match(self.text, after) is None

    def _push(self, kind: str) -> None:
        if len(self.frames) > NESTING:
            raise LimitFault("nesting", (self.position, self.position + 1), {"allowed": NESTING})
        self.frames.append(_Frame(kind, len(self.bound)))

    def _pop(self) -> None:
        if len(self.frames) == 1:
            return  # the parser says what is wrong with a bracket that closes nothing
        frame = self.frames.pop()
        self.closed = frame.kind
        self.keys.extend(frame.keys)
        if frame.kind != "parameters":  # whose names are for the body that follows
            del self.bound[frame.bound :]

    def _forget(self, frame: _Frame) -> None:
        """After a comma, what was bound before it is no name any more, but for the keys of a context."""
        del self.bound[frame.bound :]
        self.bound.extend(frame.keys)

    def _unreadable(self) -> SyntaxFault:
        at = self.position
        found = self.text[at]
        if found in '"@':
            return SyntaxFault("string-unclosed", (at, len(self.text)))
        if self.text.startswith("/*", at):
            return SyntaxFault("comment-unclosed", (at, len(self.text)))
        return SyntaxFault("unexpected-character", (at, at + 1), {"found": found})


def _mark_negation(tokens: list[Token]) -> None:
    """`not(…)` around all the tests is no call of the function of that name: it takes tests."""
    if len(tokens) < 3 or tokens[0].value != "not" or tokens[1].type != "LPAR":
        return
    depth = 0
    for position, token in enumerate(tokens):
        depth += (token.type in OPENING) - (token.type in CLOSING)
        if depth == 0 and position > 0:
            if position == len(tokens) - 1:
                tokens[0] = Token("NOT", "not", tokens[0].start_pos, end_pos=tokens[0].end_pos)
            return


def _several_pieces(names: Iterable[str]) -> Iterable[_Known]:
    for name in names:
        known = _pattern(name)
        if known is not None:
            yield known


@functools.lru_cache(maxsize=4096)
def _pattern(name: str) -> _Known | None:
    pieces = _PIECE.findall(name)
    if len(pieces) < 2:
        return None
    # Words stay apart, operators need no space around them.
    pattern = re.escape(pieces[0])
    for before, piece in itertools.pairwise(pieces):
        apart = before[-1] not in "./-'+*" and piece[0] not in "./-'+*"
        pattern += f"[{_SPACE}]{'+' if apart else '*'}{re.escape(piece)}"
    return _Known(name, re.compile(pattern), pieces[-1] not in "./-'+*")


@functools.lru_cache(maxsize=64)
def _by_first_word(names: tuple[str, ...]) -> dict[str, list[_Known]]:
    """The names of several pieces by their first word, those of the language among them."""
    found: dict[str, list[_Known]] = {}
    for known in _several_pieces([*map(normal_name, names), *BUILTINS, *TYPE_NAMES, *PROPERTIES]):
        found.setdefault(_PIECE.findall(known.name)[0], []).append(known)
    return found


TYPE_NAMES = ("date and time", "days and time duration", "years and months duration")
PROPERTIES = ("time offset", "start included", "end included")
