"""What batch refuses, as findings with the place in the YAML."""

from __future__ import annotations

from huimin.batch.walk import Unsayable
from huimin.documents.findings import BookError, Finding, Place
from huimin.policy.model import Book
from huimin.policy.vocabulary import Expression


def refusal(book: Book, at: Expression | str, what: Unsayable | str) -> BookError:
    """The error of an expression, or of something by its name, that SQL cannot say."""
    if isinstance(at, str):
        return BookError([Finding("batch-unsayable", Place(at), {"what": what})])
    document = next((each for each in book.documents if each.name == at.document), None)
    offset = what.node.span[0] if isinstance(what, Unsayable) else 0
    place = document.place(at.path, offset=offset) if document else Place(at.document)
    said = what.what if isinstance(what, Unsayable) else what
    return BookError([Finding("batch-unsayable", place, {"what": said})])
