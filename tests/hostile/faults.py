"""A command stopped at one of its steps on the disk: `python faults.py FOLDER SEED COMMAND…`.

It is stopped by SIGKILL, by SIGINT, and by a full disk at a step that needs space, once each at a step that SEED
chooses, or with `all` at every step. Every run is a child of its own and begins with the files of FOLDER. A line of
JSON tells what became of them: first of a run that nothing stops, then of the others.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huimin.batch import duck, population  # noqa: F401 - read in once, for all the children
from huimin.cli import interrupt, screen
from huimin.cli.main import run

NEEDS_SPACE = ("open", "os.mkdir", "os.rename")
CHANGES = (*NEEDS_SPACE, "os.remove", "os.rmdir", "os.chmod")


def is_step(event: str, arguments: tuple[Any, ...], folder: Path) -> bool:
    """Whether an audit event changes something in the folder."""
    if event not in CHANGES or (event == "open" and not (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        return False
    if isinstance(arguments[0], int):
        return False
    directory = arguments[-1] if event in ("os.remove", "os.rmdir") else -1
    return directory != -1 or Path(os.path.abspath(os.fsdecode(arguments[0]))).is_relative_to(folder)  # noqa: PTH100


def watch(folder: Path, wanted: tuple[str, ...], act: Callable[[int], None]) -> None:
    """Have `act` told the number of each step before it is done."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if is_step(event, arguments, folder) and event in wanted:
            count += 1
            act(count)

    sys.addaudithook(hook)


def child(command: list[str], said: Path, act: Callable[[int], None], wanted: tuple[str, ...]) -> int:
    """Run the command in a child; its exit code, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
            name = os.devnull if number == 0 else f"{said}.{number}"
            os.dup2(os.open(name, flags | (os.O_CREAT | os.O_TRUNC if number else 0), 0o600), number)
        interrupt.listen()
        screen.open_streams()
        watch(Path.cwd(), wanted, act)
        code = 99
        try:
            code = run(command)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def snapshot(folder: Path) -> dict[str, str]:
    """Every file of the folder with its bytes, every folder."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes().hex() if each.is_file() else ""
        for each in sorted(folder.rglob("*"))
    }


def strike(fault: str, at: int) -> Callable[[int], None]:
    def act(number: int) -> None:
        if number != at:
            return
        if fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif fault == "interrupt":
            signal.raise_signal(signal.SIGINT)
        else:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return act


def main() -> None:
    folder, seed, *command = sys.argv[1:]
    start, work, said, steps = Path(folder), Path(f"{folder}.work"), Path(f"{folder}.said"), Path(f"{folder}.steps")

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(start, work)
        os.chdir(work)

    def tell(**known: Any) -> None:
        sys.stdout.write(json.dumps(known) + "\n")
        sys.stdout.flush()

    fresh()
    count = {}
    for wanted in (CHANGES, NEEDS_SPACE):
        steps.write_bytes(b"")
        code = child(command, said, lambda number: os.truncate(steps, number), wanted)
        count[wanted] = steps.stat().st_size
        if wanted is CHANGES:
            tell(code=code, said=Path(f"{said}.2").read_text(encoding="utf-8"), files=snapshot(work))
            fresh()
    for fault in ("kill", "interrupt", "full"):
        wanted = NEEDS_SPACE if fault == "full" else CHANGES
        moments = range(1, count[wanted] + 1)
        for at in moments if seed == "all" else [random.Random(seed + fault).choice(moments)]:
            fresh()
            code = child(command, said, strike(fault, at), wanted)
            told, struck = Path(f"{said}.2").read_text(encoding="utf-8"), snapshot(work)
            again = child(command, said, strike(fault, 0), wanted) if seed == "all" or fault == "kill" else None
            tell(fault=fault, at=at, code=code, said=told, files=struck, again=again, after=snapshot(work))


main()
