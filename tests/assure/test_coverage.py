"""What the policy tests cover: each point once, and every pasted test covers what it was made for.

HUIMIN_LONG=1 pastes every test of the fictional book, else those of a few provisions.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import html5lib
import pytest

from huimin.amend.rewrite import rewritten
from huimin.assure.coverage import Covered, coverage, points
from huimin.assure.coverage.report import as_html, as_text
from huimin.cases.policy_tests import run as run_tests
from huimin.check.examine import examine
from huimin.check.load import load
from huimin.cli.main import run
from huimin.search.test_finder import yaml_of

ELDERLY = Path(__file__).parents[1] / "books" / "elderly-care"
LONG = bool(os.environ.get("HUIMIN_LONG"))
SAMPLE = (
    "weiqiao-2031/age-allowance",
    "weiqiao-2031/home-care-grant",
    "weiqiao-2031/meal-delivery",
    "weiqiao-2031/yearly-visit",
    "weiqiao-2031/beds",
    "city-gift",
)


@pytest.fixture(scope="module")
def book():
    return load(ELDERLY)


@pytest.fixture(scope="module")
def found(book) -> list[Covered]:
    return list(coverage(book, (each for each in points(book) if LONG or each.of in SAMPLE)))


@pytest.fixture(scope="module")
def pasted(found, tmp_path_factory) -> Path:
    """A copy of the book with every test that was offered, pasted below the others of its file."""
    copy = tmp_path_factory.mktemp("pasted") / "elderly-care"
    shutil.copytree(ELDERLY, copy)
    for each in found:
        if each.test is not None:
            file = copy.parent / each.file
            file.write_text(file.read_text(encoding="utf-8") + yaml_of([each.test]), encoding="utf-8")
    return copy


def test_every_point_is_named_once(book):
    named = points(book)
    assert len(named) == len(set(named))
    kinds = {each.what for each in named}
    assert kinds == {"status", "holds", "fails", "decides", "unknown", "at", "beside", "version", "reading"}


def test_a_point_is_covered_by_the_tests_that_show_it(found):
    by = {(each.point.what, each.point.of, each.point.name): each.by for each in found}
    assert by["fails", "weiqiao-2031/home-care-grant", "registered"] == ("registered-elsewhere",)
    assert "the-allowances-of-one-senior" in by["status", "weiqiao-2031/age-allowance", "granted"]
    assert by["unknown", "weiqiao-2031/home-care-grant", "care-level"] == ()


def test_the_ends_of_a_key_and_the_day_of_a_new_version_are_boundaries(found):
    named = {each.point.name for each in found if each.point.what in ("at", "beside")}
    assert {"age_allowance: senior.age >= 70", "age_allowance: senior.age < 80"} <= named
    assert 'age_allowance: on >= date("2033-01-01")' in named


def test_what_is_pasted_is_clean_in_form_and_passes(pasted):
    book, findings = examine(pasted)
    assert findings == []
    assert rewritten(pasted) == []
    assert [each.test.id for each in run_tests(book) if not each.passed] == []


def test_every_pasted_test_covers_what_it_was_made_for(found, pasted):
    offered = {each.point: each.test["id"] for each in found if each.test is not None}
    by = {each.point: each.by for each in coverage(load(pasted), offered, with_cases=False)}
    assert [(point, name) for point, name in offered.items() if name not in by[point]] == []
    missing = [each for each in found if not each.by]
    assert len(offered) >= 0.9 * len(missing)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_html_with_every_point_and_every_test_to_paste(book, found, lang):
    page = as_html(book, found, lang)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert len(tree.findall(".//tbody/tr")) == len(found)
    shown = "".join("".join(each.itertext()) for each in tree.findall(".//pre"))
    assert all(each.test["id"] in shown for each in found if each.test is not None)
    text = "\n".join(as_text(book, found, lang, unfold=True))
    assert text.count("✓") + text.count("✗") == len(found)


def test_the_command_writes_the_page_whole(tmp_path, capfd):
    out = tmp_path / "coverage.html"
    asked = ["test", "--coverage", "--book", str(ELDERLY), "--provisions", "meal-delivery", "--lang", "en"]
    assert run([*asked, "--format", "html", "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [each.name for each in tmp_path.iterdir()] == ["coverage.html"]
    assert run([*asked, "--format", "json"]) == 0
    data = json.loads(capfd.readouterr().out)
    assert {each["of"] for each in data["of"]} == {"weiqiao-2031/meal-delivery"}
    assert run([*asked, "-o", str(tmp_path / "nowhere" / "x.txt")]) == 2
