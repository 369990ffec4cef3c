"""Amendments of the fictional book: what each says in words, the files it touches, and what it leaves as it was."""

import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.amend.questions import kinds
from huimin.amend.rewrite import rewritten
from huimin.cases.determine import determine
from huimin.cases.reading import Reader
from huimin.check.examine import examine
from huimin.cli.main import run
from huimin.compare import compare
from huimin.documents.format.comments import found
from huimin.documents.locate import CHECKOUT
from huimin.policy.model import Book

ROWS = yaml.safe_load((Path(__file__).parent / "amendments.yaml").read_text(encoding="utf-8"))
VALUE = shlex.split(ROWS[0]["command"])
RECORDS = {"indicator", "progress"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the book."""
    monkeypatch.setenv("HUIMIN_BOOK", "policies")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CHECKOUT / "tests" / "books" / "elderly-care", "policies")
    return tmp_path


def texts() -> dict[str, str]:
    folder = Path("policies")
    return {str(each.relative_to(folder)): each.read_text(encoding="utf-8") for each in sorted(folder.rglob("*.yaml"))}


def clean() -> Book:
    book, findings = examine(Path("policies"))
    assert findings == []
    assert book is not None
    return book


def scalars(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from scalars(each)
    else:
        yield str(data)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_an_amendment_says_what_it_changes_and_overwrites_nothing(row: dict[str, Any], here: Path) -> None:
    old, before = clean(), texts()
    canonical = {each.name for each in rewritten(Path("policies"))}
    assert run(["amend", *shlex.split(row["command"]), "--yes"]) == 0
    after = texts()
    assert sorted(name for name in after if after[name] != before.get(name)) == row["files"]
    assert {each.name for each in rewritten(Path("policies"))} == canonical
    for name, text in before.items():
        assert not Counter(scalars(yaml.safe_load(text))) - Counter(scalars(yaml.safe_load(after[name])))
        assert not Counter(each for _, each in found(text)) - Counter(each for _, each in found(after[name]))
    changes = compare(old, clean())
    assert changes
    for language in ("zh", "en"):
        assert row.get(language) in (None, [getattr(each.text, language) for each in changes])


def test_every_kind_of_amendment_is_tried() -> None:
    tried = {row["command"].partition(" ")[0] for row in ROWS}
    assert tried | RECORDS | {"effect", "withdraw-instrument", "withdraw-condition"} == set(kinds())


def test_a_bearing_and_a_whole_instrument_are_withdrawn_before_their_first_day(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = next(row["command"] for row in ROWS if row["name"] == "a new instrument replaces a provision")
    assert run(["amend", *shlex.split(new), "--yes"]) == 0
    bearing = "--by qinghe-2034/carer-bonus --provision weiqiao-2031/carer-bonus --becomes none"
    assert run(["amend", *f"effect {bearing} --from 2034-01-01 --recorded 2033-12-10 --cite 1.1 --yes".split()]) == 0
    assert "市照护人补贴自2034年1月1日起不再影响照护人补贴。" in capsys.readouterr().out
    withdrawn = "withdraw-instrument --instrument qinghe-2034 --recorded 2033-12-20 --cite 1.1 --yes"
    assert run(["amend", *withdrawn.split()]) == 0
    assert "《青河办法》撤回，不再施行。" in capsys.readouterr().out
    assert clean().instrument("qinghe-2034").span.is_empty
    Path("case.yaml").write_text("on: 2034-02-01\nhousehold:\n  carer: {is_trained: true}\n", encoding="utf-8")
    assert run(["evaluate", "case.yaml", "--format", "json"]) == 0
    outcomes = {each["provision"]: each["status"] for each in yaml.safe_load(capsys.readouterr().out)["outcomes"]}
    assert outcomes["qinghe-2034/carer-bonus"] == "not_in_force"
    assert outcomes["weiqiao-2031/carer-bonus"] != "displaced"
    assert run(["evaluate", "case.yaml", "--format", "json", "--known", "2033-12-05"]) == 0
    outcomes = {each["provision"]: each["status"] for each in yaml.safe_load(capsys.readouterr().out)["outcomes"]}
    assert outcomes["qinghe-2034/carer-bonus"] == "granted"


def test_a_condition_is_withdrawn_before_its_first_day(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added = next(row["command"] for row in ROWS if row["name"] == "a condition is added")
    assert run(["amend", *shlex.split(added), "--yes"]) == 0
    withdrawn = "--provision age-allowance --condition alone-too --from 2033-01-01 --recorded 2032-12-20 --cite 1.1"
    assert run(["amend", "withdraw-condition", *withdrawn.split(), "--yes"]) == 0
    shown = capsys.readouterr().out
    assert "高龄补助的条件“独居”自2033年1月1日起为“老人独居”的规定撤回，从未施行。" in shown
    book = clean()
    case = {"on": "2033-02-01", "household": {"seniors": [{"id": "one", "lives_alone": False}]}}
    for known, results in (("2032-12-19", ["fails"]), ("2032-12-20", []), (None, [])):
        dated = {**case, "known": known} if known else case
        found = determine(book, dated).outcome("weiqiao-2031/age-allowance", "one")
        assert [each.result for each in found.conditions if each.id == "alone-too"] == results, known
    said = "\n".join(Reader(book, "zh").find("age-allowance")).replace("\n      ", "")
    assert "alone-too：老人独居，原定自2033年1月1日起施行，已撤回，从未施行（第一条第一句）" in said
    assert run(["amend", "withdraw-condition", *withdrawn.replace("12-20", "12-21").split(), "--yes"]) == 2
    assert "[amend-no-version]" in capsys.readouterr().err


def dialogue(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    lines = iter(answers)
    monkeypatch.setattr("sys.stdin.readline", lambda *_: next(lines, ""))


def test_what_is_missing_is_asked_for_and_a_wrong_answer_is_asked_again(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dialogue(monkeypatch, "tomorrow\n", "2033-01-01\n", "\n", "2032-12-01\n", "1.2\n", "yes\n")
    assert run(["amend", "value", "--parameter", "income_limit", "--value", "2200", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "`tomorrow` is no day" in said.err
    assert said.err.count("From which day?") == 2
    assert "CNY 2,000 → CNY 2,200" in said.out
    assert clean().instrument("weiqiao-2031").parameters["income_limit"].versions[-1].value == 2200


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [(["no\n"], 1, "nothing was written"), ([], 1, "nothing was written")],
    ids=["no", "the input ends"],
)
def test_nothing_is_written_without_a_yes(
    answers: list[str],
    code: int,
    said: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = texts()
    dialogue(monkeypatch, "\n", *answers)
    assert run(["amend", *VALUE, "--lang", "en"]) == code
    assert said in capsys.readouterr().err
    assert texts() == before


def test_the_end_of_the_input_names_what_is_missing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dialogue(monkeypatch)
    assert run(["amend", "value", "--lang", "en"]) == 2
    assert "--parameter: not answered" in capsys.readouterr().err


def test_with_yes_everything_that_is_missing_is_named_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["amend", "value", "--yes", "--from", "soon"]) == 2
    said = capsys.readouterr().err
    assert [name for name in ("parameter", "value", "from", "recorded", "cite") if f"--{name}: " not in said] == []


def test_what_check_would_refuse_is_refused_and_not_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = texts()
    nowhere = [each if each != "1.2" else "1.99" for each in VALUE]
    assert run(["amend", *nowhere, "--yes"]) == 2
    assert "[citation-of-nothing]" in capsys.readouterr().err
    assert texts() == before


def test_a_record_goes_to_the_end_of_its_list_or_makes_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("case.yaml").write_text("on: 2034-01-15\ncounty: {}  # new\n", encoding="utf-8")
    Path("case.json").write_text('{"on": "2034-01-15", "county": {"measurements": []}}', encoding="utf-8")
    for file in ("case.yaml", "case.json"):
        for value in ("350", "355.5"):
            day = "2033-12-31" if "." in value else "2033-12-30"
            options = f"--case {file} --indicator beds --date {day} --number {value} --yes"
            assert run(["amend", "indicator", *options.split()]) == 0
        options = f"--case {file} --provision day-centres --date 2033-05-01 --stage under_way --source 简报 --yes"
        assert run(["amend", "progress", *options.split()]) == 0
        county = yaml.load(Path(file).read_text(encoding="utf-8"), yaml.CBaseLoader)["county"]
        assert [each["value"] for each in county["measurements"]] == ["350", "355.5"]
        assert county["milestones"][0]["provision"] == "weiqiao-2031/day-centres"
    assert "# new" in Path("case.yaml").read_text(encoding="utf-8")
    before = Path("case.yaml").read_text(encoding="utf-8")
    late = "--case case.yaml --indicator beds --date 2035-01-01 --number 1 --yes"
    assert run(["amend", "indicator", *late.split()]) == 2
    assert Path("case.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("language", "line"), [("zh", "参数自某日起改为新的值"), ("en", "A parameter has a new value")]
)
def test_without_a_kind_the_kinds_are_listed_and_each_has_examples(
    language: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["amend", "--lang", language]) == 2
    listed = capsys.readouterr().err
    assert line in listed
    for name in kinds():
        assert f"\n  {name} " in listed
        assert run(["amend", name, "--help"]) == 0
        assert f"huimin amend {name} --" in capsys.readouterr().out
