"""Amendments of what the book has: a new version beside those that were, never in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from huimin.amend import splice
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.read import Document, Map
from huimin.feel.values import Date
from huimin.policy.build import date
from huimin.policy.model import Book, Condition, Parameter, Provision
from huimin.policy.spans import Versioned, day_before, effective, standing

Answers = Mapping[str, Any]
Files = dict[str, str]
Path = tuple[str | int, ...]


def value(book: Book, answers: Answers) -> Files:
    """A parameter has a new value from a day on; keys that are not named keep theirs."""
    instrument, parameter = _parameter(book, answers)
    if any(each.span.first == date(answers["from"]) for each in parameter.versions):
        raise refused("from", "amend-version-there", answer=answers["from"])
    return _with_version(book, instrument, parameter, answers, _values(parameter, answers))


def correct(book: Book, answers: Answers) -> Files:
    """A version of a parameter is wrong: the right one has the same first day and is recorded later."""
    instrument, parameter = _parameter(book, answers)
    _hold_begins(parameter.versions, answers)
    return _with_version(book, instrument, parameter, answers, _values(parameter, answers))


def withdraw(book: Book, answers: Answers) -> Files:
    """A version that has not begun is withdrawn: on its first day, what was in force the day before goes on."""
    instrument, parameter = _parameter(book, answers)
    _hold_begins(parameter.versions, answers)
    _hold_not_begun(answers, answers["from"])
    earlier = [each for each in parameter.versions if each.span.first != date(answers["from"])]
    before = standing(earlier, _first(answers), None)
    if before is None:
        raise refused("from", "amend-nothing-before", answer=answers["from"])
    document, _ = _where_parameter(book, instrument, parameter)
    versions = document.data["parameters"][parameter.name]["versions"]
    data = versions[parameter.versions.index(before)]
    kept = {key: data[key] for key in ("value", "values") if key in data}
    return _with_version(book, instrument, parameter, answers, kept)


def condition(book: Book, answers: Answers) -> Files:
    """A condition of a provision is another from a day on, or is added from that day."""
    provision = book.provisions[answers["provision"]]
    new = _dated(answers, provision.instrument, {"when": answers["when"]})
    found = _condition(provision, answers)
    if found is not None:
        _hold_later(found.versions, answers)
        return _changed_condition(book, provision, found, new)
    label = {"zh": _needed(answers, "label-zh"), "en": _needed(answers, "label-en")}
    added = {"id": answers["condition"], "label": label, "versions": [new], "cite": new["cite"]}
    document, path = _where_provision(book, provision)
    return {document.name: _grown(document, (*path, "conditions"), added)}


def withdraw_condition(book: Book, answers: Answers) -> Files:
    """A condition that is added or changed from a day which has not come is as it was before: that version is empty."""
    provision = book.provisions[answers["provision"]]
    found = _condition(provision, answers)
    if found is None:
        names = ", ".join(each.id for each in provision.conditions)
        raise refused("condition", "amend-condition-unknown", answer=answers["condition"], names=names)
    _hold_begins(found.versions, answers)
    _hold_not_begun(answers, answers["from"])
    version = next(each for each in reversed(found.versions) if each.span.first == _first(answers))
    document, path = _where_condition(book, provision, found)
    when = splice.at(document, path)["versions"][found.versions.index(version)]["when"]
    times = {"from": answers["from"], "through": day_before(_first(answers)).iso, "recorded": answers["recorded"]}
    new = {**times, "when": when, "cite": cite_in(answers, provision.instrument)}
    return {document.name: splice.appended(document, (*path, "versions"), new)}


def _condition(provision: Provision, answers: Answers) -> Condition | None:
    return next((each for each in provision.conditions if each.id == answers["condition"]), None)


def validity(book: Book, answers: Answers) -> Files:
    """An instrument ends on another day than the book knew."""
    first = _begins(book, answers)
    said = {**answers, "from": first.iso}
    _hold_ends(said)
    return _with_validity(book, said)


def withdraw_instrument(book: Book, answers: Answers) -> Files:
    """An instrument that is not in force yet is withdrawn: it ends on the day before its first, and so never begins."""
    first = _begins(book, answers)
    _hold_not_begun(answers, first.iso)
    return _with_validity(book, {**answers, "from": first.iso, "through": day_before(first).iso})


def effect(book: Book, answers: Answers) -> Files:
    """How a provision, or a whole instrument, bears on a provision from a day on; `none` ends it or withdraws it."""
    name, _, by = str(answers["by"]).partition("/")
    pair = (answers["by"], answers["provision"])
    _hold_later([each for each in book.instrument(name).affects if (each.by, each.provision) == pair], answers)
    document = book.frames[name]
    bearing = {"provision": answers["provision"], **({"by": by} if by else {}), "effect": answers["becomes"]}
    return {document.name: _grown(document, ("affects",), bearing | _dated(answers, name, {}))}


def question(book: Book, answers: Answers) -> Files:
    """An open question is settled: a reading is taken from a day on."""
    asked = book.questions[answers["question"]]
    _hold_later(asked.taken, answers)
    for document in book.files[asked.instrument]:
        for index, each in enumerate(document.data.get("open_questions", [])):
            if each["id"] == asked.id:
                path = ("open_questions", index, "taken")
                new = {"reading": answers["reading"]} | _dated(answers, asked.instrument, {})
                if isinstance(each["taken"], str):
                    return {document.name: splice.put(document, path, [{"reading": each["taken"]}, new])}
                return {document.name: splice.appended(document, path, new)}
    raise AssertionError(asked.id)


def refused(option: str, code: str, **values: Any) -> HuiminError:
    """One finding at the option that an answer came by."""
    return HuiminError([Finding(code, Place(f"--{option}"), values)])


def cite_in(answers: Answers, instrument: str) -> dict[str, Any]:
    """The citation as it stands in a file of `instrument`, which need not name itself."""
    cite = dict(answers["cite"])
    return {key: each for key, each in cite.items() if key != "instrument" or each != instrument}


def _dated(answers: Answers, instrument: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, with its two times and its citation."""
    _hold_ends(answers)
    times = {key: answers[key] for key in ("from", "through", "recorded") if answers.get(key)}
    return {**times, **said, "cite": cite_in(answers, instrument)}


