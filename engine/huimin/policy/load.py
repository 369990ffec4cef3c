"""A book that has been checked: the only way in."""

from __future__ import annotations

from pathlib import Path

from huimin.policy import cache
from huimin.policy.files import assemble, documents
from huimin.policy.findings import BookError
from huimin.policy.model import Book
from huimin.policy.places import find


def load(folder: str | Path | None = None) -> Book:
    """The book of a folder, checked whole unless these very files were before. Raises BookError with every finding."""
    path = find(folder)
    key = cache.key(path) if path.is_dir() else ""
    stored = cache.read(key) if key else None
    if stored is not None:
        found, kinds, findings = documents(path, skip="policy-test")
        if not findings:  # a file that is not read for its name is in no key
            return assemble(path, found, kinds, stored)
    from huimin.policy import check  # brings libraries that answers do without

    book, findings = check.examine(path)
    if findings or book is None:
        raise BookError(findings)
    cache.write(key, cache.Stored(book.digest, check.trees(book)))
    return book
