"""Which provisions the way from one book to another can touch: the others need no second look."""

from __future__ import annotations

from collections.abc import Iterator

from huimin.compare.walk import FRAME, Difference, Step, differences
from huimin.policy.alternatives import related
from huimin.policy.model import Affect, Book, Change, Citation, Parameter, Provision
from huimin.policy.reads import touched
from huimin.policy.vocabulary import Fact, Text

_SILENT = frozenset({FRAME, "questions", "measures", "articles", "example", "wording", "units", "indicators"})
"""Parts of a book that decide nothing; the readings of a question have been applied in a settled book."""


def touched_provisions(old: Book, new: Book) -> frozenset[str]:
    """The full ids, of either book, of the provisions whose outcomes can differ, and of all that precedence or
    non-cumulation ties to them. Both books are settled. What is not known to be harmless counts.
    """
    found = frozenset(each for difference in differences(old, new) for each in _touched(difference, old, new))
    return related(old, found) | related(new, found)


def _touched(difference: Difference, old: Book, new: Book) -> Iterator[str]:
    steps = difference.steps
    if _is_silent(steps):
        return
    for step in steps:
        part = step.old if step.new is None else step.new
        if isinstance(part, Provision):
            yield part.full_id
            return
        if isinstance(part, Parameter):
            yield from _readers({"parameter": part.name}, old, new)
            return
        if isinstance(part, Fact) and not any(_is_read_by_role(part, book) for book in (old, new)):
            yield from _readers({"fact": f".{part.name}"}, old, new)
            return
        if isinstance(part, Affect):
            yield part.provision
            yield part.by
            return
    instrument = steps[1].key if steps[0].field == "instruments" and len(steps) > 1 else ""
    for book in (old, new):
        yield from (name for name, each in book.provisions.items() if instrument in ("", each.instrument))


def _is_silent(steps: tuple[Step, ...]) -> bool:
    """Whether a difference lies in words, citations or what else no outcome hangs on."""
    are_words = all(isinstance(each, Text | Citation | None) for each in (steps[-1].old, steps[-1].new))
    return are_words or any(step.field in _SILENT for step in steps)


def _is_read_by_role(fact: Fact, book: Book) -> bool:
    """Whether the engine reads a fact by its role, such as what was received: no expression need mention it."""
    records = book.vocabulary.records
    roles = [record.facts[name] for record in records.values() for name in record.roles.values()]
    return fact in roles or any(fact in records[each.list_of].facts.values() for each in roles if each.list_of)


def _readers(what: dict[str, str], *books: Book) -> Iterator[str]:
    """The provisions that read a parameter or a fact, of both books."""
    for book in books:
        yield from touched(book, Change(what, "", ()), "")
