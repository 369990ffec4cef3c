"""Expressions that want to run long or to take much memory: grown from a grammar, and mutated out of a corpus.

    for text in expressions(seed=7, count=1000): ...

`expressions` gives the same texts for the same seed. No text has more than LONGEST characters. Most are FEEL, some are
refused by the parser; all of them have to end within the bounds of `tests/hostile/judge.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import yaml

from huimin.feel.builtins import BUILTINS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 200
"""Characters of an expression."""

CORPUS = Path(__file__).with_name("feel-attacks.yaml")
"""Expressions that ran long or took much memory once, each in a group that says why."""


def attacks() -> list[str]:
    """Every text of the corpus, in its order."""
    groups: dict[str, list[str]] = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    return [text for texts in groups.values() for text in texts]


def expressions(seed: int, count: int) -> Iterator[str]:
    """`count` expressions of at most LONGEST characters: half of them grown, half mutated out of the corpus.

    Example: list(expressions(1, 2)) has two texts.
    """
    random = Random(seed)
    corpus = attacks()
    for _ in range(count):
        text = _grown(random) if random.random() < 0.5 else _mutated(random, corpus)
        yield text[:LONGEST]


# Growing ------------------------------------------------------------------------------------------------------------

_CALL_ONE = "~builtin~(~any~)"
_CALL_TWO = "~builtin~(~any~,~any~)"
_CALL_THREE = "~builtin~(~any~,~any~,~any~)"

PATTERNS: dict[str, Sequence[str]] = {
    "whole": [
        "~any~", "~any~", "{l:~list~,r:~any~}.r", "{l:~list~,m:~list~,r:~any~}.r",
        "{f:~function~,l:~list~,r:~any~}.r", "{s:~text~,t:~text~,r:~any~}.r", "{a:~any~,b:~any~,c:~any~}",
        "{a:[~list~],b:[a,a,a,a],c:[b,b,b,b],d:[c,c,c,c],e:[d,d,d,d],r:~any~}.r",
        "{a:{x:~any~},b:{x:a,y:a},c:{x:b,y:b},d:{x:c,y:c},e:{x:d,y:d},r:~any~}.r",
    ],
    "any": [
        "~list~", "~list~", "~text~", "~number~", "~boolean~", "~context~", "~moment~", "~range~",
        _CALL_ONE, _CALL_TWO, _CALL_TWO, _CALL_THREE, "~any~~operator~~any~", "~any~~operator~~any~", "~any~.a",
        "~any~[~any~]",
        "if ~boolean~ then ~any~ else ~any~", "~any~ instance of ~type~", "(~function~)(~any~)",
    ],
    "list": [
        "for i in 1..~size~ return ~any~", "for j in 1..2000 return for i in 1..90 return ~any~",
        "for i in ~list~ return ~any~",
        "for i in 1..~size~,j in 1..~size~ return ~any~", "for i in 1..~size~ return [partial,partial]",
        "for i in 1..~size~ return if i=1 then ~any~ else [partial[-1],partial[-1]]",
        "for i in 1..~size~ return partial", "for d in @\"2000-01-01\"..@\"2999-01-01\" return ~any~",
        "[~any~,~any~,~any~]", "[~any~]", "~list~[~boolean~]", "(~list~)[~any~]", "concatenate(~list~,~list~)",
        "append(~list~,~any~)", "flatten(~list~)", "sort(~list~)", "sort(~list~,function(a,b) ~boolean~)",
        "distinct values(~list~)", "union(~list~,~list~)", "reverse(~list~)", "split(~text~,~text~)",
        "get entries(~context~)", "index of(~list~,~any~)", "list replace(~list~,function(a,b) ~boolean~,~any~)",
        "insert before(~list~,1,~any~)", "(~list~).a",
    ],
    "text": [
        "string(~any~)", "string join(~list~,~text~)", "string join(for i in 1..~size~ return ~text~)",
        "~text~+~text~", "replace(~text~,~text~,~text~)", "upper case(~text~)", "substring(~text~,~number~)",
        "(for i in 1..~size~ return if i=1 then ~text~ else partial[-1]+partial[-1])[-1]",
    ],
    "number": [
        "~number~~arithmetic~~number~", "count(~list~)", "sum(~list~)", "stddev(~list~)", "median(~list~)",
        "string length(~text~)", "~list~[~number~]", "exp(~number~)", "log(~number~)", "~number~**~number~",
        "decimal(~number~,~number~)", "modulo(~number~,~number~)", "number(~text~,null,null)", "floor(~number~)",
    ],
    "boolean": [
        "~any~=~any~", "~any~!=~any~", "~any~ in ~list~", "~any~ in (~any~,~any~)", "~any~<~any~",
        "~any~ between ~any~ and ~any~", "some i in ~list~ satisfies ~boolean~",
        "every i in ~list~ satisfies ~boolean~",
        "some i in 1..~size~,j in 1..~size~ satisfies ~boolean~", "list contains(~list~,~any~)",
        "matches(~text~,~text~)", "contains(~text~,~text~)", "~boolean~ and ~boolean~", "~boolean~ or ~boolean~",
        "~any~ instance of list<number>", "any(~list~)", "all(~list~)", "is(~any~,~any~)", "before(~any~,~any~)",
    ],
    "context": [
        "{a:~any~}", "{a:~any~,b:~any~}", "{a:{a:{a:~any~}}}", "context put(~context~,~text~,~any~)",
        "context merge(~list~)", "context(for i in 1..~size~ return {key:string(i),value:~any~})",
    ],
    "function": ["function(x) ~any~", "function(x) x(x)", "function(x:list<number>) x", "function(a,b) a<b"],
    "moment": [
        "date and time(~text~)", "~moment~+@\"P1D\"*~number~", "~moment~-~moment~", "date(~number~,1,1)",
        "~moment~+@\"P1M\"*~number~", "duration(~text~)",
    ],
    "range": ["[~any~..~any~]", "(<~any~)", "(=~any~)", "(!=~list~)", "range(~text~)"],
}  # fmt: skip
"""What each kind of expression is made of. Tildes stand around the kind of a part."""

LEAVES: dict[str, Sequence[str]] = {
    "whole": ["1"],
    "any": ["i", "i", "l", "m", "s", "partial", "f", "item", "1e6144", "null", "nobody", "j", "x", "a"],
    "list": ["l", "l", "m", "partial", "[i]", "[1,2]", "[]", "for i in 1..~size~ return i", "[i,i,i,i,i,i,i,i]"],
    "text": ["s", "t", '"a"', '"(a+)+b"', '"(a|aa)*c"', '""', "string(i)", "string(1e6144)", '".*.*.*x"', '"$0$0$0"'],
    "number": ["i", "j", "1", "-1", "0.5", "1e6144", "1e-6143", "9999999999999999999999999999999999", "x"],
    "boolean": ["true", "false", "null", "i>5", "item>1"],
    "context": ["{a:i}", "{}", "{a:l}", "item", "x"],
    "function": ["f", "count", "string", "function(x) x", "sort", "max"],
    "moment": ['@"2024-01-01"', '@"2024-03-31T02:30:00@Europe/Paris"', '@"10:00:00@Asia/Shanghai"', '@"P999999999Y"'],
    "range": ["[1..9]", "(>i)", "(=l)", '["a"..s]'],
    "size": [
        "9", "60", "400", "2000", "2000", "9999", "90000", "300000", "1000000", "1e6144", "-1e6", "1e33", "count(l)",
        "i",
    ],
    "operator": ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", " in ", " and ", " or "],
    "arithmetic": ["+", "-", "*", "/", "**"],
    "type": ["number", "list<number>", "list<list<list<Any>>>", "context<a:list<Any>>", "range<number>", "string"],
    "builtin": sorted(BUILTINS),
}  # fmt: skip
"""What a kind comes to where nothing more is grown."""

_PART = re.compile(r"~(\w+)~")


def _grown(random: Random) -> str:
    """A text of the grammar that has at most LONGEST characters; the last one tried where none has."""
    text = ""
    for depth in (6, 5, 4, 4, 3, 3, 3, 2):
        text = _grow(random, "whole", depth)
        if len(text) <= LONGEST:
            break
    return text


def _grow(random: Random, kind: str, depth: int) -> str:
    patterns = LEAVES[kind] if depth == 0 or kind not in PATTERNS else PATTERNS[kind]
    return _PART.sub(lambda part: _grow(random, part[1], max(depth - 1, 0)), random.choice(patterns))


# Mutating -----------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+(?:e\d+)?")
_NAME = re.compile(r"\b[a-z]\b")


def _mutated(random: Random, corpus: Sequence[str]) -> str:
    """A text of the corpus after one to four changes."""
    text = random.choice(corpus)
    for _ in range(random.randint(1, 4)):
        text = random.choice(_CHANGES)(random, text, corpus)
    return text


def _other_number(random: Random, text: str, corpus: Sequence[str]) -> str:
    return _replaced(random, text, _NUMBER, random.choice(LEAVES["size"]))


def _other_part(random: Random, text: str, corpus: Sequence[str]) -> str:
    kind = random.choice(["any", "list", "text", "number", "boolean", "context"])
    return _replaced(random, text, random.choice([_NAME, _NUMBER]), _grow(random, kind, random.randint(0, 2)))


def _wrapped(random: Random, text: str, corpus: Sequence[str]) -> str:
    pattern = random.choice([
        "for i in 1..~size~ return _", "count(_)", "string(_)", "_=_", "[_,_]", "(_).a", "(_)[1]", "{a:_}",
        "~builtin~(_)", "~builtin~(_,~any~)", "function(x) _", "some j in _ satisfies j=i",
        "if ~boolean~ then _ else _",
    ])  # fmt: skip
    return _PART.sub(lambda part: _grow(random, part[1], 1), pattern).replace("_", text)


def _spliced(random: Random, text: str, corpus: Sequence[str]) -> str:
    other = random.choice(corpus)
    at, start = random.randint(0, len(text)), random.randint(0, len(other))
    return text[:at] + other[start : start + random.randint(1, 60)] + text[at:]


def _doubled(random: Random, text: str, corpus: Sequence[str]) -> str:
    start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    return text[:end] + text[start:]


def _replaced(random: Random, text: str, pattern: re.Pattern[str], by: str) -> str:
    places = list(pattern.finditer(text))
    if not places:
        return text
    place = random.choice(places)
    return text[: place.start()] + by + text[place.end() :]


_CHANGES = (_other_number, _other_number, _other_part, _other_part, _wrapped, _wrapped, _spliced, _doubled)
