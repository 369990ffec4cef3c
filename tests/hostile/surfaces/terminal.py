"""The screen: texts with control characters wherever a command may show them again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.hostile import mutate
from tests.hostile.bounded import inside, look_at
from tests.hostile.inputs import SMALL, Input, Surface, latin, raw
from tests.hostile.surfaces.books import copy_of, data_of, sources
from tests.hostile.surfaces.cases import good, words

WAYS = {"case": 40, "arguments": 20, "names": 10, "labels": 20, "expression": 10}
OPTIONS = [
    "--on", "--known", "--reading", "--assume", "--with", "--book", "--lang", "--format", "--provision", "--since",
    "--to",
    "--ref", "--templates", "--context", "--unknown", "--now", "-o", "--mapping", "--provisions",
]  # fmt: skip
COMMANDS = [
    "evaluate",
    "letter",
    "ask",
    "show",
    "check",
    "fmt",
    "test",
    "trace",
    "schema",
    "feel",
    "amend",
    "diff",
    "nonsense",
]


def hostile(random: Random, around: str = "") -> str:
    """A text with something in it that a terminal obeys; JSON and arguments can hold it."""
    pieces = [each for each in mutate.CONTROLS if each != "\x00"]
    at = random.randint(0, len(around))
    return around[:at] + "".join(random.choice(pieces) for _ in range(random.choice((1, 1, 3)))) + around[at:]


def make(random: Random) -> Input:
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    lang = random.choice(("zh", "en"))
    if way == "case":
        case = _spoilt(random, good(random, SMALL.name))
        command = random.choice(
            (["evaluate"], ["evaluate", "--why"], ["evaluate", "--all"], ["letter", "--to", "A", "--ref", "1"])
        )
        return Input("terminal", way, {"case": case, "command": command, "lang": lang})
    if way == "labels":
        file, text = _label(random)
        return Input("terminal", way, {"file": file, "bytes": latin(text), "lang": lang})
    if way == "names":
        name = hostile(random, "case").replace("/", "") + ".yaml"
        return Input(
            "terminal", way, {"name": name, "content": random.choice(("on: x", "{", "on: 2031-09-01")), "lang": lang}
        )
    if way == "expression":
        text = hostile(random, random.choice(('"a" + "b"', "a.b", "1 +", "count([1])", "[1", '@"x"', "`")))
        return Input(
            "terminal", way, {"arguments": ["feel", "--now", "2024-06-01T12:00:00Z", "--", text], "lang": lang}
        )
    arguments = [random.choice(COMMANDS)]
    for _ in range(random.choice((1, 2, 3))):
        text = hostile(random, random.choice((*words(SMALL.name), *mutate.DAYS, "a=b", "")))
        arguments += random.choice(([text], [random.choice(OPTIONS), text], [f"--{text}"]))
    return Input("terminal", way, {"arguments": arguments, "lang": lang})


def _spoilt(random: Random, case: Any) -> Any:
    owner, key = mutate.spot(case, random)
    edit = random.randrange(3)
    if edit == 0 and isinstance(owner, dict):
        owner[hostile(random, str(key))] = owner.pop(key)
    elif edit == 1 and isinstance(owner, dict):
        owner[hostile(random, "id")] = hostile(random)
    else:
        owner[key] = hostile(random, owner[key] if isinstance(owner[key], str) else "")
    return json.loads(json.dumps(case, default=str))


def _label(random: Random) -> tuple[str, bytes]:
    """A file of the book in which a text of people, zh or en, holds what a terminal obeys."""
    file = random.choice(list(sources(SMALL.name)))
    data = json.loads(data_of(SMALL.name, file))
    for _ in range(300):
        owner, key = mutate.spot(data, random)
        if isinstance(owner[key], str) and (key in ("zh", "en", "id", "label") or random.random() < 0.1):
            owner[key] = hostile(random, owner[key])
            break
    return file, mutate.encoded(json.dumps(data))


def run(given: Input) -> str:
    parts = given.parts
    lang = ["--lang", parts["lang"]]
    with TemporaryDirectory() as folder:
        if given.way == "case":
            path = Path(folder, "case.json")
            path.write_text(json.dumps(parts["case"]), encoding="utf-8")
            command, *options = parts["command"]
            ran = inside([command, str(path), *options, "--book", str(SMALL), *lang])
            return look_at(ran, screen=command != "letter" or ran.code != 0)
        if given.way == "names":
            path = Path(folder, parts["name"])
            path.write_text(parts["content"], encoding="utf-8")
            return look_at(inside(["evaluate", str(path), "--book", str(SMALL), *lang]))
        if given.way == "labels":
            return _labels(Path(folder), parts, lang)
        arguments = parts["arguments"]
        first, rest = arguments[:1], arguments[1:]
        return look_at(inside([*first, *lang, *_elsewhere(first[0], Path(folder)), *rest]))


def _elsewhere(command: str, folder: Path) -> list[str]:
    """The small book, and where a command may write a copy of it."""
    if command in ("amend", "fmt", "trace", "diff"):
        shutil.copytree(SMALL, folder / "policies")
        return ["--book", str(folder / "policies")]
    return ["--book", str(SMALL)] if command in ("evaluate", "letter", "ask", "show", "check", "test") else []


def _labels(folder: Path, parts: Any, lang: list[str]) -> str:
    """The spoilt book checked, and used as it stands where nothing is found in it."""
    book = copy_of(SMALL.name)
    try:
        (book / parts["file"]).write_bytes(raw(parts["bytes"]))
        ended = look_at(inside(["check", "--book", str(book), *lang]))
        case = folder / "case.json"
        case.write_text('{"on": "2031-09-01"}', encoding="utf-8")
        look_at(inside(["evaluate", str(case), "--all", "--book", str(book), *lang]))
    finally:
        (book / parts["file"]).write_bytes(sources(SMALL.name)[parts["file"]])
    return ended


TERMINAL = Surface("terminal", 1_500, make, run, chunk=60)
