"""FEEL: expressions that are grown, spoilt, joined from pieces or made to swell, and the lines of `feel --jsonl`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.feel.test_generated import PIECES, SCOPE, case_of, forget, grow, spoilt
from tests.hostile import mutate
from tests.hostile.inputs import ANSWERED, REFUSED, Found, Input, Surface
from tests.hostile.program import inside, look_at

WAYS = {
    "grown": 40, "unary": 6, "spoilt": 26, "pieces": 10, "spliced": 8, "patterns": 6, "swelling": 1, "protocol": 2,
    "command": 1,
}  # fmt: skip
REGEXES = [
    "a",
    "(a+)+$",
    "(a|a)*b",
    "[a-z-[aeiou]]",
    "\\p{L}",
    "(",
    ")",
    "[",
    "{9999}",
    "{1,99}",
    "\\1",
    "(?i)",
    "年",
    "^*",
]

# Expressions that take in, or give, far more than they are long: {n} is a number, {list} and {work} are such again.
LISTS = [
    "1..{n}", "(for i in 1..{n} return 0)", "(for i in 1..{n} return i)", "(for i in 1..{n} return [i, i, {n}])",
    "(for i in 1..{n} return {{a: {{b: {{c: i}}}}}})", "(for i in 1..{n} return {work})", "concatenate({list}, {list})",
    "union({list}, {list})", "split(string({list}), \",\")", "flatten([{list}, {list}])", "reverse({list})",
    "(for i in {list} return partial)", "get entries({wide})", "distinct values({list})", "{list}[item > {n}]",
    "index of({list}, 0)", "sort({list}, function(a, b) a > b)", "append({list}, {list})", "remove({list}, 1)",
    "insert before({list}, 1, {list})", "sublist({list}, 1, {n})", "[{many}]",
]  # fmt: skip
WORKS = [
    "i in l", "l = m", "l != m", "l.a", "string(l)", "count(l)", "l instance of list<number>", "list contains(l, {n})",
    "split(s, \",\")", "union(l, m)", "index of(l, 0)", "concatenate(l, m)", "partial", "count(partial)",
    "if small > 1 then l else m", "some x in l satisfies x = {n}", "every x in m satisfies x != i", "l[item = i]",
    "l[i]",
    "context merge([c, c])", "get entries(c)", "get value(c, \"k{n}\")", "c.k{n}", "sum(l)", "median(l)", "mode(l)",
    "stddev(l)", "min(l)", "all(l)", "distinct values(l)", "string join([s, s], s)", "replace(s, \"0\", s)",
    "upper case(s)", "contains(s, \"{n}\")", "substring(s, i)", "matches(s, \"(0+,?)+$\")", "[l, m]", "{{a: l, b: m}}",
    "sort(l, function(a, b) a > b)", "l between m and l", "is(l, m)", "for j in l return for k in l return j * k",
    "[{many}]", "context put(c, \"a\", l)", "overlaps([1..i], [i..{n}])", "(function(x) x)(l)", "number(s)",
]  # fmt: skip
WHOLES = [
    "{list}", "{{l: {list}, m: {list}, s: string(l), c: {wide}, r: for i in 1..{n} return {work}}}.r",
    "{{l: {list}, m: l, s: \"0,\", c: {wide}, r: for i in {list} return {work}}}.r",
    "{{l: {list}, m: l, s: \"x\", c: {wide}, r: some i in {list} satisfies {work}}}.r",
    "{{a0: [1], {doubled}}}", "{{a0: \"aaaaaaaaaaaaaaaa\", {added}}}", "for x in 1..{huge} return x", "[1..{huge}] = 1",
    "for x in {huge}..1 return x", "some x in {huge}..-{huge} satisfies x = 0", "{huge} ** {huge}",
    "decimal({huge}, {n})",
    "string({huge})", "@\"{day}\" + @\"P{n}Y\"", "duration(\"P{n}D\") * {huge}", "date({n}, {n}, {n})", "{deep}",
    "for x in {list}, y in {list} return {work}", "substring(string({huge}), {huge}, {huge})", "modulo({huge}, 3)",
    "(function(f, x) f(f, x))(function(f, x) f(f, x), 1)",
    "(function(f, x) [f(f, x), f(f, x)])(function(f, x) x, {list})",
    "{{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f({n})}}.r", "exp({huge})", "log({huge})",
    "sqrt({huge})",
    "factorial({n})", "range(\"[1..{huge}]\")", "number(\"{huge}\", \",\", \".\")", "for i in 1..{n} return partial",
]  # fmt: skip


def swelling(random: Random) -> str:
    """An expression that swells when it is evaluated."""
    text = random.choice(WHOLES)
    for _ in range(4):
        if "{" not in text.replace("{{", "").replace("}}", ""):
            break
        text = _filled(random, text)
    return text.replace("{list}", "[1]").replace("{work}", "i").replace("{{", "{").replace("}}", "}")


def _filled(random: Random, text: str) -> str:
    """The text with what stands in its single braces."""
    makes: Mapping[str, Any] = {
        "n": lambda: str(int(10 ** random.uniform(0, 7))),
        "huge": lambda: random.choice(
            ("1e6144", "1e34", "1e999", "9" * 33, "1e-6143", "10 ** 6144", "9007199254740993")
        ),
        "list": lambda: random.choice(LISTS),
        "work": lambda: random.choice(WORKS),
        "many": lambda: ", ".join([random.choice(("i", "0", "small", "[0]"))] * random.choice((10, 300, 3000))),
        "wide": lambda: "{{" + ", ".join(f"k{each}: {each}" for each in range(random.choice((1, 100, 1700)))) + "}}",
        "doubled": lambda: ", ".join(f"a{each + 1}: [a{each}, a{each}]" for each in range(random.choice((10, 30, 60)))),
        "added": lambda: ", ".join(f"a{each + 1}: a{each} + a{each}" for each in range(random.choice((10, 30, 60)))),
        "day": lambda: random.choice(mutate.DAYS),
        "deep": lambda: _deep(random),
    }
    for name, make in makes.items():
        while "{" + name + "}" in text:
            text = text.replace("{" + name + "}", make(), 1)
            if name in ("list", "work"):
                break
    return text


def _deep(random: Random) -> str:
    opening, closing = random.choice(
        (("(", ")"), ("[", "]"), ("not(", ")"), ("{{a: ", "}}"), ("-", ""), ("if true then ", " else 0"),
         ("for x in 1..2 return ", ""), ("function(x) ", ""), ("1 + ", ""), ("a.", "a"), ("string(", ")"))
    )  # fmt: skip
    depth = random.choice((30, 60, 200, 2000, 30_000))
    return opening * depth + "1" + closing * depth


def make(random: Random) -> Input:
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    seed = random.getrandbits(64)
    if way in ("grown", "command"):
        text = grow(random, depth=random.choice((3, 4, 5, 6)))
    elif way == "unary":
        text = random.choice((grow(random, "unary"), spoilt(seed), "-", f"not({grow(random)})"))
    elif way == "spoilt":
        text = mutate.spoilt_bytes(random, spoilt(seed).encode("utf-8", "surrogatepass"), b"1", PIECES).decode(
            "utf-8", "ignore"
        )
        text = random.choice((text, spoilt(seed)))
    elif way == "pieces":
        text = "".join(random.choice((*PIECES, random.choice(mutate.TEXTS))) for _ in range(random.randint(0, 30)))
    elif way == "spliced":
        first, second = grow(random), grow(random)
        text = first[: random.randint(0, len(first))] + second[random.randint(0, len(second)) :]
    elif way == "patterns":
        pattern = "".join(random.choice(REGEXES) for _ in range(random.randint(1, 8)))
        where = random.choice(("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "年a", "", "ab\nc", "a" * 2000))
        call = random.choice(("matches({}, {})", 'replace({}, {}, "$1")', "split({}, {})", 'matches({}, {}, "smix")'))
        text = call.format(json.dumps(where), json.dumps(pattern))
    elif way == "protocol":
        text = _line(random)
    else:
        text = swelling(random)
    return Input("feel", way, {"text": text, "facts": seed, "share": random.choice((0, 0, 0.05, 0.3, 0.9))})


def _line(random: Random) -> str:
    """A line of the conformance protocol."""
    data: Any = {
        "id": 1,
        "expression": grow(random, depth=2),
        "definitions": [["a", grow(random, depth=2)]],
        "inputs": {
            "x": {"t": random.choice(("number", "date", "list", "context", "any")), "v": random.choice(mutate.DAYS)}
        },
        "result_type": random.choice(("number", "list<number>", "date", None)),
    }
    line = mutate.written(random, mutate.spoilt_data(random, data, {}, ["id", "t", "v", "x", "number", "1e9999"]))
    return line.decode("utf-8", "surrogatepass")


def run(given: Input) -> str:
    text = given.parts["text"]
    if given.way == "protocol":
        return _protocol(text)
    if given.way == "command":
        return _command(text)
    return _evaluated(given, text)


def _evaluated(given: Input, text: str) -> str:
    """Everything that is done with an expression: written and read again, stored, checked, compiled, run, shown."""
    from huimin import feel
    from huimin.feel.show import show

    parse = feel.parse_unary_tests if given.way == "unary" else feel.parse
    random, share = Random(given.parts["facts"]), given.parts["share"]
    facts = forget(case_of(random), "", lambda _: random.random() < share)
    run_ = feel.Run()
    try:
        node = parse(text, SCOPE)
        written = feel.unparse(node)
        if parse(written, SCOPE) != node:
            raise Found("wrong", f"written and read again it is another tree: {written[:80]!r}")
        if feel.from_json(feel.to_json(node)) != node:
            raise Found("wrong", "stored and read again it is another tree")
        checked = feel.check(node, {**SCOPE, "?": feel.ANY}, profile=True)
        value = feel.compile(node, [*SCOPE, "?"]).call(*facts.values(), None, run=run_)
        shown = show(value)
    except (feel.SyntaxFault, feel.LimitFault) as fault:
        if not (feel.message(fault)["zh"] and 0 <= fault.span[0] <= fault.span[1] <= len(text)):
            raise Found("wrong", f"{fault.code} has no words or no place") from None
        return REFUSED
    if not (shown and all(feel.message(each)["en"] for each in (*checked.findings, *run_.faults))):
        raise Found("wrong", "a value or a fault without words")
    return ANSWERED


def _protocol(line: str) -> str:
    from huimin.feel.kit import serve
    from huimin.feel.temporal.literals import read_date_time

    out = io.StringIO()
    serve(io.StringIO(line + "\n"), out, read_date_time("2024-06-01T12:00:00Z"))
    answers = [json.loads(each) for each in out.getvalue().splitlines()]
    return REFUSED if any("error" in each for each in answers) else ANSWERED


def _command(text: str) -> str:
    with TemporaryDirectory() as folder:
        context = Path(folder, "facts.yaml")
        context.write_text('{"small": 1, "word": "b", "yes": true, "day": "2024-02-29"}', encoding="utf-8")
        arguments = ["--", text] if text.startswith("-") else [text]
        options = ["--context", str(context), "--unknown", "large", "--now", "2024-06-01T12:00:00Z"]
        return look_at(inside(["feel", *options, *arguments]))


KNOWN = [
    "for i in 1..24 return partial",
    "{a0: [1], a1: [a0, a0], a2: [a1, a1], a3: [a2, a2], a4: [a3, a3], a5: [a4, a4], a6: [a5, a5]}.a6",
    "{a0: [1], " + ", ".join(f"a{each + 1}: [a{each}, a{each}]" for each in range(59)) + "}.a59",
    "{l: for i in 1..90000 return 0, r: for i in 1..10000 return i in l}.r",
    "{l: for i in 1..90000 return 0, r: for i in 1..10000 return l instance of list<number>}.r",
    "{l: for i in 1..90000 return 0, r: for i in 1..10000 return string(l)}.r",
    "for i in 1..300000 return [" + ", ".join(["i"] * 3000) + "]",
    "for i in 1..1000000 return {a: {b: {c: i}}}",
    "for x in 1..1e6144 return x",
]
"""What ran for more than a minute, or took gigabytes, or could not be told, when it was first tried."""

FEEL = Surface(
    "feel",
    45_000,
    make,
    run,
    chunk=500,
    known=[Input("feel", "known", {"text": each, "facts": 1, "share": 0}) for each in KNOWN],
)
