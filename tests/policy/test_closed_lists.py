"""The closed lists of the schemas are the engine's tables, and a new row of a table needs no other place."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import huimin
from huimin import feel
from huimin.amend.questions import _question, choices
from huimin.assure.impact import How, impact
from huimin.assure.impact.basis import Basis
from huimin.assure.impact.projection import projection_of
from huimin.assure.impact.table import Register
from huimin.assure.trace.text import lexicon
from huimin.cases.reasons import MARKS
from huimin.cases.report import render
from huimin.check.examine import examine
from huimin.check.recovery import _keys
from huimin.documents import schemas
from huimin.documents.format.shape import _schema
from huimin.documents.read import read_bytes
from huimin.feel.temporal.literals import read_duration
from huimin.policy import closed_lists
from huimin.policy.case_schema import case_schema
from huimin.policy.fact_types import FACT_TYPES, FactType
from huimin.policy.kinds import PROVISION_KINDS, ROLES
from huimin.policy.model import COMPARATORS, EFFECTS, LEVELS
from huimin.policy.payments import PAYMENTS, Payment
from huimin.text import phrases
from huimin.words import LANGUAGES, Language

BOOK = Path(__file__).parent / "book"
CASE: dict[str, Any] = {
    "on": "2030-06-01",
    "fleet": {"boats": [{"id": "gull", "port": "north", "sails": 2, "launched": "2030-03-01"}]},
}
LOAN = """
  - id: repair-loan
    kind: loan
    obligation: pays
    label: {zh: 修船贷款, en: repair loan}
    text: {zh: 对每条船发放修船贷款。, en: A repair loan is paid for each boat.}
    for: boat
    cite: [{article: 1, sentence: 2}]
    amount: repair_grant * 20
    payment: PAYMENT
