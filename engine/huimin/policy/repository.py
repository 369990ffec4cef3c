"""What a git repository holds, read without the git program: nothing that the repository names is run or followed.

Of dulwich only the parsers of objects, packs and names of commits are used; none of them can start a program. No
setting of the repository is read, so no filter, hook, transport or included file takes part. Objects are looked for in
the repository's own folder alone, not where `objects/info/alternates` points, and are not fetched. Each object is held
against its name, the hash of its content. What is unpacked has limits, so that no repository can fill the memory.
"""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, Self, TypeVar

from dulwich.object_format import SHA1
from dulwich.objects import Commit, ObjectID, ShaFile, Tag, Tree, parse_tree, valid_hexsha
from dulwich.pack import DELTA_TYPES, Pack, PackData, UnpackedObject, load_pack_index_file
from dulwich.refs import (
    Ref,
    RefsContainer,
    SymrefLoop,
    check_ref_format,
    read_packed_refs,
    read_packed_refs_with_peeled,
)

from huimin.policy.documents import MAX_BYTES

T = TypeVar("T")

MAX_OBJECT = 16 * MAX_BYTES
"""Bytes to which one object may unpack, with all that it is a difference to; also of a file of the repository's own."""
MAX_UNPACKED = 500 * MAX_BYTES
"""Bytes to which all objects that are read may unpack together."""

_STEPS = re.compile(r"(?P<base>[^~^]+)(?P<steps>(?:~\d*|\^\d*|\^\{(?:commit)?\})*)\Z")
_STEP = re.compile(r"([~^])(\{\w*\}|\d*)")
_SHORT = re.compile(r"[0-9a-f]{4,39}\Z")
_PLACES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_SYMBOLIC = b"ref: "

DAMAGED = {"zh": "内容损坏", "en": "its content is damaged"}
IRREGULAR = {"zh": "不是普通文件", "en": "it is no regular file"}
OVERSIZE = {"zh": "过大", "en": "it is too large"}
MISNAMED = {"zh": "内有不能用作文件名的名称", "en": "it holds a name that no file can have"}


