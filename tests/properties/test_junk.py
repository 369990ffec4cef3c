"""Whatever comes in as a case or as a book: a refusal with its places, or an answer, and never another exception."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import huimin
from huimin.check.examine import examine
from huimin.documents.findings import Finding
from huimin.documents.read import read
from huimin.policy.model import Book

MODERATE = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 2**64)
WORDS = ["on", "2031-09-01", "known", "readings", "household", "seniors", "payments", "county", "measurements", "id"]
KEYS = st.sampled_from(WORDS) | st.text(max_size=5)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.dates() | st.datetimes()
    | st.text(max_size=8) | st.sampled_from(WORDS) | st.binary(max_size=4)
)  # fmt: skip
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.integers() | st.none(), inner, max_size=4),
    max_leaves=20,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)
YAML_PARTS = st.sampled_from(
    [
    *WORDS, ":", " ", "\n", "- ", "  ", "{", "}", "[", "]", ",", "&a", "*a",
     "!!int", "|", ">", "'", '"', "#", "---", "?", "\t", "1e999", "~", "\x00", "é",
    ]
)  # fmt: skip


def refused_or_answered(book: Book, case: Any) -> None:
    try:
        json.loads(huimin.determine(book, case).to_json())
    except huimin.CaseError as refusal:
        findings = refusal.findings
    else:
        return
    assert findings
    assert all(said(each) for each in findings)


def said(finding: Finding) -> bool:
    return all(finding.message(language) for language in ("zh", "en"))


CASES = {
    "bytes": st.binary(max_size=200),
    "YAML": st.lists(YAML_PARTS, max_size=40).map(lambda parts: "".join(parts).encode()),
    "JSON": JSON.map(lambda data: json.dumps(data).encode()),
    "nested data": st.dictionaries(KEYS, NESTED, max_size=6).map(lambda data: {"on": "2031-09-01", **data}),
}


@pytest.mark.parametrize("kind", CASES)
def test_junk_as_a_case(kind: str, fictional_book: Book) -> None:
    @MODERATE
    @given(CASES[kind])
    def come_in(junk: Any) -> None:
        refused_or_answered(fictional_book, junk)

    come_in()


def test_junk_within_a_case(fictional_book: Book, generator: Any) -> None:
    @MODERATE
    @given(SEEDS, NESTED)
    def come_in(seed: int, junk: Any) -> None:
        cases = generator(fictional_book, Random(seed))
        case = cases.case()
        owner, key = place_in(case, cases.random)
        owner[key] = junk
        refused_or_answered(fictional_book, case)

    come_in()


def place_in(data: Any, random: Random) -> tuple[Any, Any]:
    """Somewhere in nested data: what it is in, and its key or number there."""
    owner: Any = data
    while True:
        key = random.choice(list(owner) if isinstance(owner, dict) else range(len(owner)))
        if not isinstance(owner[key], dict | list) or not owner[key] or random.random() < 0.25:
            return owner, key
        owner = owner[key]


JUNK: list[Any] = [
    None, True, 0, -1, 7.5, "", "x", "1 +", "on", "2031-02-30", "senior.age", "null", [], {}, [[]],
    {"zh": "一", "en": "1"},
]  # fmt: skip


@pytest.fixture(scope="session")
def sources(root: Path) -> dict[str, Any]:
    folder = root / "tests" / "books" / "elderly-care"
    return {path.relative_to(folder).as_posix(): read(path).data for path in sorted(folder.rglob("*.yaml"))}


def edited(data: Any, random: Random) -> Any:
    """A document with one random edit: a part left out, repeated, exchanged, renamed, or made junk."""
    data = json.loads(json.dumps(data, default=float))
    owner, key = place_in(data, random)
    other = random.choice(list(owner) if isinstance(owner, dict) else range(len(owner)))
    edit = random.choice(["leave out", "repeat", "exchange", "rename", "junk", "junk"])
    if edit == "leave out":
        del owner[key]
    elif edit == "repeat" and isinstance(owner, list):
        owner.append(owner[key])
    elif edit == "exchange":
        owner[key], owner[other] = owner[other], owner[key]
    elif edit == "rename" and isinstance(owner, dict):
        owner[f"{key}x"] = owner.pop(key)
    else:
        owner[key] = random.choice(JUNK)
    return data


def test_random_edits_of_a_book(sources: dict[str, Any], root: Path, tmp_path: Path, generator: Any) -> None:
    folder = tmp_path / "elderly-care"
    shutil.copytree(root / "tests" / "books" / "elderly-care", folder)
    came_to: set[bool] = set()

    @settings(MODERATE, max_examples=40)
    @given(SEEDS)
    def edit(seed: int) -> None:
        random = Random(seed)
        file = random.choice(list(sources))
        path = folder / file
        kept = path.read_bytes()
        path.write_text(yaml.safe_dump(edited(sources[file], random), allow_unicode=True), encoding="utf-8")
        try:
            book, findings = examine(folder)
        finally:
            path.write_bytes(kept)
        assert all(said(each) for each in findings)
        came_to.add(not findings)
        if book is not None and not findings:
            refused_or_answered(book, generator(book, random).case())

    edit()
    assert came_to == {True, False}
