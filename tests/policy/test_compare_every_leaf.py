"""Scalars of a book, changed one by one: what changes the digest is told at its line, and nothing else is.

The steps take every so many of them, to be quick; with a step of 1 it is all of them, which takes minutes.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from huimin.check import checks, load
from huimin.compare import compare
from huimin.documents import schemas
from huimin.documents.read import Document, Map, Mark, Sequence, read_bytes
from huimin.policy import files
from huimin.policy.expressions import language, slots
from huimin.policy.model import Book

ELDERLY_CARE = Path(__file__).parent.parent / "books" / "elderly-care"


def leaves(node: Any, mark: Mark | None = None) -> Iterator[tuple[Any, Mark]]:
    """Every scalar of a document with its mark."""
    if isinstance(node, Map):
        for key, value in node.items():
            yield from leaves(value, node.values_at[key])
    elif isinstance(node, Sequence):
        for value, place in zip(node, node.values_at, strict=True):
            yield from leaves(value, place)
    elif mark is not None:
        yield node, mark


def edited(value: Any, expressions: set[str]) -> list[str]:
    """Other scalars of the same kind, as YAML; an expression stays one."""
    if isinstance(value, bool):
        return [str(not value).lower()]
    if isinstance(value, int | Decimal):
        return [str(value + 1)]
    if value is None:
        return []
    text = str(value)
    if len(text) == 10 and text[:4].isdigit() and text[4] == "-":
        return [text[:-1] + str((int(text[-1]) + 1) % 10)]
    return [repr_yaml(f"({text})" if text in expressions else text + "x")]


def repr_yaml(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"


def variants(book: Book, step: int) -> Iterator[tuple[Document, int, Book]]:
    """The book with one scalar changed, where it can still be built: the changed file, its line, and the new book."""
    folder = Path(book.folder)
    expressions = {slot.expression.text for slot in slots(book, language(book))}
    count = 0
    for index, document in enumerate(book.documents):
        kind = book.kinds[document.name]
        if kind == "policy-test":
            continue
        for value, mark in leaves(document.data):
            count += 1
            if count % step:
                continue
            for scalar in edited(value, expressions):
                after = document.text[mark.end :]
                block = document.text[mark.start] in "|>"
                text = document.text[: mark.start] + scalar + ("\n" if block else "") + after
                other = read_bytes(text.encode(), document.name)
                documents = (*book.documents[:index], other, *book.documents[index + 1 :])
                if schemas.validate(other, kind) or checks.before_building(documents, book.kinds):
                    continue
                yield other, mark.line + 1, files.assemble(folder, documents, book.kinds)
                break


@pytest.mark.parametrize(("folder", "step"), [(ELDERLY_CARE, 9), (None, 97)], ids=["fictional", "real"])
def test_a_scalar_that_the_digest_sees_is_told_at_its_line(folder: Path | None, step: int) -> None:
    book = load.load(folder)
    silent, unseen, elsewhere = [], [], []
    tried = 0
    for document, line, other in variants(book, step):
        tried += 1
        found = compare(book, other)
        place = f"{document.name}:{line}"
        if bool(found) != (other.digest != book.digest):
            (silent if other.digest != book.digest else unseen).append(place)
        places = {(each.file, each.line) for change in found for each in (change.old_place, change.new_place) if each}
        if found and (document.name, line) not in places:
            elsewhere.append((place, [change.kind for change in found], places))
    assert tried > 20
    assert not silent
    assert not unseen
    assert not elsewhere
