"""From a folder of files to their documents, and from documents that passed their schemas to the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from huimin.documents import inputs
from huimin.documents.findings import BookError, Finding, HuiminError, Place
from huimin.documents.read import Document, read_bytes
from huimin.policy import build, cache
from huimin.policy.digest import digest
from huimin.policy.model import Book

_ALMOST = re.compile(r"^[^.].*\.ya?ml(\.txt)?$", re.IGNORECASE)


def kind_of(path: Path, folder: Path) -> str:
    """Which kind of file this is, by its place: one of those that have a schema (`schemas.KINDS`)."""
    inside = path.relative_to(folder).parts
    if inside[0] == "vocabulary":
        return path.stem if path.stem in ("terms", "population", "projection") else "vocabulary"
    if "cases" in inside[1:-1]:
        return "policy-test"
    return "instrument" if path.name == "instrument.yaml" else "measure"


@dataclass(frozen=True)
class Files:
    """The files of a book, each read once: their bytes and kinds by name, in order, and what could not be read."""

    folder: Path
    raw: Mapping[str, bytes]
    kinds: Mapping[str, str]
    findings: tuple[Finding, ...]

    def text(self, name: str) -> str:
        """What can be made out of a file, were it faulty: its beginning where it is too large, nothing if unread."""
        return self.raw.get(name, b"").decode("utf-8-sig", "replace")

    def changed(self, new: Mapping[str, bytes]) -> Files:
        """These files as they would be read with other bytes under some names, or under new ones."""
        raw = {**self.raw, **new}
        kinds = {name: kind_of(self.folder.parent / name, self.folder) for name in new}
        in_order = sorted(raw, key=PurePosixPath)
        return replace(self, raw={name: raw[name] for name in in_order}, kinds={**self.kinds, **kinds})


def gather(folder: Path) -> Files:
    """Read every file of a book. Raises BookError where there is no book at all, or more than a book may hold."""
    if not folder.is_dir():
        raise BookError([Finding("book-not-found", Place(str(folder)))])
    raw: dict[str, bytes] = {}
    kinds: dict[str, str] = {}
    paths, findings = inputs.walk(folder)
    total = 0
    for path in paths:
        name = path.relative_to(folder.parent).as_posix()
        if not path.match("*.yaml"):
            findings.extend(_mistaken(path, name))
            continue
        try:
            raw[name] = inputs.read_file(path, name)
            kinds[name] = kind_of(path, folder)
            total += len(raw[name])
        except HuiminError as error:
            findings.extend(error.findings)
        if total > inputs.MAX_TOTAL:
            raise inputs.too_large(folder)
    if not raw and not findings:
        raise BookError([Finding("book-empty", Place(str(folder)))])
    return Files(folder, raw, kinds, tuple(findings))


def _mistaken(path: Path, name: str) -> Iterator[Finding]:
    """Files that do not belong to the book, but that somebody may have meant to."""
    if path.name.startswith("."):
        return
    if path.is_dir():
        yield inputs.unreadable(name, "link")
    elif _ALMOST.search(path.name) and path.is_file():
        yield Finding("file-unread", Place(name))


def documents(book: Path | Files, skip: str = "") -> tuple[tuple[Document, ...], dict[str, str], list[Finding]]:
    """The files of a book in order of their names, the kind of each, and what kept one from being read.

    Files of the kind `skip` are left out. Raises BookError where there is no book at all.
    """
    files = book if isinstance(book, Files) else gather(book)
    found: list[Document] = []
    findings = list(files.findings)
    for name, raw in files.raw.items():
        if files.kinds[name] == skip:
            continue
        try:
            found.append(read_bytes(raw, name))
        except HuiminError as error:
            findings.extend(error.findings)
    return tuple(found), {each.name: files.kinds[each.name] for each in found}, findings


def assemble(
    folder: Path, found: tuple[Document, ...], kinds: Mapping[str, str], stored: cache.Stored | None = None
) -> Book:
    """The model of documents that passed their schemas; with what was stored of it, if anything was."""

    def of(kind: str) -> list[Document]:
        return [each for each in found if kinds[each.name] == kind]

    vocabulary = build.vocabulary(of("vocabulary"))
    frames = of("instrument")
    instruments = tuple(
        build.instrument(frame, [each for each in of("measure") if _folder(each) == _folder(frame)]) for frame in frames
    )
    digest_ = stored.digest if stored else digest(vocabulary, instruments)
    trees = stored.trees if stored else {}
    return Book(str(folder), digest_, vocabulary, instruments, found, kinds, trees)


def _folder(document: Document) -> str:
    return document.name.rpartition("/")[0]
