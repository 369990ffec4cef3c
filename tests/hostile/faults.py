"""A command stopped at one of its steps on the disk: `python faults.py FOLDER FAULTS SEED COMMAND…`.

It is stopped by each of FAULTS: `kill` (SIGKILL), `interrupt` (SIGINT), `full` (a full disk, at a step that needs
space); once at a step that SEED chooses, or with `all` at every step. Every run is a child of its own and begins with
the files of FOLDER. A line of JSON tells what became of them: first of a run that nothing stops, then of the others.
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
    opened = arguments[-1] if event in ("os.remove", "os.rmdir") else -1
    beside = Path(f"/proc/self/fd/{opened}").readlink() if opened != -1 else folder
    return (beside / os.fsdecode(arguments[0])).is_relative_to(folder)


def watch(folder: Path, act: Callable[[str], None]) -> None:
    """Have `act` told of each step before it is done."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if is_step(event, arguments, folder):
            act(event)

    sys.addaudithook(hook)


def child(command: list[str], said: Path, act: Callable[[str], None] = lambda _: None) -> int:
    """Run the command in a child; its exit code, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
            name = os.devnull if number == 0 else f"{said}.{number}"
            os.dup2(os.open(name, flags | (os.O_CREAT | os.O_TRUNC if number else 0), 0o600), number)
        interrupt.listen()
        screen.open_streams()
        watch(Path.cwd(), act)
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


def strike(fault: str, at: int) -> Callable[[str], None]:
    """What stops a command at one of its steps, or of those of them that need space."""
    left = at

    def act(event: str) -> None:
        nonlocal left
        left -= fault != "full" or event in NEEDS_SPACE
        if left != 0 or (fault == "full" and event not in NEEDS_SPACE):
            return
        if fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif fault == "interrupt":
            signal.raise_signal(signal.SIGINT)
        else:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return act


def main() -> None:
    folder, faults, seed, *command = sys.argv[1:]
    start, work, said, steps = Path(folder), Path(f"{folder}.work"), Path(f"{folder}.said"), Path(f"{folder}.steps")

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(start, work)
        os.chdir(work)

    def tell(**known: Any) -> None:
        sys.stdout.write(json.dumps(known) + "\n")
        sys.stdout.flush()

    def note(event: str) -> None:
        with steps.open("a", encoding="utf-8") as lines:
            lines.write(f"{event}\n")

    fresh()
    steps.write_bytes(b"")
    code = child(command, said, note)
    tell(code=code, said=Path(f"{said}.2").read_text(encoding="utf-8"), files=snapshot(work))
    events = steps.read_text(encoding="utf-8").split()
    for fault in faults.split(","):
        moments = range(1, 1 + sum(fault != "full" or event in NEEDS_SPACE for event in events))
        for at in moments if seed == "all" else [random.Random(seed + fault).choice(moments)]:
            fresh()
            code = child(command, said, strike(fault, at))
            told, struck = Path(f"{said}.2").read_text(encoding="utf-8"), snapshot(work)
            again = child(command, said) if seed == "all" or fault == "kill" else None
            tell(fault=fault, at=at, code=code, said=told, files=struck, again=again, after=snapshot(work))


main()
