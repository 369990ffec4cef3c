"""Whole processes and whole determinations: the command from start to end, loading a book, and where the time goes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "family-twins-after-one.yaml"
FULLEST = ROOT / "examples" / "family-with-everything.yaml"

STAGES = """
import json, sys, time
start = time.perf_counter()
def lap():
    global start
    now = time.perf_counter()
    took, start = now - start, now
    return took * 1000
import huimin.cases.determine, huimin.check.load
found = {"import": lap()}
from huimin.policy import cache, files
from huimin.check import load
gathered = files.gather(load.find())
key = cache.key(gathered.raw)
stored = cache.read(key)
found["key and cache"] = lap()
if stored is not None:
    documents, kinds, _ = files.documents(gathered, skip="policy-test")
    found["read"] = lap()
    book = files.assemble(gathered.folder, documents, kinds, stored)
    found["assemble"] = lap()
else:
    book = load.load()
    found["read, check, assemble"] = lap()
huimin.cases.determine.determine(book, sys.argv[1])
found["compile and determine"] = lap()
for _ in range(5):
    huimin.cases.determine.determine(book, sys.argv[1])
found["determine again"] = lap() / 5
print(json.dumps(found))
"""
"""The stages of one answer in a fresh process, in milliseconds."""

LOAD = """
import time
import huimin
start = time.perf_counter()
huimin.load()
print(time.perf_counter() - start)
"""
"""What a program waits for on its first `huimin.load()`, imports of the engine included."""


def command_seconds(rounds: int) -> dict[str, float]:
    """Seconds of `huimin evaluate` from start to end and of `huimin.load()`, with a cold and a warm cache: medians."""
    evaluate = [sys.executable, "-m", "huimin", "evaluate", str(EXAMPLE)]
    load = [sys.executable, "-c", LOAD]
    return {
        "huimin evaluate, cold cache": _median(rounds, lambda cache: _seconds(evaluate, cache), warm=False),
        "huimin evaluate, warm cache": _median(rounds, lambda cache: _seconds(evaluate, cache), warm=True),
        "huimin.load(), cold cache": _median(rounds, lambda cache: float(_run(load, cache)), warm=False),
        "huimin.load(), warm cache": _median(rounds, lambda cache: float(_run(load, cache)), warm=True),
    }


def stage_milliseconds(rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each stage of one answer in a fresh process, the median, by state of the cache."""
    command = [sys.executable, "-c", STAGES, str(EXAMPLE)]
    found = {}
    for state, warm in (("cold", False), ("warm", True)):
        runs = _measured(rounds, lambda cache: json.loads(_run(command, cache)), warm=warm)
        found[state] = {stage: statistics.median(run[stage] for run in runs) for stage in runs[0]}
    return found


def determine_milliseconds(rounds: int) -> dict[str, float]:
    """Milliseconds of `determine()` on a plain dict for the whole book, reasons and cautions included: the median."""
    import huimin
    from huimin.cases.read import open_case

    book = huimin.load()
    found = {}
    for path in (EXAMPLE, FULLEST):
        case = _plain(open_case(path).data)
        huimin.determine(book, case)
        found[path.stem] = statistics.median(_timed(partial(huimin.determine, book, case)) for _ in range(rounds))
    return {name: seconds * 1000 for name, seconds in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _seconds(command: list[str], cache: str) -> float:
    return _timed(lambda: _run(command, cache))


def _run(command: list[str], cache: str) -> str:
    folders = {"HUIMIN_CACHE": cache, "XDG_STATE_HOME": f"{cache}/state"}
    environment = {**os.environ, **folders, "PYTHONPATH": str(ROOT / "engine")}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def _median(rounds: int, measure: Callable[[str], float], *, warm: bool) -> float:
    return statistics.median(_measured(rounds, measure, warm=warm))


def _measured(rounds: int, measure: Callable[[str], T], *, warm: bool) -> list[T]:
    """What `measure` gives for a cache folder that is empty each time, or filled before the first time."""
    with tempfile.TemporaryDirectory() as folder:
        if warm:
            measure(folder)
        return [measure(folder if warm else str(Path(folder) / str(number))) for number in range(rounds)]
