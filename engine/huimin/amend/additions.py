"""Amendments that add: an instrument that bears on a provision, a measure, the frame of a document that is cited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huimin.amend import splice
from huimin.amend.edits import Answers, Files, cite_in, refused
from huimin.policy.model import Book, Parameter, Provision
from huimin.words import LANGUAGES

OWN = {"article": 1, "sentence": 1}
"""What a new instrument's provision rests on: it comes with one sentence, and an officer divides it further."""


def instrument(book: Book, answers: Answers) -> Files:
    """A new instrument that replaces, tops up, adds to or repeals a provision of another."""
    _hold_new(answers["id"], [each.id for each in book.instruments])
    lower = book.provisions[answers["provision"]]
    in_force = {key: answers[key] for key in ("from", "through") if answers.get(key)}
    repeals = answers["effect"] == "repeals"
    by = {} if repeals else {"by": lower.id}
    affects = [
        {"provision": provision, **by, "effect": effect, "from": answers["from"], "cite": OWN}
        for provision, effect in [(lower.full_id, answers["effect"]), *answers.get("also", [])]
    ]
    frame = _frame(book, answers, answers["id"], answers["status"], in_force, sentences=1) | {"affects": affects}
    return _folder(book, answers["id"], frame, None if repeals else _taking_over(book, lower, answers))


def measure(book: Book, answers: Answers) -> Files:
    """A measure of one provision, in force from a day on; its number follows the last one's."""
    owner = book.instrument(answers["instrument"])
    _hold_new(answers["id"], [each.id for each in owner.provisions])
    number = max((each.number for each in owner.measures), default=0) + 1
    cite = cite_in(answers, owner.id)
    provision = {
        "id": answers["id"],
        "kind": answers["kind"],
        "obligation": answers["obligation"],
        "label": _both(answers, "label"),
        "text": _both(answers, "text"),
        "for": answers["for"],
        "cite": [cite],
        **{key: answers[key] for key in ("category", "payment", "from", "recorded") if answers.get(key)},
    }
    if answers.get("when"):
        condition = {
            "id": f"{answers['id']}-for",
            "label": _both(answers, "condition"),
            "when": answers["when"],
            "cite": cite,
        }
        provision["conditions"] = [condition]
    data: dict[str, Any] = {"measure": number, "title": _both(answers, "measure"), "text": _both(answers, "text")}
    if answers.get("amount"):
        name, stated = _amount(answers, None, owner.currency, cite)
        provision["amount"] = name
        data["parameters"] = stated
    data["provisions"] = [provision]
    folder = book.frames[owner.id].name.rpartition("/")[0]
    return {f"{folder}/{number:02d}-{answers['id']}.yaml": _new_file(book, "measure", data)}


def cited_document(book: Book, answers: Answers) -> Files:
    """The frame of the instrument that is cited, where the book does not have it; else nothing."""
    cite = answers.get("cite", {})
    name = cite.get("instrument")
    if name is None or name in {each.id for each in book.instruments}:
        return {}
    in_force = {"from": answers.get("from", answers["promulgated"])}
    frame = _frame(book, answers, name, "in_force", in_force, sentences=cite["sentence"], article=cite["article"])
    return _folder(book, name, frame)


def _taking_over(book: Book, lower: Provision, answers: Answers) -> dict[str, Any]:
    """The measure of a new instrument, its provision for the subject and of the category of a lower one."""
    kept = [_kept(lower, name) for name in answers.get("keep", [])]
    provision: dict[str, Any] = {
        "id": lower.id,
        "kind": lower.kind,
        "obligation": lower.obligation,
        "label": _both(answers, "label"),
        "text": _both(answers, "text"),
        "for": lower.subject,
        **({"category": lower.category} if lower.category else {}),
        "cite": [OWN],
        **({"conditions": kept} if kept else {}),
    }
    data = {"measure": 1, "title": _both(answers, "label"), "text": _both(answers, "text")}
    if not answers.get("amount"):
        return data | {"provisions": [provision]}
    name, stated = _amount(answers, lower, book.instrument(lower.instrument).currency, OWN, book)
    payment = answers.get("payment") or lower.payment
    return data | {"parameters": stated, "provisions": [provision | {"amount": name, "payment": payment}]}


