"""What is too large for a case is refused at its place, by the schema, one by one and in a table alike; and no message
repeats a family's data.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.batch import agreement

import huimin
from huimin.batch.asking import asked_of
from huimin.batch.duck import determine_table
from huimin.batch.register import schema
from huimin.cases.determine import language_of
from huimin.cases.read import open_case, read_case
from huimin.documents.findings import CaseError
from huimin.documents.quoting import SHOWN
from huimin.documents.schemas import validator
from huimin.policy.bounds import BOUNDS
from huimin.policy.case_schema import case_schema
from huimin.policy.model import Book

ON = "2025-06-30"
GRANT = "gongshu-2023/maternity-grant"
RECEIPT = {"provision": GRANT, "date": "2024-03-01"}


@pytest.fixture(scope="module")
def book(root: Path) -> Book:
    return huimin.load(root / "policies")


def family(**facts: Any) -> dict[str, Any]:
    return {"on": ON, "family": facts}


def paid(amount: Any) -> dict[str, Any]:
    return family(received=[{**RECEIPT, "amount": amount}])


def refusals(book: Book, case: Any) -> list[tuple[str, str]]:
    """What a case is refused for, by code and path."""
    try:
        read_case(book, language_of(book), open_case(case))
    except CaseError as error:
        return [(each.code, each.place.path) for each in error.findings]
    return []


AMOUNT = "family.received[0].amount"
TOO_MUCH: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "13 digits": (paid(10**12), [("case-too-large", AMOUNT)]),
    "1e39": (paid(Decimal("1e39")), [("case-too-large", AMOUNT)]),
    "1e6144": (paid(Decimal("1e6144")), [("case-too-large", AMOUNT)]),
    "1e9999": (paid(Decimal("1e9999")), [("case-too-large", AMOUNT)]),
    "1e308": (paid(1e308), [("case-too-large", AMOUNT)]),
    "10^5000": (paid(10**5000), [("case-too-large", AMOUNT)]),
    "-10^5000": (paid(-(10**5000)), [("case-too-small", AMOUNT)]),
    "7 decimals": (paid(Decimal("0.1234567")), [("case-too-precise", AMOUNT)]),
    "1e-9999": (paid(Decimal("1e-9999")), [("case-too-precise", AMOUNT)]),
    "NaN": (paid(math.nan), [("case-wrong-type", AMOUNT)]),
    "a signalling NaN": (paid(Decimal("sNaN")), [("case-wrong-type", AMOUNT)]),
    "infinity": (paid(math.inf), [("case-wrong-type", AMOUNT)]),
    "200 children": (family(children=[{}] * 200), [("case-too-many", "family.children")]),
    "3000 children": (family(children=[{}] * 3000), [("case-too-many", "family.children")]),
    "a receipt too many": (family(received=[RECEIPT] * (BOUNDS.listed + 1)), [("case-too-many", "family.received")]),
    "10^5000 for a code": (
        family(mother={"hukou_district": 10**5000}),
        [("case-not-a-code", "family.mother.hukou_district")],
    ),
    "10^5000 for an id": (family(children=[{"id": 10**5000}]), [("case-wrong-type", "family.children[0].id")]),
    "half of a character": (family(children=[{"id": "\ud800"}]), [("case-wrong-type", "family.children[0].id")]),
    "bytes": (family(children=[{"id": b"x"}]), [("case-wrong-type", "family.children[0].id")]),
    "None for a key": ({"on": ON, None: 1}, [("case-unknown-key", "")]),
    "None for a key below": (family(mother={None: 1}), [("case-unknown-key", "family.mother")]),
    "a number for a key": ({"on": ON, 10**5000: 1}, [("case-unknown-key", "")]),
    "None for a question": ({"on": ON, "readings": {None: "x"}}, [("case-unknown-question", "readings")]),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_large_for_a_case_is_refused_at_its_place(book: Book, name: str) -> None:
    case, expected = TOO_MUCH[name]
    with pytest.raises(CaseError) as refused:
        huimin.determine(book, case)
    assert [(each.code, each.place.path) for each in refused.value.findings] == expected


@pytest.mark.parametrize(
    ("written", "place", "code"),
    [
        ("1e39", "3:74", "case-too-large"),
        ("1e9999", "3:74", "case-too-large"),
        ("0.1234567", "3:74", "case-too-precise"),
        (".nan", "3:74", "case-wrong-type"),
    ],
)
def test_a_number_in_a_file_is_refused_at_its_column(book: Book, written: str, place: str, code: str) -> None:
    text = f"on: {ON}\nfamily:\n  received: [{{provision: {GRANT}, amount: {written}}}]\n"
    with pytest.raises(CaseError) as refused:
        huimin.determine(book, text.encode())
    column = text.splitlines()[2].index(written) + 1
    assert [(each.code, each.place.line, each.place.column) for each in refused.value.findings] == [(code, 3, column)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_message_says_what_is_allowed(book: Book, lang: Any) -> None:
    for case, limit in ((family(children=[{}] * 21), "20"), (paid(10**20), "999999999999.999999")):
        with pytest.raises(CaseError) as refused:
            huimin.determine(book, case)
        [finding] = refused.value.findings
        assert limit in finding.message(lang)
        assert finding.advice(lang)


def test_records_of_all_lists_count_together(book: Book) -> None:
    dated = {"date": "2024-01-01"}
    given = {
        "on": ON,
        "family": {
            "received": [RECEIPT] * BOUNDS.listed,
            "elders": [{}] * BOUNDS.listed,
            "mother": {"hukou_history": [{**dated, "district": "gongshu"}] * BOUNDS.listed},
        },
        "district": {name: [dated] * BOUNDS.listed for name in ("series", "ceilings", "assessments", "progress")},
    }
    found = {code for code, _ in refusals(book, given)}
    assert "case-too-many" in found


def test_mistakes_without_number_are_told_up_to_a_number(book: Book) -> None:
    assert len(refusals(book, family(mother={f"hukou_{number}": 1 for number in range(200_000)}))) == BOUNDS.findings


def test_the_schema_has_the_bounds_of_the_reader(book: Book) -> None:
    valid = validator(case_schema(book)).is_valid
    for case, is_valid in (
        (family(children=[{}] * BOUNDS.decided), True),
        (family(children=[{}] * (BOUNDS.decided + 1)), False),
        (family(received=[RECEIPT] * BOUNDS.listed), True),
        (family(received=[RECEIPT] * (BOUNDS.listed + 1)), False),
        (paid(10**12 - 1), True),
        (paid(10**12), False),
        (family(children=[{"id": "x" * BOUNDS.text}]), True),
        (family(children=[{"id": "x" * (BOUNDS.text + 1)}]), False),
    ):
        assert valid(case) is is_valid
        assert (refusals(book, case) == []) is is_valid


TABLES: dict[str, Mapping[str, Any]] = {
    "fits": family(children=[{"id": str(place)} for place in range(BOUNDS.decided)]),
    "children": family(children=[{"id": str(place)} for place in range(BOUNDS.decided + 1)]),
    "receipts": family(received=[{**RECEIPT, "amount": 1}] * BOUNDS.listed),
    "more-receipts": family(received=[{**RECEIPT, "amount": 1}] * (BOUNDS.listed + 1)),
    "text": family(children=[{"id": "x" * (BOUNDS.text + 1)}]),
}


def test_a_row_of_a_table_has_the_same_bounds(book: Book) -> None:
    asked = asked_of(book, on=ON)
    found = determine_table(book, agreement.table(TABLES, schema(asked.book)), on=ON, provisions=[GRANT])
    _, refused = agreement.one_by_one(asked, TABLES)
    reasons = {(row["case_id"], row["reason"]) for row in found.rejected.to_pylist()}
    assert {name for name, _ in reasons} == refused
    assert reasons == {
        ("children", "family.children: case-too-many"),
        ("more-receipts", "family.received: case-too-many"),
        ("text", "family.children[1].id: case-too-long"),
    }


NUMBERS = (
    "0", "0.000001", "1e-6", "0.0000001", "1e-7", "1e-30", "0.10000000", "0.12345678", "999999999999",
    "999999999999.999999", "999999999999.9999999", "1000000000000", "1e12", "1e39", "1e308", "-1", "-1e13", "NaN",
    "Infinity", "x", "",
)  # fmt: skip


def test_a_number_in_a_table_has_the_same_bounds_as_in_a_case(book: Book, tmp_path: Path) -> None:
    """Whatever the type of the column: as text, as a double, as a whole number."""
    import pyarrow as pa

    def one_by_one(value: Any) -> set[str]:
        return {code for code, _ in refusals(book, paid(value))}

    def in_a_table(values: list[Any], type_: pa.DataType) -> list[set[str]]:
        rows = [
            {"id": str(row), "family": {"received": [{"provision": GRANT, "amount": value}]}}
            for row, value in enumerate(values)
        ]
        receipt = pa.struct([("provision", pa.string()), ("amount", type_)])
        columns = pa.schema([("id", pa.string()), ("family", pa.struct([("received", pa.list_(receipt))]))])
        found = determine_table(book, pa.Table.from_pylist(rows, schema=columns), on=ON, provisions=[GRANT])
        reasons = [(row["case_id"], row["reason"].rpartition(": ")[2]) for row in found.rejected.to_pylist()]
        return [{code for case, code in reasons if case == str(row)} for row in range(len(values))]

    def number(text: str) -> Any:
        try:
            return Decimal(text)
        except ArithmeticError:
            return text

    assert dict(zip(NUMBERS, in_a_table(list(NUMBERS), pa.string()), strict=True)) == {
        text: one_by_one(number(text)) for text in NUMBERS
    }
    doubles = [float(text) for text in NUMBERS if text not in ("x", "")]
    assert in_a_table(doubles, pa.float64()) == [one_by_one(each) for each in doubles]
    whole = [0, -1, 10**12 - 1, 10**12, 2**63, 2**64 - 1]
    assert in_a_table([each for each in whole if each >= 0], pa.uint64()) == [
        one_by_one(each) for each in whole if each >= 0
    ]


# What a message repeats -----------------------------------------------------------------------------------------------

SECRET = "Zhang Xiaohua of 12 Moganshan Road, born 1990-08-15, telephone 13800138000, "
LEAKS: dict[str, Any] = {
    "a text of JSON": json.dumps({"on": ON, "family": {"name": SECRET * 9}}),
    "a text of YAML": f"on: {ON}\nfamily: {{name: {SECRET * 9}}}\n",
    "a text in one line": f"on: {SECRET * 9}",
    "a list as text": json.dumps([SECRET * 9]),
    "a text that is no document": SECRET * 9,
    "a text with a NUL": f"\0{SECRET * 9}",
    "a broken text": '{"on": "' + SECRET * 9,
    "a key": family(mother={SECRET * 9: 1}),
    "a key at the top": {"on": ON, SECRET * 9: 1},
    "a key twice": f'{{"{SECRET * 9}": 1, "{SECRET * 9}": 2}}',
    "a tag": f"on: !{SECRET.replace(' ', '') * 9} x\n",
    "an alias": f"on: *{SECRET.replace(' ', '').replace(',', '') * 9}\n",
    "a code": family(mother={"hukou_district": SECRET * 9}),
    "a record for a code": family(mother={"hukou_district": {"name": SECRET * 9}}),
    "a date": family(mother={"birth_date": SECRET * 9}),
    "a day": {"on": SECRET * 9},
    "a provision": family(received=[{"provision": SECRET * 9}]),
    "a draft": family(received=[{"provision": f"hangzhou-2023-childcare-grant/{SECRET * 9}"}]),
    "an id twice": family(children=[{"id": SECRET * 2}, {"id": SECRET * 2}]),
    "a reading": {"on": ON, "readings": {"fourth-child": SECRET * 9}},
    "a question": {"on": ON, "readings": {SECRET * 9: "x"}},
}


@pytest.mark.parametrize("name", LEAKS)
def test_no_message_repeats_the_data_of_a_family(book: Book, name: str) -> None:
    with pytest.raises(CaseError) as refused:
        huimin.determine(book, LEAKS[name])
    for finding in refused.value.findings:
        told = json.dumps(finding.to_json(), ensure_ascii=False)
        assert SECRET[: SHOWN + 1] not in told.replace(finding.place.file, "")
        assert SECRET * 2 not in told
        assert "telephone" not in finding.place.path
    assert SECRET[: SHOWN + 1] not in str(refused.value)


def test_a_case_given_as_text_is_read_as_one(book: Book, root: Path) -> None:
    path = root / "examples" / "family-twins-after-one.yaml"
    text = path.read_text(encoding="utf-8")
    expected = huimin.determine(book, path).to_json()
    assert huimin.determine(book, text).to_json() == expected
    assert huimin.determine(book, text.encode()).to_json() == expected
    assert huimin.determine(book, str(path)).to_json() == expected
    assert huimin.determine(book, f'{{"on": "{ON}"}}').on.iso == ON
    assert huimin.determine(book, f"on: {ON}").on.iso == ON


def test_every_bound_is_one_that_somebody_holds_to() -> None:
    assert all(getattr(BOUNDS, each.name) > 0 for each in fields(BOUNDS))
