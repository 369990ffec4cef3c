"""An interview comes to what the whole case comes to, and asks for nothing that cannot change an outcome."""

from __future__ import annotations

import io
import json

import pytest

import huimin
from huimin.cases.editing import copy_of
from huimin.cases.interview import interview, opened, openings
from huimin.cases.read import open_case
from huimin.cli.main import run
from huimin.documents.locate import CHECKOUT

EXAMPLES = CHECKOUT / "examples"


@pytest.fixture(scope="module")
def book():
    return huimin.load()


def family(book, **more):
    """A case about a family of which nothing is known."""
    root = next(each for each in openings(book) if each.name == "family")
    return opened(book, {"on": "2024-06-01", **more}, root)


def ignored(_findings):
    """Nobody looks at what is refused here."""


def told(case, question):
    """What somebody who knows a whole case answers; nothing where the case does not say."""
    node = case
    for step in question.location:
        try:
            node = node[step]
        except LookupError:
            return ""
    if isinstance(node, list):
        return str(len(node))
    return ("yes" if node else "no") if isinstance(node, bool) else str(node)


@pytest.mark.parametrize("name", ["employer-penalised", "expecting-mother", "kindergarten", "special-family"])
def test_answers_from_a_whole_case_come_to_its_outcomes(book, name):
    case = copy_of(open_case(EXAMPLES / f"{name}.yaml").data)
    start = {"on": case["on"]}
    for root in openings(book):
        if root.at[0] in case:
            start = opened(book, start, root)
    asked = []

    def listen(question):
        asked.append(question)
        return told(case, question)

    _, found = interview(book, start, listen, lambda findings: pytest.fail(str(findings)))
    outcomes = {(each.provision, each.record, each.status, each.amount) for each in found.outcomes}
    lists = [each for each in case.get("family", {}).values() if isinstance(each, list)]
    numbered = {each.get("id"): str(number) for members in lists for number, each in enumerate(members, 1)}
    whole = huimin.determine(book, case).outcomes
    expected = {(each.provision, numbered.get(each.record, each.record), each.status, each.amount) for each in whole}
    assert expected <= outcomes
    assert len({question.path for question in asked}) == len(asked)


def test_the_fact_that_the_most_outcomes_need_comes_first(book):
    seen = []
    interview(book, family(book), seen.append, ignored)
    (first,) = seen
    start = huimin.determine(book, family(book))
    counts = {}
    for outcome in start.outcomes:
        for need in outcome.needs:
            counts[need.path] = counts.get(need.path, 0) + 1
    assert first.needed >= max(counts.values())


def test_a_refused_answer_is_asked_for_again_and_never_kept(book):
    answers = iter(["two", "1"])
    refused, seen = [], []

    def listen(question):
        seen.append(question.path)
        return next(answers, None) if question.path == "family.children" else None if len(seen) > 2 else ""

    case, _ = interview(book, family(book), listen, refused.extend)
    assert [each.code for each in refused] == ["case-wrong-type"]
    assert seen[:2] == ["family.children", "family.children"]
    assert case["family"]["children"] == [{"id": "1"}]


def test_an_answer_that_contradicts_the_case_is_refused(book):
    refused = []
    answers = {"family.children": ["1"], "family.children[1].birth_date": ["2024-06-02", "2024-02-10"]}

    def listen(question):
        return answers.get(question.path, [""]).pop(0) if answers.get(question.path) else ""

    case, _ = interview(book, family(book), listen, refused.extend)
    assert [each.code for each in refused] == ["case-constraint"]
    assert case["family"]["children"][0]["birth_date"] == "2024-02-10"


def test_where_no_birth_is_known_a_due_date_is_asked_for(book):
    seen = []

    def listen(question):
        seen.append(question.path)
        return "1" if question.path == "family.children" else ""

    interview(book, family(book), listen, ignored)
    assert seen.index("family.children[1].birth_date") < seen.index("family.children[1].due_date")


def test_a_record_that_stays_unfinished_is_left_out(book):
    whole = copy_of(open_case(EXAMPLES / "expecting-mother.yaml").data)
    seen = []

    def listen(question):
        seen.append(question.path)
        return "1" if question.path == "family.received" else told(whole, question)

    case, _ = interview(book, family(book), listen, ignored)
    assert "family.received[1].provision" in seen
    assert case["family"]["received"] == []


def test_the_command_ends_with_the_answer_and_saves_a_case_that_comes_to_it_again(tmp_path, capsys, monkeypatch):
    saved = tmp_path / "complete.json"
    spoken = "2024-06-01\n家庭\n5\n0\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(spoken))
    assert run(["ask", str(EXAMPLES / "expecting-mother.yaml"), "--save", str(saved)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("询问日：2024年6月1日")
    assert run(["evaluate", str(saved)]) == 0
    assert capsys.readouterr().out == text
    assert list(tmp_path.iterdir()) == [saved]
    assert json.loads(saved.read_text(encoding="utf-8"))["on"] == "2024-06-01"


def test_the_command_needs_a_day(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("yesterday\n"))
    assert run(["ask", "--lang", "en"]) == 2
    assert "use --on" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    example = str(EXAMPLES / "employer-penalised.yaml")
    assert run(["ask", example, "--save", str(tmp_path / "none" / "case.json")]) == 2
    assert "case.json" in capsys.readouterr().err
