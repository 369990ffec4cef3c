"""The cache of a checked book: that it has no findings, its digest, the trees of its expressions, and its programs.

One JSON file a book in the user's cache folder, and one file of bytes for each of its programs, keyed by the bytes of
the book and by this engine. Deleting them costs only time; `HUIMIN_CACHE` names another folder, and an empty value
turns the cache off.

Trees and programs are run, so a file of the cache is used only if this user wrote it: it is signed with a
secret of the user's, which lies elsewhere, and both folders must be the user's own. Anything else is as if there were
no cache. docs/decisions/0004-cache.md has the reasons.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huimin.documents import inputs
from huimin.documents.findings import HuiminError
from huimin.documents.locate import schemas_folder
from huimin.documents.write_whole import write_whole

_ENGINE = Path(__file__).resolve().parents[1]
_SECRET_BYTES = 32
_MAX_BYTES = 20 * inputs.MAX_BYTES

MOST_PROGRAMS = 64
"""How many programs are stored, of all books together."""


@dataclass(frozen=True)
class Stored:
    """The digest of a clean book, and its trees by scope and text."""

    digest: str
    trees: Mapping[str, Any]


def key(book: Mapping[str, bytes]) -> str:
    """A hash over the files of a book, name to bytes, and over those of the engine by name, size and time."""
    found = hashlib.sha256()
    for name, raw in book.items():
        found.update(b"%s\0%d\0" % (os.fsencode(name), len(raw)))
        found.update(raw)
    for path in sorted([*_ENGINE.rglob("*"), *schemas_folder().glob("*")]):
        if path.suffix in (".py", ".lark", ".yaml", ".json"):
            status = path.stat()
            found.update(b"%s\0%d\0%d\0" % (os.fsencode(path), status.st_size, status.st_mtime_ns))
    return found.hexdigest()


def read(book_key: str) -> Stored | None:
    """What this user stored for a book; None where there is nothing, or nothing that can be believed."""
    text = _read(_name(book_key), book_key)
    if text is None:
        return None
    data = json.loads(text)
    return Stored(data["digest"], data["trees"])


def write(book_key: str, stored: Stored) -> None:
    """Store what a clean book came to. Where the folder is not the user's own, or cannot be written, nothing is stored,
    and nothing is lost.
    """
    data = {"digest": stored.digest, "trees": stored.trees}
    _write(_name(book_key), book_key, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def read_program(program_key: str) -> bytes | None:
    """The program that this user stored under a key, which holds that of its book; None as `read` gives it."""
    return _read(_program_name(program_key), program_key)


def write_program(program_key: str, data: bytes) -> None:
    """Store a program, as `write` stores a book. Of all programs those that were written last stay."""
    _write(_program_name(program_key), program_key, data)
    folder = _cache_folder()
    if folder is None:
        return
    try:
        found = [(path.stat().st_mtime_ns, path) for path in folder.glob("program-*.bin")]
        for _, path in sorted(found)[:-MOST_PROGRAMS]:
            path.unlink(missing_ok=True)
    except OSError:  # another run clears it too
        return


def _read(name: str, key_: str) -> bytes | None:
    folder, secret = _cache_folder(), _secret()
    if folder is None or secret is None or not _is_own(folder):
        return None
    try:
        signature, _, text = inputs.read_file(folder / name, limit=_MAX_BYTES).partition(b"\n")
    except HuiminError:
        return None
    return text if hmac.compare_digest(signature, _signature(secret, key_, text)) else None


def _write(name: str, key_: str, text: bytes) -> None:
    folder = _cache_folder()
    if folder is None or len(text) > _MAX_BYTES - 1000:
        return
    try:
        secret = _secret() or _new_secret()
        if secret is not None and _made_own(folder):
            write_whole(folder / name, _signature(secret, key_, text) + b"\n" + text)
    except OSError:
        return


def _signature(secret: bytes, book_key: str, text: bytes) -> bytes:
    return hmac.digest(secret, book_key.encode() + b"\0" + text, "sha256").hex().encode()


def _secret() -> bytes | None:
    """The user's secret; None where there is none, or where others may look into its folder."""
    path = _secret_path()
    if path is None or not _is_own(path.parent, 0o077) or not _is_own(path, 0):
        return None
    try:
        found = inputs.read_file(path, limit=_SECRET_BYTES)
    except HuiminError:
        return None
    return found if len(found) == _SECRET_BYTES else None


def _new_secret() -> bytes | None:
    """Make the user's secret. Raises OSError."""
    path = _secret_path()
    if path is not None and _made_own(path.parent, 0o077):
        write_whole(path, secrets.token_bytes(_SECRET_BYTES))
    return _secret()


def _is_own(path: Path, forbidden: int = 0o022) -> bool:
    """Whether a file or folder is the user's own and no link, and gives others none of the rights `forbidden`."""
    try:
        status = path.lstat()
    except OSError:
        return False
    if not hasattr(os, "geteuid"):  # Windows, where the rights of a file are not in its mode: no cache is believed
        return False
    is_link = stat.S_ISLNK(status.st_mode)
    return not is_link and status.st_uid == os.geteuid() and not status.st_mode & forbidden


def _made_own(folder: Path, forbidden: int = 0o022) -> bool:
    """Make a folder where there is none; whether it is the user's own. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _is_own(folder, forbidden)


def _cache_folder() -> Path | None:
    """The folder of the cache; None where it is turned off, or where the user has no home."""
    folder = os.environ.get("HUIMIN_CACHE")
    if folder == "":
        return None
    return Path(folder) if folder else _of_user("XDG_CACHE_HOME", ".cache")


def _secret_path() -> Path | None:
    folder = _of_user("XDG_STATE_HOME", ".local/state")
    return folder / "cache-secret" if folder else None


def _of_user(variable: str, otherwise: str) -> Path | None:
    """The user's folder for Huimin's files of a kind (XDG Base Directory Specification)."""
    base = os.environ.get(variable)
    try:
        return (Path(base) if base else Path.home() / otherwise) / "huimin"
    except RuntimeError:  # no home
        return None


def _name(book_key: str) -> str:
    return f"book-{book_key[:32]}.json"


def _program_name(program_key: str) -> str:
    return f"program-{hashlib.sha256(program_key.encode()).hexdigest()[:32]}.bin"
