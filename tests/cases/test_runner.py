"""The runner of policy tests: what it builds from a base, and what it says of an outcome that differs."""

from __future__ import annotations

import pytest

import huimin
from huimin.cases.editing import NoSuchPlaceError, locate, put, without
from huimin.cases.policy_tests import PolicyTest, case_of, run_test
from huimin.documents.read import read_bytes
from huimin.search.covered import Gap, possible_statuses, uncovered

CASE = {"on": "2024-06-01", "family": {"children": [{"id": "first"}, {"id": "second", "birth_date": "2024-02-10"}]}}
FILE = """
bases:
  two: {on: 2024-06-01, family: {mother: {hukou_district: gongshu}, children: [{id: first}, {id: second}]}}
tests:
  - id: only
    base: two
    set: {"family.children[second].birth_date": 2024-02-10, "family.children[0].birth_date": 2019-05-01,
          family.father.hukou_district: xihu}
    unset: [family.mother.hukou_district]
    expect:
      - {provision: childcare-grant, for: first, status: granted, failed: [period], amount: 5000}
      - {provision: childcare-grant, for: nobody, status: granted}
"""


@pytest.fixture(scope="module")
def book():
    return huimin.load()


def written(text: str) -> PolicyTest:
    document = read_bytes(text.encode(), "tests.yaml")
    return PolicyTest("only", "gongshu-2023", document.data["tests"][0], document, 0)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("on", ("on",)),
        ("family.children", ("family", "children")),
        ("family.children[second].birth_date", ("family", "children", 1, "birth_date")),
        ("family.children[0]", ("family", "children", 0)),
        ("family.mother.hukou_district", ("family", "mother", "hukou_district")),
    ],
)
def test_a_path_leads_to_its_location(path, location):
    assert locate(CASE, path) == location


@pytest.mark.parametrize("path", ["family.children[third].id", "family[0]", "on.day", "family.children[2]"])
def test_a_path_that_leads_nowhere_is_refused(path):
    with pytest.raises(NoSuchPlaceError):
        locate(CASE, path)


def test_a_change_leaves_the_case_that_it_came_from_alone():
    before = str(CASE)
    assert put(CASE, ("family", "mother", "hukou_district"), "xihu")["family"]["mother"] == {"hukou_district": "xihu"}
    assert len(without(CASE, ("family", "children", 0))["family"]["children"]) == 1
    assert str(CASE) == before


def test_a_case_is_its_base_with_what_is_set_and_unset():
    family = case_of(written(FILE))["family"]
    assert family["mother"] == {}
    assert family["father"] == {"hukou_district": "xihu"}
    assert [each["birth_date"] for each in family["children"]] == ["2019-05-01", "2024-02-10"]


def test_each_thing_that_differs_is_a_miss_at_its_place(book):
    result = run_test(book, written(FILE))
    assert [(miss.place.line, miss.expected, miss.found) for miss in result.misses] == [
        (11, "granted", "refused"),
        (11, "[period]", "[order-paid, period]"),
        (11, "5000", "—"),
        (12, "1", "0"),
    ]
    assert not result.passed


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("base: two", "base: three", "bases.three"),
        ("[family.mother.hukou_district]", "[family.mother.birth_date]", "family.mother.birth_date"),
        ("children[second]", "children[third]", "family.children[third].birth_date"),
    ],
)
def test_a_test_that_cannot_be_built_says_which_path_is_wrong(book, before, after, said):
    result = run_test(book, written(FILE.replace(before, after)))
    assert [miss.expected for miss in result.misses] == [said]
    assert not result.passed


def test_a_case_that_is_refused_is_a_finding_at_the_test(book):
    result = run_test(book, written(FILE.replace("2024-02-10", "2024-12-31")))
    assert [(each.code, each.place.line) for each in result.findings] == [("case-constraint", 5)]


def test_without_any_test_everything_that_can_come_about_is_uncovered(book):
    gaps = uncovered(book, [])
    assert Gap("status", "gongshu-2023/childcare-grant", "already_received") in gaps
    assert Gap("decides", "gongshu-2023/childcare-grant", "first-hukou") in gaps
    assert Gap("unknown", "gongshu-2023/childcare-grant", "first-hukou") in gaps
    assert Gap("reading", "fourth-child", "third-and-later") in gaps
    assert Gap("unknown", "gongshu-2023/childcare-grant", "born-to-couple") not in gaps
    for side in ("at", "beside"):
        assert Gap(side, "gongshu-2023/childcare-grant", "order-paid: child.birth_order >= 2") in gaps
        assert Gap(side, "gongshu-2023/childcare-grant", "period: child.birth_date <= instrument.through") in gaps
        assert Gap(side, "gongshu-2023/inclusive-share", "goal: inclusive_place_share > inclusive_share_floor") in gaps
        assert Gap(side, "gongshu-2023/inclusive-share", "due: on > childcare_targets_due") in gaps
        assert Gap(side, "gongshu-2023", "in-force: on <= instrument.through") in gaps


def test_an_outcome_that_a_test_is_silent_on_is_not_covered(book):
    result = run_test(book, written(FILE))
    shown = {gap for gap in uncovered(book, []) if gap not in uncovered(book, [result])}
    assert {gap.of for gap in shown} <= {"gongshu-2023", "gongshu-2023/childcare-grant"}
    assert Gap("beside", "gongshu-2023/childcare-grant", "order-paid: child.birth_order >= 2") in shown


@pytest.mark.parametrize(
    ("provision", "status", "can_be"),
    [
        ("gongshu-2023/childcare-grant", "already_received", True),
        ("gongshu-2023/childcare-grant", "displaced", True),
        ("gongshu-2023/siblings-same-school", "already_received", False),
        ("gongshu-2023/siblings-same-school", "displaced", False),
        ("national-2025-childcare-subsidy/childcare-subsidy", "displaced", False),
        ("gongshu-2023/annual-report", "breached", True),
        ("gongshu-2023/annual-report", "already_received", False),
    ],
)
def test_a_status_is_asked_for_only_where_it_can_come_about(book, provision, status, can_be):
    assert (status in possible_statuses(book, book.provisions[provision])) is can_be
