"""Programs that were kept answer as those that were just made, and are believed only if this user wrote them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.engine.test_rules import case_of, rows

import huimin
from huimin.cases import policy_tests, programs
from huimin.cases.determine import outcomes_of
from huimin.decide import kept, made
from huimin.decide.kept import Kept, NotKept
from huimin.decide.made import Made
from huimin.feel import values
from huimin.feel.unknown import Unknown
from huimin.policy import cache
from huimin.policy.model import Book

LONG = bool(os.environ.get("HUIMIN_LONG"))
TWINS = "examples/family-twins-after-one.yaml"
HANGZHOU = "hangzhou-2023-childcare-grant"
OURS = "gongshu-2023/maternity-grant"


@pytest.fixture(scope="module")
def book(root: Path) -> Book:
    return huimin.load(root / "policies")


@pytest.fixture(scope="module")
def fictional(root: Path) -> Book:
    return huimin.load(root / "tests" / "books" / "elderly-care")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(programs, "_DECIDERS", {})
    return tmp_path / "cache"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which programs were made, and which were read, one after the other."""
    found: list[str] = []

    class Counted(Made):
        def __init__(self, *args: Any) -> None:
            found.append("made")
            super().__init__(*args)

    def read(data: bytes) -> Kept:
        found.append("read")
        return kept.from_bytes(data)

    monkeypatch.setattr(made, "Made", Counted)
    monkeypatch.setattr(programs, "from_bytes", read)
    return found


def stored(folder: Path) -> list[Path]:
    return sorted(folder.glob("program-*.bin"))


def told(book: Book, case: Any, **options: Any) -> str:
    """What a fresh run would tell."""
    programs._DECIDERS.clear()
    return huimin.determine(book, case, **options).to_json()


# The same answers -------------------------------------------------------------------------------------------------


def tables() -> Iterator[Any]:
    """The rows of the rule tables."""
    return (each.values[0] for each in rows("rules-*.yaml"))


