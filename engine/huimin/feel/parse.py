"""From a text to its tree. What that takes is loaded when the first text is read: a stored tree does without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from huimin.feel.tree import Node


def parse(text: str, names: Collection[str] = ()) -> Node:
    """The tree of an expression, where `names` are in scope beside the built-in functions (DMN 1.5, 10.3.1).

    Raises SyntaxFault when the text is no expression, LimitFault when it is too long or too deep.
    """
    from huimin.feel.reader import read

    return read(text, names, "expression")


def parse_unary_tests(text: str, names: Collection[str] = ()) -> Node:
    """The tree of unary tests, as UnaryTests: what an input entry of a decision table holds. Raises as `parse` does."""
    from huimin.feel.reader import read

    return read(text, names, "unary_tests")
