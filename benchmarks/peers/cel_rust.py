"""common-expression-language, CEL in Rust: programs compiled once, run on plain dicts."""

from __future__ import annotations

from typing import Any

import cel

from benchmarks.contest import Answer, Entrant
from benchmarks.peers import cel_texts

GIVEN = [cel.compile(text) for text in cel_texts.TEXTS["given"]]
COMPUTED = [cel.compile(text) for text in cel_texts.TEXTS["computed"]]
ORDER = cel.compile(cel_texts.ORDER)


def _given(facts: dict[str, Any]) -> Answer:
    context = cel.Context(variables=facts)
    maternity, childcare = GIVEN
    return maternity.execute(context), childcare.execute(context)


def _computed(facts: dict[str, Any]) -> Answer:
    context = cel.Context(variables=facts)
    context.add_variable("order", ORDER.execute(context))
    maternity, childcare = COMPUTED
    return maternity.execute(context), childcare.execute(context)


ENTRANTS = (
    Entrant("CEL in Rust", "given", cel_texts.given, _given),
    Entrant("CEL in Rust", "computed", cel_texts.computed, _computed),
)
