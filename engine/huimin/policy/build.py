"""From documents that passed their schemas to the model of `model.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import (
    Affect,
    Answer,
    Change,
    Citation,
    Condition,
    ConditionVersion,
    Goal,
    Instrument,
    Item,
    ItemList,
    Measure,
    OpenQuestion,
    Parameter,
    ParameterVersion,
    Period,
    Provision,
    Reading,
    TakenReading,
    Validity,
    number,
)
from huimin.policy.spans import Span
from huimin.policy.vocabulary import (
    Constraint,
    Expression,
    Fact,
    Indicator,
    Presumption,
    Record,
    Text,
    Unit,
    Vocabulary,
)

Path = tuple[str | int, ...]
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")


def date(text: str | None) -> Date | None:
    """The day that a document writes as YYYY-MM-DD; None stays None."""
    return Date(*(int(part) for part in text.split("-"))) if text else None


def text(data: Mapping[str, str]) -> Text:
    return Text(data["zh"], data["en"])


def span(data: Mapping[str, Any]) -> Span:
    return Span(date(data.get("from")), date(data.get("through")), date(data.get("recorded")))


def expression(data: Any, document: Document, path: Path) -> Expression | None:
    """FEEL at `path`; a plain day or number is read as the literal that it is."""
    if data is None:
        return None
    if isinstance(data, str) and _DAY.match(data):
        return Expression(f'date("{data}")', document.name, path)
    return Expression(str(data), document.name, path)


def _needed(data: Any, document: Document, path: Path) -> Expression:
    found = expression(data, document, path)
    assert found is not None
    return found


def citation(data: Mapping[str, Any], instrument: str) -> Citation:
    return Citation(data.get("instrument", instrument), str(data["article"]), data["sentence"])


def value(data: Any, type_: str) -> Any:
    """A value of a document as FEEL's, lists member by member; what is none of its type stays, for a check to find."""
    if isinstance(data, list):
        return [value(each, type_) for each in data]
    found = FACT_TYPES[type_].read(data) if type_ in FACT_TYPES else None
    return data if found is None else found


def vocabulary(documents: list[Document]) -> Vocabulary:
    """The vocabulary that all vocabulary files state together; a subject's facts may stand in several files."""
    codes: dict[str, Mapping[str, Text]] = {}
    code_labels: dict[str, Text] = {}
    units: dict[str, Unit] = {}
    bodies: dict[str, Text] = {}
    indicators: dict[str, Indicator] = {}
    records: dict[str, Record] = {}
    for document in documents:
        data = document.data
        for name, code in data.get("codes", {}).items():
            codes[name] = {key: text(label) for key, label in code["values"].items()}
            code_labels[name] = text(code["label"])
        for name, unit in data.get("units", {}).items():
            english = unit["en"]
            units[name] = Unit(unit["zh"], {"other": english} if isinstance(english, str) else dict(english))
        bodies |= {name: text(label) for name, label in data.get("bodies", {}).items()}
        for name, each in data.get("indicators", {}).items():
            indicators[name] = Indicator(name, text(each["label"]), each["unit"])
        for section in ("subjects", "records"):
            for name, each in data.get(section, {}).items():
                records[name] = _record(name, each, document, (section, name), records.get(name))
    listed = {fact.list_of for record in records.values() for fact in record.facts.values() if fact.list_of}
    records = {name: replace(record, listed=name in listed) for name, record in records.items()}
    order = sorted(records.values(), key=lambda record: not record.at)
    codes["indicator"] = {name: each.label for name, each in indicators.items()}
    return Vocabulary(codes, code_labels, units, bodies, indicators, {record.name: record for record in order})


def _record(name: str, data: Mapping[str, Any], document: Document, path: Path, before: Record | None) -> Record:
    record = before or Record(name, text(data.get("label", {"zh": name, "en": name})), {})
    facts = dict(record.facts)
    for key, fact in data.get("facts", {}).items():
        facts[key] = _fact(key, fact, document, (*path, "facts", key))
    constraints = [
        Constraint(
            each["id"],
            each["at"],
            _needed(each["refuse"], document, (*path, "constraints", index, "refuse")),
            text(each["message"]),
        )
        for index, each in enumerate(data.get("constraints", []))
    ]
    return replace(
        record,
        label=text(data["label"]) if "label" in data else record.label,
        at=tuple(data["at"].split(".")) if "at" in data else record.at,
        facts=facts,
        constraints=(*record.constraints, *constraints),
        person=record.person or data.get("person", False),
        roles={**record.roles, **data.get("roles", {})},
    )


