"""A book that has been checked: the only way in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from huimin.documents.findings import BookError
from huimin.documents.locate import find
from huimin.policy import cache
from huimin.policy.files import assemble, documents, gather
from huimin.policy.model import Book, Origin


def load(folder: str | Path | None = None, *, anew: bool = False) -> Book:
    """The book of a folder, checked whole unless these very bytes were before, or in any case with `anew`.

    Raises BookError with every finding.
    """
    files = gather(find(folder))
    key = "" if files.findings else cache.key(files.raw)  # what is not read is in no key
    stored = cache.read(key) if key and not anew else None
    if stored is not None:
        found, kinds, findings = documents(files, skip="policy-test")
        if not findings:
            return _with_origin(assemble(files.folder, found, kinds, stored), key)
    from huimin.check import examine  # brings libraries that answers do without

    book, findings = examine.examine(files)
    if findings or book is None:
        raise BookError(findings)
    cache.write(key, cache.Stored(book.digest, examine.trees(book)))
    return _with_origin(book, key)


def _with_origin(book: Book, key: str) -> Book:
    return replace(book, origin=Origin(key, book.vocabulary, book.instruments))
