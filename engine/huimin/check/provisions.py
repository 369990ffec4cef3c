"""What a provision rests on elsewhere: its subject's lists, its instrument's last day, the levels beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

from huimin.documents.findings import Finding, Place
from huimin.documents.read import Document
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book, Instrument, Provision
from huimin.policy.readings import full_id


def _placed(book: Book, instrument: Instrument) -> Iterator[tuple[Provision, Document, int]]:
    provisions = {each.id: each for each in instrument.provisions}
    for document in book.files[instrument.id]:
        for index, data in enumerate(document.data.get("provisions", [])):
            yield provisions[data["id"]], document, index


def roles(book: Book) -> Iterator[Finding]:
    """A subject without the role that its provision is read from."""
    for instrument in book.instruments:
        for provision, document, index in _placed(book, instrument):
            said = [key for key, value in document.data["provisions"][index].items() if value is not False]
            for role, need in PROVISION_KINDS[provision.kind].roles.items():
                if need.holds(said) and role not in book.vocabulary.records[provision.subject].roles:
                    place = document.place(("provisions", index, "for"))
                    yield Finding("subject-without-role", place, {"subject": provision.subject, "role": role})


def late_targets(book: Book) -> Iterator[Finding]:
    """A target due after its instrument ends, of which no open question cites the sentence."""
    for instrument in book.instruments:
        asked = {question.cite for question in book.questions.values()}
        for provision, document, index in _placed(book, instrument):
            due = _due(instrument, provision)
            late = due is not None and instrument.span.last is not None and due > instrument.span.last
            if late and not asked & set(provision.cites):
                yield Finding("target-after-end", document.place(("provisions", index, "due")), {"name": provision.id})


def _due(instrument: Instrument, provision: Provision) -> tuple[int, int, int] | None:
    if provision.goal is None:
        return None
    parameter = instrument.parameters.get(provision.goal.due.text)
    if parameter is not None:
        return max((version.value for version in parameter.versions), default=None)
    text = provision.goal.due.text
    return tuple(int(part) for part in text[6:16].split("-")) if text.startswith('date("') else None  # type: ignore[return-value]


def unstated_effects(book: Book) -> Iterator[Finding]:
    """A provision that pays in a category already occupied at another level, without saying how it bears on it."""
    level = {each.id: each.level for each in book.instruments}
    stated = {(affect.provision, affect.by) for each in book.instruments for affect in each.affects}
    paying: dict[str, list[Provision]] = {}
    for each in book.provisions.values():
        if each.category and "category" in PROVISION_KINDS[each.kind].keys:
            paying.setdefault(each.category, []).append(each)
    for rivals in paying.values():
        for one, other in permutations(rivals, 2):
            apart = level[one.instrument] != level[other.instrument]
            pairs = {(one.full_id, other.full_id), (other.full_id, one.full_id)}
            if one.full_id < other.full_id and apart and not pairs & stated:
                place = _place_of(book, other)
                yield Finding("effect-unstated", place, {"one": one.full_id, "other": other.full_id})


def circles(book: Book) -> Iterator[Finding]:
    """Where a provision comes to bear on itself, through others or not, with what a reading may say of it counted."""
    bears: dict[str, set[str]] = {}
    for by, provision, _, place in _affects(book):
        bears.setdefault(by, set()).add(provision)
        if by in _reached(provision, bears):
            yield Finding("affects-circle", place, {"one": by, "other": provision})


def topped_up_across(book: Book) -> Iterator[Finding]:
    """A provision that tops up one for another subject, with what a reading may say of the subjects counted."""
    subjects = {name: {each.subject} for name, each in book.provisions.items()}
    for question in book.questions.values():
        for reading in question.readings.values():
            for change in reading.changes:
                if "for" in change.data:
                    subjects[full_id(change.data["provision"], question.instrument)].add(change.data["for"])
    for by, provision, effect, place in _affects(book):
        if effect == "tops-up" and len(subjects.get(by, set()) | subjects.get(provision, set())) > 1:
            yield Finding("tops-up-across", place, {"one": by, "other": provision})


def _affects(book: Book) -> Iterator[tuple[str, str, str, Place]]:
    """What bears on what, in the order of the book: as its instruments say, then as its readings would have it."""
    for instrument in book.instruments:
        for document in book.files[instrument.id]:
            for index, affect in enumerate(document.data.get("affects", [])):
                by = f"{instrument.id}/{affect['by']}" if "by" in affect else instrument.id
                yield by, affect["provision"], affect["effect"], document.place(("affects", index))
    files = {document.name: document for document in book.documents}
    for question in book.questions.values():
        for reading in question.readings.values():
            for change in reading.changes:
                if "affects" in change.data:
                    place = files[change.document].place(change.path)
                    yield change.data["by"], change.data["affects"], change.data["effect"], place


def _reached(start: str, bears: Mapping[str, set[str]]) -> set[str]:
    found, new = {start}, {start}
    while new:
        new = set().union(*(bears.get(each, set()) for each in new)) - found
        found |= new
    return found


def _place_of(book: Book, provision: Provision) -> Place:
    for each, document, index in _placed(book, book.instrument(provision.instrument)):
        if each.id == provision.id:
            return document.place(("provisions", index, "category"))
    return Place(book.folder)
