"""The conditions of the two grants in the part of FEEL that the other FEEL engines for Python read.

They have no `if` and no quantifier over a variable, so the amount is picked in Python, and the order is given.
Each comparison stands in brackets, without which one of them reads a chain of them wrongly.
"""

from __future__ import annotations

from typing import Any

from benchmarks.cases import Case
from benchmarks.plain import birth_order

MATERNITY = (
    '(child.pregnant_or_delivered_on >= date("2023-01-01"))'
    ' and ((child.pregnant_or_delivered_on <= date("2025-12-31"))'
    ' or (child.pregnancy_confirmed_on <= date("2025-12-31")))'
    " and (child.birth_is_lawful = true) and (child.of_this_couple = true) and (family.parents_married = true)"
    ' and (child.relation = "born") and ((child.birth_order = 2) or (child.birth_order = 3))'
    ' and (mother.hukou_district = "gongshu")'
    " and ((child.has_arrived = true) or (child.is_first_of_pregnancy = true))"
)
CHILDCARE = (
    '(child.birth_date >= date("2023-01-01")) and (child.birth_date <= date("2025-12-31"))'
    " and (child.birth_is_lawful = true) and (child.of_this_couple = true) and (family.parents_married = true)"
    ' and (child.relation = "born") and ((child.birth_order = 2) or (child.birth_order = 3))'
    ' and (child.first_hukou_district = "gongshu")'
)
READ = {
    "child": (
        "pregnant_or_delivered_on", "pregnancy_confirmed_on", "birth_date", "birth_is_lawful", "of_this_couple",
        "relation", "has_arrived", "is_first_of_pregnancy", "first_hukou_district", "birth_order",
    ),
    "mother": ("hukou_district",),
    "family": ("parents_married",),
}  # fmt: skip


def given(case: Case) -> dict[str, Any]:
    """The facts that the conditions read."""
    child = {**case.child, "birth_order": birth_order(case.child, case.family)}
    facts = {"child": child, "mother": case.mother, "family": case.family}
    return {name: {key: facts[name][key] for key in keys} for name, keys in READ.items()}
