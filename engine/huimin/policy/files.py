"""From a folder of files to their documents, and from documents that passed their schemas to the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from huimin.policy import build, cache
from huimin.policy.digest import digest
from huimin.policy.documents import Document, read
from huimin.policy.findings import BookError, Finding, HuiminError, Place
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


def documents(folder: Path, skip: str = "") -> tuple[tuple[Document, ...], dict[str, str], list[Finding]]:
    """The files of a book in order of their names, the kind of each, and what kept one from being read.

    Files of the kind `skip` are left out. Raises BookError where there is no book at all.
    """
    if not folder.is_dir():
        raise BookError([Finding("book-not-found", Place(str(folder)))])
    found: list[Document] = []
    kinds: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent).as_posix()
        if not path.match("*.yaml"):
            if _ALMOST.search(path.name) and path.is_file():  # somebody took it for a part of the book
                findings.append(Finding("file-unread", Place(name)))
            continue
        kind = kind_of(path, folder)
        if kind == skip:
            continue
        try:
            found.append(read(path, name))
            kinds[name] = kind
        except HuiminError as error:
            findings.extend(error.findings)
    if not found and not findings:
        raise BookError([Finding("book-empty", Place(str(folder)))])
    return tuple(found), kinds, findings


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
