"""OpenFisca and PolicyEngine: the two grants as a tax and benefit system, asked for all children at once.

PolicyEngine's core began as OpenFisca's, and both are written for in the same words here. As for numpy, the facts are
those of `batch_sql.PERSONS`; the order is computed by the children of a family, one place in the list after the other.
"""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.batch_arrays import FIRST, LAST, TODAY, Arrays

YEAR = "2024"
NUMBERS = ("day", "birth_day", "registered_since", "place")
OF_FAMILY = ("married", "mothers_district")


def core_of(package: str) -> SimpleNamespace:
    """What is used of `openfisca_core` or `policyengine_core`."""
    return SimpleNamespace(
        build_entity=import_module(f"{package}.entities").build_entity,
        YEAR=import_module(f"{package}.periods").YEAR,
        SimulationBuilder=import_module(f"{package}.simulations").SimulationBuilder,
        TaxBenefitSystem=import_module(f"{package}.taxbenefitsystems").TaxBenefitSystem,
        Variable=import_module(f"{package}.variables").Variable,
    )


def _order(person: Any, period: Any) -> Any:
    """Those of the family who count and come before, and one; 0 where it is not known."""
    place = person("place", period)
    key = (~person("arrived", period) * 1_000_000 + person("day", period)) * 100 + place
    counts = person("counts", period)
    order = np.ones(len(place), int)
    for other in range(int(place.max(initial=0))):
        order += person.family.value_nth_person(other, counts) & (person.family.value_nth_person(other, key) < key)
    return order * person("order_known", period)


def _shared(person: Any, period: Any) -> Any:
    order = person("birth_order", period)
    return person("theirs", period) & person.family("married", period) & ((order == 2) | (order == 3))


def _maternity(person: Any, period: Any) -> Any:
    arrived = person("arrived", period)
    event = np.where(arrived, person("day", period), np.where(person("expected", period), TODAY, 0))
    holds = (
        (event >= FIRST)
        & (event <= LAST)
        & _shared(person, period)
        & person.family("mothers_district", period)
        & (arrived | person("is_first", period))
        & (person("registered_since", period) <= event)
        & person("maternity_open", period)
    )
    return holds * np.where(person("birth_order", period) == 2, 2000, 5000)


def _childcare(person: Any, period: Any) -> Any:
    born = person("birth_day", period)
    holds = (
        (born >= FIRST)
        & (born <= LAST)
        & _shared(person, period)
        & person("district", period)
        & person("childcare_open", period)
    )
    return holds * np.where(person("birth_order", period) == 2, 5000, 20000)


def prepared(package: str, children: Arrays, workload: str) -> Any:
    """A simulation that holds the facts. With the order given, each child is a family, and the lists are empty."""
    core = core_of(package)
    person = core.build_entity(key="person", plural="persons", label="person", is_person=True)
    roles = [{"key": "child", "plural": "children"}]
    family = core.build_entity(key="family", plural="families", label="family", roles=roles)
    system = core.TaxBenefitSystem([person, family])

    def add(name: str, kind: type, entity: Any = person, formula: Any = None) -> None:
        said = {"value_type": kind, "entity": entity, "definition_period": core.YEAR, "label": name}
        system.add_variable(type(name, (core.Variable,), {**said, **({"formula": formula} if formula else {})}))

    count = len(children["day"])
    families = children.get("family", np.arange(count))
    facts = {name: values for name, values in children.items() if name != "family"}
    if workload == "given":
        facts |= {"registered_since": np.zeros(count, int), "maternity_open": np.ones(count, bool)}
        facts |= {"childcare_open": np.ones(count, bool)}
    for name in facts:
        if name != "birth_order":
            add(name, int if name in NUMBERS else bool, family if name in OF_FAMILY else person)
    add("birth_order", int, formula=_order if workload == "computed" else None)
    add("maternity_grant", int, formula=_maternity)
    add("childcare_grant", int, formula=_childcare)
    builder = core.SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(count))
    group = builder.declare_entity("family", np.arange(int(families[-1]) + 1))
    builder.join_with_persons(group, families, np.full(count, "child"))
    simulation = builder.build(system)
    firsts = np.flatnonzero(np.diff(families, prepend=-1))
    for name, values in facts.items():
        simulation.set_input(name, YEAR, values[firsts] if name in OF_FAMILY else values)
    return simulation


def grants(simulation: Any) -> tuple[Any, Any]:
    """The maternity grant and the childcare grant of each child, 0 where there is none or it is not known."""
    return simulation.calculate("maternity_grant", YEAR), simulation.calculate("childcare_grant", YEAR)
