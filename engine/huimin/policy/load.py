"""From a folder of files to a book that has been checked: the only way in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from huimin.policy import build
from huimin.policy.digest import digest
from huimin.policy.documents import Document, read
from huimin.policy.findings import BookError, Finding, HuiminError, Place
from huimin.policy.model import Book

PACKAGED = Path(__file__).resolve().parents[1] / "_book"
CHECKOUT = Path(__file__).resolve().parents[3]


def find(folder: str | Path | None = None) -> Path:
    """The folder of the book: the one given, else `HUIMIN_BOOK`, else the checkout's `policies/`,
    else the packaged one.
    """
    given = folder or os.environ.get("HUIMIN_BOOK")
    if given:
        return Path(given)
    checkout = CHECKOUT / "policies"
    return checkout if checkout.is_dir() else PACKAGED / "policies"


def kind_of(path: Path, folder: Path) -> str:
    """Which kind of file this is, by its place: vocabulary, instrument, policy-test or measure."""
    inside = path.relative_to(folder).parts
    if inside[0] == "vocabulary":
        return "terms" if path.stem == "terms" else "vocabulary"
    if "cases" in inside[1:-1]:
        return "policy-test"
    return "instrument" if path.name == "instrument.yaml" else "measure"


def documents(folder: Path) -> tuple[tuple[Document, ...], dict[str, str], list[Finding]]:
    """Every file of a book in order of its name, the kind of each, and what kept one from being read."""
    if not folder.is_dir():
        raise BookError([Finding("book-not-found", Place(str(folder)))])
    found: list[Document] = []
    kinds: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder.parent).as_posix()
        try:
            found.append(read(path, name))
            kinds[name] = kind_of(path, folder)
        except HuiminError as error:
            findings.extend(error.findings)
    if not found and not findings:
        raise BookError([Finding("book-empty", Place(str(folder)))])
    return tuple(found), kinds, findings


def load(folder: str | Path | None = None) -> Book:
    """The book of a folder, checked whole. Raises BookError with every finding."""
    from huimin.policy import check  # the check reads what this module builds

    book, findings = check.examine(find(folder))
    if findings or book is None:
        raise BookError(findings)
    return book


def assemble(folder: Path, found: tuple[Document, ...], kinds: Mapping[str, str]) -> Book:
    """The model of documents that passed their schemas."""

    def of(kind: str) -> list[Document]:
        return [each for each in found if kinds[each.name] == kind]

    vocabulary = build.vocabulary(of("vocabulary"))
    frames = of("instrument")
    instruments = tuple(
        build.instrument(frame, [each for each in of("measure") if _folder(each) == _folder(frame)]) for frame in frames
    )
    return Book(str(folder), digest(vocabulary, instruments), vocabulary, instruments, found, kinds)


def _folder(document: Document) -> str:
    return document.name.rpartition("/")[0]
