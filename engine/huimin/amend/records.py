"""What is recorded of the world rather than of the rules: a value of an indicator, a step of a programme."""

from __future__ import annotations

from huimin.amend import splice
from huimin.amend.edits import Answers, refused
from huimin.documents.read import Document, Map
from huimin.policy.model import Book


def indicator(book: Book, case: Document, answers: Answers) -> str:
    """The text of a case with one more value of an indicator."""
    new = {"indicator": answers["indicator"], "date": answers["date"], "value": answers["number"]}
    return _added(book, case, "observations", new)


def progress(book: Book, case: Document, answers: Answers) -> str:
    """The text of a case with one more step of a provision's progress."""
    new = {"provision": answers["provision"], "date": answers["date"], "stage": answers["stage"]}
    if answers.get("source"):
        new["source"] = answers["source"]
    return _added(book, case, "progress", new)


def _added(book: Book, case: Document, role: str, new: dict[str, object]) -> str:
    """The record at the end of the list that has this role; the list and its subject come to be where they lack."""
    for record in book.vocabulary.subjects.values():
        if role in record.roles:
            return _appended(case, (*record.at, record.roles[role]), new)
    raise refused(role, "amend-no-role", role=role)


def _appended(case: Document, path: tuple[str, ...], new: dict[str, object]) -> str:
    node = case.data
    for depth, step in enumerate(path):
        if not isinstance(node, Map) or step not in node:
            value: object = [new]
            for key in reversed(path[depth + 1 :]):
                value = {key: value}
            return splice.put(case, path[: depth + 1], value)
        node = node[step]
    return splice.appended(case, path, new) if node else splice.put(case, path, [new])
