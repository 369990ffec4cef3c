"""Where in the files of a book a step of the model stands: the way back from a field to its key in the YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from huimin.compare.walk import Step
from huimin.documents.findings import Place
from huimin.documents.read import Document
from huimin.documents.read import Sequence as List
from huimin.feel.values import Date
from huimin.policy.model import Book, Change, Citation
from huimin.policy.vocabulary import Text

Path = tuple[str | int, ...]

KEYS: dict[str, tuple[str, ...]] = {
    "subject": ("for",),
    "cites": ("cite",),
    "first": ("from",),
    "last": ("through",),
    "questions": ("open_questions",),
    "key": ("by",),
    "items": ("of",),
    "yearly": ("every",),
    "per_indicator": ("per",),
    "per_number": ("per",),
    "ceiling": ("value_from",),
    "list_of": ("list",),
    "validities": ("in_force",),
    "code_labels": ("codes",),
}
"""The keys of the YAML whose fields have another name in the model."""


def place(book: Book, steps: Sequence[Step], side: str) -> Place | None:
    """Where the last of the steps stands in the `old` or the `new` book, or the nearest thing around it.

    None where the side has nothing of it.
    """
    if any(getattr(each, side) is None and each.key for each in steps):
        return None
    steps = _deepened(steps)
    found = [(_depth(document, steps, side), document) for document in _documents(book, steps, side)]
    if not found:
        return None
    # The document in which the way leads furthest; the first of several.
    (_, path), document = max(found, key=lambda each: each[0][0])
    return document.place(_named(steps, path))


def _named(steps: Sequence[Step], path: Path) -> Path:
    """The path to what says a thing that has no place of its own in the YAML, or says it elsewhere."""
    if steps[-1].field == "recorded" and path == ("in_force",):
        return ("recorded",)  # what the instrument first said was recorded with it
    if len(steps) > 1 and steps[-2].field in _NAMES:
        return _NAMES[steps[-2].field] if path == () else (*path, *_NAMES[steps[-2].field])
    return path


_NAMES: dict[str, Path] = {"instruments": ("instrument",), "measures": ("measure",), "code_labels": ("label",)}


def _deepened(steps: Sequence[Step]) -> Sequence[Step]:
    """The way into what is told as one thing and stands on several lines: the half of a text, a part of a source."""
    old, new = steps[-1].old, steps[-1].new
    inner: list[Step] = []
    if isinstance(old, Change) and isinstance(new, Change):
        old, new = old.data, new.data
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        inner = [Step(old[key], new[key], "", key, key) for key in old]
    elif isinstance(old, Text | Citation) and isinstance(new, Text | Citation):
        inner = [Step(getattr(old, each.name), getattr(new, each.name), each.name) for each in fields(old)]
    elif isinstance(old, tuple | list) and type(old) is type(new) is not Date and len(old) == len(new):
        inner = [Step(*each, "", f"#{index}", f"#{index}") for index, each in enumerate(zip(old, new, strict=True))]
    differing = [each for each in inner if each.old != each.new]
    return _deepened((*steps, differing[0])) if len(differing) == 1 else steps


def _documents(book: Book, steps: Sequence[Step], side: str) -> Iterator[Document]:
    if steps[0].field == "vocabulary":
        yield from (each for each in book.documents if book.kinds[each.name] == "vocabulary")
        return
    instrument = getattr(steps[1], side) if len(steps) > 1 else None
    if instrument is None:
        return
    measure = steps[3].key if len(steps) > 3 and steps[2].field == "measures" else ""
    for document in sorted(book.files[instrument.id], key=lambda each: book.kinds[each.name]):  # the frame first
        if not measure or str(document.data.get("measure", "")) == measure:
            yield document


def _depth(document: Document, steps: Sequence[Step], side: str) -> tuple[int, Path]:
    """How many steps a document has, and the path that they come to.

    A field without a key of its own in the YAML is passed over; a member that is not there ends the way.
    """
    node, count = document.data, 0
    path: Path = ()
    names = [each.field for each in steps[2:] if each.field]
    record = next((getattr(each, f"{side}_key") for each in steps if each.key), "")
    for step in steps[1 if steps[0].field == "vocabulary" else 2 :]:
        key = getattr(step, f"{side}_key")
        way = _member(node, key) if step.key else _field(node, step.field, record)
        if not way and step.key and key != "/" and names[:1] not in (["measures"], ["validities"]):
            break
        for each in way:
            node = node[each]
        path, count = (*path, *way), count + bool(way)
    return count, path


def _field(node: Any, field: str, record: str) -> Path:
    """The step of the YAML to a field of the model; none where the field has no key of its own."""
    if not isinstance(node, dict):
        return ()
    if field == "records":
        return next(((each,) for each in ("subjects", "records") if record in node.get(each, {})), ())
    return next(((each,) for each in KEYS.get(field, (field,)) if each in node), ())


def _member(node: Any, key: str) -> Path:
    """The steps of the YAML to the member that the model knows by `key`; none where it is not there."""
    if isinstance(node, dict):
        inside = node.get("values")
        return (key,) if key in node else ("values", key) if isinstance(inside, dict) and key in inside else ()
    if not isinstance(node, List):
        return ()
    name, _, count = key.partition("#")
    if not name:
        return (int(count),) if count else ()
    matching = [index for index, each in enumerate(node) if _is_called(each, name)]
    wanted = int(count) - 1 if count else 0
    return (matching[wanted],) if wanted < len(matching) else ()


def _is_called(member: Any, name: str) -> bool:
    if not isinstance(member, dict):
        return bool(member == name)
    span = "/".join(str(member.get(each, "")) for each in ("from", "recorded"))
    target = " ".join(str(member[each]) for each in _TARGETS if each in member)
    return name in (str(member.get("id", "")), span, target)


_TARGETS = ("provision", "condition", "parameter", "fact", "affects", "by")
