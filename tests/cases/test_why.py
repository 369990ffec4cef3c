"""Where an answer would change: the bounds named are the bounds, on both sides, as a determination has them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from huimin.cases.determine import determine
from huimin.cases.editing import copy_of, locate, put
from huimin.check.load import load
from huimin.cli.main import run
from huimin.documents.findings import CaseError
from huimin.documents.read import Document, read
from huimin.search.why import Why, why
from huimin.search.why_told import as_json, as_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ELDERLY = HERE.parent / "books" / "elderly-care"
BOOK = load(ELDERLY)
BASES = read(ELDERLY / "weiqiao-2031" / "cases" / "allowances.yaml").data["bases"]
MEI = Document("mei", "", copy_of(BASES["mei_at_home"]))
EXPECTED = read(HERE / "why.yaml").data
ASKED = ("age-allowance", "home-care-grant", "carer-bonus", "winter-fuel", "meal-delivery")


def found(provision: str) -> Why:
    return why(BOOK, MEI, f"weiqiao-2031/{provision}")[0]


@pytest.mark.parametrize("expected", EXPECTED, ids=[each["provision"] for each in EXPECTED])
def test_an_answer_turns_where_the_rules_say(expected):
    data = json.loads(as_json(why(BOOK, MEI, expected["provision"])))[0]
    turns = {each["path"]: each["answers"] for each in data["turns_on"]}
    for path, answers in expected["turns"].items():
        wanted = json.loads(json.dumps(answers, default=str))
        assert turns[path][: len(wanted)] == wanted


@pytest.mark.parametrize("provision", ASKED)
def test_both_sides_of_every_bound_are_what_a_determination_gives(provision):
    looked = 0
    for turning in found(provision).turnings:
        if turning.fact is not None and not turning.fact.is_given:
            continue
        for stretch in turning.stretches:
            for value in (each for each in (stretch.first, stretch.last, *stretch.values) if each is not None):
                case = put(MEI.data, locate(MEI.data, turning.path), value)
                outcome = determine(BOOK, case).outcome(f"weiqiao-2031/{provision}")
                assert outcome.status == stretch.answer.status, turning.path
                assert stretch.varies or outcome.amount == stretch.answer.amount, turning.path
                looked += 1
    assert looked > 1


@pytest.mark.parametrize("provision", ASKED)
def test_days_and_numbers_leave_no_gap_between_two_answers(provision):
    for turning in found(provision).turnings:
        ranges = [each for each in turning.stretches if not each.values]
        for one, other in pairwise(ranges):
            assert one.answer != other.answer
            assert one.last < other.first


def test_a_value_that_a_case_may_not_have_is_passed_over():
    """A senior born after the day asked is refused as a case, not as a senior: the last answer is open to that side."""
    births = next(each for each in found("age-allowance").turnings if each.path.endswith("birth_date"))
    assert births.stretches[-1].last is None
    assert max(each.first or "" for each in births.stretches) < str(MEI.data["on"])


def test_an_amount_that_goes_with_a_number_is_said_to_vary():
    hours = next(each for each in found("carer-bonus").turnings if each.path.endswith("hours"))
    assert [(each.answer.status, each.varies) for each in hours.stretches] == [("refused", False), ("granted", True)]


def test_a_computed_fact_is_varied_as_if_it_were_given():
    real = load()
    twins = read(ROOT / "examples" / "family-twins-after-one.yaml")
    second = next(each for each in why(real, twins, "gongshu-2023/childcare-grant") if each.outcome.amount)
    order = next(each for each in second.turnings if each.path.endswith(".birth_order"))
    assert order.value == 2
    amounts = [each.answer.amount for each in order.stretches]
    assert amounts[0] is None
    assert amounts[-1] is None
    assert len({each for each in amounts if each}) == len(amounts) - 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_names_each_fact_once_a_line_with_what_the_case_says(lang):
    whys = why(BOOK, MEI, "weiqiao-2031/age-allowance")
    lines = list(as_text(BOOK, whys, lang))
    assert sum(line.startswith("  · ") for line in lines) == len(whys[0].turnings)
    assert any("1950" in line for line in lines)


def test_the_command_takes_a_provision_and_without_one_all_that_pay(tmp_path, capfd):
    case = tmp_path / "case.json"
    case.write_text(json.dumps(MEI.data), encoding="utf-8")
    asked = ["evaluate", str(case), "--book", str(ELDERLY), "--format", "json"]
    assert run([*asked, "--why", "age-allowance"]) == 0
    assert {each["provision"] for each in json.loads(capfd.readouterr().out)} == {"weiqiao-2031/age-allowance"}
    assert run([*asked, "--why"]) == 0
    assert len({each["provision"] for each in json.loads(capfd.readouterr().out)}) > 5
    assert run([*asked, "age-allowance"]) == 2
    assert run([*asked, "--why", "age-allowence"]) == 2


@pytest.mark.parametrize("day", ["0001-01-01", "9990-05-05", "9999-12-31"])
def test_days_at_either_end_of_the_calendar_are_searched_around(day):
    case = copy_of(BASES["mei_at_home"])
    case["household"]["seniors"][0]["home_care_since"] = day
    assert why(BOOK, Document("mei", "", case), "weiqiao-2031/age-allowance")[0].outcome.status == "granted"


@pytest.mark.parametrize("data", [None, [], "on", 1])
def test_what_is_no_record_is_refused(root: Path, data: object) -> None:
    book = load(root / "policies")
    with pytest.raises(CaseError, match="keys and values"):
        why(book, Document("case", "", data), "gongshu-2023/maternity-grant", on="2024-06-01")
