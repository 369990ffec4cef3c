"""An impact study and single determinations come to the same, and what was planted is found to the cent."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.batch.agreement import without_nulls

import huimin
from huimin.assure.impact import How, impact
from huimin.assure.impact.basis import Basis
from huimin.assure.impact.machine import as_json
from huimin.assure.impact.model import Impact
from huimin.assure.impact.page import page
from huimin.assure.impact.study import Source, study_of_books, study_of_question
from huimin.assure.impact.table import Register
from huimin.assure.impact.touched import touched_provisions
from huimin.assure.impact.words import Words
from huimin.batch.population import marginals, write_population
from huimin.cases.determine import in_play, outcomes_of
from huimin.cases.read import read_day
from huimin.cli.main import run
from huimin.compare import compare
from huimin.documents.findings import CaseError
from huimin.documents.format import canonical
from huimin.documents.read import read, read_bytes
from huimin.documents.schemas import validate
from huimin.policy.model import Book
from huimin.policy.readings import readings_taken, settle
from huimin.words import words

LONG = bool(os.environ.get("HUIMIN_LONG"))
SIZE = 20_000 if LONG else 300
EDITS = {each["id"]: each for each in read(Path(__file__).parent / "impact.yaml").data["edits"]}
FICTIONAL, SHIPPED = "2033-03-01", "2025-06-30"
RATES = {
    "id": "shipped",
    "file": "gongshu-2023/03-childbirth-grants.yaml",
    "old": 'values: {"2": 5000, "3": 20000}, cite',
    "new": 'values: {"2": 5500, "3": 18000}, cite',
}
Edited = Callable[[Mapping[str, Any]], Book]
Paid = dict[str, Decimal]


@pytest.fixture(scope="session")
def fictional(root: Path) -> Book:
    return huimin.load(root / "tests" / "books" / "elderly-care")


@pytest.fixture(scope="session")
def shipped(root: Path) -> Book:
    return huimin.load(root / "policies")


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Book, Mapping[str, Any]], Book]:
    """A copy of a book in which one text of one file, found once, is another."""

    def copy(book: Book, edit: Mapping[str, Any]) -> Book:
        folder = tmp_path / "edited" / Path(book.folder).name
        shutil.copytree(book.folder, folder)
        path = folder / edit["file"]
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["old"]) == 1
        path.write_text(text.replace(edit["old"], edit["new"]), encoding="utf-8")
        return huimin.load(folder)

    return copy


@pytest.fixture(scope="session")
def registers(fictional: Book, shipped: Book, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Register]:
    folder = tmp_path_factory.mktemp("registers")
    found = {}
    for name, book in (("fictional", fictional), ("shipped", shipped)):
        path = folder / f"{name}.parquet"
        write_population(book, marginals(book), SIZE, path, seed=5)
        found[name] = Register(path)
    return found


def cases_of(register: Register) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in pq.read_table(register.path).to_pylist():
        yield row.pop("id"), plain(without_nulls(row))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def one_by_one(basis: Basis, register: Register, only: tuple[str, ...]) -> tuple[dict[str, Paid], Paid]:
    """What single determinations pay: by case and provision, and by provision."""
    by_case: dict[str, Paid] = {}
    sums: Paid = defaultdict(Decimal)
    for name, case in cases_of(register):
        try:
            found = outcomes_of(basis.book, case, only, cautions=False, **basis.options)
        except CaseError:
            continue
        by_case[name] = defaultdict(Decimal)
        for each in found:
            by_case[name][each.provision] += each.amount or 0
            sums[each.provision] += each.amount or 0
    return by_case, sums


def study(before: Book, after: Book, on: str, register: Register, **how: Any) -> Impact:
    return impact(Basis(before, on), Basis(after, on), register, How(**how), changes=compare(before, after))


@pytest.mark.parametrize("edit", EDITS.values(), ids=lambda each: each["id"])
def test_what_an_edit_can_touch(edit: Mapping[str, Any], edited: Any, fictional: Book) -> None:
    def settled(book: Book) -> Book:
        playing, day = in_play(book, ()), read_day(FICTIONAL, "")
        assert day is not None
        return settle(playing, readings_taken(playing, day, None))

    assert touched_provisions(settled(fictional), settled(edited(fictional, edit))) == set(edit["touched"])


@pytest.mark.parametrize(
    "edit",
    [EDITS["rate"], EDITS["rate-by-age"], EDITS["city-rate"], EDITS["condition"], RATES],
    ids=lambda it: it["id"],
)
def test_sums_are_those_of_single_determinations(
    edit: Mapping[str, Any], edited: Any, fictional: Book, shipped: Book, registers: Mapping[str, Register]
) -> None:
    book, on, name = (shipped, SHIPPED, "shipped") if edit is RATES else (fictional, FICTIONAL, "fictional")
    before, after = Basis(book, on), Basis(edited(book, edit), on)
    found = impact(before, after, registers[name], How())
    old, new = (one_by_one(each, registers[name], found.looked_at) for each in (before, after))
    assert found.provisions
    assert any(each.changed for each in found.provisions)
    assert found.cases - found.rejected == len(old[0])
    for each in found.provisions:
        assert (each.before, each.after) == (old[1][each.provision], new[1][each.provision])
        assert each.gains.amount - each.losses.amount == each.after - each.before
    for total in found.totals:
        own = [each.provision for each in found.provisions if each.money == total.money]
        gains = [sum(new[0][case][each] - old[0][case][each] for each in own) for case in old[0]]
        assert total.gains.count == sum(gain > 0 for gain in gains)
        assert total.losses.count == sum(gain < 0 for gain in gains)
        assert total.losses.amount == -sum(min(gain, 0) for gain in gains)
    for grouping in found.groupings:
        own = [
            each.provision
            for each in found.provisions
            if after.book.provisions[each.provision].subject in ("senior", "child", "carer")
        ]
        gained = sum(each.gains.amount for each in found.provisions if each.provision in own)
        assert sum(value.gains.amount for value in grouping.values) == gained


def test_a_planted_change_is_found_to_the_cent(edited: Any, fictional: Book, tmp_path: Path) -> None:
    senior = {"is_registered": False, "has_city_card": False, "uses_wheelchair": True}
    rows = [
        {"id": "two", "household": {"seniors": [senior, senior], "payments": []}},
        {"id": "one", "household": {"seniors": [senior, {**senior, "uses_wheelchair": False}], "payments": []}},
        {"id": "paid", "household": {"seniors": [senior], "payments": [
            {"provision": "weiqiao-2031/wheelchair-grant", "senior": "1", "date": "2032-01-01"}]}},
        {"id": "unknown", "household": {"seniors": [{**senior, "uses_wheelchair": None}], "payments": []}},
    ]  # fmt: skip
    path = tmp_path / "register.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = study(fictional, edited(fictional, EDITS["rate"]), FICTIONAL, Register(path))
    [total] = [each for each in found.totals if each.losses.count]
    assert (found.cases, found.rejected, found.changed_cases) == (4, 0, 2)
    assert (total.losses.count, total.losses.amount, total.gains.count) == (2, Decimal(150), 0)
    assert [(each.case_id, each.amount) for each in found.losses] == [("two", Decimal(100)), ("one", Decimal(50))]
    assert found.shifts == ()


def test_a_status_that_changes_is_told(edited: Any, fictional: Book, tmp_path: Path) -> None:
    carer = {"is_trained": True, "lives_in": True, "hours": 10}
    path = tmp_path / "register.jsonl"
    rows = [{"id": str(hours), "household": {"carer": {**carer, "hours": hours}}} for hours in (10, 10.5, 9)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = study(fictional, edited(fictional, EDITS["condition"]), FICTIONAL, Register(path))
    [shift] = found.shifts
    assert (shift.before, shift.after, shift.count) == ("granted", "refused", 1)
    [loss] = found.losses
    assert (loss.case_id, loss.money.payment, loss.amount) == ("10", "monthly", Decimal("123.45"))
    assert any("✗" in why.zh for why in loss.outcomes[0].why)


def test_books_that_say_the_same_differ_in_nothing(
    edited: Any, fictional: Book, registers: Mapping[str, Register]
) -> None:
    found = study(fictional, edited(fictional, EDITS["label"]), FICTIONAL, registers["fictional"])
    assert (found.changed_cases, found.looked_at, found.totals, found.losses) == (0, (), (), ())


@pytest.mark.parametrize("name", ["fictional", "shipped"])
def test_the_case_files_of_the_losses_evaluate_to_what_is_said(
    name: str, edited: Any, fictional: Book, shipped: Book, registers: Mapping[str, Register]
) -> None:
    book, on, edit = (shipped, SHIPPED, RATES) if name == "shipped" else (fictional, FICTIONAL, EDITS["city-rate"])
    new = edited(book, edit)
    found = study(book, new, on, registers[name])
    assert found.losses
    assert len(found.losses) == min(10, sum(each.losses.count for each in found.totals))
    for loss in found.losses:
        assert canonical(read_bytes(loss.yaml.encode(), "case"), "case") == loss.yaml
        old, now = (huimin.determine(each, loss.yaml.encode()) for each in (book, new))
        for each in loss.outcomes:
            one, other = (side.outcome(each.provision, each.record, year=each.year) for side in (old, now))
            assert (one.status, one.amount or 0) == (each.before, each.amount_before)
            assert (other.status, other.amount or 0) == (each.after, each.amount_after)
            assert each.why
            assert name != "shipped" or ["三孩" in why.zh for why in each.why] == [True]
        paid = [
            sum(
                each.amount or 0
                for each in side.outcomes
                if (each.currency, each.payment) == (loss.money.currency, loss.money.payment)
            )
            for side in (old, now)
        ]
        assert paid[0] - paid[1] == loss.amount


def test_a_question_is_answered_reading_by_reading(fictional: Book, registers: Mapping[str, Register]) -> None:
    found = study_of_question(Basis(fictional, FICTIONAL), "age-day", registers["fictional"], Source("r"), How())
    question = fictional.questions["age-day"]
    assert [each.after.reading for each in found.comparisons] == [
        each for each in question.readings if each != "day-asked"
    ]
    for each in found.comparisons:
        basis = Basis(fictional, FICTIONAL, {"age-day": each.after.reading or ""})
        _, sums = one_by_one(basis, registers["fictional"], each.impact.looked_at)
        assert {one.provision: one.after for one in each.impact.provisions} == {
            one.provision: sums[one.provision] for one in each.impact.provisions
        }


def test_the_same_study_gives_the_same_bytes_and_keeps_its_schema(
    edited: Any, fictional: Book, registers: Mapping[str, Register]
) -> None:
    new = edited(fictional, EDITS["city-rate"])
    sides = ("old", Basis(fictional, FICTIONAL)), ("new", Basis(new, FICTIONAL))
    found = [
        study_of_books(*sides, registers["fictional"], Source(None, SIZE, 5), How(threads=each)) for each in (1, 2)
    ]
    first, second = map(as_json, found)
    assert first == second
    assert validate(read_bytes(first.encode(), "impact"), "impact") == []
    pages = [page(found[0], Words(new, lang)).decode() for lang in ("zh", "en")]
    zh, en = (
        [re.findall(r"[\d.]+", cell.replace(",", "")) for cell in re.findall("<td>(.*?)</td>", each)] for each in pages
    )
    assert zh
    assert zh == en


def test_words_have_both_languages_and_are_used(root: Path) -> None:
    sources = [*(root / "engine/huimin/assure").rglob("*.py"), *(root / "engine/huimin/publish/templates").glob("*.j2")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    built = {"base", "growth", "take_up", "held_after", "gain_cases", "lose_cases", "stage_before", "stage_after"}
    assert [key for key, each in words("assure/impact").items() if set(each) != {"zh", "en"}] == []
    assert [key for key in words("assure/impact") if f'"{key}"' not in text and key not in built] == [
        "stage_population"
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["OLD", "NEW"], "--on"),
        (["--on", FICTIONAL], "--question"),
        (["OLD", "NEW", "--on", "2033-02-30"], "2033-02-30"),
        (["OLD", "NEW", "--on", FICTIONAL, "--population", "no.parquet"], "no.parquet"),
        (["OLD", "NEW", "--on", FICTIONAL, "--population", "no.parquet", "--households", "3"], "--households"),
        (["OLD", "NEW", "--on", FICTIONAL, "--provisions", "nothing", "--households", "3"], "nothing"),
        (["OLD", "--question", "nothing", "--on", FICTIONAL, "--households", "3"], "nothing"),
        (["OLD", "NEW", "--question", "age-day", "--on", FICTIONAL], "--question"),
    ],
)
def test_what_cannot_be_asked_is_told(
    arguments: list[str], says: str, fictional: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [fictional.folder if each in ("OLD", "NEW") else each for each in arguments]
    assert run(["impact", *given, "--lang", "en"]) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert "defect" not in captured.err
    assert captured.out == ""


def test_the_command_writes_pages_and_case_files(
    edited: Any, fictional: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, out = edited(fictional, EDITS["rate"]), tmp_path / "impact.html"
    books = ["impact", fictional.folder, new.folder, "--on", FICTIONAL, "--households", "200"]
    assert run([*books, "--format", "html", "-o", str(out), "--cases", str(tmp_path / "losses")]) == 0
    assert sorted(each.name for each in tmp_path.glob("impact*")) == ["impact.en.html", "impact.zh.html"]
    assert "200" in (tmp_path / "impact.en.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["evaluate", str(tmp_path / "losses" / "loss-01.yaml"), "--book", new.folder]) == 0