def _with_version(
    book: Book, instrument: str, parameter: Parameter, answers: Answers, said: Mapping[str, Any]
) -> Files:
    document, path = _where_parameter(book, instrument, parameter)
    return {document.name: splice.appended(document, (*path, "versions"), _dated(answers, instrument, said))}


def _values(parameter: Parameter, answers: Answers) -> dict[str, Any]:
    """The new value, or for each key the new one or the one that stands on the day before it changes."""
    given = dict(answers["value"])
    if parameter.key is None:
        return {"value": given[""]}
    before = standing(parameter.versions, _first(answers), None)
    kept = dict(before.values or {}) if before else {}
    return {"values": {**kept, **given}}


def _changed_condition(book: Book, provision: Provision, found: Condition, new: Mapping[str, Any]) -> Files:
    """A condition that had one text from the beginning comes to have versions; a shared one changes where it stands."""
    document, path = _where_condition(book, provision, found)
    data = splice.at(document, path)
    if "versions" in data:
        return {document.name: splice.appended(document, (*path, "versions"), new)}
    return {document.name: splice.renamed(document, (*path, "when"), "versions", [{"when": data["when"]}, new])}


def _where_condition(book: Book, provision: Provision, found: Condition) -> tuple[Document, Path]:
    document, path = _where_provision(book, provision)
    for index, each in enumerate(splice.at(document, path)["conditions"]):
        if isinstance(each, Map) and each["id"] == found.id:
            return document, (*path, "conditions", index)
    return book.frames[provision.instrument], ("conditions", found.id)


def _where_provision(book: Book, provision: Provision) -> tuple[Document, Path]:
    for document in book.files[provision.instrument]:
        for index, each in enumerate(document.data.get("provisions", [])):
            if each["id"] == provision.id:
                return document, ("provisions", index)
    raise AssertionError(provision.full_id)


def _where_parameter(book: Book, instrument: str, parameter: Parameter) -> tuple[Document, Path]:
    for document in book.files[instrument]:
        if parameter.name in document.data.get("parameters", {}):
            return document, ("parameters", parameter.name)
    raise AssertionError(parameter.name)


def _parameter(book: Book, answers: Answers) -> tuple[str, Parameter]:
    instrument, _, name = str(answers["parameter"]).partition("/")
    return instrument, book.instrument(instrument).parameters[name]


def _with_validity(book: Book, answers: Answers) -> Files:
    _hold_later(book.instrument(answers["instrument"]).validities, answers)
    document = book.frames[answers["instrument"]]
    times = {key: answers[key] for key in ("from", "through", "recorded")}
    new = times | {"cite": cite_in(answers, answers["instrument"])}
    grown = splice.followed if isinstance(document.data["in_force"], Map) else splice.appended
    return {document.name: grown(document, ("in_force",), new)}


def _begins(book: Book, answers: Answers) -> Date:
    first = book.instrument(answers["instrument"]).span.first
    assert first is not None
    return first


def _grown(document: Document, path: Path, member: Any) -> str:
    """The text with one more member of the list at `path`, which comes to be where it lacks."""
    there = path[-1] in splice.at(document, path[:-1])
    return splice.appended(document, path, member) if there else splice.put(document, path, [member])


def _hold_begins(versions: Collection[Versioned], answers: Answers) -> None:
    """A version that is corrected or withdrawn must be there, and not be withdrawn already."""
    there = effective(versions, None)
    same = [each for each in there if each.span.first == date(answers["from"])]
    if not same:
        days = ", ".join(sorted({each.span.first.iso for each in there if each.span.first})) or "—"
        raise refused("from", "amend-no-version", answer=answers["from"], days=days)
    _hold_later(same, answers)


def _hold_not_begun(answers: Answers, first: str) -> None:
    """What is withdrawn must be withdrawn before its first day."""
    if answers["recorded"] >= first:
        raise refused("recorded", "amend-begun", answer=first)


def _hold_later(versions: Iterable[Versioned], answers: Answers) -> None:
    """Of the versions from one day the one recorded last counts, so a new one must be recorded after the others."""
    same = [each.span.recorded for each in versions if each.span.first == date(answers["from"])]
    latest = max((each for each in same if each is not None), default=None)
    if latest is not None and answers["recorded"] <= latest.iso:
        raise refused("recorded", "amend-recorded-before", answer=answers["recorded"], day=latest.iso)


def _hold_ends(answers: Answers) -> None:
    if answers.get("through", answers["from"]) < answers["from"]:
        raise refused("through", "amend-ends-before", answer=answers["through"], first=answers["from"])


def _first(answers: Answers) -> Date:
    first = date(answers["from"])
    assert first is not None
    return first


def _needed(answers: Answers, name: str) -> Any:
    if not answers.get(name):
        raise refused(name, "amend-label-missing", answer=answers["condition"])
    return answers[name]
