"""A repository as its commits describe it: revisions, their folders and files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Self

from dulwich.object_format import SHA1
from dulwich.objects import Commit, ObjectID, Tag, Tree, parse_tree, valid_hexsha

from huimin.documents.git.faults import RepositoryError, damaged, guarded, unknown
from huimin.documents.git.names import Names, around
from huimin.documents.git.objects import Objects

_REVISION = re.compile(r"(?P<base>[^~^]+)(?P<steps>(?:~\d*|\^\d*|\^\{(?:commit)?\})*)\Z")
_STEP = re.compile(r"([~^])(\{\w*\}|\d*)")
_SHORT = re.compile(r"[0-9a-f]{4,39}\Z")
_PLACES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")


class Entry(NamedTuple):
    """A member of a folder of a commit: its name, its git mode and the id of its object."""

    name: str
    mode: int
    id: ObjectID


class Repository:
    """The git repository around a folder, open for reading until `close`.

    `top` is the folder that its commits describe; of a bare repository it is the repository itself. Raises
    RepositoryError: `revision-outside` where no repository is around the folder, `revision-format` where it is of a
    kind that is not read, and from each method `revision-object-missing` or `revision-damaged`.

    Example: `with Repository(Path("policies")) as repository: repository.commit("HEAD~1").tree`.
    """

    def __init__(self, folder: Path) -> None:
        self.top, own, shared = around(folder)
        self._names = Names(own, shared)
        self._objects = Objects(shared / "objects")
        if (shared / "reftable").is_dir():
            raise RepositoryError("revision-format", kind="reftable")
        head = self._names.followed("HEAD")
        if head and valid_hexsha(head) and len(head) > SHA1.hex_length:
            raise RepositoryError("revision-format", kind="SHA-256")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._objects.close()

    def commit(self, revision: str) -> Commit:
        """The commit that a revision names: `HEAD`, `main`, `v1`, `origin/main`, a hash of 4 to 40 digits, and from
        there `~2`, `^`, `^2`. Raises RepositoryError `revision-unknown` with the reason.
        """
        written = _REVISION.match(revision)
        if not written:
            raise unknown("form")
        commit = self._peeled(self._named("HEAD" if written["base"] == "@" else written["base"]))
        for sign, number in _STEP.findall(written["steps"]):
            if number.startswith("{"):
                continue  # a commit is what was asked for
            count = int(number or 1)
            for _ in range(count if sign == "~" else min(count, 1)):
                commit = self._parent(commit, 1 if sign == "~" else count)
        return commit

    def folder(self, commit: Commit, path: PurePosixPath) -> ObjectID:
        """The id of the tree of a folder in a commit. Raises RepositoryError `revision-unknown` where there is none."""
        tree = ObjectID(commit.tree)
        for part in path.parts:
            found = [each for each in self.entries(tree) if each.name == part and stat.S_ISDIR(each.mode)]
            if not found:
                raise unknown("folder", folder=path)
            tree = found[0].id
        return tree

    def entries(self, tree: ObjectID) -> Iterator[Entry]:
        """The members of a tree in git's order. A name that could lead out of the folder is damage."""
        found = self._objects.read(tree)
        if not isinstance(found, Tree):
            raise damaged(tree.decode())
        seen = set()
        for raw, mode, id_ in guarded(tree, lambda: list(parse_tree(found.as_raw_string(), SHA1.oid_length))):
            name = os.fsdecode(raw)
            if name in ("", ".", "..") or Path(name).name != name or name in seen:
                raise damaged(tree.decode(), "name")
            seen.add(name)
            yield Entry(name, mode, ObjectID(id_))

    def content(self, id_: ObjectID) -> bytes:
        """The bytes of a file."""
        return self._objects.read(id_).as_raw_string()

    def _named(self, base: str) -> ObjectID:
        """The id of the object that a name or a hash stands for."""
        digits = base.lower()
        if len(digits) == SHA1.hex_length and valid_hexsha(digits.encode()):
            return ObjectID(digits.encode())
        found = {place.format(base): self._names.followed(place.format(base)) for place in _PLACES}
        known = {name: id_ for name, id_ in found.items() if id_}
        if len(known) > 1:
            raise unknown("several", names=list(known))
        if known:
            return ObjectID(next(iter(known.values())))
        if not _SHORT.match(digits):
            raise unknown("name")
        ids = self._objects.beginning(digits)
        commits = [each for each in ids if len(ids) == 1 or isinstance(self._objects.read(each), Commit | Tag)]
        if not commits:
            raise unknown("commit")
        if len(commits) > 1:
            raise unknown("beginning")
        return commits[0]

    def _peeled(self, id_: ObjectID) -> Commit:
        """The commit that an object is, or that a tag of it names."""
        found = self._objects.read(id_)
        while isinstance(found, Tag):
            _, id_ = guarded(id_, partial(getattr, found, "object"))
            found = self._objects.read(ObjectID(id_))
        if not isinstance(found, Commit):
            raise unknown("kind")
        guarded(id_, lambda: (found.tree, found.parents))
        return found

    def _parent(self, commit: Commit, number: int) -> Commit:
        if number > len(commit.parents):
            raise unknown("parent", number=number)
        return self._peeled(ObjectID(commit.parents[number - 1]))
