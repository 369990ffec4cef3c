"""A folder of pages: replaced as a whole, and compared with what it should hold.

The new set is written beside the folder and takes its place by a rename, so that whoever looks, and whoever comes
after a run that was killed, finds the old set or the new one. `manifest.json` names what publishing made: only that
is ever removed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.inputs import MAX_PAGE, read_file
from huimin.documents.write_whole import whole_folder

MANIFEST = "manifest.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
BUILT = ".pdf"
"""What is built beside its HTML and not committed: the manifest does not name it, and its HTML says whose it is."""


class PublishError(HuiminError):
    """The pages cannot be made from these templates, or not written where they should stand."""


@dataclass(frozen=True, order=True)
class Drift:
    """A file that is not what the book says: missing, different, or left over from an earlier book."""

    path: Path
    why: Literal["missing", "differs", "stale"]


def replace(out: Path, sets: Mapping[str, Mapping[str, bytes]]) -> list[Path]:
    """Write the pages of each set (name to path to bytes) into `out`, and remove what an earlier run made of the same
    sets and is not among them.

    Other files of the folder stay. Gives the files written. Raises PublishError for a folder that holds files but no
    manifest of ours, ValueError for a page whose name leads out of the folder, OSError.
    """
    if not any(sets.values()) and not out.exists():
        return []
    out.parent.mkdir(parents=True, exist_ok=True)
    with whole_folder(out) as unfinished:
        made = _made(out)
        now = made | {name: _digests(pages) for name, pages in sets.items()}
        _keep(out, unfinished, dropped=_dropped(_files(made), _files(now)))
        pages = {path: page for each in sets.values() for path, page in each.items()}
        for path, page in {**pages, MANIFEST: _manifest(now)}.items():
            _write(unfinished, path, page)
    return [out / path for path in pages]


def compare(out: Path, sets: Mapping[str, Mapping[str, bytes]]) -> list[Drift]:
    """What in `out` is not as `sets` has it, in the order of the paths. Raises PublishError, OSError."""
    made = _made(out) if out.exists() else {}
    found = []
    for name, pages in sets.items():
        for path, page in pages.items():
            if not (out / path).is_file():
                found.append(Drift(out / path, "missing"))
            elif not _same(path, read_file(out / path, limit=MAX_PAGE), page):
                found.append(Drift(out / path, "differs"))
        left = [path for path in made.get(name, ()) if path not in pages and (out / path).is_file()]
        found += [Drift(out / path, "stale") for path in left]
    return sorted(found)


def _same(path: str, one: bytes, other: bytes) -> bool:
    if one == other or not path.endswith(BUILT):
        return one == other
    from huimin.publish.pdf import content

    return content(one) == content(other)


def _digests(pages: Mapping[str, bytes]) -> dict[str, str]:
    return {
        path: "sha256:" + hashlib.sha256(page).hexdigest() for path, page in pages.items() if not path.endswith(BUILT)
    }


def _files(made: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {path: found for files in made.values() for path, found in files.items()}


def _dropped(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """The files made before that no page replaces, and what was built from a page that is now another."""
    moved = {path for path, found in before.items() if now.get(path) != found}
    return {path for path in before if path not in now} | {path.rpartition(".")[0] + BUILT for path in moved}


def _made(out: Path) -> dict[str, dict[str, str]]:
    """What publishing made in `out`: set, path and digest."""
    manifest = out / MANIFEST
    if manifest.is_file():
        try:
            found: dict[str, dict[str, str]] = json.loads(read_file(manifest))["made"]
            return {
                name: {path: each for path, each in files.items() if _is_safe(path)} for name, files in found.items()
            }
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _not_ours(out) from None
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return {}
    raise _not_ours(out)


def _keep(out: Path, unfinished: Path, *, dropped: set[str]) -> None:
    """Carry over every file of `out` but those `dropped`; folders that are left empty go."""
    for path in sorted(out.rglob("*")) if out.exists() else ():
        name = path.relative_to(out).as_posix()
        if name in dropped or (path.is_dir() and not path.is_symlink()):
            continue
        copy = unfinished / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy, follow_symlinks=False)


def _write(folder: Path, name: str, page: bytes) -> None:
    path = folder / name
    if not _is_safe(name) or not path.parent.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} cannot be the name of a page")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # a link of that name is replaced, not followed
    path.write_bytes(page)


def _is_safe(name: str) -> bool:
    """Whether a path can lead nowhere but into the folder, on every system."""
    return all(_NAME.fullmatch(part) for part in name.split("/"))


def _manifest(made: Mapping[str, Mapping[str, str]]) -> bytes:
    return (json.dumps({"made": made}, indent=1, sort_keys=True) + "\n").encode()


def _not_ours(out: Path) -> PublishError:
    return PublishError([Finding("folder-not-ours", Place(str(out)))])
