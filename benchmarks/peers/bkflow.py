"""bkflow-feel, FEEL in Python: it parses an expression each time that it is asked."""

from __future__ import annotations

from typing import Any

from bkflow_feel.api import parse_expression

from benchmarks.contest import Answer, Entrant
from benchmarks.peers import feel_texts
from benchmarks.plain import CHILDCARE, MATERNITY


def _given(facts: dict[str, Any]) -> Answer:
    order = facts["child"]["birth_order"]
    return (
        MATERNITY[order] if parse_expression(feel_texts.MATERNITY, facts) else 0,
        CHILDCARE[order] if parse_expression(feel_texts.CHILDCARE, facts) else 0,
    )


ENTRANTS = (Entrant("bkflow-feel", "given", feel_texts.given, _given),)
