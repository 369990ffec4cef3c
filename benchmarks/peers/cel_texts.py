"""The two grants in CEL, the Common Expression Language, for every engine that speaks it; dates are timestamps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from benchmarks.cases import FIRST_DAY, LAST_DAY, Case
from benchmarks.contest import Workload
from benchmarks.plain import birth_order

MATERNITY = """
child.pregnant_or_delivered_on >= first_day
&& (child.pregnant_or_delivered_on <= last_day || child.pregnancy_confirmed_on <= last_day)
&& child.birth_is_lawful && child.of_this_couple && family.parents_married && child.relation == "born"
&& {order} in [2, 3] && mother.hukou_district == "gongshu" && (child.has_arrived || child.is_first_of_pregnancy)
{lists} ? ({order} == 2 ? 2000 : 5000) : 0
"""
CHILDCARE = """
child.birth_date >= first_day && child.birth_date <= last_day
&& child.birth_is_lawful && child.of_this_couple && family.parents_married && child.relation == "born"
&& {order} in [2, 3] && child.first_hukou_district == "gongshu"
{lists} ? ({order} == 2 ? 5000 : 20000) : 0
"""
ORDER = """
1 + family.children.filter(other,
  other.id != child.id && other.of_this_couple && other.relation == "born" && other.live_birth
  && !other.is_pregnancy_lost && (
    (other.has_arrived && !child.has_arrived)
    || (other.has_arrived == child.has_arrived && (other.order_date < child.order_date
      || (other.order_date == child.order_date && other.place_in_list < child.place_in_list))))).size()
"""
NOT_ELSEWHERE = """
&& !family.received.exists(each,
  each.provision == "{provision}" && each.child == child.id && each.paid_by_district != "gongshu")
"""
UNMOVED = "&& mother.hukou_history.all(each, each.from <= child.pregnant_or_delivered_on)"

TEXTS: Mapping[Workload, tuple[str, str]] = {
    "given": (
        MATERNITY.format(order="child.birth_order", lists=""),
        CHILDCARE.format(order="child.birth_order", lists=""),
    ),
    "computed": (
        MATERNITY.format(order="order", lists=UNMOVED + NOT_ELSEWHERE.format(provision="gongshu-2023/maternity-grant")),
        CHILDCARE.format(order="order", lists=NOT_ELSEWHERE.format(provision="gongshu-2023/childcare-grant")),
    ),
}


def stamped(value: Any) -> Any:
    """A value as CEL takes it: a day as the timestamp at which it begins."""
    if isinstance(value, dict):
        return {key: stamped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [stamped(each) for each in value]
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else value


BOUNDS = {"first_day": stamped(FIRST_DAY), "last_day": stamped(LAST_DAY)}


def given(case: Case) -> dict[str, Any]:
    child = {**case.child, "birth_order": birth_order(case.child, case.family)}
    family = {"parents_married": case.family["parents_married"]}
    mother = {"hukou_district": case.mother["hukou_district"]}
    return {**stamped({"child": child, "mother": mother, "family": family}), **BOUNDS}


def computed(case: Case) -> dict[str, Any]:
    return {**stamped({"child": case.child, "mother": case.mother, "family": case.family}), **BOUNDS}
