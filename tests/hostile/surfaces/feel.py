"""FEEL: expressions that are grown, spoilt, joined from pieces or made to swell, and the lines of `feel --jsonl`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.feel.test_generated import PIECES, SCOPE, case_of, forget, grow, spoilt
from tests.hostile import mutate
from tests.hostile.bounded import inside, look_at
from tests.hostile.generate_feel import expressions
from tests.hostile.inputs import ANSWERED, REFUSED, Found, Input, Surface

WAYS = {
    "grown": 37, "unary": 6, "spoilt": 26, "pieces": 10, "spliced": 8, "patterns": 6, "swelling": 4, "protocol": 2,
    "command": 1,
}  # fmt: skip
REGEXES = [
    "a", "(a+)+$", "(a|a)*b", "[a-z-[aeiou]]", "\\p{L}", "(", ")", "[", "{9999}", "{1,99}", "\\1", "(?i)", "年", "^*",
]  # fmt: skip


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
        (text,) = expressions(random.getrandbits(32), 1)
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


FEEL = Surface("feel", 45_000, make, run, chunk=500)
