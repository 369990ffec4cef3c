"""zen-engine, a rules engine in Rust: one decision from its static loader, dates as the texts that its JSON has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import zen

from benchmarks.cases import Case
from benchmarks.contest import Answer, Entrant, Workload
from benchmarks.plain import birth_order

MATERNITY = """
d(child.pregnant_or_delivered_on) >= d('2023-01-01')
and (d(child.pregnant_or_delivered_on) <= d('2025-12-31') or d(child.pregnancy_confirmed_on) <= d('2025-12-31'))
and child.birth_is_lawful and child.of_this_couple and family.parents_married and child.relation == 'born'
and {order} in [2, 3] and mother.hukou_district == 'gongshu' and (child.has_arrived or child.is_first_of_pregnancy)
{lists} ? ({order} == 2 ? 2000 : 5000) : 0
"""
CHILDCARE = """
d(child.birth_date) >= d('2023-01-01') and d(child.birth_date) <= d('2025-12-31')
and child.birth_is_lawful and child.of_this_couple and family.parents_married and child.relation == 'born'
and {order} in [2, 3] and child.first_hukou_district == 'gongshu'
{lists} ? ({order} == 2 ? 5000 : 20000) : 0
"""
ORDER = """
1 + len(filter(family.children,
  #.id != child.id and #.of_this_couple and #.relation == 'born' and #.live_birth and not #.is_pregnancy_lost and (
    (#.has_arrived and not child.has_arrived)
    or (#.has_arrived == child.has_arrived and (d(#.order_date) < d(child.order_date)
      or (#.order_date == child.order_date and #.place_in_list < child.place_in_list))))))
"""
NOT_ELSEWHERE = """
and not some(family.received,
  #.provision == '{provision}' and #.child == child.id and #.paid_by_district != 'gongshu')
"""
UNMOVED = "and all(mother.hukou_history, d(#.from) <= d(child.pregnant_or_delivered_on))"

DECISIONS = {
    "given": {
        "maternity": MATERNITY.format(order="child.birth_order", lists=""),
        "childcare": CHILDCARE.format(order="child.birth_order", lists=""),
    },
    "computed": {
        "order": ORDER,
        "maternity": MATERNITY.format(
            order="$.order", lists=UNMOVED + NOT_ELSEWHERE.format(provision="gongshu-2023/maternity-grant")
        ),
        "childcare": CHILDCARE.format(
            order="$.order", lists=NOT_ELSEWHERE.format(provision="gongshu-2023/childcare-grant")
        ),
    },
}


def _content(expressions: dict[str, str]) -> dict[str, Any]:
    """A decision of one node that computes the expressions, in the JSON that zen's editor writes."""
    rows = [{"id": key, "key": key, "value": " ".join(text.split())} for key, text in expressions.items()]
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "grants", "name": "grants", "type": "expressionNode", "content": {"expressions": rows}},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "grants", "type": "edge"},
            {"id": "2", "sourceId": "grants", "targetId": "out", "type": "edge"},
        ],
    }


ENGINE = zen.ZenEngine(
    {"loader": {"type": "static", "content": {key: _content(each) for key, each in DECISIONS.items()}}}
)


def plain_json(value: Any) -> Any:
    """A value as JSON has it: a day as its text."""
    if isinstance(value, dict):
        return {key: plain_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _given(case: Case) -> Any:
    child = {**case.child, "birth_order": birth_order(case.child, case.family)}
    family = {"parents_married": case.family["parents_married"]}
    return plain_json({"child": child, "mother": {"hukou_district": case.mother["hukou_district"]}, "family": family})


def _computed(case: Case) -> Any:
    return plain_json({"child": case.child, "mother": case.mother, "family": case.family})


def _answer(key: str, *, trace: bool) -> Any:
    options: Any = {"trace": trace}

    def answer(facts: Any) -> Answer:
        result = ENGINE.evaluate(key, facts, options)["result"]
        return result["maternity"], result["childcare"]

    return answer


PREPARE: Mapping[Workload, Callable[[Case], Any]] = {"given": _given, "computed": _computed}
ENTRANTS = tuple(
    Entrant("zen-engine", workload, prepare, _answer(workload, trace=trace), reasons=trace)
    for workload, prepare in PREPARE.items()
    for trace in (False, True)
)
