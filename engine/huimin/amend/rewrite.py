"""Files of a book in their canonical form: written only where nothing but the form changes, all of them or none."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huimin.check import checks
from huimin.documents import inputs, schemas
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.format import canonical, comments
from huimin.documents.format.shape import Shape, shape
from huimin.documents.read import Document, Map, read_bytes
from huimin.documents.write_whole import locked, write_together
from huimin.policy.files import assemble, documents


@dataclass(frozen=True)
class Rewritten:
    """A file that is not in its canonical form: where it lies, how the book names it, what it says and would say."""

    path: Path
    name: str
    old: str
    new: str


def rewritten(folder: Path, paths: Iterable[Path] = ()) -> list[Rewritten]:
    """The files of the book in `folder`, or those of them at or below `paths`, that canonical form would change.

    Raises BookError where there is no book, HuiminError where a file cannot be read or would come to say another thing.
    """
    wanted = [each.resolve() for each in paths]
    found, kinds, findings = documents(folder)

    def is_asked(name: str) -> bool:
        file = Path(os.path.realpath(folder.parent / name))  # `resolve` raises where a link leads back to itself
        return not wanted or any(file == each or each in file.parents for each in wanted)

    unread = [each for each in findings if is_asked(each.place.file)]
    if unread:
        raise HuiminError(unread)
    new = {each.name: _formatted(each, kinds[each.name]) if is_asked(each.name) else each for each in found}
    changed = [each for each in found if new[each.name].text != each.text]
    if changed and _digest(folder, found, kinds) != _digest(folder, tuple(new.values()), kinds):
        raise HuiminError([Finding("format-changes", each.place(())) for each in changed])
    return [Rewritten(folder.parent / each.name, each.name, each.text, new[each.name].text) for each in changed]


def write(files: Iterable[Rewritten], folder: Path) -> None:
    """Write every file, or none, while no other program writes into `folder`, the book's or the case's.

    Raises HuiminError (`changed-meanwhile`) where a file is not what it was when it was read: whoever changed it keeps
    the change. A program that asks for no lock, such as an editor, is not kept waiting: what it saves between the
    comparison and the rename, a moment later, is lost. Raises OSError.
    """
    files = tuple(files)
    with locked(folder):
        changed = [each for each in files if _is_changed(each)]
        if changed:
            raise HuiminError([Finding("changed-meanwhile", Place(each.name)) for each in changed])
        with _folders(files):
            write_together({each.path: each.new.encode() for each in files})


@contextmanager
def _folders(files: Iterable[Rewritten]) -> Iterator[None]:
    """Makes the folders of new files, and removes them again if the files cannot be written."""
    missing = {folder for each in files for folder in each.path.parents if not folder.exists()}
    try:
        for folder in sorted(missing):
            folder.mkdir()
        yield
    except BaseException:
        for folder in sorted(missing, reverse=True):
            with suppress(OSError):
                folder.rmdir()
        raise


def _is_changed(file: Rewritten) -> bool:
    """Whether a file holds another text than it did; one that was not there is not there yet.

    A byte order mark is no part of the text: nothing is lost where somebody put one or took it away meanwhile.
    """
    if not os.path.lexists(file.path):
        return file.old != ""
    try:
        return inputs.read_text(file.path) != file.old
    except HuiminError:
        return True


def _formatted(document: Document, kind: str) -> Document:
    """The document in its canonical form, read again. Raises HuiminError where it would not say the same."""
    if document.data is None:
        return document
    text = canonical(document, kind)
    try:
        new = read_bytes(text.encode(), document.name)
    except HuiminError as error:
        raise HuiminError([Finding("format-changes", document.place(()))]) from error
    kept = sorted(each for _, each in comments.found(text)) == sorted(each for _, each in comments.found(document.text))
    if not kept or not _says(new.data, document.data, shape(kind)):
        raise HuiminError([Finding("format-changes", document.place(()))])
    return replace(new, text=text)


def _says(new: Any, old: Any, like: Shape) -> bool:
    """Whether two parts say the same, the order of the book's own names included."""
    if isinstance(old, Map):
        same = isinstance(new, Map) and new.keys() == old.keys() and (like.has_keys or list(new) == list(old))
        return same and all(_says(new[key], old[key], like.below(key)) for key in old)
    if isinstance(old, list):
        same = isinstance(new, list) and len(new) == len(old)
        return same and all(
            _says(one, other, like.below(index)) for index, (one, other) in enumerate(zip(new, old, strict=True))
        )
    return type(new) is type(old) and str(new) == str(old)


def _digest(folder: Path, found: tuple[Document, ...], kinds: Mapping[str, str]) -> str | None:
    """The digest of the book of these documents; None where their form or their names keep it from being built."""
    sound = not any(schemas.validate(each, kinds[each.name]) for each in found)
    if not sound or checks.before_building(found, kinds):
        return None
    return assemble(folder, found, kinds).digest
