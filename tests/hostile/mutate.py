"""Ways to spoil an input: its bytes, its text, its data. Every way draws from one random state alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import yaml
from tests.hostile.inputs import FORGED

NUMBERS = [
    "0", "-0", "1", "-1", "0.1", "1e39", "-1e39", "1e308", "1e9999", "1e-9999", "1e6144", "9" * 12, "9" * 13, "9" * 40,
    "9" * 41, "9" * 4301, "0x10", "0o17", "1_000", ".inf", "-.inf", ".nan", "NaN", "Infinity", "+1", "1e+", "00012",
    "1:30", "2147483648", "9223372036854775808", "1.", ".5", "１２", "0.1e1",
]  # fmt: skip
DAYS = [
    "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-001-01-01", "2024-02-30", "2023-02-29", "2024-02-29",
    "2024-06-01T00:00:00", "2024-06-01", "2024-6-1", "20240601", "２０２４-06-01", "2024-06-01 ", "1900-01-01",
]  # fmt: skip
CONTROLS = [
    "\x1b[2J", "\x1b]0;pwned\x07", "\x1b[1A\x1b[2K", "\x9b31m", "\x00", "\x07", "\x08\x08\x08", "\x7f", "\r",
    "\u202e", "\u2066", "\u200f", "\u2028", "\x85", f"\n{FORGED} ", f"\r\n{FORGED} ", "\x0b", "\x0c", "\x1f",
]  # fmt: skip
TEXTS = [
    *CONTROLS, "\ufeff", "\ud800", "\udfff\ud800", "e\u0301", "\u0301" * 50, "𝒳", "\U0010ffff", "\ufffe", "\u200b",
    "年" * 300, "A" * 10_000, "{{7*7}}", "{% for %}", "${x}", "%s%n", "../../etc/passwd", "=1+1", "<script>alert(1)",
    "' OR 1=1 --", "]]>", "&amp;", "\\", '"', "'", "`", "|", "“”", "null", "true", "~", "", " ", "\t", "ß", "ﬁ", "İ",
]  # fmt: skip
YAML = [
    ": ", " ", "\n", "- ", "  ", "{", "}", "[", "]", ",", "&a ", "*a", "!!int ", "!!python/object/apply:os.system ",
    "|",
    "|+9\n", ">-\n", "'", '"', "#", "---\n", "...\n", "? ", "\t", "%YAML 1.1\n", "<<: *a", "@", "`", "\\u", "\\ud800",
    "\\x", "：", "，", "“", "　", "&a [*a, *a]", "[" * 60, "{a: " * 60, "- " * 60, "!<tag:yaml.org,2002:str> ",
]  # fmt: skip
BOMS = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80"]
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{each}: &a{each} [{', '.join([f'*a{each - 1}'] * 8)}]\n" for each in range(1, 9)
)
"""Aliases of aliases, which stand for 8^9 texts."""


def encoded(text: str) -> bytes:
    """UTF-8, with the surrogates that it must not have."""
    return text.encode("utf-8", "surrogatepass")


# Bytes ------------------------------------------------------------------------------------------------------------


def spoilt_bytes(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    """The bytes after one to four changes; `other` is what they may be spliced with, `words` what may be put in."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 4))):
        given = random.choice(OF_BYTES)(random, given, other, words)
    return given


Change = Callable[[Random, bytes, bytes, Sequence[str]], bytes]


def _span(random: Random, given: bytes) -> tuple[int, int]:
    start = random.randint(0, len(given))
    return start, min(len(given), start + random.choice((1, 1, 2, 4, 8, 40, 200)))


def _put(random: Random, given: bytes, piece: bytes) -> bytes:
    start, end = _span(random, given)
    return given[:start] + piece + given[random.choice((start, end)) :]


