"""cel-python, CEL in Python: programs made once by its faster runner, which compiles to Python."""

from __future__ import annotations

from typing import Any

import celpy

from benchmarks.contest import Answer, Entrant
from benchmarks.peers import cel_texts

ENVIRONMENT = celpy.Environment(runner_class=celpy.CompiledRunner)


def _program(text: str) -> Any:
    return ENVIRONMENT.program(ENVIRONMENT.compile(text))


GIVEN = [_program(text) for text in cel_texts.TEXTS["given"]]
COMPUTED = [_program(text) for text in cel_texts.TEXTS["computed"]]
ORDER = _program(cel_texts.ORDER)


def _given(facts: dict[str, Any]) -> Answer:
    activation: Any = celpy.json_to_cel(facts)
    maternity, childcare = GIVEN
    return maternity.evaluate(activation), childcare.evaluate(activation)


def _computed(facts: dict[str, Any]) -> Answer:
    activation: Any = celpy.json_to_cel(facts)
    activation["order"] = ORDER.evaluate(activation)
    maternity, childcare = COMPUTED
    return maternity.evaluate(activation), childcare.evaluate(activation)


ENTRANTS = (
    Entrant("cel-python", "given", cel_texts.given, _given),
    Entrant("cel-python", "computed", cel_texts.computed, _computed),
)
