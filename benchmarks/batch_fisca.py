"""OpenFisca and PolicyEngine: the two grants as a tax and benefit system, asked for all children at once.

PolicyEngine's core began as OpenFisca's, and both take the same words. A family is a group of children; what is derived
is a variable with a formula, and `value_nth_person` looks at one sibling after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks import batch_arrays
from benchmarks.batch_arrays import Array, Facts, Sibling

PERIOD = "2025"
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


def _facts(person: Any, period: Any) -> Facts:
    return lambda name: person.family(name, period) if name in OF_FAMILY else person(name, period)


def _siblings(person: Any, period: Any) -> tuple[Sibling, int]:
    most = int(person("place", period).max(initial=0))
    return person.family.value_nth_person, most


def _among_siblings(rule: Callable[..., Array]) -> Callable[[Any, Any], Array]:
    return lambda person, period: rule(_facts(person, period), *_siblings(person, period))


def _not_paid_before(person: Any, period: Any) -> Array:
    order = person("birth_order", period)
    return batch_arrays.not_paid_before(_facts(person, period), order, *_siblings(person, period))


def _grant(rule: Callable[..., Array], *, listed: bool) -> Callable[[Any, Any], Array]:
    return lambda person, period: rule(_facts(person, period), person("birth_order", period), listed=listed)


def prepared(package: str, children: dict[str, Array], workload: str) -> Any:
    """A simulation that holds the facts. With the order given, each child is a family of its own."""
    core = core_of(package)
    person = core.build_entity(key="person", plural="persons", label="person", is_person=True)
    roles = [{"key": "child", "plural": "children"}]
    family = core.build_entity(key="family", plural="families", label="family", roles=roles)
    system = core.TaxBenefitSystem([person, family])

    def add(name: str, kind: type, entity: Any = person, formula: Any = None) -> None:
        said = {"value_type": kind, "entity": entity, "definition_period": core.YEAR, "label": name}
        system.add_variable(type(name, (core.Variable,), {**said, **({"formula": formula} if formula else {})}))

    count, computed = len(children["place"]), workload == "computed"
    families = children["family"] if computed else np.arange(count)
    facts = {name: values for name, values in children.items() if name != "family"}
    for name, values in facts.items():
        add(name, bool if values.dtype == bool else int, family if name in OF_FAMILY else person)
    if computed:
        add("birth_order", int, formula=_among_siblings(batch_arrays.birth_order))
        add("is_first_of_pregnancy", bool, formula=_among_siblings(batch_arrays.is_first_of_pregnancy))
        add("not_paid_before", bool, formula=_not_paid_before)
    add("maternity_grant", int, formula=_grant(batch_arrays.maternity_grant, listed=computed))
    add("childcare_grant", int, formula=_grant(batch_arrays.childcare_grant, listed=computed))
    builder = core.SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(count))
    group = builder.declare_entity("family", np.arange(int(families[-1]) + 1))
    builder.join_with_persons(group, families, np.full(count, "child"))
    simulation = builder.build(system)
    firsts = np.flatnonzero(np.diff(families, prepend=-1))
    for name, values in facts.items():
        simulation.set_input(name, PERIOD, values[firsts] if name in OF_FAMILY else values)
    return simulation


def grants(simulation: Any) -> tuple[Array, Array]:
    """The maternity grant and the childcare grant of each child, 0 where there is none or it is not known."""
    return simulation.calculate("maternity_grant", PERIOD), simulation.calculate("childcare_grant", PERIOD)