"""
PROJECTION = """# yaml-language-server: $schema=../../../../schemas/projection.v1.json
projection: boats
label: {zh: 年度支出, en: a year's spending}
standing: {zh: 数字均为虚构。, en: Every number is fictional.}
counts: boat
model_year: 2030
first: 2030
years: 1
base: {value: 10, why: {zh: 虚构。, en: Fictional.}}
growth: {value: 0, why: {zh: 虚构。, en: Fictional.}}
"""


@pytest.mark.parametrize("kind", closed_lists.LISTS)
def test_the_closed_lists_of_a_schema_are_written_from_the_tables(kind: str) -> None:
    committed = (schemas.schemas_folder() / f"{kind}.v1.json").read_text(encoding="utf-8")
    assert closed_lists.written(kind) == committed, "make schemas"


def enums(node: Any, pointer: tuple[str, ...] = ()) -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            yield "/".join(pointer), frozenset(node["enum"])
        for key, each in node.items():
            yield from enums(each, (*pointer, key))
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from enums(each, (*pointer, str(index)))


def test_every_list_of_a_schema_that_a_table_has_is_written_from_it() -> None:
    tables = {frozenset(names()) for lists in closed_lists.LISTS.values() for names in lists.values()}
    for kind in (*schemas.KINDS, "common"):
        if kind != "case":  # it is made from the vocabulary
            found = {pointer for pointer, names in enums(schemas.schema(kind)) if names in tables}
            assert found == set(closed_lists.LISTS.get(kind, {}))


def test_every_member_of_a_closed_list_has_its_words() -> None:
    words = phrases.words()
    measure = schemas.schema("measure")["properties"]["provisions"]["items"]["properties"]
    instrument = schemas.schema("instrument")["properties"]
    assert set(words["kinds"]) == set(PROVISION_KINDS)
    assert set(words["statuses"]) == set(closed_lists.statuses())
    assert set(words["payments"]) == set(PAYMENTS)
    assert set(words["levels"]) == set(LEVELS)
    assert set(words["effects"]) == set(EFFECTS)
    assert set(words["comparators"]) >= set(COMPARATORS)
    assert set(words["obligations"]) == set(measure["obligation"]["enum"])
    assert set(words["subject_to"]) == set(measure["subject_to"]["items"]["enum"])
    assert set(words["verifications"]) == set(instrument["verification"]["enum"])
    results = schemas.schema("determination")["properties"]["outcomes"]["items"]["properties"]["conditions"]
    assert list(MARKS) == results["items"]["properties"]["result"]["enum"]


def test_the_roles_and_statuses_of_the_kinds_are_in_their_tables() -> None:
    assert {role for each in PROVISION_KINDS.values() for role in each.roles} <= set(ROLES)
    measure = schemas.schema("measure")["properties"]["provisions"]["items"]["properties"]
    assert {key for each in PROVISION_KINDS.values() for key in each.keys} <= set(measure)


def test_every_payment_is_known_in_the_text_of_a_notice() -> None:
    """Else a notice that says 每月 could not be held against a provision that pays every month."""
    assert {name for name, each in PAYMENTS.items() if each.again} <= set(lexicon()["rates"].values())
    assert [name for name, each in PAYMENTS.items() if not each.again] == ["once"]
    assert lexicon()["once"]


def test_the_languages_are_listed_in_one_place(root: Path) -> None:
    listed = re.compile(r"""[\[({]\s*["'](zh|en)["'],\s*["'](zh|en)["']""")
    files = sorted((root / "engine").rglob("*.py"))
    found = [each.name for each in files if listed.search(each.read_text(encoding="utf-8").replace("Literal[", ""))]
    assert found == []
    assert get_args(Language) == LANGUAGES


Enlarge = Callable[..., Path]


@pytest.fixture
def enlarged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enlarge]:
    """Adds rows to tables, with their words, and writes the schemas anew, into a folder of their own; gives the folder
    of a copy of the fictional book in which a provision of theirs stands.
    """
    caches = (schemas._validator, schemas._common, _schema, _keys)

    def with_rows(table: Any, words: str | None, rows: dict[str, Any], provision: str) -> Path:
        for name, row in rows.items():
            monkeypatch.setitem(table, name, row)
            if words:
                monkeypatch.setitem(phrases.words()[words], name, {"zh": "新的", "en": "new"})
        folder = tmp_path / "schemas"
        shutil.copytree(schemas.schemas_folder(), folder)
        closed_lists.write(folder)
        monkeypatch.setattr(schemas, "schemas_folder", lambda: folder)
        monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path / "cache"))
        for each in caches:
            each.cache_clear()
        shutil.copytree(BOOK, tmp_path / "book")
        measure = tmp_path / "book/harbour-2030/01-repair.yaml"
        text = measure.read_text(encoding="utf-8")
        measure.write_text(text.replace("\nopen_questions:", provision + "open_questions:"), encoding="utf-8")
        return tmp_path / "book"

    yield with_rows
    monkeypatch.undo()
    for each in caches:
        each.cache_clear()


def test_a_new_kind_of_provision_that_pays_is_one_row(enlarged: Enlarge) -> None:
    loan = replace(PROVISION_KINDS["benefit"], yes="lent", no="not_lent")
    for status in (loan.yes, loan.no):
        phrases.words()["statuses"].setdefault(status, {"zh": "新的", "en": "new"})
    folder = enlarged(PROVISION_KINDS, "kinds", {"loan": loan}, LOAN.replace("PAYMENT", "once"))
    try:
        book, findings = examine(folder)
        assert (findings, book is not None) == ([], True)
        assert book is not None
        found = huimin.determine(book, CASE)
        amounts = {each.provision: each.amount for each in found.outcomes}
        assert amounts["harbour-2030/repair-loan"] == Decimal(2000)
        assert [each.value for each in found.totals] == [Decimal(2100)]
        text = render(book, found, "en")
        money = text.partition("Money that can be received")[2].partition("\n\n")[0]
        assert "CNY 2,100" in money
        assert "repair loan" in money
        answer = schemas.validate(read_bytes(found.to_json().encode(), "answer"), "determination")
        assert answer == []
    finally:
        for status in (loan.yes, loan.no):
            phrases.words()["statuses"].pop(status)


@pytest.mark.parametrize("missing", ["amount", "payment"])
def test_a_new_kind_of_provision_needs_the_keys_of_its_row(enlarged: Enlarge, missing: str) -> None:
    lines = LOAN.replace("PAYMENT", "once").splitlines(keepends=True)
    provision = "".join(each for each in lines if not each.startswith(f"    {missing}:"))
    folder = enlarged(PROVISION_KINDS, "kinds", {"loan": PROVISION_KINDS["benefit"]}, provision)
    _, findings = examine(folder)
    assert [(each.code, each.values["key"]) for each in findings] == [("kind-needs", missing)]


def test_a_new_payment_is_one_row(enlarged: Enlarge) -> None:
    provision = LOAN.replace("PAYMENT", "quarterly").replace("kind: loan", "kind: benefit")
    folder = enlarged(PAYMENTS, "payments", {"quarterly": Payment(4)}, provision)
    book, findings = examine(folder)
    assert findings == []
    assert book is not None
    found = huimin.determine(book, CASE)
    assert [(each.payment, each.value) for each in found.totals] == [("once", 100), ("quarterly", 2000)]
    assert "CNY 2,000 in total, paid new" in " ".join(render(book, found, "en").split())
    assert "quarterly" in choices(_question("payment"), book, {})


def test_a_new_payment_is_counted_as_often_as_its_row_says(enlarged: Enlarge, tmp_path: Path) -> None:
    provision = LOAN.replace("PAYMENT", "quarterly").replace("kind: loan", "kind: benefit")
    folder = enlarged(PAYMENTS, "payments", {"quarterly": Payment(4)}, provision)
    (folder / "vocabulary/projection.yaml").write_text(PROJECTION, encoding="utf-8")
    before = Basis(huimin.load(folder), "2030-06-01")
    measure = folder / "harbour-2030/01-repair.yaml"
    text = measure.read_text(encoding="utf-8").replace("repair_grant * 20", "repair_grant * 30")
    measure.write_text(text, encoding="utf-8")
    after = Basis(huimin.load(folder), "2030-06-01")
    register = tmp_path / "register.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": "one", "fleet": CASE["fleet"]}]), register)
    projection = projection_of(after.book)
    found = impact(before, after, Register(register), How(("harbour-2030/repair-loan",), projection))
    assert found.budget is not None
    [year] = found.budget.years
    assert (year.before, year.after) == (10 * 4 * 2000, 10 * 4 * 3000)


