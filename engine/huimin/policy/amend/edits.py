"""Amendments of what the book has: a new version beside those that were, never in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huimin.feel.values import Date
from huimin.policy.amend import splice
from huimin.policy.build import date
from huimin.policy.documents import Document, Map
from huimin.policy.findings import Finding, HuiminError, Place
from huimin.policy.model import Book, Condition, Parameter, Provision
from huimin.policy.spans import standing

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
    _hold_begins(parameter, answers)
    return _with_version(book, instrument, parameter, answers, _values(parameter, answers))


def withdraw(book: Book, answers: Answers) -> Files:
    """A version that has not begun is withdrawn: on its first day, what was in force the day before goes on."""
    instrument, parameter = _parameter(book, answers)
    _hold_begins(parameter, answers)
    if answers["recorded"] >= answers["from"]:
        raise refused("recorded", "amend-begun", answer=answers["from"])
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
    found = next((each for each in provision.conditions if each.id == answers["condition"]), None)
    if found is not None:
        return _changed_condition(book, provision, found, new)
    label = {"zh": _needed(answers, "label-zh"), "en": _needed(answers, "label-en")}
    added = {"id": answers["condition"], "label": label, "versions": [new], "cite": new["cite"]}
    document, path = _where_provision(book, provision)
    provision_data = _at(document, path)
    if "conditions" in provision_data:
        return {document.name: splice.appended(document, (*path, "conditions"), added)}
    return {document.name: splice.put(document, (*path, "conditions"), [added])}


def validity(book: Book, answers: Answers) -> Files:
    """An instrument ends on another day than the book knew."""
    instrument = book.instrument(answers["instrument"])
    document = book.frames[instrument.id]
    latest = document.data["in_force"]
    first = (latest if isinstance(latest, Map) else latest[-1])["from"]
    new = {"from": first} | _dated({**answers, "from": first}, instrument.id, {})
    if isinstance(latest, Map):
        return {document.name: splice.put(document, ("in_force",), [latest, new])}
    return {document.name: splice.appended(document, ("in_force",), new)}


def question(book: Book, answers: Answers) -> Files:
    """An open question is settled: a reading is taken from a day on."""
    asked = book.questions[answers["question"]]
    for document in book.files[asked.instrument]:
        for index, each in enumerate(document.data.get("open_questions", [])):
            if each["id"] == asked.id:
                path = ("open_questions", index, "taken")
                new = {"reading": answers["reading"]} | _dated(answers, asked.instrument, {})
                if isinstance(each["taken"], str):
                    taken = [{"reading": each["taken"]}, new]
                    return {document.name: splice.put(document, path, taken)}
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
        if set(given) != {""}:
            raise refused("value", "amend-not-keyed", name=parameter.name)
        return {"value": given[""]}
    if "" in given:
        raise refused("value", "amend-keyed", name=parameter.name)
    before = standing(parameter.versions, _first(answers), None)
    kept = dict(before.values or {}) if before else {}
    return {"values": {**kept, **given}}


def _changed_condition(book: Book, provision: Provision, found: Condition, new: Mapping[str, Any]) -> Files:
    """A condition that had one text from the beginning comes to have versions; a shared one changes where it stands."""
    document, path = _where_condition(book, provision, found)
    data = _at(document, path)
    if "versions" in data:
        return {document.name: splice.appended(document, (*path, "versions"), new)}
    return {document.name: splice.renamed(document, (*path, "when"), "versions", [{"when": data["when"]}, new])}


def _where_condition(book: Book, provision: Provision, found: Condition) -> tuple[Document, Path]:
    document, path = _where_provision(book, provision)
    for index, each in enumerate(_at(document, path)["conditions"]):
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


def _hold_begins(parameter: Parameter, answers: Answers) -> None:
    """A version that is corrected or withdrawn must be there, and the new one must be recorded after it."""
    versions = [each for each in parameter.versions if each.span.first == date(answers["from"])]
    if not versions:
        days = ", ".join(sorted({each.span.first.iso for each in parameter.versions if each.span.first}))
        raise refused("from", "amend-no-version", answer=answers["from"], days=days)


def _first(answers: Answers) -> Date:
    first = date(answers["from"])
    assert first is not None
    return first


def _needed(answers: Answers, name: str) -> Any:
    if not answers.get(name):
        raise refused(name, "amend-label-missing", answer=answers["condition"])
    return answers[name]


def _at(document: Document, path: Path) -> Any:
    node = document.data
    for step in path:
        node = node[step]
    return node
