"""pySFeel, S-FEEL in Python: facts are put into a parser by its assignments, and every text is parsed when it is asked.

A name has no dots there, so `child.relation` is `child_relation`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pySFeel

from benchmarks.cases import Case
from benchmarks.contest import Answer, Entrant
from benchmarks.peers import feel_texts
from benchmarks.plain import CHILDCARE, MATERNITY

PARSER = pySFeel.SFeelParser()


def _flat(text: str) -> str:
    for name, keys in feel_texts.READ.items():
        for key in keys:
            text = text.replace(f"{name}.{key}", f"{name}_{key}")
    return text


TEXTS = _flat(feel_texts.MATERNITY), _flat(feel_texts.CHILDCARE)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'date("{value}")' if isinstance(value, date) else f'"{value}"' if isinstance(value, str) else str(value)


def _prepare(case: Case) -> tuple[int, list[str]]:
    facts = feel_texts.given(case)
    assignments = [
        f"{name}_{key} <- {_written(value)}" for name, record in facts.items() for key, value in record.items()
    ]
    return facts["child"]["birth_order"], assignments


def _given(prepared: tuple[int, list[str]]) -> Answer:
    order, assignments = prepared
    for each in assignments:
        PARSER.sFeelParse(each)
    maternity, childcare = (PARSER.sFeelParse(text)[1] for text in TEXTS)
    return MATERNITY[order] if maternity else 0, CHILDCARE[order] if childcare else 0


ENTRANTS = (Entrant("pySFeel", "given", _prepare, _given),)