class RepositoryError(Exception):
    """What cannot be read of a repository: the code of a finding, and the values of its words."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        self.file = ""
        super().__init__(code)

    def at(self, file: str) -> Self:
        """The same error, told of a file of the revision."""
        self.file = file
        return self


def too_large(limit: int, zh: str, en: str) -> RepositoryError:
    """The error of a revision that has more than so many of something."""
    return RepositoryError("revision-too-large", limit={"zh": f"{limit} {zh}", "en": f"{limit} {en}"})


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
        self.top, own, shared = _around(folder)
        self._objects = shared / "objects"
        self._names = _Names(own, shared)
        self._packs: dict[str, Pack] | None = None
        self._open = ExitStack()
        self._left, self._kept = MAX_UNPACKED, 0
        if (shared / "reftable").is_dir():
            raise RepositoryError("revision-format", kind="reftable")
        head = self._names.read_ref(Ref(b"HEAD"))
        named = self._follow("HEAD")
        if any(valid_hexsha(each) and len(each) > SHA1.hex_length for each in (head, named) if each):
            raise RepositoryError("revision-format", kind="SHA-256")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the packs."""
        self._open.close()

    def commit(self, revision: str) -> Commit:
        """The commit that a revision names: `HEAD`, `main`, `v1`, `origin/main`, a hash of 4 to 40 digits, and from
        there `~2`, `^`, `^2`. Raises RepositoryError `revision-unknown` with the reason.
        """
        written = _STEPS.match(revision)
        if not written:
            raise _unknown("这种写法不支持", "this form of a revision is not read")
        commit = self._peeled(self._named("HEAD" if written["base"] == "@" else written["base"]))
        for sign, number in _STEP.findall(written["steps"]):
            if number.startswith("{"):
                continue  # a commit is what was asked for
            for _ in range(int(number or 1) if sign == "~" else min(int(number or 1), 1)):
                parent = 0 if sign == "~" else int(number or 1) - 1
                if parent >= len(commit.parents):
                    shown = commit.id.decode()[:12]
                    raise _unknown(
                        f"提交 {shown} 没有第 {parent + 1} 个上级提交", f"commit {shown} has no parent {parent + 1}"
                    )
                commit = self._peeled(commit.parents[parent])
        return commit

    def folder(self, commit: Commit, path: PurePosixPath) -> ObjectID:
        """The id of the tree of a folder in a commit. Raises RepositoryError `revision-unknown` where there is none."""
        tree = ObjectID(commit.tree)
        for part in path.parts:
            found = [each for each in self.entries(tree) if each.name == part and stat.S_ISDIR(each.mode)]
            if not found:
                raise _unknown(f"其中没有文件夹“{path}”", f"it has no folder `{path}`")
            tree = found[0].id
        return tree

    def entries(self, tree: ObjectID) -> Iterator[Entry]:
        """The members of a tree in git's order. A name that could lead out of the folder is damage."""
        found = self._object(tree)
        if not isinstance(found, Tree):
            raise _damaged(tree.decode(), DAMAGED)
        seen = set()
        for raw, mode, id_ in _guarded(tree, lambda: list(parse_tree(found.as_raw_string(), SHA1.oid_length))):
            name = os.fsdecode(raw)
            if name in ("", ".", "..") or Path(name).name != name or name in seen:
                raise _damaged(tree.decode(), MISNAMED)
            seen.add(name)
            yield Entry(name, mode, ObjectID(id_))

    def content(self, id_: ObjectID) -> bytes:
        """The bytes of a file."""
        return self._object(id_).as_raw_string()

    def _named(self, base: str) -> ObjectID:
        """The id of the object that a name or a hash stands for."""
        if len(base) == SHA1.hex_length and valid_hexsha(base.encode()):
            return ObjectID(base.lower().encode())
        found = {place.format(base): self._follow(place.format(base)) for place in _PLACES}
        known = {name: id_ for name, id_ in found.items() if id_}
        if len(known) > 1:
            raise _unknown(f"不止一处：{'、'.join(known)}", f"it stands for more than one: {', '.join(known)}")
        if known:
            return ObjectID(next(iter(known.values())))
        if _SHORT.match(base.lower()):
            return self._completed(base.lower())
        raise _unknown("没有这个分支、标签或者提交", "there is no such branch, tag or commit")

    def _follow(self, name: str) -> bytes | None:
        try:
            return self._names.follow(Ref(os.fsencode(name)))[1]
        except SymrefLoop as loop:
            raise _damaged(name, DAMAGED) from loop

    def _completed(self, short: str) -> ObjectID:
        """The one commit whose hash begins with these digits; objects of other kinds do not count."""
        prefix = short.encode()
        even = bytes.fromhex(short[: len(short) // 2 * 2])
        found = {(short[:2] + path.name).encode() for path in (self._objects / short[:2]).glob("*")}
        for name, pack in self._all_packs().items():
            found |= {each.hex().encode() for each in _guarded(name, partial(_beginning, pack, even))}
        ids = sorted(ObjectID(each) for each in found if each.startswith(prefix) and valid_hexsha(each))
        commits = [each for each in ids if len(ids) == 1 or isinstance(self._object(each), Commit | Tag)]
        if not commits:
            raise _unknown("没有这个提交", "there is no such commit")
        if len(commits) > 1:
            raise _unknown("不止一个提交以此开头", "more than one commit begins so")
        return commits[0]

    def _peeled(self, id_: ObjectID) -> Commit:
        """The commit that an object is, or that a tag of it names."""
        found = self._object(id_)
        while isinstance(found, Tag):
            found = self._object(ObjectID(_guarded(id_, lambda tag=found: tag.object[1])))  # type: ignore[misc]
        if not isinstance(found, Commit):
            raise _unknown("所指的不是提交", "what it names is no commit")
        _guarded(id_, lambda: (found.tree, found.parents))
        return found

    def _object(self, id_: ObjectID) -> ShaFile:
        """An object, once its content is what its name says."""
        if not valid_hexsha(id_):
            raise _damaged(id_.decode(errors="replace"), DAMAGED)
        self._kept = 0
        found = _guarded(id_, lambda: self._loose(id_) or self._packed(id_))
        if found is None:
            raise RepositoryError("revision-object-missing", id=id_.decode())
        if _guarded(id_, lambda: found.id) != id_:
            raise _damaged(id_.decode(), DAMAGED)
        return found

    def _loose(self, id_: ObjectID) -> ShaFile | None:
        name = id_.decode()
        raw = _content(self._objects / name[:2] / name[2:])
        if raw is None:
            return None
        found = ShaFile.from_file(io.BytesIO(raw), object_format=SHA1, max_size=MAX_OBJECT)
        self._spend(found.raw_length(), 0)
        return found

    def _packed(self, id_: ObjectID) -> ShaFile | None:
        for pack in self._all_packs().values():
            if id_ in pack:
                kind, raw = pack.get_raw(id_)
                return ShaFile.from_raw_string(kind, raw, object_format=SHA1)
        return None

    def _all_packs(self) -> dict[str, Pack]:
        if self._packs is None:
            self._packs = {}
            folder = self._objects / "pack"
            for index in sorted(folder.glob("*.idx")) if folder.is_dir() else ():
                if index.with_suffix(".pack").exists():
                    self._packs[index.stem] = _guarded(index.stem, partial(self._pack, index))
        return self._packs

    def _pack(self, path: Path) -> Pack:
        entries, index = (self._open.enter_context(_regular(each)) for each in (path.with_suffix(".pack"), path))
        try:
            listed = load_pack_index_file(path, index, SHA1)
        except Exception:
            index.close()  # before the library's half of an index is let go, which would warn
            raise
        pack = Pack.from_lazy_objects(lambda: _Limited(entries, self._spend), lambda: listed)
        self._open.callback(pack.close)
        _ = pack.data  # opened now, and held against the index
        return pack

    def _spend(self, kept: int, passing: int) -> None:
        """Count bytes before they are unpacked: those kept until the object is whole, and those let go before."""
        self._kept += kept
        self._left -= kept + passing
        if max(self._kept, passing) > MAX_OBJECT:
            raise RepositoryError("file-too-large", limit=MAX_OBJECT)
        if self._left < 0:
            raise too_large(MAX_UNPACKED, "字节", "bytes")


class _Limited(PackData):
    """A pack of which no entry is unpacked before its size is known and allowed."""

    def __init__(self, file: BinaryIO, spend: Callable[[int, int], None]) -> None:
        self._entries = file
        self._spend = spend
        super().__init__("", SHA1, file=file)

    def get_unpacked_object_at(self, offset: int, *, include_comp: bool = False) -> UnpackedObject:
        self._entries.seek(offset)
        kind_and_size, *further = _number(self._entries.read(16))[0]
        self._spend(sum((kind_and_size & 15, *(part << 7 * i + 4 for i, part in enumerate(further)))), 0)
        unpacked = super().get_unpacked_object_at(offset, include_comp=include_comp)
        if unpacked.pack_type_num in DELTA_TYPES:
            _, rest = _number(b"".join(unpacked.decomp_chunks)[:32])
            self._spend(0, sum(part << 7 * i for i, part in enumerate(_number(rest)[0])))
        return unpacked


class _Names(RefsContainer):
    """The branches, tags and other names of a repository, by git's layout of files."""

    def __init__(self, own: Path, shared: Path) -> None:
        super().__init__()
        self._own, self._shared = own, shared
        self._packed: dict[Ref, ObjectID] | None = None

    def read_loose_ref(self, name: Ref) -> bytes | None:
        if name == b"HEAD":
            folder = self._own
        elif name.startswith(b"refs/") and check_ref_format(name):
            folder = self._shared
        else:
            return None
        raw = _content(folder / os.fsdecode(name))
        written = raw.split(b"\n", 1)[0].strip() if raw is not None else b""
        if not written or written.startswith(_SYMBOLIC) or valid_hexsha(written):
            return written.lower() if valid_hexsha(written) else written
        raise _damaged(os.fsdecode(name), DAMAGED)

    def get_packed_refs(self) -> dict[Ref, ObjectID]:
        if self._packed is None:
            raw = _content(self._shared / "packed-refs") or b""
            self._packed = _guarded("packed-refs", lambda: _listed(raw))
        return self._packed


def _beginning(pack: Pack, prefix: bytes) -> list[bytes]:
    return list(pack.index.iter_prefix(prefix))


def _listed(raw: bytes) -> dict[Ref, ObjectID]:
    head, _, rest = raw.partition(b"\n")
    if head.startswith(b"# pack-refs") and b" peeled" in head:
        return {name: id_ for id_, name, _ in read_packed_refs_with_peeled(io.BytesIO(rest))}
    return {name: id_ for id_, name in read_packed_refs(io.BytesIO(raw))}


def _number(raw: bytes) -> tuple[list[int], bytes]:
    """The parts of seven bits, and what follows, of a number that git writes with a bit for "more"."""
    parts = []
    for byte in raw:
        parts.append(byte & 0x7F)
        if not byte & 0x80:
            break
    return parts, raw[len(parts) :]


def _around(folder: Path) -> tuple[Path, Path, Path]:
    """The top folder of the nearest repository around a folder, its own git folder, and the one that holds objects."""
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
    raw = _content(file)
    if raw is None:
        return None
    named = os.fsdecode(raw.split(b"\n", 1)[0].removeprefix(key).strip())
    if not raw.startswith(key) or "\0" in named or named.startswith(("//", "\\\\")):  # another machine's
        raise _damaged(file.name, DAMAGED)
    folder = file.parent / named
    if not folder.is_dir():
        raise _damaged(
            file.name, {"zh": f"所指的文件夹“{named}”不存在", "en": f"it leads to {named}, which is no folder"}
        )
    return folder


def _regular(path: Path) -> BinaryIO:
    """A file opened for reading, if it is a regular one: a pipe would keep the reader waiting."""
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(opened, "rb") if stat.S_ISREG(os.fstat(opened).st_mode) else None
    if file is None:
        os.close(opened)
        raise _damaged(path.name, IRREGULAR)
    return file


def _content(path: Path) -> bytes | None:
    """The bytes of a file of the repository's own; None where there is none."""
    if path.is_dir():
        return None
    try:
        with _regular(path) as file:
            raw = file.read(MAX_OBJECT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _damaged(path.name, error.strerror) from error
    if len(raw) > MAX_OBJECT:
        raise _damaged(path.name, OVERSIZE)
    return raw


def _guarded(what: bytes | str, read: Callable[[], T]) -> T:
    """What `read` gives. Bytes of a repository may break a parser anywhere: whatever it raises is damage of `what`."""
    try:
        return read()
    except RepositoryError:
        raise
    except Exception as error:
        fault = _fault(what if isinstance(what, str) else what.decode(errors="replace"), error)
    raise fault  # out here, because a library's error that lives on would keep a pack from being closed


def _fault(what: str, error: Exception) -> RepositoryError:
    if isinstance(error, OSError):
        return _damaged(what, error.strerror or DAMAGED)
    base = error.args[0] if isinstance(error, KeyError) else None
    if isinstance(base, bytes) and len(base) == SHA1.oid_length:  # what a difference rests on
        return RepositoryError("revision-object-missing", id=base.hex())
    return _damaged(what, DAMAGED)


def _damaged(what: str, reason: object) -> RepositoryError:
    return RepositoryError("revision-damaged", what=what, reason=reason)


def _unknown(zh: str, en: str) -> RepositoryError:
    return RepositoryError("revision-unknown", reason={"zh": zh, "en": en})
