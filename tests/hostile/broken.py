"""Inputs that break something, in every way: by them the gate shows that it can fail. Prints what it counts."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.hostile.bounded import Ran, look_at
from tests.hostile.inputs import ANSWERED, REFUSED, Found, Input, Surface
from tests.hostile.run import Counts, plan, supervise


def make(random: Random) -> Input:
    return Input("broken", random.choice(list(WAYS)))


def run(given: Input) -> str:
    return WAYS[given.way]()


def _raise() -> str:
    raise KeyError("label")


def _leave() -> str:
    raise SystemExit(3)


def _die() -> str:
    os.abort()


def _turn() -> str:
    while True:
        pass


def _sleep() -> str:
    time.sleep(0.01)
    return ANSWERED


def _eat() -> str:
    return str(len(bytearray(2 << 30)))


def _wrong() -> str:
    raise Found("wrong", "another file was read")


WAYS = {
    "answered": lambda: ANSWERED,
    "refused": lambda: REFUSED,
    "sleep": _sleep,
    "raise": _raise,
    "leave": _leave,
    "die": _die,
    "turn": _turn,
    "eat": _eat,
    "wrong": _wrong,
    "defect": lambda: look_at(
        Ran(2, "", "huimin: a defect of the program, please report it with your input (KeyError)")
    ),
    "trace": lambda: look_at(Ran(1, "", "Traceback (most recent call last):\nKeyError: 1")),
    "exit": lambda: look_at(Ran(-11, "", "")),
    "escape": lambda: look_at(Ran(2, "", "unknown key \x1b[2J")),
    "forged": lambda: look_at(Ran(0, "a\nFORGED-LINE b", "")),
}
EXPECTED = {
    "answered": ANSWERED, "refused": REFUSED, "sleep": ANSWERED, "raise": "traceback", "leave": "traceback",
    "die": "traceback", "turn": "slow", "eat": "large", "wrong": "wrong", "defect": "defect", "trace": "traceback",
    "exit": "exit", "escape": "wrong", "forged": "wrong",
}  # fmt: skip
BROKEN = Surface("broken", 1, make, run, chunk=7)


def main(count: int = 60, seed: int = 1) -> None:
    """Counts what the supervisor finds, and what it should."""
    wanted: dict[str, int] = {}
    for number in range(count):
        word = EXPECTED[BROKEN.input(seed, number).way]
        wanted[word] = wanted.get(word, 0) + 1
    with tempfile.TemporaryDirectory() as folder:
        counts = Counts(seed, Path(folder, "kept"))
        supervise(plan([BROKEN], count), counts, 2, Path(folder), seconds=0.5)
        kept = len(list(Path(folder, "kept").iterdir()))
    sys.stdout.write(json.dumps({"wanted": wanted, "found": counts.verdicts["broken"], "kept": kept}) + "\n")


if __name__ == "__main__":
    main()