def _amount(
    answers: Answers, lower: Provision | None, currency: str, cite: Mapping[str, Any], book: Book | None = None
) -> tuple[str, dict[str, Any]]:
    """The expression of an amount, and the parameter that states it; keyed as the lower provision's is."""
    name = (lower.id if lower else str(answers["id"])).replace("-", "_")
    given = dict(answers["amount"])
    stated: dict[str, Any] = {"label": _both(answers, "label"), "unit": currency}
    version = {"from": answers["from"], "recorded": answers["recorded"]}
    if set(given) == {""}:
        return name, {name: stated | {"versions": [version | {"value": given[""], "cite": cite}]}}
    keyed = _parameter_of(book, lower) if book and lower else None
    if keyed is None or keyed.key is None or "" in given:
        raise refused("amount", "amend-not-keyed", name=name)
    stated |= {"by": {keyed.key: "number"}}
    if keyed.key_unit:
        stated["key_unit"] = keyed.key_unit
    if keyed.each:
        stated["each"] = keyed.each.to_json()
    assert lower is not None
    assert lower.amount is not None
    call = lower.amount.text.replace(keyed.name, name, 1)
    return call, {name: stated | {"versions": [version | {"values": given, "cite": cite}]}}


def _parameter_of(book: Book, provision: Provision) -> Parameter | None:
    """The parameter that the amount of a provision is read from."""
    text = provision.amount.text if provision.amount else ""
    parameters = book.instrument(provision.instrument).parameters
    return next((each for name, each in parameters.items() if text.startswith(f"{name}(")), None)


def _kept(lower: Provision, name: str) -> dict[str, Any]:
    """A condition of the lower provision as one of the new instrument's own."""
    found = {each.id: each for each in lower.conditions}
    if name not in found:
        raise refused("keep", "amend-condition-unknown", answer=name, names=", ".join(found))
    last = found[name].versions[-1].when.text
    return {"id": name, "label": found[name].label.to_json(), "when": last, "cite": OWN}


def _frame(
    book: Book,
    answers: Answers,
    name: str,
    status: str,
    in_force: Mapping[str, str],
    *,
    sentences: int,
    article: int | str = 1,
) -> dict[str, Any]:
    """The frame of a new instrument."""
    return {
        "instrument": name,
        "status": status,
        "verification": "verified" if status == "in_force" else "pending",
        "level": answers["level"],
        "title": _both(answers, "title"),
        "short_title": _both(answers, "short-title"),
        "issuer": _both(answers, "issuer"),
        "promulgated": answers["promulgated"],
        "recorded": answers["recorded"],
        "in_force": in_force,
        "currency": book.instruments[0].currency,
        "articles": [{"id": article, "sentences": sentences}],
    }


def _folder(book: Book, name: str, frame: Mapping[str, Any], measure: Mapping[str, Any] | None = None) -> Files:
    root = book.frames[book.instruments[0].id].name.rsplit("/", 2)[0]
    files = {f"{root}/{name}/instrument.yaml": _new_file(book, "instrument", frame)}
    if measure is not None:
        files[f"{root}/{name}/01-{measure['provisions'][0]['id']}.yaml"] = _new_file(book, "measure", measure)
    return files


def _new_file(book: Book, kind: str, data: Mapping[str, Any]) -> str:
    """The text of a file of a kind, which begins as the others of its kind in the book do."""
    return f"{_modeline(book, kind)}\n{splice.source(data)}\n"


def _both(answers: Answers, name: str) -> dict[str, Any]:
    return {language: answers.get(f"{name}-{language}") for language in LANGUAGES}


def _hold_new(name: str, known: list[str]) -> None:
    if name in known:
        raise refused("id", "amend-name-taken", answer=name)


def _modeline(book: Book, kind: str) -> str:
    files = (each for each in book.documents if book.kinds[each.name] == kind)
    return next(files).text.partition("\n")[0]
