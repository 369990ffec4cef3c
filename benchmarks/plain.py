"""The two grants as plain Python functions, written by hand: what every ratio is to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.cases import FIRST_DAY, LAST_DAY, Case
from benchmarks.contest import Answer, Entrant

MATERNITY = {2: 2000, 3: 5000}
CHILDCARE = {2: 5000, 3: 20000}
Facts = Mapping[str, Any]


def birth_order(child: Facts, family: Facts) -> int:
    """The child's order among the children of this couple, twins by their place in the list."""
    order = 1
    for other in family["children"]:
        if (
            other["id"] != child["id"]
            and other["of_this_couple"]
            and other["relation"] == "born"
            and other["live_birth"]
            and not other["is_pregnancy_lost"]
            and (
                (other["has_arrived"] and not child["has_arrived"])
                or (
                    other["has_arrived"] == child["has_arrived"]
                    and (
                        other["order_date"] < child["order_date"]
                        or (
                            other["order_date"] == child["order_date"]
                            and other["place_in_list"] < child["place_in_list"]
                        )
                    )
                )
            )
        ):
            order += 1
    return order


def maternity_grant(child: Facts, mother: Facts, family: Facts, order: int) -> int:
    """The maternity grant, by what the case says of mother and child alone."""
    day = child["pregnant_or_delivered_on"]
    if (
        day >= FIRST_DAY
        and (day <= LAST_DAY or child["pregnancy_confirmed_on"] <= LAST_DAY)
        and child["birth_is_lawful"]
        and child["of_this_couple"]
        and family["parents_married"]
        and child["relation"] == "born"
        and order in (2, 3)
        and mother["hukou_district"] == "gongshu"
        and (child["has_arrived"] or child["is_first_of_pregnancy"])
    ):
        return MATERNITY[order]
    return 0


def childcare_grant(child: Facts, family: Facts, order: int) -> int:
    """The childcare grant, by what the case says of the child alone."""
    if (
        FIRST_DAY <= child["birth_date"] <= LAST_DAY
        and child["birth_is_lawful"]
        and child["of_this_couple"]
        and family["parents_married"]
        and child["relation"] == "born"
        and order in (2, 3)
        and child["first_hukou_district"] == "gongshu"
    ):
        return CHILDCARE[order]
    return 0


def registered_since(child: Facts, mother: Facts) -> bool:
    """Whether the mother's registration is the one that she had at the birth."""
    return all(each["from"] <= child["pregnant_or_delivered_on"] for each in mother["hukou_history"])


def paid_elsewhere(child: Facts, family: Facts, provision: str) -> bool:
    """Whether another district paid the same grant for the child."""
    return any(
        each["provision"] == provision and each["child"] == child["id"] and each["paid_by_district"] != "gongshu"
        for each in family["received"]
    )


def given(case: tuple[Facts, Facts, Facts, int]) -> Answer:
    child, mother, family, order = case
    return maternity_grant(child, mother, family, order), childcare_grant(child, family, order)


def computed(case: tuple[Facts, Facts, Facts]) -> Answer:
    child, mother, family = case
    order = birth_order(child, family)
    maternity = maternity_grant(child, mother, family, order)
    if maternity and (
        not registered_since(child, mother) or paid_elsewhere(child, family, "gongshu-2023/maternity-grant")
    ):
        maternity = 0
    childcare = childcare_grant(child, family, order)
    if childcare and paid_elsewhere(child, family, "gongshu-2023/childcare-grant"):
        childcare = 0
    return maternity, childcare


def ordered(case: Case) -> tuple[Facts, Facts, Facts, int]:
    """The records of a case with the order of its child."""
    return case.child, case.mother, case.family, birth_order(case.child, case.family)


ENTRANTS = (
    Entrant("plain Python", "given", ordered, given),
    Entrant("plain Python", "computed", lambda case: (case.child, case.mother, case.family), computed),
)