def _flip(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    changed = bytearray(given or b"\0")
    for _ in range(random.choice((1, 1, 3, 10))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _drop(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    return _put(random, given, b"")


def _repeat(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    start, end = _span(random, given)
    return given[:end] + given[start:end] * random.choice((1, 1, 2, 50)) + given[end:]


def _truncate(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    return given[: random.randint(0, len(given))]


def _splice(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    start, end = _span(random, other)
    cut = random.randint(0, len(given))
    return random.choice((given[:cut] + other[start:], _put(random, given, other[start:end])))


def _word(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    return _put(random, given, encoded(random.choice(random.choice((YAML, TEXTS, NUMBERS, DAYS, words)))))


def _lines(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    """A line is repeated, left out, moved, or moved in or out."""
    lines = given.split(b"\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    line = lines[at]
    edit = random.randrange(5)
    if edit == 0:
        lines.insert(to, line)
    elif edit == 1:
        del lines[at]
    elif edit == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif edit == 3:
        lines[at] = random.choice((b"  ", b" ", b"\t", "　".encode())) + line
    else:
        lines[at] = line.lstrip()
    return b"\n".join(lines)


def _encoding(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    """Another encoding, a mark of one, other ends of lines, or zero bytes."""
    text = given.decode("utf-8", "ignore")
    ways: Sequence[Callable[[], bytes]] = (
        lambda: text.encode("utf-16", "ignore"),
        lambda: text.encode("utf-16-be", "ignore"),
        lambda: text.encode("gb18030", "ignore"),
        lambda: random.choice(BOMS) + given,
        lambda: _put(random, given, random.choice(BOMS)),
        lambda: given.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", "\u2028".encode(), b"\x85"))),
        lambda: given + b"\0" * random.choice((1, 100)),
    )
    return random.choice(ways)()


def _deep(random: Random, given: bytes, other: bytes, words: Sequence[str]) -> bytes:
    """Deep, wide, or both by aliases."""
    depth = random.choice((10, 41, 1000, 20_000))
    ways: Sequence[Callable[[], bytes]] = (
        lambda: b"[" * depth + given,
        lambda: b"{a: " * depth + given,
        lambda: given + b"\n" + b"- " * depth + b"x",
        lambda: LAUGHS.encode() + given,
        lambda: given + b"\n" + LAUGHS.encode(),
        lambda: given + b"\nx: [" + b"0," * depth + b"]\n",
        lambda: _put(random, given, b"9" * depth),
    )
    return random.choice(ways)()


OF_BYTES: Sequence[Change] = (
    _flip, _drop, _repeat, _truncate, _splice, _word, _word, _word, _lines, _lines, _encoding, _deep,
)  # fmt: skip


def soup(random: Random, pieces: Sequence[str], most: int = 40) -> bytes:
    """Pieces of a language in no order."""
    return encoded("".join(random.choice(pieces) for _ in range(random.randint(0, most))))


# Data -------------------------------------------------------------------------------------------------------------


def junk(random: Random, words: Sequence[str]) -> Any:
    """A value that most places do not want, and that JSON and YAML can hold."""
    kinds: Sequence[Callable[[], Any]] = (
        lambda: random.choice([None, True, False, [], {}, [[]], [None], {"": None}, {"zh": "一", "en": "1"}]),
        lambda: random.choice([0, -1, 7.5, 10**12, 10**13, -(10**39), 10**308, 1e300, 5e-324, 0.1 + 0.2]),
        lambda: random.choice(TEXTS),
        lambda: random.choice(DAYS),
        lambda: random.choice(words) + random.choice(("", "", random.choice(TEXTS))),
        lambda: {random.choice(words): random.choice(words) for _ in range(3)},
        lambda: [random.choice(words)] * random.choice((1, 2, 40)),
        lambda: nested(random.choice((5, 39, 41)), random.choice(words)),
    )
    return random.choice(kinds)()


def nested(depth: int, leaf: Any) -> Any:
    for each in range(depth):
        leaf = [leaf] if each % 2 else {"a": leaf}
    return leaf


def odd(random: Random) -> Any:
    """A value that only Python can hand in."""
    import datetime as dt

    return random.choice(
        [
            10**5000, -(10**5000), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e999999"),
            Decimal("1e-999999"), Decimal("-0"), float("nan"), float("inf"), -0.0, b"2024-06-01", dt.date(1, 1, 1),
            dt.date(9999, 12, 31), dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC), dt.time(1, 2), dt.timedelta(1), {1, 2},
            (1, 2), 1 + 2j,
            "x" * 300, "\ud800", {None: 1}, {1: 2}, {("a",): 1}, [{None: None}], nested(2000, 1), {True: 1}, {2.5: []},
        ]
    )  # fmt: skip


def spot(data: Any, random: Random) -> tuple[Any, Any]:
    """Somewhere in nested data: what it is in, and its key or number there. The data holds something."""
    owner: Any = data
    while True:
        key = random.choice(list(owner) if isinstance(owner, dict) else range(len(owner)))
        if not isinstance(owner[key], dict | list) or not owner[key] or random.random() < 0.2:
            return owner, key
        owner = owner[key]


def spoilt_data(random: Random, data: Any, other: Any, words: Sequence[str], *, python: bool = False) -> Any:
    """Nested data after one to three edits. With `python` it may hold what no file can."""
    for _ in range(random.choice((1, 1, 2, 3))):
        if not isinstance(data, dict | list) or not data:
            return data
        owner, key = spot(data, random)
        edit = random.choice(("drop", "swap", "graft", "rename", "double", "junk", "junk", "junk", "wrap"))
        if edit == "drop":
            del owner[key]
        elif edit == "swap":
            second, there = spot(data, random)
            owner[key], second[there] = copied(second[there]), copied(owner[key])
        elif edit == "graft" and isinstance(other, dict | list) and other:
            second, there = spot(other, random)
            owner[key] = copied(second[there])
        elif edit == "rename" and isinstance(owner, dict):
            name = odd(random) if python and random.random() < 0.3 else random.choice((*words, *TEXTS))
            owner[name if _is_key(name) else None] = owner.pop(key)
        elif edit == "double" and isinstance(owner, list):
            owner.extend([copied(owner[key])] * random.choice((1, 2, 15)))
        elif edit == "wrap":
            owner[key] = random.choice(([owner[key]], {"a": owner[key]}, {key: owner[key]}, f"<{key}>"))
        else:
            owner[key] = odd(random) if python and random.random() < 0.5 else junk(random, words)
    return data


def _is_key(name: Any) -> bool:
    try:
        hash(name)
    except TypeError:
        return False
    return True


DEEPEST_COPY = 300


def copied(value: Any, depth: int = 0) -> Any:
    """A copy of nested data. What lies deeper than Python's own stack can follow is left out."""
    if depth > DEEPEST_COPY:
        return None
    if isinstance(value, dict):
        return {key: copied(each, depth + 1) for key, each in value.items()}
    return [copied(each, depth + 1) for each in value] if isinstance(value, list) else value


def written(random: Random, data: Any) -> bytes:
    """Plain data as a file: JSON, or YAML in blocks."""
    if random.random() < 0.5:
        text = json.dumps(data, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 1)), default=str)
        return encoded(text)
    try:
        return encoded(
            yaml.dump(json.loads(json.dumps(data, default=str)), Dumper=yaml.CSafeDumper, allow_unicode=True)
        )
    except (UnicodeEncodeError, yaml.YAMLError, ValueError):
        return encoded(json.dumps(data, default=str))


def words_of(data: Any, found: dict[str, None] | None = None) -> list[str]:
    """Every key and short text of nested data, in order."""
    found = {} if found is None else found
    if isinstance(data, dict):
        for key, each in data.items():
            found[str(key)] = None
            words_of(each, found)
    elif isinstance(data, list):
        for each in data:
            words_of(each, found)
    elif isinstance(data, str) and len(data) < 40:
        found[data] = None
    return list(found)
