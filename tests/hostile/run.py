"""The supervisor: hands every input to a process that has limits, and prints a table of what came of them.

    python -m tests.hostile.run --count 100000 --seed 1 --jobs 2
    python -m tests.hostile.run --replay FILE

An input has ten seconds of the processor and a gigabyte of memory. A process that goes beyond is killed, and the next
one goes on with the input after. Every input that broke something is written into a folder, from which it is replayed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import selectors
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.bounded import SECONDS, cpu_of
from tests.hostile.inputs import ANSWERED, BOOKS, DEFECTS, REFUSED, ROOT, Surface, from_json, to_json, verdict
from tests.hostile.surfaces import SURFACES
from tests.hostile.surfaces.books import words
from tests.hostile.surfaces.cases import book

from huimin.cases.determine import language_of

WEIGHTS = 100_000
KEPT = 20
"""Inputs of one kind that are written down."""

BROKEN = 70
"""The exit code of a worker in which the gate itself failed."""

IDLE = 600
"""Seconds by the clock in which a worker comes to an end that waits for a program."""


@dataclass(frozen=True)
class Chunk:
    """Inputs of one surface that one process tries, from `first` to before `end`."""

    surface: Surface
    first: int
    end: int


@dataclass
class Worker:
    """A process at its chunk: the next input, and when and at what time of the processor the last one was done."""

    chunk: Chunk
    pid: int
    pipe: int
    number: int
    since: float
    cpu: float = 0.0
    rest: bytes = b""


@dataclass
class Counts:
    """What came of the inputs: how many by surface and verdict, the seconds, and by kind of defect which inputs. Those
    are written into the folder `kept` as they come, and of each kind the first is told.
    """

    seed: int
    kept: Path
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: Counter[str] = field(default_factory=Counter)
    kinds: dict[tuple[str, str, str], list[Path]] = field(default_factory=lambda: defaultdict(list))

    def add(self, surface: Surface, number: int, word: str, detail: str) -> None:
        self.verdicts[surface.name][word] += 1
        if word not in DEFECTS:
            return
        path = self.kept / f"{surface.name}-{word}-{self.seed}-{number}.json"
        files = self.kinds[surface.name, word, _kind(detail)]
        files.append(path)
        if len(files) == 1:
            tell(f"{surface.name} {word}: {detail}\n    {path}")
        if len(files) <= KEPT:
            self.kept.mkdir(parents=True, exist_ok=True)
            path.write_text(to_json(surface.input(self.seed, number)) + "\n", encoding="utf-8")


def _kind(detail: str) -> str:
    """The detail without what differs from one input to the next."""
    return re.sub(r"'.*?'(?=[, )]|$)|\".*?\"(?=[, )]|$)|\S*hostile-\S*", "…", detail)


# Workers ----------------------------------------------------------------------------------------------------------


def plan(surfaces: Sequence[Surface], count: int) -> list[Chunk]:
    """The inputs of every surface, the known ones and as many as its weight gives it, in chunks."""
    whole = sum(each.weight for each in surfaces)
    chunks: list[Chunk] = []
    for surface in surfaces:
        number = len(surface.known) + max(1, round(count * surface.weight / whole))
        chunks += [Chunk(surface, at, min(at + surface.chunk, number)) for at in range(0, number, surface.chunk)]
    return chunks


def warm() -> None:
    """Read in once, for every worker, what takes longest."""
    for name in BOOKS:
        language_of(book(name))
        words(name)


def start(chunk: Chunk, seed: int, folder: Path) -> Worker:
    """A process that goes through a chunk and writes a line of JSON for each input."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        says, code = os.dup(2), BROKEN
        try:
            work(chunk, seed, folder, writing)
            code = 0
        except BaseException:
            os.write(says, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(writing)
    os.set_blocking(reading, False)
    return Worker(chunk, pid, reading, chunk.first, time.monotonic())


def work(chunk: Chunk, seed: int, folder: Path, pipe: int) -> None:
    """In the process of a worker: the inputs one after another, until one of them breaks something."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    scratch = Path(tempfile.mkdtemp(dir=folder))
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    os.chdir(scratch)
    with (scratch / "output.txt").open("wb") as output:  # of libraries that write past sys.stdout
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_AS, (chunk.surface.memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in range(chunk.first, chunk.end):
        word, detail = verdict(chunk.surface, chunk.surface.input(seed, number))
        os.write(pipe, json.dumps([number, word, detail[:1000]]).encode() + b"\n")
        if word in DEFECTS:
            break
    os.chdir("/")
    shutil.rmtree(scratch, ignore_errors=True)


# The supervisor -----------------------------------------------------------------------------------------------------


def supervise(chunks: Sequence[Chunk], counts: Counts, jobs: int, folder: Path, seconds: float = SECONDS) -> None:
    """Go through the chunks with so many processes at a time; an input has so many seconds of the processor."""
    waiting = list(reversed(chunks))
    selector = selectors.DefaultSelector()
    running: dict[int, Worker] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                worker = start(waiting.pop(), counts.seed, folder)
                running[worker.pipe] = worker
                selector.register(worker.pipe, selectors.EVENT_READ)
            for key, _ in selector.select(timeout=0.5):
                worker = running[key.fd]
                if not take(worker, counts):
                    selector.unregister(worker.pipe)
                    del running[worker.pipe]
                    waiting += ended(worker, counts)
            for worker in running.values():
                if too_long(worker, seconds):
                    os.killpg(worker.pid, signal.SIGKILL)
    finally:
        for worker in running.values():
            os.killpg(worker.pid, signal.SIGKILL)


def take(worker: Worker, counts: Counts) -> bool:
    """Take what a worker has written; False at its end."""
    try:
        piece = os.read(worker.pipe, 1 << 16)
    except BlockingIOError:
        return True
    *lines, worker.rest = (worker.rest + piece).split(b"\n")
    for line in lines:
        number, word, detail = json.loads(line)
        counts.add(worker.chunk.surface, number, word, detail)
        worker.number = number + 1
    if lines:
        worker.since, worker.cpu = time.monotonic(), cpu_of(worker.pid)
    return bool(piece)


def too_long(worker: Worker, seconds: float) -> bool:
    """Whether an input has had its time: of the processor, or by the clock where it waits for something."""
    return cpu_of(worker.pid) - worker.cpu > seconds or time.monotonic() - worker.since > IDLE


def ended(worker: Worker, counts: Counts) -> list[Chunk]:
    """Count the input that a worker died of, and give what is left of its chunk."""
    os.close(worker.pipe)
    _, status, usage = os.wait4(worker.pid, 0)
    surface, chunk = worker.chunk.surface, worker.chunk
    counts.seconds[surface.name] += usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    if code == BROKEN:
        raise RuntimeError(f"the gate failed at input {worker.number} of {surface.name}")
    if code != 0 and worker.number < chunk.end:
        word = "slow" if code == -signal.SIGKILL else "traceback"
        counts.add(surface, worker.number, word, "killed" if word == "slow" else f"the process ended with {code}")
        worker.number += 1
    return [Chunk(surface, worker.number, chunk.end)] if worker.number < chunk.end else []


# What is shown and kept ---------------------------------------------------------------------------------------------


def table(counts: Counts) -> Iterator[str]:
    """The table, a row a surface."""
    head = ("surface", "inputs", ANSWERED, REFUSED, *DEFECTS, "CPU s")
    rows = [
        (
            name,
            total(found),
            found[ANSWERED],
            found[REFUSED],
            *(found[each] for each in DEFECTS),
            round(counts.seconds[name]),
        )
        for name, found in counts.verdicts.items()
    ]
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    for row in (head, *rows, ("all", *sums)):
        yield f"{row[0]:<10}" + "".join(f"{each:>10}" for each in row[1:])


def total(found: Mapping[str, int]) -> int:
    return sum(found.values())


def kinds(counts: Counts) -> Iterator[str]:
    """A line for each kind of defect: how often, and the first input that has it."""
    for (name, word, detail), files in sorted(counts.kinds.items(), key=lambda item: (item[0][:2], -len(item[1]))):
        yield f"{len(files):>6} {name} {word}: {detail}\n       {min(files)}"


def replay(file: Path) -> str:
    """What comes of an input that was kept, in this process."""
    given = from_json(file.read_text(encoding="utf-8"))
    surface = SURFACES[given.surface]
    resource.setrlimit(resource.RLIMIT_AS, (surface.memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (3 * SECONDS, resource.RLIM_INFINITY))
    word, detail = verdict(surface, given)
    return f"{word}: {detail}" if detail else word


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate; 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="tests.hostile.run", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--surface", action="append", choices=list(SURFACES), help="this surface alone; may be repeated"
    )
    parser.add_argument(
        "--keep", type=Path, default=ROOT / "build" / "hostile", help="the folder for what broke something"
    )
    parser.add_argument("--replay", type=Path)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that no worker is left behind
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        os.environ["HUIMIN_CACHE"] = str(Path(name, "cache"))
        warm()
        if given.replay:
            tell(replay(given.replay))
            return 0
        chunks = plan([SURFACES[each] for each in given.surface or SURFACES], given.count)
        counts = Counts(given.seed, given.keep)
        supervise(chunks, counts, given.jobs, Path(name))
    for line in (*table(counts), *kinds(counts)):
        tell(line)
    return 1 if counts.kinds else 0


def tell(line: str) -> None:
    sys.stdout.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
