"""What batch refuses, as findings with the place in the YAML."""

from __future__ import annotations

from huimin.batch.walk import Unsayable
from huimin.documents.findings import BookError, Finding, Place
from huimin.feel.tree import Node, every_node
from huimin.policy.expressions import provision_expressions
from huimin.policy.model import Book
from huimin.policy.reads import node_of
from huimin.policy.vocabulary import Expression


def refusal(book: Book, at: Expression | str, what: Unsayable | str) -> BookError:
    """The error of an expression, or of something by its name, that SQL cannot say."""
    said = what.what if isinstance(what, Unsayable) else what
    if isinstance(at, str):
        return _unsayable(Place(at), said)
    document = next((each for each in book.documents if each.name == at.document), None)
    offset = what.node.span[0] if isinstance(what, Unsayable) else 0
    return _unsayable(document.place(at.path, offset=offset) if document else Place(at.document), said)


def refusal_of_column(book: Book, provision: str, what: Unsayable) -> BookError:
    """The error of a column of a provision, at the part of an expression that it was made of."""
    found = book.provisions.get(provision)
    for expression, _ in provision_expressions(found) if found else ():
        if any(_is_of(each, what.node) for each in every_node(node_of(book, expression))):
            return refusal(book, expression, what)
    return refusal(book, provision, what)


def _is_of(part: Node, node: Node) -> bool:
    """Whether a node was made of a part of an expression: what is replaced inside it keeps its span."""
    return (part.__class__, part.span) == (node.__class__, node.span)


def _unsayable(place: Place, what: str) -> BookError:
    return BookError([Finding("batch-unsayable", place, {"what": what})])
