"""Where mistakes could be made in the rules of a book, and the book as it would be with one of them.

A mutation puts another value at a path of one file's data; the model is built anew from it in memory, and no file is
touched. What a mistake could change is found by comparing the two models.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from huimin import feel
from huimin.assure.mutate.edits import Edit, edits, moved_day, moved_number, shown
from huimin.documents.findings import Place
from huimin.documents.read import Document, Map
from huimin.documents.read import Sequence as Listed
from huimin.policy import build, expressions, reads
from huimin.policy.model import Book, Change, Instrument
from huimin.policy.usage import every_slot

Path = tuple[str | int, ...]
_BOUNDS = ("from", "through")
_EFFECTS = {"replaces": "adds", "adds": "replaces", "tops-up": "adds", "repeals": "none", "none": "replaces"}
_COMPARATORS = {"at_least": "more_than", "more_than": "at_least", "at_most": "at_least"}


@dataclass(frozen=True)
class Mutation:
    """A mistake: `value` stands at `path` of the file `document` instead. `kind` names what sort of mistake it is,
    `was` and `now` are the part that differs, as text.
    """

    kind: str
    document: str
    path: Path
    value: Any
    was: str
    now: str
    place: Place


def mutations(book: Book) -> list[Mutation]:
    """Every mistake tried, by file and place. The checks of a case (`constraints`) are no rules and are left alone."""
    found = [*_in_expressions(book), *_in_values(book)]
    order = {document.name: index for index, document in enumerate(book.documents)}
    return sorted(found, key=lambda each: (order[each.document], each.place.line, each.place.column))


def mutated(book: Book, mutation: Mutation) -> Book:
    """The book with one mistake in it."""
    changed = {
        each.name: replace(each, data=_put(each.data, mutation.path, mutation.value))
        for each in book.documents
        if each.name == mutation.document
    }
    documents = tuple(changed.get(each.name, each) for each in book.documents)
    if book.kinds[mutation.document] == "vocabulary":
        vocabulary = build.vocabulary([each for each in documents if book.kinds[each.name] == "vocabulary"])
        return replace(book, vocabulary=vocabulary, documents=documents)
    instruments = tuple(_rebuilt(book, each, changed) for each in book.instruments)
    return replace(book, instruments=instruments, documents=documents)


def _rebuilt(book: Book, instrument: Instrument, changed: dict[str, Document]) -> Instrument:
    files = book.files[instrument.id]
    if not any(each.name in changed for each in files):
        return instrument
    frame = next(each for each in files if book.kinds[each.name] == "instrument")
    measures = [changed.get(each.name, each) for each in files if each is not frame]
    return build.instrument(changed.get(frame.name, frame), measures)


def touched(variants: Sequence[Book], new: Book) -> frozenset[str]:
    """The full ids of the provisions that may be decided otherwise, for what their rules say or read has changed.

    `variants` are the book before, first as it stands and then under each other reading.
    """
    old, found = variants[0], set[str]()
    for before, after in zip(old.instruments, new.instruments, strict=True):
        if before is not after:
            found |= _touched_in(variants, before, after)
    for name, record in old.vocabulary.records.items():
        for fact, changed in new.vocabulary.records[name].facts.items():
            if record.facts[fact] != changed:
                found |= _readers(variants, {"fact": f"{name}.{fact}"}, "")
    return frozenset(found & old.provisions.keys())


def _touched_in(variants: Sequence[Book], before: Instrument, after: Instrument) -> set[str]:
    if before.validities != after.validities:
        return {each.full_id for each in before.provisions} | {each.provision for each in before.affects}
    pairs = zip(before.provisions, after.provisions, strict=True)
    found = {one.full_id for one, other in pairs if one != other}
    for name, parameter in before.parameters.items():
        if parameter != after.parameters[name]:
            own = f"{before.id}/"  # another instrument may have a parameter of the same name
            found |= {each for each in _readers(variants, {"parameter": name}, before.id) if each.startswith(own)}
    for one, other in zip(before.affects, after.affects, strict=True):
        found |= {one.provision, one.by} if one != other else set()
    for key, question in before.questions.items():
        if question != after.questions[key]:
            for reading in question.readings.values():
                for change in reading.changes:
                    found |= _readers(variants, change.data, before.id)
    return found


def _readers(variants: Sequence[Book], change: Mapping[str, Any], instrument: str) -> set[str]:
    return set[str]().union(*(reads.touched(each, Change(change, "", ()), instrument) for each in variants))


def _put(node: Any, path: Path, value: Any) -> Any:
    """A copy of the data with a value at a path; what is not on the way there is shared."""
    if not path:
        return value
    changed = copy.copy(node)
    changed[path[0]] = _put(node[path[0]], path[1:], value)
    return changed


def _in_expressions(book: Book) -> Iterator[Mutation]:
    files = {document.name: document for document in book.documents}
    seen: set[tuple[str, Path]] = set()
    for slot in every_slot(book, expressions.language(book)):
        at = (slot.expression.document, slot.expression.path)
        if slot.unary or at in seen or "constraints" in slot.expression.path:
            continue
        seen.add(at)
        document = files[slot.expression.document]
        for edit in edits(feel.parse(slot.expression.text, slot.scope.keys())):
            if not feel.check(edit.whole, slot.scope, profile=True).findings:
                yield _of_edit(edit, document, slot.expression.path)


def _of_edit(edit: Edit, document: Document, path: Path) -> Mutation:
    was, now = shown(edit)
    place = document.place(path, offset=edit.was.span[0])
    return Mutation(edit.kind, document.name, path, feel.unparse(edit.whole), was, now, place)


def _in_values(book: Book) -> Iterator[Mutation]:
    rules = {(slot.expression.document, slot.expression.path) for slot in every_slot(book, expressions.language(book))}
    for document in book.documents:
        if book.kinds[document.name] in ("instrument", "measure"):
            walker = _Walker(document, frozenset(path for name, path in rules if name == document.name))
            yield from walker.walk(document.data, ())


@dataclass(frozen=True)
class _Walker:
    """Goes through the data of one file; at the paths `rules` stand expressions, which are not its business."""

    document: Document
    rules: frozenset[Path]

    def walk(self, node: Any, path: Path) -> Iterator[Mutation]:
        if isinstance(node, Map):
            for key, value in node.items():
                yield from self.entry(key, value, (*path, key))
        elif isinstance(node, Listed):
            for index, value in enumerate(node):
                yield from self.walk(value, (*path, index))

    def entry(self, key: str, value: Any, path: Path) -> Iterator[Mutation]:
        if path in self.rules:
            return
        if key in _BOUNDS and isinstance(value, str):
            yield from (self.other("bound", path, day, value, day) for day in moved_day(value))
        elif key == "effect":
            yield self.other("precedence", path, _EFFECTS[value], value, _EFFECTS[value])
        elif key == "comparator":
            yield self.other("strictness", path, _COMPARATORS[value], value, _COMPARATORS[value])
        elif key == "value" and ("versions" in path or "changes" in path):
            yield from (self.other("value", path, now, _show(value), _show(now)) for now in _moved(value))
        elif key == "values" and ("versions" in path or "changes" in path):
            yield from self.keyed(value, path)
        elif key in ("conditions", "changes") and isinstance(value, Listed):
            yield from self.dropped(value, path)
            yield from self.walk(value, path)
        else:
            yield from self.walk(value, path)

    def other(self, kind: str, path: Path, value: Any, was: str, now: str) -> Mutation:
        return Mutation(kind, self.document.name, path, value, was, now, self.document.place(path))

    def keyed(self, values: Map, path: Path) -> Iterator[Mutation]:
        for key, value in values.items():
            for edit in edits(feel.parse_unary_tests(key, expressions.KEY_SCOPE.keys())):
                new = feel.unparse(edit.whole)
                if new not in values:
                    renamed = Map()
                    renamed.update({new if each == key else each: values[each] for each in values})
                    renamed.keys_at = {new if each == key else each: mark for each, mark in values.keys_at.items()}
                    renamed.values_at = {new if each == key else each: mark for each, mark in values.values_at.items()}
                    place = self.document.place((*path, key), key=True)
                    yield Mutation("key", self.document.name, path, renamed, key, new, place)
            for now in _moved(value):
                yield self.other("value", (*path, key), now, _show(value), _show(now))

    def dropped(self, members: Listed, path: Path) -> Iterator[Mutation]:
        kind = "condition" if path[-1] == "conditions" else "change"
        for index, member in enumerate(members):
            rest = copy.copy(members)
            rest.values_at = [*members.values_at[:index], *members.values_at[index + 1 :]]
            del rest[index]
            place = self.document.place((*path, index))
            yield Mutation(kind, self.document.name, path, rest, _name(member), "", place)


def _moved(value: Any) -> Iterator[Any]:
    """A value of a parameter one unit or day up and down, a list in each of its members."""
    if isinstance(value, str):
        yield from moved_day(value)
    elif isinstance(value, Listed):
        for index, member in enumerate(value):
            yield from (_put(value, (index,), now) for now in _moved(member))
    elif isinstance(value, Decimal):
        yield from moved_number(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (int(each) for each in moved_number(Decimal(value)))


def _name(member: Any) -> str:
    """What a condition or a change of a reading is called: its id, else what it says."""
    if isinstance(member, str):
        return member
    return str(member["id"]) if "id" in member else _show(member)


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_show(each)}" for key, each in value.items() if key not in ("label", "cite", "text"))
    return "[" + ", ".join(map(_show, value)) + "]" if isinstance(value, list) else str(value)
