"""Runs expressions of strangers, each in a child process that the system stops when it takes too much.

    for verdict in judged(texts, Bounds()): ...

The judge is the system, not the language: a child that takes more time of the processor than RLIMIT_CPU or its timer
lets it is killed, and one that asks for more memory than RLIMIT_AS gets a MemoryError. `python judge.py` is the server
that makes the children; it reads a case a line and answers each with a line.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Bounds:
    """What an expression may take: seconds of the processor, megabytes of addresses, steps of its run."""

    seconds: float = 2.0
    megabytes: int = 300
    steps: int = 1_000_000


@dataclass(frozen=True)
class Verdict:
    """How a child ended: `kept` within the bounds or not, in which way, after how long, with how much memory."""

    text: str
    kept: bool
    ending: str
    seconds: float
    megabytes: float


def judged(texts: Iterable[str], bounds: Bounds) -> Iterator[Verdict]:
    """A verdict on each text, in order. Every text is read, checked, compiled, run and written."""
    command = [sys.executable, __file__, json.dumps(asdict(bounds))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for text in texts:
            server.stdin.write(json.dumps(text) + "\n")
            server.stdin.flush()
            yield Verdict(text, **json.loads(server.stdout.readline()))
        server.stdin.close()


def serve(bounds: Bounds) -> None:
    """Answers each text of standard input."""
    _allow(bounds.steps)
    _evaluate("1 + 1")  # what is loaded once is loaded before
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_verdict(json.loads(line), bounds)) + "\n")
        sys.stdout.flush()


def _verdict(text: str, bounds: Bounds) -> dict[str, object]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(text, bounds, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    ending = said or f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return {
        "kept": os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0,
        "ending": ending,
        "seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "megabytes": round(usage.ru_maxrss / 1000, 1),
    }


def _run(text: str, bounds: Bounds, writing: int) -> None:
    """What the child does; it never comes back."""
    code = 1
    try:
        signal.setitimer(signal.ITIMER_PROF, bounds.seconds)
        whole = int(bounds.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
        resource.setrlimit(resource.RLIMIT_AS, (bounds.megabytes * MEGABYTE,) * 2)
        ending = _evaluate(text)
        code = 0
    except MemoryError:
        ending = "MemoryError"
    except BaseException:
        ending = traceback.format_exc()
    os.write(writing, ending.encode("utf-8", "replace")[-4000:])
    os._exit(code)


def _evaluate(text: str) -> str:
    """How `huimin feel` ends: the code of what stops the expression, or `value`.

    What it prints is made as well: lines for people where the text has an even length, else JSON.
    """
    from huimin.cli.feel_answer import evaluate, to_json, to_lines
    from huimin.feel.values import Date, DateTime, Time

    answer = evaluate(text, {}, DateTime(Date(2024, 6, 1), Time(12, 0, Decimal(0), 0)))
    if len(text) % 2:
        json.dumps(to_json(answer))
    else:
        "\n".join(to_lines(answer, "zh"))
    return "value" if answer.evaluated else answer.findings[0].code


def _allow(steps: int) -> None:
    from huimin import feel

    feel.Run = functools.partial(feel.Run, allowed=steps)  # type: ignore[misc,assignment]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "engine"))
    serve(Bounds(**json.loads(sys.argv[1])))
