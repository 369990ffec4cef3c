"""The program `huimin` within bounds: in the process of a worker, or in one of its own with every limit set."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile.inputs import ANSWERED, REFUSED, Found, look_at_screen

SECONDS = 10
"""Of the processor, for one input."""

PATIENCE = 20
"""Seconds by the clock in which a process at work gets something of the processor, however busy the machine is."""

TICK = os.sysconf("SC_CLK_TCK")

CODES = (0, 1, 2, 130)


@dataclass(frozen=True)
class Ran:
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


def inside(arguments: Sequence[str], stdin: bytes = b"") -> Ran:
    """The program run in this process."""
    from huimin.cli.main import run

    with streams(stdin) as (out, err):
        code = run(list(arguments))
        return Ran(code, out.getvalue().decode("utf-8", "replace"), err.getvalue().decode("utf-8", "replace"))


@contextmanager
def streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Standard streams in memory, as `screen.speak_utf8` sets them."""
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8", errors="replace")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", errors="replace", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", errors="replace", write_through=True)
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept


def outside(
    arguments: Sequence[str],
    *,
    memory: int = 1 << 30,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    meanwhile: Callable[[subprocess.Popen[bytes]], None] | None = None,
    **streams_: Any,
) -> Ran:
    """The program run in a process of its own. Raises Found where it outruns a limit."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell ignores it for what it runs in the background
        if before is not None:
            before()

    given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams_
    command = [sys.executable, "-m", "huimin", *arguments]
    with subprocess.Popen(command, env={**os.environ, **(environment or {})}, preexec_fn=limit, **given) as process:  # noqa: PLW1509 - no threads here
        if meanwhile is not None:
            meanwhile(process)
        used = -1.0
        while True:
            try:
                out, err = process.communicate(timeout=PATIENCE)
                break
            except subprocess.TimeoutExpired:
                before_, used = used, cpu_of(process.pid)
                if used == before_:
                    process.kill()
                    raise Found("slow", f"huimin {arguments[0]} waits for ever") from None
    return Ran(process.returncode, (out or b"").decode("utf-8", "replace"), (err or b"").decode("utf-8", "replace"))


def cpu_of(pid: int) -> float:
    """The seconds of the processor that a process has used; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def look_at(ran: Ran, *, screen: bool = True) -> str:
    """Answered or refused, where a run ended as every run may. Raises Found."""
    if ran.code == -signal.SIGXCPU:
        raise Found("slow", "more than the seconds of the processor that a process has")
    if "MemoryError" in ran.err:
        raise Found("large", last_line(ran.err))
    if "Traceback (most recent call last)" in ran.err:
        raise Found("traceback", last_line(ran.err))
    if "a defect of the program" in ran.err or "程序缺陷" in ran.err:
        raise Found("defect", last_line(ran.err))
    if ran.code not in CODES:
        raise Found("exit", f"exit code {ran.code}, {last_line(ran.err)}")
    if screen:
        look_at_screen(ran.out)
        look_at_screen(ran.err)
    return REFUSED if ran.code == 2 else ANSWERED


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][-200:] if lines else ""
