"""Every rule of the policy model on the fictional book: what comes of a case is what stands beside it in `cases/`.

A row of `rules-*.yaml` has a case of its own, or a base with a patch, and any of the options of `determine`; `expect`
names outcomes (`of`, `for`, `year`) with what each must show, `whole` what the determination must show beyond them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import huimin
from huimin.cases.determination import Determination, Outcome, plain
from huimin.documents.read import read

TABLES = Path(__file__).parent / "cases"
BASES = read(TABLES / "bases.yaml").data
COUNTY = "weiqiao-2031"


def rows(pattern: str) -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem.removeprefix('rules-')}:{row['id']}", marks=gaps(row))
        for path in sorted(TABLES.glob(pattern))
        for group in read(path).data
        for row in group["cases"]
    ]


def gaps(row: Mapping[str, Any]) -> list[pytest.MarkDecorator]:
    """A row that says which `gap` of the engine it shows is expected to fail, until the gap is closed."""
    return [pytest.mark.xfail(reason=row["gap"], strict=True)] if "gap" in row else []


def case_of(row: Mapping[str, Any]) -> Any:
    return row["case"] if "case" in row else patched(deepcopy(BASES[row["base"]]), row.get("patch", {}))


def patched(data: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396), where a mapping put to a list patches its members by their `id`."""
    if not isinstance(patch, Mapping):
        return patch
    if isinstance(data, list):
        named = {each["id"]: each for each in data}
        return [
            patched(named.get(name, {"id": name}), patch.get(name, {}))
            for name in {**named, **patch}
            if patch.get(name, {}) is not None
        ]
    merged = dict(data or {})
    for key, value in patch.items():
        merged[key] = patched(merged.get(key), value)
    return {key: value for key, value in merged.items() if value is not None}


def determined(book: huimin.Book, row: Mapping[str, Any]) -> Determination:
    options = {key: row[key] for key in ("on", "known", "readings", "assume") if key in row}
    return huimin.determine(book, case_of(row), drafts=row.get("with", ()), **options)


def full(provision: str) -> str:
    """A provision of the county goes by its own id, any other with its instrument."""
    return provision if "/" in provision else f"{COUNTY}/{provision}"


def would_be(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.would_be is None:
        return None
    amount = {} if outcome.would_be.amount is None else {"amount": outcome.would_be.amount}
    return {"status": outcome.would_be.status, **amount}


OUTCOME: Mapping[str, Callable[[Outcome], Any]] = {
    "status": lambda outcome: outcome.status,
    "amount": lambda outcome: outcome.amount,
    "currency": lambda outcome: outcome.currency,
    "failed": lambda outcome: list(outcome.failed),
    "unknown": lambda outcome: list(outcome.unknown),
    "needs": lambda outcome: [each.path for each in outcome.needs],
    "conditions": lambda outcome: {each.id: each.result for each in outcome.conditions},
    "faults": lambda outcome: [each.id for each in outcome.conditions if each.fault],
    "presumed": lambda outcome: [used.path for each in outcome.conditions for used in each.facts if used.presumed],
    "would_be": would_be,
    "displaced_by": lambda outcome: outcome.displaced_by,
    "cautions": lambda outcome: {each.question: [name for name, *_ in each.readings] for each in outcome.cautions},
    "change": lambda outcome: {each.path: plain(each.value) for each in outcome.change},
    "answers": lambda outcome: {each.id: plain(each.value) for each in outcome.answers},
    "parameters": lambda outcome: {
        used.name: plain(used.value) for each in outcome.conditions for used in each.parameters
    },
}
WHOLE: Mapping[str, Callable[[Determination], Any]] = {
    "on": lambda found: plain(found.on),
    "known": lambda found: plain(found.known),
    "readings": lambda found: dict(found.readings),
    "assumed": lambda found: {path: plain(value) for path, value in found.assumed.items()},
    "presumed": lambda found: [each.path for each in found.presumed],
    "not_asked": lambda found: {each.subject: each.provisions for each in found.not_asked},
    "totals": lambda found: [[each.currency, each.payment, each.value] for each in found.totals],
    "order": lambda found: [each.provision + (f"[{each.record}]" if each.record else "") for each in found.outcomes],
    "instruments": lambda found: sorted({each.provision.partition("/")[0] for each in found.outcomes}),
}


def exact(value: Any) -> Any:
    """Numbers by their value, lists and mappings as such, so that a table and a determination compare."""
    if isinstance(value, Mapping):
        return {key: exact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def has_cause(outcome: Outcome) -> bool:
    """Whether an undetermined outcome says why: a need, an error, a referral, or what it would be without what holds it
    up. The schema of a determination has the same rule.
    """
    if outcome.status != "undetermined" or outcome.needs or outcome.would_be:
        return True
    return any(each.fault or each.result == "referred" for each in outcome.conditions)


@pytest.mark.parametrize("row", rows("rules-*.yaml"))
def test_the_rule_gives(elderly_care: huimin.Book, row: Mapping[str, Any]) -> None:
    found = determined(elderly_care, row)
    wanted, shown = [], []
    for each in row.get("expect", ()):
        outcome = found.outcome(full(each["of"]), each.get("for"), year=each.get("year"))
        looks = {key: each[key] for key in each if key not in {"of", "for", "year"}}
        wanted.append({"of": each["of"], **exact(looks)})
        shown.append({"of": each["of"], **{key: exact(OUTCOME[key](outcome)) for key in looks}})
    assert shown == wanted
    assert [(each.provision, each.record) for each in found.outcomes if not has_cause(each)] == []
    whole = row.get("whole", {})
    assert {key: exact(WHOLE[key](found)) for key in whole} == exact(whole)


@pytest.mark.parametrize("row", rows("refused-cases.yaml"))
def test_the_case_is_refused_with_every_place(elderly_care: huimin.Book, row: Mapping[str, Any]) -> None:
    with pytest.raises(huimin.CaseError) as refused:
        determined(elderly_care, row)
    found = [{"code": each.code, "path": each.place.path or each.place.file} for each in refused.value.findings]
    assert sorted(found, key=str) == sorted((dict(each) for each in row["findings"]), key=str)