def test_a_new_type_of_facts_is_one_row(enlarged: Enlarge) -> None:
    """In the schema of the vocabulary and of a case, in what is read, in a rule, in the answer and in its words."""
    term = FactType(
        feel.MONTHS_DURATION,
        {"zh": "期限", "en": "a term such as P1Y6M"},
        lambda value: read_duration(value) if isinstance(value, str) and value.startswith("P") else None,
        {"type": "string", "pattern": "^P"},
    )
    provision = """
  - id: sound
    kind: right
    obligation: may
    label: {zh: 保修, en: warranty}
    text: {zh: 保修期内的船可以修理。, en: A boat under warranty may be repaired.}
    for: boat
    cite: [{article: 1, sentence: 2}]
    conditions:
      - id: under-warranty
        label: {zh: 保修期不满二年, en: short warranty}
        when: boat.warranty < duration("P2Y")
        cite: {article: 1, sentence: 2}
"""
    folder = enlarged(FACT_TYPES, None, {"term": term}, provision)
    vocabulary = folder / "vocabulary/all.yaml"
    fact = """
      warranty:
        type: term
        label: {zh: 保修期, en: warranty}
        question: {zh: 保修期多长？, en: "How long is the warranty?"}
        example: P1Y6M
    constraints:"""
    text = vocabulary.read_text(encoding="utf-8").replace("\n    constraints:", fact, 1)
    vocabulary.write_text(text, encoding="utf-8")
    book, findings = examine(folder)
    assert findings == []
    assert book is not None
    assert case_schema(book)["$defs"]["boat"]["properties"]["warranty"]["pattern"] == "^P"
    case = copy.deepcopy(CASE)
    boat = case["fleet"]["boats"][0]
    assert statuses_of(book, case)["harbour-2030/sound"] == "undetermined"
    boat["warranty"] = "P1Y6M"
    found = huimin.determine(book, case)
    assert statuses_of(book, case)["harbour-2030/sound"] == "holds"
    assert "1 year and 6 months" in " ".join(render(book, found, "en", unfold=True).split())
    boat["warranty"] = "P3Y"
    assert statuses_of(book, case)["harbour-2030/sound"] == "does_not_hold"
    boat["warranty"] = 3
    with pytest.raises(huimin.CaseError, match="a term such as P1Y6M"):
        huimin.determine(book, case)


def statuses_of(book: huimin.Book, case: Any) -> dict[str, str]:
    return {each.provision: each.status for each in huimin.determine(book, case).outcomes}
