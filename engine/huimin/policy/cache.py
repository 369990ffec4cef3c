"""What a clean book need not work out twice: that it was checked, its digest, and the trees of its expressions.

One JSON file a book in the user's cache folder, keyed by the bytes of the book and by this engine. Deleting it costs
only time; `HUIMIN_CACHE` names another folder, and an empty value turns the cache off.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENGINE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Stored:
    """The digest of a clean book, and its trees by scope and text."""

    digest: str
    trees: Mapping[str, Any]


def key(folder: Path) -> str:
    """A hash over every file of the book by content, and over the engine's own by name, size and time."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        found.update(f"{path.relative_to(folder)}\0".encode())
        found.update(path.read_bytes())
    for path in sorted(_ENGINE.rglob("*")):
        if path.suffix in (".py", ".lark", ".yaml"):
            stat = path.stat()
            found.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return found.hexdigest()


def read(book_key: str) -> Stored | None:
    """What was stored for a book; None where there is nothing that can be read."""
    path = _path(book_key)
    try:
        data = json.loads(path.read_bytes()) if path else None
        return Stored(data["digest"], data["trees"]) if data else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(book_key: str, stored: Stored) -> None:
    """Store what a clean book came to. Where the folder cannot be written nothing is stored, and nothing is lost."""
    path = _path(book_key)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"digest": stored.digest, "trees": stored.trees}, file, ensure_ascii=False, separators=(",", ":"))
        Path(temporary).replace(path)
    except OSError:
        return


def _path(book_key: str) -> Path | None:
    folder = os.environ.get("HUIMIN_CACHE")
    if folder == "":
        return None
    if folder is None:
        home = os.environ.get("XDG_CACHE_HOME")
        folder = str(Path(home) / "huimin") if home else str(Path("~/.cache/huimin").expanduser())
    return Path(folder) / f"book-{book_key[:32]}.json"