def _fact(name: str, data: Mapping[str, Any], document: Document, path: Path) -> Fact:
    type_ = "list" if "list" in data else data.get("type", "boolean")
    presume = data.get("presume")
    return Fact(
        name=name,
        type=type_,
        label=text(data["label"]),
        code="indicator" if type_ == "indicator" else data.get("code"),
        list_of=data.get("list"),
        question=text(data["question"]) if "question" in data else None,
        example=data.get("example"),
        unit=data.get("unit"),
        minimum=number(data["minimum"]) if "minimum" in data else None,
        maximum=number(data["maximum"]) if "maximum" in data else None,
        required=data.get("required", False),
        without=tuple(data.get("without", ())),
        can_change=data.get("can_change", False),
        presume=Presumption(value(presume["value"], type_), text(presume["why"])) if presume else None,
        wording={key: text(each) for key, each in data.get("wording", {}).items()},
        derived=expression(data.get("derived"), document, (*path, "derived")),
        implied=data.get("implied", {}),
        position=data.get("position", False),
    )


def instrument(frame: Document, measures: list[Document]) -> Instrument:
    """The instrument of one folder, from its frame and its measure files in order of their names."""
    data = frame.data
    name = data["instrument"]
    shared = {
        key: condition({"id": key, **each}, name, frame, ("conditions", key))
        for key, each in data.get("conditions", {}).items()
    }
    files = [frame, *measures]
    return Instrument(
        id=name,
        status=data["status"],
        verification=data["verification"],
        level=data["level"],
        title=text(data["title"]),
        short_title=text(data["short_title"]),
        issuer=text(data["issuer"]),
        currency=data["currency"],
        validities=tuple(_validities(data, name)),
        promulgated=date(data["promulgated"]) or Date(1, 1, 1),
        frame=data,
        articles={str(each["id"]): each["sentences"] for each in data["articles"]},
        measures=tuple(
            Measure(each.data["measure"], text(each.data["title"]), text(each.data["text"])) for each in measures
        ),
        provisions=tuple(_provisions(measures, name, shared)),
        parameters={
            key: parameter(key, each, name) for file in files for key, each in file.data.get("parameters", {}).items()
        },
        questions={
            each["id"]: _question(each, name, file, ("open_questions", index))
            for file in files
            for index, each in enumerate(file.data.get("open_questions", []))
        },
        affects=tuple(
            Affect(
                each["provision"],
                f"{name}/{each['by']}" if "by" in each else name,
                each["effect"],
                span(each),
                citation(each["cite"], name) if "cite" in each else None,
            )
            for each in data.get("affects", [])
        ),
    )


def _validities(data: Mapping[str, Any], instrument_id: str) -> Iterator[Validity]:
    """From when to when it is in force, what was recorded last at the end."""
    in_force = data["in_force"]
    versions = [in_force] if isinstance(in_force, dict) else in_force
    for each in sorted(versions, key=lambda version: str(version.get("recorded", data["recorded"]))):
        learnt = replace(span(each), recorded=date(each.get("recorded", data["recorded"])))
        yield Validity(learnt, citation(each["cite"], instrument_id) if "cite" in each else None)


def parameter(name: str, data: Mapping[str, Any], instrument_id: str) -> Parameter:
    type_ = data.get("type", "number")
    return Parameter(
        name=name,
        label=text(data["label"]),
        type=type_,
        unit=data.get("unit"),
        key=next(iter(data["by"])) if "by" in data else None,
        key_unit=data.get("key_unit"),
        each=text(data["each"]) if "each" in data else None,
        versions=tuple(
            ParameterVersion(
                span(each),
                citation(each["cite"], instrument_id),
                value(each.get("value"), type_) if "value" in each else None,
                {test: value(one, type_) for test, one in each["values"].items()} if "values" in each else None,
            )
            for each in data["versions"]
        ),
    )


