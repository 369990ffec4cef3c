"""Two books to set side by side: each a folder, or a revision of a git repository, `HEAD~1` or `v1:policies`.

Git is only asked to list and to print what it holds: no shell, no checkout, no filter, no hook. What it prints is
written to a temporary folder of its own, within limits, and is read there like any other book.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from huimin.policy.documents import MAX_BYTES
from huimin.policy.findings import BookError, Finding, Place
from huimin.policy.load import load
from huimin.policy.model import Book

MAX_FILES = 10_000
MAX_TOTAL = 50 * MAX_BYTES
SECONDS = 60
_REVISION = re.compile(r"(?!-)[\w./@{}^~+-]{1,200}\Z")
_LINK = "120000"
_LISTED = re.compile(r"(?P<mode>\d{6}) blob (?P<id>[0-9a-f]{40,64}) +(?P<size>\d+)\Z")


@contextmanager
def opened(name: str, book: Path) -> Iterator[Book]:
    """The book of a folder, else of a revision; `REV` alone means the folder `book` as it stood then.

    Raises BookError where there is neither, or where the book has findings.
    """
    if name and Path(name).is_dir():
        yield load(name)
        return
    revision, _, inside = name.partition(":")
    if not _REVISION.match(revision):
        raise _error("revision-malformed", name)
    top, path = _folder(name, inside, book)
    with tempfile.TemporaryDirectory(prefix="huimin-") as temporary:
        folder = Path(temporary) / (PurePosixPath(path).name or "book")
        _write_out(name, top, revision, path, folder)
        yield load(folder)


def _folder(name: str, inside: str, book: Path) -> tuple[Path, str]:
    """The repository's top folder, and the path of the book in it."""
    start = Path.cwd() if inside else book.resolve()
    if not start.is_dir():
        raise _error("revision-malformed", name)
    top = Path(_git(name, start, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    path = PurePosixPath(inside) if inside else PurePosixPath(start.relative_to(top.resolve()).as_posix())
    if path.is_absolute() or ".." in path.parts:
        raise _error("revision-malformed", name)
    return top, "" if str(path) == "." else str(path)


def _write_out(name: str, top: Path, revision: str, path: str, folder: Path) -> None:
    """Write the YAML files of one folder of a revision. Links and submodules are no files and are left out."""
    commit = _git(name, top, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    listed = _git(name, top, "ls-tree", "-r", "-z", "--long", "--full-tree", f"{commit}:{path}").split(b"\0")
    wanted: dict[PurePosixPath, str] = {}
    total = 0
    for entry in listed:
        described, _, file = entry.decode("utf-8", "replace").partition("\t")
        found, inside = _LISTED.match(described), PurePosixPath(file)
        if found and found["mode"] != _LINK and inside.suffix == ".yaml" and ".." not in inside.parts:
            wanted[inside] = found["id"]
            total += int(found["size"])
    if not wanted:
        raise _error("revision-without-book", name, path=path or ".")
    if len(wanted) > MAX_FILES or total > MAX_TOTAL:
        raise _error("revision-too-large", name, files=MAX_FILES, bytes=MAX_TOTAL)
    printed = io.BytesIO(_git(name, top, "cat-file", "--batch", given="\n".join(wanted.values())))
    for inside in wanted:
        size = int(printed.readline().split()[2])
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(printed.read(size))
        printed.readline()


def _git(name: str, folder: Path, *arguments: str, given: str = "") -> bytes:
    """What git prints. Raises BookError where there is no git, or where it does not know what it is asked for."""
    program = shutil.which("git")
    if program is None:
        raise _error("revision-needs-git", name)
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and every argument was looked at
            [program, "--no-pager", "-C", str(folder), *arguments],
            env={**os.environ, **quiet},
            input=given.encode(),
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        reason = said.decode("utf-8", "replace").strip().splitlines()
        raise _error("revision-unknown", name, reason=reason[0] if reason else "") from error
    return done.stdout


def _error(code: str, name: str, **values: object) -> BookError:
    return BookError([Finding(code, Place(name), {"name": name, **values})])
