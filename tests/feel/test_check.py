"""The types walk: every finding with its place, `checks/*.yaml`; and the words for findings and faults."""

import string
from pathlib import Path

import pytest
import yaml

from huimin import feel
from huimin.feel.faults import messages

CHECKS = [
    pytest.param(case, id=case["feel"][:80])
    for path in sorted(Path(__file__).parent.glob("checks/*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]

CHILD = feel.RecordType("child", {})
FAMILY = feel.RecordType("family", {"children": feel.ListType(CHILD)})
CHILD.fields.update(
    birth_order=feel.NUMBER, birth_date=feel.DATE, born=feel.BOOLEAN, family=FAMILY,
    district=feel.CodeType("district", frozenset(("gongshu", "xihu"))), sex=feel.CodeType("sex", frozenset(("f", "m"))),
)  # fmt: skip
SCOPE = {
    "child": CHILD, "family": FAMILY, "day": feel.DATE, "word": feel.STRING, "count of days": feel.NUMBER,
    "rate": feel.FunctionType((feel.NUMBER,), feel.NUMBER),
}  # fmt: skip


@pytest.mark.parametrize("case", CHECKS)
def test_expression(case):
    text = case["feel"]
    checked = feel.check(feel.parse(text, SCOPE), SCOPE, profile=case.get("profile", False))
    found = [(finding.code, text[slice(*finding.span)]) for finding in checked.findings]
    assert found == [(finding["code"], finding["at"]) for finding in case["finds"]]
    for finding, wanted in zip(checked.findings, case["finds"], strict=True):
        assert set(wanted.get("guesses", ())) <= set(finding.values.get("guesses", ()))
        assert all("{" not in words for words in feel.message(finding).values())
    if "type" in case:
        assert str(checked.type) == case["type"]


def test_a_finding_says_what_is_wrong_and_what_was_meant():
    finding = feel.check(feel.parse("child.birth_ordr", SCOPE), SCOPE).findings[0]
    assert feel.message(finding) == {
        "zh": "child没有名为“birth_ordr”的事实；是否指“birth_order”？",
        "en": "child has no fact called `birth_ordr`; did you mean `birth_order`?",
    }


def test_types_in_a_message_have_names_of_its_language():
    finding = feel.check(feel.parse("day + 1", SCOPE), SCOPE).findings[0]
    assert feel.message(finding) == {"zh": "“+”不能用于日期和数值", "en": "`+` does not apply to a date and a number"}


@pytest.mark.parametrize("code", messages())
def test_both_languages_of_a_message_fill_in_the_same_values(code):
    fields = [{part[1] for part in string.Formatter().parse(words)} - {None} for words in messages()[code].values()]
    assert fields[0] == fields[1]


def test_a_name_in_the_filter_of_a_list_of_anything_may_be_an_entry():
    assert not feel.check(feel.parse("xs[age > 3]", ["xs"]), {"xs": feel.ListType(feel.ANY)}).findings


@pytest.mark.parametrize(
    ("given", "needed", "fit"),
    [
        (feel.NUMBER, feel.NUMBER, True),
        (feel.NUMBER, feel.STRING, False),
        (feel.ANY, feel.STRING, True),
        (feel.NULL, feel.STRING, True),
        (CHILD.fields["district"], feel.STRING, True),
        (feel.STRING, CHILD.fields["district"], False),
        (feel.CodeType("some", frozenset(("xihu",))), CHILD.fields["district"], True),
        (feel.ListType(feel.NUMBER), feel.ListType(feel.ANY), True),
        (feel.ListType(feel.NUMBER), feel.ListType(feel.STRING), False),
        (CHILD, CHILD, True),
        (CHILD, FAMILY, False),
        (feel.RecordType("r", {"a": feel.NUMBER, "b": feel.STRING}), feel.RecordType("s", {"a": feel.NUMBER}), True),
        (feel.FunctionType((feel.STRING,), feel.NUMBER), feel.FunctionType((feel.STRING,), feel.NUMBER), True),
        (feel.FunctionType((feel.STRING,), feel.NUMBER), feel.FunctionType((feel.DATE,), feel.NUMBER), False),
    ],
)
def test_a_type_fits_where_another_is_needed(given, needed, fit):
    assert feel.fits(given, needed) is fit
