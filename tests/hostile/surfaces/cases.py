"""Cases: the bytes of files, and data that Python hands in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import yaml
from tests.hostile import mutate
from tests.hostile.inputs import (
    BOOKS,
    REFUSED,
    ROOT,
    SMALL,
    Found,
    Input,
    Surface,
    from_literal,
    latin,
    literal,
    raw,
    say_all,
)
from tests.properties.conftest import Generator

WAYS = {"bytes": 30, "soup": 10, "data": 30, "python": 20, "numbers": 4, "escapes": 3, "options": 3, "lists": 0.1}
SHIPPED = 0.03
"""The share that the shipped book answers, which takes fifty times as long as the small one."""


@cache
def book(name: str) -> Any:
    import huimin

    return huimin.load(BOOKS[name])


@cache
def files() -> list[bytes]:
    """Cases as files, good and bad."""
    paths = [*sorted((ROOT / "examples").glob("*.yaml")), *sorted(SMALL.rglob("cases/*.yaml"))]
    bad = yaml.safe_load((ROOT / "tests" / "cli" / "bad-cases.yaml").read_text(encoding="utf-8"))
    return [*(path.read_bytes() for path in paths), *(each["text"].encode() for each in bad)]


@cache
def words(name: str) -> list[str]:
    """What the vocabulary of a book calls things."""
    vocabulary = book(name).vocabulary
    found = dict.fromkeys(["on", "known", "readings", "id", *book(name).provisions, *book(name).questions])
    for record in (*vocabulary.records.values(), *vocabulary.subjects.values()):
        found |= dict.fromkeys((*record.facts, *record.at))
    for codes in vocabulary.codes.values():
        found |= dict.fromkeys(codes)
    return list(found)


def good(random: Random, name: str) -> dict[str, Any]:
    """A case that the book answers."""
    return Generator(book(name), random).case()


def make(random: Random) -> Input:
    name = "shipped" if random.random() < SHIPPED else SMALL.name
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    parts: dict[str, Any] = {"book": name}
    if way == "bytes":
        first = random.choice((random.choice(files()), mutate.written(random, good(random, name))))
        parts["bytes"] = latin(mutate.spoilt_bytes(random, first, random.choice(files()), words(name)))
    elif way == "soup":
        parts["bytes"] = latin(mutate.soup(random, [*mutate.YAML, *words(name), *mutate.NUMBERS, *mutate.DAYS]))
    elif way == "escapes":
        parts |= _escape(random, good(random, name))
    else:
        case = good(random, name)
        if way == "numbers":
            _enlarge(random, case)
        elif way == "lists":
            _lengthen(random, case, name)
        elif way == "options":
            parts["options"] = literal(_options(random, name))
        else:
            python = way == "python"
            case = mutate.spoilt_data(random, case, good(random, name), words(name), python=python)
        parts["literal"] = literal(case)
    return Input("cases", way, parts)


def _enlarge(random: Random, case: dict[str, Any]) -> None:
    """Another number in the place of every number."""
    numbers: list[tuple[Any, Any]] = []

    def gather(value: Any) -> None:
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(each, dict | list):
                gather(each)
            elif isinstance(each, int) and not isinstance(each, bool):
                numbers.append((value, key))

    gather(case)
    for owner, key in numbers:
        owner[key] = from_literal(
            random.choice(("10**12", "10**13", "10**39", "10**308", "Decimal('1e9999')", "0.1", "-1"))
        )


def _lengthen(random: Random, case: dict[str, Any], name: str) -> None:
    """Many members in the place of each list of records."""
    most = random.choice((20, 40, 80, 200, 3000))
    vocabulary = book(name).vocabulary
    for kind in vocabulary.subjects.values():
        owner: Any = case
        for step in () if kind.listed else kind.at:
            owner = owner.setdefault(step, {})
        for fact in () if kind.listed or not kind.at else kind.facts.values():
            if fact.list_of is not None and fact.is_given:
                record = vocabulary.records[fact.list_of]
                member = Generator(book(name), random).record(record, 0)
                owner[fact.name] = [
                    {**member, "id": f"n{each}"} if "id" in record.facts else member for each in range(most)
                ]


def _escape(random: Random, case: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON text in which an escape stands for half a character; the place of it is what a refusal has to name."""
    text = json.dumps(
        {**case, "x": "@@"} if random.random() < 0.5 else {**case, "@@": 1}, indent=random.choice((None, 1))
    )
    escape = random.choice(("\\ud800", "\\udfff", "\\ud83d x", "\\ude00\\ud83d"))
    at = text.index("@@")
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return {"bytes": latin(text.replace("@@", escape).encode()), "at": [line, column]}


def _options(random: Random, name: str) -> dict[str, Any]:
    """What is given beside a case: days, readings, assumptions, drafts."""
    text = [*words(name), *mutate.DAYS, *mutate.TEXTS]

    def junk() -> Any:
        return random.choice((mutate.junk(random, words(name)), mutate.odd(random), random.choice(mutate.DAYS)))

    given = {
        "on": random.choice(mutate.DAYS),
        "known": random.choice(mutate.DAYS),
        "readings": {random.choice(text): random.choice(text)},
        "assume": {random.choice(text): junk()},
        "drafts": [random.choice([*(each.id for each in book(name).instruments), *text])],
    }
    return {key: given[key] for key in random.sample(list(given), random.choice((1, 1, 2)))}


def run(given: Input) -> str:
    import huimin

    parts = given.parts
    case = raw(parts["bytes"]) if "bytes" in parts else from_literal(parts["literal"])
    options = from_literal(parts["options"]) if "options" in parts else {}
    loaded = book(parts["book"])
    try:
        result = huimin.determine(loaded, case, **options)
    except huimin.CaseError as refusal:
        say_all(refusal.findings)
        if "at" in parts:
            _refused_at(refusal.findings, tuple(parts["at"]))
        return REFUSED
    json.loads(result.to_json())
    if parts["book"] != "shipped" or given.way == "numbers":
        from huimin.cases.report import render

        for language in ("zh", "en"):
            render(loaded, result, language, unfold=True)
    return "answered"


def _refused_at(findings: Any, at: tuple[int, int]) -> None:
    found = [(each.place.line, each.place.column) for each in findings]
    if not any(line == at[0] and at[1] - 1 <= column <= at[1] + 1 for line, column in found):
        raise Found("wrong", f"{findings[0].code} names another place than that of the escape")


CHILDREN = [{"id": f"n{each}", "birth_date": f"20{each % 24:02d}-01-02"} for each in range(3000)]
KNOWN = [
    {"book": "shipped", "literal": literal({"on": "2024-06-01", "family": {"children": CHILDREN[:80]}})},
    {"book": "shipped", "literal": literal({"on": "2024-06-01", "family": {"children": CHILDREN}})},
    {"book": SMALL.name, "literal": literal({"on": "2031-09-01", None: 1})},
    {"book": SMALL.name, "literal": literal({"on": "2031-09-01", "x" * 5000: 10**5000})},
    {"book": SMALL.name, "literal": literal({"on": 10**5000, "known": 10**5000})},
    {"book": SMALL.name, "bytes": '{"on": "2024-06-01", "x": "\\ud800"}', "at": [1, 28]},
]

CASES = Surface("cases", 22_000, make, run, chunk=300, known=[Input("cases", "known", each) for each in KNOWN])
