"""OpenFisca, microsimulation on arrays: a tax and benefit system of our two grants, asked case by case and all at once.

It has persons in families and no further lists, so what the receipts and the mother's registrations say comes as two
facts of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.cases import FIRST_DAY, LAST_DAY, Case
from benchmarks.contest import Answer, Entrant, Workload
from benchmarks.plain import birth_order, paid_elsewhere

PERSON = build_entity(key="person", plural="persons", label="person", is_person=True)
FAMILY = build_entity(
    key="family",
    plural="families",
    label="family",
    roles=[{"key": "mother", "plural": "mothers", "max": 1}, {"key": "child", "plural": "children"}],
)
GIVEN_FACTS: dict[str, type] = {
    "pregnant_or_delivered_on": date, "pregnancy_confirmed_on": date, "birth_date": date, "order_date": date,
    "place_in_list": int, "birth_is_lawful": bool, "of_this_couple": bool, "relation": str, "live_birth": bool,
    "is_pregnancy_lost": bool, "has_arrived": bool, "is_first_of_pregnancy": bool, "first_hukou_district": str,
}  # fmt: skip
YEAR = "2024"
FIRST, LAST = np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY)


def _variable(name: str, type_: type, *, entity: Any = PERSON, formula: Any = None) -> type:
    parts: dict[str, Any] = {"value_type": type_, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), {**parts, **({"formula": formula} if formula else {})})


def _order(person: Any, period: Any) -> Any:
    counts = (
        person.has_role(person.family.entity.CHILD)
        & person("of_this_couple", period)
        & (person("relation", period) == "born")
        & person("live_birth", period)
        & ~person("is_pregnancy_lost", period)
    )
    day = person("order_date", period).astype("datetime64[D]").astype(int)
    # Those who have not arrived come after all who have; the list decides between children of one day.
    key = (~person("has_arrived", period) * 1_000_000 + day) * 100 + person("place_in_list", period)
    return person.get_rank(person.family, key, condition=counts) + 1


def _shared(person: Any, period: Any) -> Any:
    order = person("birth_order", period)
    return (
        person("birth_is_lawful", period)
        & person("of_this_couple", period)
        & person.family("parents_married", period)
        & (person("relation", period) == "born")
        & ((order == 2) | (order == 3))
    )


def _maternity(person: Any, period: Any) -> Any:
    day = person("pregnant_or_delivered_on", period)
    holds = (
        (day >= FIRST)
        & ((day <= LAST) | (person("pregnancy_confirmed_on", period) <= LAST))
        & _shared(person, period)
        & (person.family.mother("hukou_district", period) == "gongshu")
        & (person("has_arrived", period) | person("is_first_of_pregnancy", period))
        & (person.family.mother("registered_since", period) <= day)
        & ~person("maternity_paid_elsewhere", period)
    )
    return holds * np.where(person("birth_order", period) == 2, 2000, 5000)


def _childcare(person: Any, period: Any) -> Any:
    day = person("birth_date", period)
    holds = (
        (day >= FIRST)
        & (day <= LAST)
        & _shared(person, period)
        & (person("first_hukou_district", period) == "gongshu")
        & ~person("childcare_paid_elsewhere", period)
    )
    return holds * np.where(person("birth_order", period) == 2, 5000, 20000)


def _system(workload: Workload) -> TaxBenefitSystem:
    system = TaxBenefitSystem([PERSON, FAMILY])
    for name, type_ in GIVEN_FACTS.items():
        system.add_variable(_variable(name, type_))
    system.add_variable(_variable("hukou_district", str))
    system.add_variable(_variable("registered_since", date))
    system.add_variable(_variable("maternity_paid_elsewhere", bool))
    system.add_variable(_variable("childcare_paid_elsewhere", bool))
    system.add_variable(_variable("parents_married", bool, entity=FAMILY))
    system.add_variable(_variable("birth_order", int, formula=_order if workload == "computed" else None))
    system.add_variable(_variable("maternity_grant", int, formula=_maternity))
    system.add_variable(_variable("childcare_grant", int, formula=_childcare))
    return system


SYSTEMS: dict[Workload, TaxBenefitSystem] = {"given": _system("given"), "computed": _system("computed")}


def _situation(cases: Sequence[Case], workload: Workload) -> dict[str, Any]:
    """The families as OpenFisca's JSON; with the order given, only the child that is asked for is in each."""
    persons: dict[str, Any] = {}
    families: dict[str, Any] = {}
    for number, case in enumerate(cases):
        listed = case.family["children"] if workload == "computed" else [case.child]
        names = {each["id"]: f"{number}-{each['id']}" for each in listed}
        for child in listed:
            persons[names[child["id"]]] = {key: {YEAR: value} for key, value in _child(case, child, workload).items()}
        history = case.mother["hukou_history"] if workload == "computed" else []
        since = max((each["from"] for each in history), default=date(1970, 1, 1))
        persons[f"{number}-mother"] = {
            "hukou_district": {YEAR: case.mother["hukou_district"]},
            "registered_since": {YEAR: since.isoformat()},
        }
        families[f"{number}"] = {
            "mothers": [f"{number}-mother"],
            "children": list(names.values()),
            "parents_married": {YEAR: case.family["parents_married"]},
        }
    return {"persons": persons, "families": families}


def _child(case: Case, child: dict[str, Any], workload: Workload) -> dict[str, Any]:
    facts = {key: child[key].isoformat() if kind is date else child[key] for key, kind in GIVEN_FACTS.items()}
    if workload == "given":
        return {**facts, "birth_order": birth_order(child, case.family)}
    return {
        **facts,
        "maternity_paid_elsewhere": paid_elsewhere(child, case.family, "gongshu-2023/maternity-grant"),
        "childcare_paid_elsewhere": paid_elsewhere(child, case.family, "gongshu-2023/childcare-grant"),
    }


def _simulate(workload: Workload, situation: dict[str, Any], *, trace: bool) -> tuple[Any, Any]:
    simulation = SimulationBuilder().build_from_entities(SYSTEMS[workload], situation)
    simulation.trace = trace
    return simulation.calculate("maternity_grant", YEAR), simulation.calculate("childcare_grant", YEAR)


def _one(workload: Workload, *, trace: bool) -> Entrant:
    def prepare(case: Case) -> tuple[int, dict[str, Any]]:
        return case.place if workload == "computed" else 0, _situation([case], workload)

    def answer(prepared: tuple[int, dict[str, Any]]) -> Answer:
        place, situation = prepared
        maternity, childcare = _simulate(workload, situation, trace=trace)
        return maternity[place], childcare[place]

    return Entrant("OpenFisca, case by case", workload, prepare, answer, reasons=trace)


def _all(workload: Workload) -> Entrant:
    def prepare(cases: Sequence[Case]) -> tuple[list[int], dict[str, Any]]:
        situation = _situation(cases, workload)
        names = list(situation["persons"])
        return [names.index(f"{number}-{case.child['id']}") for number, case in enumerate(cases)], situation

    def answer(prepared: tuple[list[int], dict[str, Any]]) -> list[Answer]:
        places, situation = prepared
        maternity, childcare = _simulate(workload, situation, trace=False)
        return list(zip(maternity[places], childcare[places], strict=True))

    return Entrant("OpenFisca, all at once", workload, prepare, answer, whole=True)


ENTRANTS = tuple(
    entrant
    for workload in SYSTEMS
    for entrant in (_one(workload, trace=False), _one(workload, trace=True), _all(workload))
)
