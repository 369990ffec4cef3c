"""Where a repository lies, and what its branches, tags and other names stand for, by git's layout of files."""

from __future__ import annotations

import io
import os
from pathlib import Path

from dulwich.objects import ObjectID, valid_hexsha
from dulwich.refs import (
    Ref,
    RefsContainer,
    SymrefLoop,
    check_ref_format,
    read_packed_refs,
    read_packed_refs_with_peeled,
)

from huimin.documents.git.faults import RepositoryError, damaged, guarded
from huimin.documents.git.files import content

_ELSEWHERE = ("//", "\\\\")
"""What begins so is a folder of another machine."""


class Names(RefsContainer):
    """The names of a repository: HEAD is of its own folder, the others are shared by its worktrees."""

    def __init__(self, own: Path, shared: Path) -> None:
        super().__init__()
        self._own, self._shared = own, shared
        self._packed: dict[Ref, ObjectID] | None = None

    def followed(self, name: str) -> bytes | None:
        """The id that a whole name stands for, through other names; None where it stands for none."""
        try:
            return self.follow(Ref(os.fsencode(name)))[1]
        except SymrefLoop as loop:
            raise damaged(name) from loop

    def read_loose_ref(self, name: Ref) -> bytes | None:
        if name == b"HEAD":
            folder = self._own
        elif name.startswith(b"refs/") and check_ref_format(name):
            folder = self._shared
        else:
            return None
        raw = content(folder / os.fsdecode(name)) or b""
        written = raw.split(b"\n", 1)[0].strip()
        if valid_hexsha(written):
            return written.lower()
        if written and not written.startswith(b"ref: "):
            raise damaged(os.fsdecode(name))
        return written

    def get_packed_refs(self) -> dict[Ref, ObjectID]:
        if self._packed is None:
            raw = content(self._shared / "packed-refs") or b""
            self._packed = guarded("packed-refs", lambda: _listed(raw))
        return self._packed


def _listed(raw: bytes) -> dict[Ref, ObjectID]:
    head, _, rest = raw.partition(b"\n")
    if head.startswith(b"# pack-refs") and b" peeled" in head:
        return {name: id_ for id_, name, _ in read_packed_refs_with_peeled(io.BytesIO(rest))}
    return {name: id_ for id_, name in read_packed_refs(io.BytesIO(raw))}


def around(folder: Path) -> tuple[Path, Path, Path]:
    """The top folder of the nearest repository around a folder, its own git folder, and the one that holds objects.

    Raises RepositoryError: `revision-outside` where there is none, `revision-damaged` where a file leads nowhere.
    """
    start = folder.resolve()
    for top in (start, *start.parents):
        inside = top / ".git"
        own = inside if inside.is_dir() else _pointed(inside, b"gitdir: ")
        if own is None and (top / "objects").is_dir() and (top / "refs").is_dir():
            own = top  # a bare repository
        if own is not None and (own / "HEAD").exists():
            return top, own, _pointed(own / "commondir") or own
    raise RepositoryError("revision-outside", folder=str(folder))


def _pointed(file: Path, key: bytes = b"") -> Path | None:
    """The folder that a file of a worktree or submodule names; None where there is no such file."""
    raw = content(file)
    if raw is None:
        return None
    named = os.fsdecode(raw.split(b"\n", 1)[0].removeprefix(key).strip())
    if not raw.startswith(key) or "\0" in named or named.startswith(_ELSEWHERE):
        raise damaged(file.name)
    folder = file.parent / named
    if not folder.is_dir():
        raise damaged(file.name, "folder", folder=named)
    return folder
