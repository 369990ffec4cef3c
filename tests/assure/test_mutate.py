"""Mistakes in the rules: each is one, the tests that notice it do, and every pasted case tells it from the rule.

HUIMIN_LONG=1 tries every mistake in both books.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from huimin import feel
from huimin.assure.mutate import Verdict, bench, judge
from huimin.assure.mutate.edits import edits
from huimin.assure.mutate.report import as_text, score
from huimin.assure.mutate.sites import mutated, touched
from huimin.cases.policy_tests import LOOKS, PolicyTest, run_test
from huimin.check.load import load
from huimin.cli.main import run
from huimin.documents.read import Document, read, read_bytes
from huimin.search.test_finder import answers, search

HERE = Path(__file__).parent
ELDERLY = HERE.parent / "books" / "elderly-care"
MISTAKES = read(HERE / "mistakes.yaml").data
LONG = bool(os.environ.get("HUIMIN_LONG"))
EVERY = 1 if LONG else 9
MOST = 4000 if LONG else 300
EVERY_OF_THE_REAL_BOOK = 1 if LONG else 40
LEAST_SCORE = 95 if LONG else 85
"""Of a sample of twenty one more or less is six percent."""


@pytest.fixture(scope="module")
def elderly():
    return bench(load(ELDERLY), MOST)


@pytest.fixture(scope="module")
def verdicts(elderly) -> list[Verdict]:
    return [judge(elderly, each) for each in elderly.mutations[::EVERY]]


@pytest.mark.parametrize("text", MISTAKES["expressions"])
def test_the_mistakes_of_an_expression_are_these_and_no_others(text):
    found = [[each.kind, feel.unparse(each.whole)] for each in edits(feel.parse(text, MISTAKES["names"]))]
    assert found == MISTAKES["expressions"][text]


@pytest.mark.parametrize("text", MISTAKES["unary"])
def test_the_mistakes_of_a_key_are_these_and_no_others(text):
    found = [[each.kind, feel.unparse(each.whole)] for each in edits(feel.parse_unary_tests(text, ["?"]))]
    assert found == MISTAKES["unary"][text]


def test_every_place_is_where_the_part_stands(elderly):
    files = {each.name: each.text.splitlines() for each in elderly.book.documents}
    for each in elderly.mutations:
        line = files[each.document][each.place.line - 1]
        # A folded expression is unparsed on one line; a short part stands there as it is.
        if each.kind in ("value", "bound", "precedence") and "[" not in each.was:
            assert each.was in line
        assert 1 <= each.place.column <= len(line)


def test_a_mistake_changes_the_model_and_leaves_the_book_as_it_was(elderly):
    book = elderly.book
    before = [each.data for each in book.documents]
    for mutation in elderly.mutations[::EVERY]:
        if mutation.kind not in ("condition", "change"):
            other = mutated(book, mutation)
            assert (other.instruments, other.vocabulary) != (book.instruments, book.vocabulary)
    assert [each.data for each in book.documents] == before
    assert load(ELDERLY) == book


def test_what_a_mistake_touches_is_what_reads_it(elderly):
    reached = {
        (mutation.place.path, mutation.now): touched(elderly.variants, mutated(elderly.book, mutation))
        for mutation in elderly.mutations
        if mutation.kind == "value"
    }
    limit = next(ids for (path, _), ids in reached.items() if "income_limit" in path)
    assert limit == {"weiqiao-2031/home-care-grant"}


def test_every_pasted_case_passes_and_fails_with_the_mistake(elderly, verdicts):
    files = {each.document.name: each.document for each in elderly.ground.tests}
    pasted = [each for each in verdicts if each.test is not None]
    for verdict in pasted:
        data = read_bytes(json.dumps([verdict.test], default=float).encode(), "pasted").data[0]
        file = files[verdict.file]
        document = Document(file.name, file.text, {**file.data, "tests": [data]})
        instrument = next(each.instrument for each in elderly.ground.tests if each.document is file)
        test = PolicyTest(data["id"], instrument, data, document, 0)
        assert run_test(elderly.book, test).passed, data
        assert not run_test(mutated(elderly.book, verdict.mutation), test).passed, data
    assert len(pasted) > len(verdicts) // 4


def test_no_case_tells_what_is_proved_to_be_the_same(elderly, verdicts):
    for verdict in (each for each in verdicts if each.state == "equivalent"):
        other, ids = mutated(elderly.book, verdict.mutation), verdict.provisions

        def tells(test: PolicyTest, other=other, ids=ids) -> bool | None:
            right, wrong = answers(elderly.book, test, ids), answers(other, test, ids)
            looks = [[look(each) for look in LOOKS.values()] for each in right or ()]
            return (
                None if right is None or looks == [[look(each) for look in LOOKS.values()] for each in wrong] else True
            )

        assert search(elderly.ground, ids, {"on"}, tells) is None


def test_mistakes_of_every_state_are_told_with_the_score(verdicts):
    states = Counter(each.state for each in verdicts)
    assert {"killed", "refused", "equivalent", "survived"} <= states.keys()
    assert score(verdicts) == 100 * states["killed"] / (states["killed"] + states["survived"])
    for lang in ("zh", "en"):
        text = "\n".join(as_text(verdicts, lang, unfold=True))
        assert f"{score(verdicts):.1f}" in text
        assert all(f"{each.mutation.place.file}:{each.mutation.place.line}" in text for each in verdicts if each.why)


def test_two_processes_say_what_one_says(capfd):
    printed = []
    for jobs in ("1", "2"):
        arguments = ["test", "--mutate", "--book", str(ELDERLY), "--provisions", "carer-leave", "--format", "json"]
        assert run([*arguments, "--jobs", jobs]) == 1
        printed.append(capfd.readouterr().out)
    assert printed[0] == printed[1]
    assert json.loads(printed[0])["states"]["survived"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--mutate", "--coverage"],
        ["--provisions", "age-allowance"],
        ["--mutate", "--format", "html"],
        ["--mutate", "--provisions", "age-allowence"],
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments, capfd):
    assert run(["test", *arguments, "--book", str(ELDERLY), "--lang", "en"]) == 2
    assert "Traceback" not in capfd.readouterr().err


def test_the_tests_of_the_real_book_notice_nearly_every_mistake():
    real = bench(load(), MOST)
    found = [judge(real, each) for each in real.mutations[::EVERY_OF_THE_REAL_BOOK]]
    survivors = [f"{each.mutation.place.file}:{each.mutation.place.line}" for each in found if each.state == "survived"]
    assert (score(found) or 0) >= LEAST_SCORE, survivors