def condition(data: Mapping[str, Any], instrument_id: str, document: Document, path: Path) -> Condition:
    """A condition as it stands in a provision, in the frame, or new in a reading."""
    if "versions" in data:
        versions = tuple(
            ConditionVersion(_needed(each["when"], document, (*path, "versions", index, "when")), span(each))
            for index, each in enumerate(data["versions"])
        )
    else:
        versions = (ConditionVersion(_needed(data["when"], document, (*path, "when")), span(data)),)
    return Condition(
        data["id"],
        text(data["label"]),
        versions,
        citation(data["cite"], instrument_id),
        data.get("otherwise", "refused"),
        text(data["text"]) if "text" in data else None,
    )


def _provisions(measures: list[Document], instrument_id: str, shared: Mapping[str, Condition]) -> Iterator[Provision]:
    for document in measures:
        for index, data in enumerate(document.data.get("provisions", [])):
            yield _provision(data, instrument_id, document, ("provisions", index), shared)


def _provision(
    data: Mapping[str, Any], instrument_id: str, document: Document, path: Path, shared: Mapping[str, Condition]
) -> Provision:
    def at(key: str) -> Expression | None:
        return expression(data.get(key), document, (*path, key))

    return Provision(
        id=data["id"],
        instrument=instrument_id,
        measure=document.data["measure"],
        kind=data["kind"],
        obligation=data["obligation"],
        subject=data["for"],
        label=text(data["label"]),
        text=text(data["text"]),
        cites=tuple(citation(each, instrument_id) for each in data["cite"]),
        subject_to=tuple(data.get("subject_to", ())),
        open_list=data.get("open_list", False),
        category=data.get("category"),
        period=period(data["period"], instrument_id, document, (*path, "period")) if "period" in data else None,
        conditions=tuple(
            shared[each]
            if isinstance(each, str)
            else condition(each, instrument_id, document, (*path, "conditions", place))
            for place, each in enumerate(data.get("conditions", []))
        ),
        amount=at("amount"),
        payment=data.get("payment"),
        span=span(data),
        goal=_goal(data, document, path) if PROVISION_KINDS[data["kind"]].how == "series" else None,
        due=at("due"),
        yearly=data.get("every") == "year",
        fulfilled_when=at("fulfilled_when"),
        bodies=tuple(data.get("bodies", ())),
        lists=tuple(_items(each) for each in data.get("lists", [])),
        answers=tuple(
            Answer(
                each["id"], text(each["label"]), _needed(each["value"], document, (*path, "answers", place, "value"))
            )
            for place, each in enumerate(data.get("answers", []))
        ),
    )


def period(data: Mapping[str, Any], instrument_id: str, document: Document, path: Path) -> Period:
    def at(key: str) -> Expression | None:
        return expression(data.get(key), document, (*path, key))

    return Period(
        _needed(data["event"], document, (*path, "event")),
        at("since"),
        at("from"),
        at("through"),
        citation(data["cite"], instrument_id),
    )


def _goal(data: Mapping[str, Any], document: Document, path: Path) -> Goal:
    per = data.get("per", {})
    return Goal(
        due=_needed(data["due"], document, (*path, "due")),
        indicator=data.get("indicator"),
        per_indicator=per.get("indicator"),
        per_number=expression(per.get("number"), document, (*path, "per", "number")),
        comparator=data.get("comparator"),
        value=expression(data.get("value"), document, (*path, "value")),
        ceiling=data.get("value_from") == "ceiling",
        assessed=data.get("assessed", False),
    )


def _items(data: Mapping[str, Any]) -> ItemList:
    return ItemList(
        data["id"],
        text(data["label"]),
        tuple(Item(each["id"], text(each)) for each in data["of"]),
        data.get("open", False),
    )


def _question(data: Mapping[str, Any], instrument_id: str, document: Document, path: Path) -> OpenQuestion:
    taken = data["taken"]
    return OpenQuestion(
        data["id"],
        instrument_id,
        citation(data["cite"], instrument_id),
        text(data["question"]),
        (TakenReading(taken, Span()),)
        if isinstance(taken, str)
        else tuple(
            TakenReading(each["reading"], span(each), citation(each["cite"], instrument_id) if "cite" in each else None)
            for each in taken
        ),
        {
            key: Reading(
                key,
                text(each["why"]),
                tuple(
                    Change(change, document.name, (*path, "readings", key, "changes", index))
                    for index, change in enumerate(each.get("changes", []))
                ),
            )
            for key, each in data["readings"].items()
        },
    )
