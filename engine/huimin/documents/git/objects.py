"""The objects of a repository, loose or packed, each held against its name and unpacked within limits."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from dulwich.object_format import SHA1
from dulwich.objects import ObjectID, ShaFile, valid_hexsha
from dulwich.pack import DELTA_TYPES, Pack, PackData, UnpackedObject, load_pack_index_file

from huimin.documents.git.faults import RepositoryError, damaged, guarded, too_large
from huimin.documents.git.files import MAX_OBJECT, content
from huimin.documents.inputs import MAX_BYTES, open_file

MAX_UNPACKED = 500 * MAX_BYTES
"""Bytes to which all objects that are read may unpack together."""
MAX_INDEX = 10 * MAX_OBJECT
"""Bytes of the index of a pack: a hash of few digits is looked for in all of it."""


class Objects:
    """What lies in the folder `objects` of a repository, open for reading until `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packs: dict[str, Pack] | None = None
        self._open = ExitStack()
        self._left, self._kept = MAX_UNPACKED, 0

    def close(self) -> None:
        """Close the packs."""
        self._open.close()

    def read(self, id_: ObjectID) -> ShaFile:
        """An object, once its content is what its name says.

        Raises RepositoryError: `revision-object-missing`, `revision-damaged`, or `file-too-large` and
        `revision-too-large` where a limit is passed.
        """
        if not valid_hexsha(id_):
            raise damaged(id_.decode(errors="replace"))
        self._kept = 0
        found = guarded(id_, lambda: self._loose(id_) or self._packed(id_))
        if found is None:
            raise RepositoryError("revision-object-missing", id=id_.decode())
        if guarded(id_, lambda: found.id) != id_:
            raise damaged(id_.decode())
        return found

    def beginning(self, digits: str) -> list[ObjectID]:
        """The ids that begin with these two or more hexadecimal digits, in order."""
        even = bytes.fromhex(digits[: len(digits) // 2 * 2])
        found = {(digits[:2] + path.name).encode() for path in (self._folder / digits[:2]).glob("*")}
        for name, pack in self._all_packs().items():
            found |= {each.hex().encode() for each in guarded(name, partial(_beginning, pack, even))}
        return sorted(ObjectID(each) for each in found if each.startswith(digits.encode()) and valid_hexsha(each))

    def _loose(self, id_: ObjectID) -> ShaFile | None:
        name = id_.decode()
        raw = content(self._folder / name[:2] / name[2:])
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
            folder = self._folder / "pack"
            for index in sorted(folder.glob("*.idx")) if folder.is_dir() else ():
                if index.with_suffix(".pack").exists():
                    self._packs[index.stem] = guarded(index.stem, partial(self._pack, index))
        return self._packs

    def _pack(self, path: Path) -> Pack:
        entries, index = (self._open.enter_context(open_file(each)) for each in (path.with_suffix(".pack"), path))
        if os.fstat(index.fileno()).st_size > MAX_INDEX:
            raise damaged(path.name, "size")
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
            raise too_large(MAX_UNPACKED, "bytes")


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


def _number(raw: bytes) -> tuple[list[int], bytes]:
    """The parts of seven bits, and what follows, of a number that git writes with a bit for "more"."""
    parts = []
    for byte in raw:
        parts.append(byte & 0x7F)
        if not byte & 0x80:
            break
    return parts, raw[len(parts) :]


def _beginning(pack: Pack, prefix: bytes) -> list[bytes]:
    return list(pack.index.iter_prefix(prefix))
