"""Writes files and folders whole or not at all, also when the program is killed.

What is not finished lies in a folder of its own beside its target, `.huimin-unfinished-…`. It takes the place of the
target by a rename, once it is on the disk. The folder goes on every way out; what a killed run left is cleared by the
next one. Nothing here looks at what a file says.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without these locks: killed runs leave their folders, and two writers do not wait
    fcntl = None  # type: ignore[assignment]

PREFIX = ".huimin-unfinished-"
_FORMER = "former"
_PATIENCE, _TURN = 100, 0.1
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF)
_NO_EXCHANGE = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EPERM)


def write_whole(out: Path, data: bytes) -> None:
    """Write `data` as the file `out`, which holds what it held before or `data`, and nothing between.

    A new file has the mode that the umask gives, a replaced one keeps its own. A link is followed and stays a link.
    Raises OSError, of a full disk or of what is no file; `out` is then as it was.

    >>> write_whole(Path("answer.json"), b"{}")
    """
    write_together({out: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write every file whole, none before all of them are on the disk under other names. Raises OSError."""
    with whole_files(*files, ending=".part") as temporaries:
        for temporary, data in zip(temporaries, files.values(), strict=True):
            temporary.write_bytes(data)


@contextmanager
def whole_files(*outs: Path, ending: str = "") -> Iterator[tuple[Path, ...]]:
    """Names to write files under, which become `outs` together if nothing was raised.

    Where nothing is written under a name, its file stays as it was. With an `ending` the names end in it, so that who
    reads a book meanwhile, or after a run was killed, takes no unfinished file for a part of it. Raises OSError.
    """
    targets = [_target(out) for out in outs]
    with ExitStack() as stack:
        temporaries = tuple(stack.enter_context(room(target.parent)) / f"{target.name}{ending}" for target in targets)
        yield temporaries
        ready = [pair for pair in zip(temporaries, targets, strict=True) if pair[0].exists()]
        for temporary, target in ready:
            _settle(temporary, target)
        for temporary, target in ready:
            temporary.replace(target)
            _sync(target.parent)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A new folder to write into; it takes the place of `out`, a folder or a file, if nothing was raised.

    It has the mode of the folder that it replaces, else the one that the umask gives.

    Where the system can exchange two names at once, as Linux does, `out` is there at every moment. Elsewhere a run that
    is killed between two renames leaves no `out`, and the next one puts the former back. Raises OSError.
    """
    target = Path(os.path.realpath(out))
    with room(target.parent) as folder:
        made = folder / "made"
        made.mkdir()
        yield made
        for each in (*made.rglob("*"), made):
            if not each.is_symlink():
                _sync(each)
        if target.is_dir():
            shutil.copymode(target, made)  # what was closed to others stays closed
        _put(made, target, folder / _FORMER / target.name)
        _sync(target.parent)


@contextmanager
def room(beside: Path) -> Iterator[Path]:
    """A folder in the folder `beside` for what is not finished, gone on every way out. Raises OSError."""
    _clear(beside)
    folder, held = _begin(beside)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(held)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other program that asks for this lock from `folder`, for as long as the block runs.

    Whoever comes second waits, at most ten seconds. Where the system or the file system offers no lock, nobody waits.
    Raises OSError.
    """
    held = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(_PATIENCE):
            if _lock(held) is not False:
                break
            time.sleep(_TURN)
        else:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(folder))
        yield
    finally:
        os.close(held)


def _target(out: Path) -> Path:
    """The file behind a name. A device, a pipe or a folder must not be replaced by a file."""
    target = Path(os.path.realpath(out))
    if target.exists() and not target.is_file():
        number = errno.EISDIR if target.is_dir() else errno.EINVAL
        raise OSError(number, os.strerror(number), str(out))
    return target


def _settle(temporary: Path, target: Path) -> None:
    if target.exists():
        shutil.copymode(target, temporary)
    _sync(temporary)


def _sync(path: Path) -> None:
    """Have a file or folder on the disk, as far as its file system knows how to."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(opened)


def _begin(beside: Path) -> tuple[Path, int]:
    """A new folder and the lock that says that its program lives."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
        # Until the lock is held, another program may take the folder for one of a killed run and remove it.
        with suppress(FileNotFoundError):
            held = os.open(folder, os.O_RDONLY)
            _lock(held, wait=True)
            if folder.exists():
                return folder, held
            os.close(held)


def _clear(beside: Path) -> None:
    """Remove what killed runs left in a folder: what nobody holds the lock of."""
    for folder in beside.glob(f"{PREFIX}*"):
        with suppress(OSError):
            held = os.open(folder, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0))
            try:
                if _lock(held):
                    _remove(folder)
            finally:
                os.close(held)


def _remove(folder: Path) -> None:
    """Remove an unfinished folder, after what it took away and did not replace is back."""
    for former in (folder / _FORMER).glob("*"):
        place = folder.parent / former.name
        if not os.path.lexists(place):
            former.rename(place)
    shutil.rmtree(folder, ignore_errors=True)


def _lock(held: int, *, wait: bool = False) -> bool | None:
    """Whether the lock was free; None where there are no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _put(made: Path, target: Path, former: Path) -> None:
    if not os.path.lexists(target):
        made.rename(target)
    elif not _exchanged(made, target):
        former.parent.mkdir()
        target.rename(former)
        made.rename(target)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system exchanged the two names at once, which is Linux's `renameat2(2)`."""
    import ctypes

    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange is None:
        return False
    here = -100  # AT_FDCWD
    if exchange(here, os.fsencode(one), here, os.fsencode(other), 2) == 0:  # RENAME_EXCHANGE
        return True
    number = ctypes.get_errno()
    if number not in _NO_EXCHANGE:
        raise OSError(number, os.strerror(number), str(other))
    return False