def asked(root: Path, book: Book) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Books, cases and options: with cautions, presumptions that are tried out, and drafts."""
    for path in sorted((root / "examples").glob("*.yaml")):
        yield "shipped", path, {}
    yield "shipped", root / TWINS, {"drafts": [HANGZHOU]}
    yield "shipped", root / TWINS, {"readings": {"earlier-marriage": "counted"}}
    for each in list(policy_tests.tests_of(book))[:: 1 if LONG else 60]:
        yield "shipped", policy_tests.document_of(each), policy_tests.options_of(each)
    for row in list(tables())[:: 1 if LONG else 25]:
        options = {key: row[key] for key in ("on", "known", "readings", "assume") if key in row}
        yield "fictional", case_of(row), {"drafts": row.get("with", ()), **options}


def test_kept_programs_answer_as_made_ones(root: Path, book: Book, fictional: Book, counted: list[str]) -> None:
    books = {"shipped": book, "fictional": fictional}
    questions = list(asked(root, book))
    first = [huimin.determine(books[name], case, **options).to_json() for name, case, options in questions]
    assert counted.count("made") > 3
    assert any(json.loads(each)["presumed"] for each in first)
    assert any(each["cautions"] and each["change"] for text in first for each in json.loads(text)["outcomes"])
    programs._DECIDERS.clear()
    counted.clear()
    for before, (name, case, options) in zip(first, questions, strict=True):
        assert huimin.determine(books[name], case, **options).to_json() == before, case
    assert set(counted) == {"read"}


# What is kept, and for whom ---------------------------------------------------------------------------------------


def test_some_provisions_alone_keep_nothing(root: Path, book: Book, own_cache: Path) -> None:
    assert outcomes_of(book, root / TWINS, [OURS])
    assert not stored(own_cache)


def test_a_changed_book_neither_writes_nor_reads(root: Path, book: Book, own_cache: Path, counted: list[str]) -> None:
    before = told(book, root / TWINS)
    ours = book.instrument("gongshu-2023")
    dearer = (
        replace(each, amount=replace(each.amount, text="7")) if each.full_id == OURS and each.amount else each
        for each in ours.provisions
    )
    changed = replace(ours, provisions=tuple(dearer))
    other = replace(book, instruments=tuple(changed if each is ours else each for each in book.instruments))
    files = stored(own_cache)
    assert told(other, root / TWINS) != before
    assert stored(own_cache) == files
    words = replace(book, vocabulary=replace(book.vocabulary))
    told(words, root / TWINS)
    assert counted == ["made"] * 3
    assert told(book, root / TWINS) == before
    assert counted[-1] == "read"


def test_no_cache_keeps_nothing(root: Path, book: Book, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIMIN_CACHE", "")
    assert told(book, root / TWINS) == told(book, root / TWINS)
    assert not stored(own_cache)


def test_the_programs_written_last_stay(
    root: Path, book: Book, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_PROGRAMS", 1)
    told(book, root / TWINS, drafts=[HANGZHOU])
    (first,) = stored(own_cache)
    told(book, root / TWINS)
    (second,) = stored(own_cache)
    assert first != second


# What is believed -------------------------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "truncated": lambda raw: raw[: len(raw) // 2],
    "a byte changed": lambda raw: raw[:-5] + bytes([raw[-5] ^ 1]) + raw[-4:],
    "no signature": lambda raw: raw.partition(b"\n")[2],
    "another signature": lambda raw: b"0" * 64 + b"\n" + raw.partition(b"\n")[2],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_file_is_as_if_there_were_none(
    fictional: Book, own_cache: Path, counted: list[str], change: Callable[[bytes], bytes]
) -> None:
    case = case_of(next(tables()))
    before = told(fictional, case)
    (file,) = stored(own_cache)
    raw = file.read_bytes()
    file.write_bytes(change(raw))
    assert told(fictional, case) == before
    assert file.read_bytes() == raw
    assert told(fictional, case) == before
    assert counted == ["made", "made", "read"]


def test_a_file_of_another_program_is_as_if_there_were_none(
    root: Path, book: Book, own_cache: Path, counted: list[str]
) -> None:
    """It is signed, but under another key."""
    told(book, root / TWINS, drafts=[HANGZHOU])
    (other,) = stored(own_cache)
    before = told(book, root / TWINS)
    (file,) = {*stored(own_cache)} - {other}
    file.write_bytes(other.read_bytes())
    assert told(book, root / TWINS) == before
    assert counted == ["made"] * 3


# Values -----------------------------------------------------------------------------------------------------------

DAY = values.Date(2024, 2, 29)
CONSTANTS = [
    None, True, 0, "text", Decimal("1.50"), Decimal("-0"), Decimal("1E+3"), DAY,
    values.Time(1, 2, Decimal("3.4"), "UTC"),
    values.DateTime(DAY, values.MIDNIGHT_UTC), values.DaysDuration(Decimal(-5)), values.MonthsDuration(14),
    values.Range(Decimal(1), None, high_included=False), values.UnaryTest("!=", DAY), Unknown(frozenset({"a.b", "c"})),
    [Decimal(1), ["a"]], ("Date", 1), {"a": [DAY], "list": ()}, frozenset({Decimal(1), "b"}),
]  # fmt: skip


@pytest.mark.parametrize("value", CONSTANTS, ids=lambda value: value.__class__.__name__)
def test_a_constant_is_kept_as_it_is(value: Any) -> None:
    found = kept._value(kept._plain(value))
    assert (found, found.__class__) == (value, value.__class__)
    if not isinstance(value, Unknown | frozenset):  # whose members have no order
        assert repr(found) == repr(value)


def test_what_cannot_be_kept_is_not_kept_by_half() -> None:
    with pytest.raises(NotKept):
        kept._plain([lambda: None])


# A fresh run ------------------------------------------------------------------------------------------------------

FRESH = """
import json, sys
import huimin
found = huimin.determine(huimin.load(sys.argv[1]), sys.argv[2]).to_json()
print(json.dumps([sorted(name for name in sys.modules), found]))
"""


def test_a_fresh_run_brings_nothing_that_makes_programs(root: Path) -> None:
    runs = []
    for _ in range(2):
        command = [sys.executable, "-c", FRESH, str(root / "policies"), str(root / TWINS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root, timeout=300)
        runs.append(json.loads(done.stdout))
    (cold, first), (warm, second) = runs
    assert first == second
    making = {"lark", "jsonschema", "huimin.decide.made", "huimin.decide.lower", "huimin.decide.lowering"}
    assert making <= {*cold}
    assert not {*warm} & (making | {"jinja2", "typer", "rich"})
