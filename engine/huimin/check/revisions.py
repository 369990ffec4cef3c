"""Two books to set side by side: each a folder, or a revision of a git repository, `HEAD~1` or `v1:policies`.

A revision is HEAD, a branch, a tag or a hash, with `~2`, `^` or `^2` behind it. Its YAML files are written to a
temporary folder of their own, within the limits of a book, and are read there like any other book. No program is run.
"""

from __future__ import annotations

import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from huimin.check.load import load
from huimin.documents import inputs
from huimin.documents.findings import BookError, Finding, Place
from huimin.policy.model import Book

if TYPE_CHECKING:
    from dulwich.objects import ObjectID

    from huimin.documents.git.repository import Repository

_REVISION = re.compile(r"(?!-)[\w./@{}^~+-]{1,200}\Z")


class File(NamedTuple):
    """A file or folder of a commit: its path from the top, and the id of its object."""

    path: PurePosixPath
    id: ObjectID


@contextmanager
def opened(name: str, book: Path) -> Iterator[Book]:
    """The book of a folder, else of a revision; `REV` alone means the folder `book` as it stood then.

    Raises BookError where there is neither, where the repository cannot be read, or where the book has findings.
    """
    if name and Path(name).is_dir():
        yield load(name)
        return
    revision, _, inside = name.partition(":")
    path = PurePosixPath(inside)
    if not _REVISION.match(revision) or path.is_absolute() or ".." in path.parts:
        raise _error("revision-malformed", name)
    from huimin.documents.git.faults import RepositoryError  # a library that few commands need
    from huimin.documents.git.repository import Repository

    with tempfile.TemporaryDirectory(prefix="huimin-") as temporary:
        try:
            with Repository(Path.cwd() if inside else book) as repository:
                path = path if inside else PurePosixPath(book.resolve().relative_to(repository.top).as_posix())
                folder = Path(temporary) / (path.name or "book")
                _write_out(repository, revision, path, folder)
        except RepositoryError as error:
            raise _error(error.code, name, error.file, **error.values) from error
        yield load(folder)


def _write_out(repository: Repository, revision: str, path: PurePosixPath, folder: Path) -> None:
    """Write the YAML files of one folder of a revision. Raises RepositoryError, also where a limit is passed."""
    from huimin.documents.git.faults import RepositoryError, too_large

    left = inputs.MAX_TOTAL
    for file in _files(repository, repository.folder(repository.commit(revision), path), path):
        try:
            content = repository.content(file.id)
            if len(content) > inputs.MAX_BYTES:
                raise RepositoryError("file-too-large", limit=inputs.MAX_BYTES)
        except RepositoryError as error:
            raise error.at(f"{revision}:{file.path}") from error
        left -= len(content)
        if left < 0:
            raise too_large(inputs.MAX_TOTAL, "bytes")
        target = folder / file.path.relative_to(path)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as opened_file:  # two names may be one where a disk folds capitals
                opened_file.write(content)
        except OSError as error:
            reason = {"reason": error.strerror or error}
            raise RepositoryError("file-unreadable", **reason).at(f"{revision}:{file.path}") from error


def _files(repository: Repository, tree: ObjectID, path: PurePosixPath) -> list[File]:
    """The YAML files below one tree, in order of their paths. Left out are submodules, which are other
    repositories, and folders whose names begin with a dot.
    """
    from huimin.documents.git.faults import RepositoryError, too_large

    found: list[File] = []
    folders, seen = [File(path, tree)], 0
    while folders:
        folder = folders.pop()
        if len(folder.path.parts) - len(path.parts) > inputs.MAX_LEVELS:
            raise too_large(inputs.MAX_LEVELS, "levels")
        for entry in repository.entries(folder.id):
            seen += 1
            if seen > inputs.MAX_ENTRIES:
                raise too_large(inputs.MAX_ENTRIES, "entries")
            inside = File(folder.path / entry.name, entry.id)
            if stat.S_ISDIR(entry.mode):
                folders.extend([] if entry.name.startswith(".") else [inside])
            elif entry.name.endswith(".yaml") and stat.S_ISLNK(entry.mode):
                raise RepositoryError("revision-link", path=str(inside.path))
            elif entry.name.endswith(".yaml") and stat.S_ISREG(entry.mode):
                found.append(inside)
    if not found:
        raise RepositoryError("revision-without-book", path=str(path))
    return sorted(found)


def _error(code: str, name: str, file: str = "", **values: object) -> BookError:
    return BookError([Finding(code, Place(file or name), {"name": name, **values})])
