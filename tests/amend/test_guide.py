"""Every recipe of the officer's guide does what the guide says, by its command and by its hand-edited YAML alike."""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from huimin.check.examine import examine
from huimin.cli.main import run
from huimin.compare.report import comparison, shown
from huimin.documents.locate import CHECKOUT
from huimin.documents.read import read
from huimin.policy.model import Book
from huimin.words import Language

GUIDES = {"zh": CHECKOUT / "docs" / "officer-guide.zh.md", "en": CHECKOUT / "docs" / "officer-guide.md"}
BLOCK = re.compile(r"^([^\n]+)\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPE = re.compile(r"^### (\d+)\. (.+)$", re.MULTILINE)
AFTER = re.compile(r"接第 (\d+) 例|after recipe (\d+)")
PLACE = re.compile(r"^ {6}\S.*\n", re.MULTILINE)
"""The line of a change that says where it stands, which the guide leaves out."""


@dataclass(frozen=True)
class Recipe:
    """What a recipe has: the command lines, the hand edits (file, before, after; nothing before in a new file), and
    what it says the outcome is.
    """

    after: str | None
    commands: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]
    says: str


def recipes(guide: Path) -> dict[str, Recipe]:
    text = guide.read_text(encoding="utf-8")
    starts = list(RECIPE.finditer(text))
    ends = [*(each.start() for each in starts[1:]), len(text)]
    return {each[1]: recipe(text[each.end() : end]) for each, end in zip(starts, ends, strict=True)}


def recipe(text: str) -> Recipe:
    blocks = [(lead, language, body) for lead, language, body in BLOCK.findall(text)]
    follows = AFTER.search(text)
    return Recipe(
        follows and (follows[1] or follows[2]),
        tuple(body.replace("\\\n", " ") for _, language, body in blocks if language == "sh"),
        tuple(edits([(lead, body) for lead, language, body in blocks if language == "yaml"])),
        next(body for _, language, body in blocks if language == "text"),
    )


def edits(blocks: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    named = ""
    before = ""
    for lead, body in blocks:
        file = re.search(r"`(.+\.yaml)`", lead)
        if lead.startswith(("改前", "Before")) and file:
            named, before = file[1], body
        elif file:
            yield file[1], "", body
        else:
            yield named, before, body


ZH, EN = recipes(GUIDES["zh"]), recipes(GUIDES["en"])
GUIDES_READ: dict[Language, dict[str, Recipe]] = {"zh": ZH, "en": EN}


def by_command(each: Recipe) -> None:
    for line in each.commands:
        words = shlex.split(line)
        if words[0] == "cp":
            shutil.copy(CHECKOUT / words[1], words[2])
        else:
            assert run(words[1:]) == 0


def by_hand(each: Recipe) -> None:
    for file, before, after in each.edits:
        path = Path(file)
        if before:
            old = path.read_text(encoding="utf-8")
            assert old.count(before) == 1, f"{file}: {before}"
            path.write_text(old.replace(before, after), encoding="utf-8")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(after, encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the book."""
    monkeypatch.setenv("HUIMIN_BOOK", "policies")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CHECKOUT / "policies", "policies")
    return tmp_path


def clean(folder: str) -> Book:
    book, findings = examine(Path(folder))
    assert findings == []
    assert book is not None
    return book


def test_both_guides_have_the_ten_recipes_and_the_same_commands_and_edits() -> None:
    assert len(ZH) >= 10
    assert {name: (each.after, each.commands, each.edits) for name, each in ZH.items()} == {
        name: (each.after, each.commands, each.edits) for name, each in EN.items()
    }


RECORDED = [name for name, each in ZH.items() if each.commands[0].startswith("cp ")]


@pytest.mark.parametrize("name", [name for name in ZH if name not in RECORDED])
def test_a_recipe_by_command_and_by_hand_gives_one_book_and_the_change_it_tells(name: str, here: Path) -> None:
    each = ZH[name]
    if each.after:
        by_command(ZH[each.after])
    shutil.copytree("policies", "by-hand/policies")
    old = clean("policies")
    by_command(each)
    new = clean("policies")
    Path("policies").rename("by-command")
    Path("by-hand/policies").rename("policies")
    by_hand(each)
    assert clean("policies").digest == new.digest != old.digest
    told = comparison("old", old, "new", new)
    for language, guide in GUIDES_READ.items():
        assert PLACE.sub("", shown(told, "text", language) + "\n") == guide[name].says


@pytest.mark.parametrize("name", RECORDED)
def test_a_record_by_command_and_by_hand_is_one_case(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    each = ZH[name]
    by_command(each)
    assert each.says == EN[name].says == capsys.readouterr().out
    file = each.edits[0][0]
    amended = read(Path(file)).data
    shutil.copy(CHECKOUT / shlex.split(each.commands[0])[1], file)
    by_hand(each)
    assert read(Path(file)).data == amended


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_dialogue_of_the_guide_is_what_the_command_says(
    language: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = GUIDES[language].read_text(encoding="utf-8")
    first, *lines = next(body for _, form, body in BLOCK.findall(text) if body.startswith("$ ")).splitlines()
    answers = iter([line.removeprefix(">").strip() + "\n" for line in lines if line.startswith(">")])
    monkeypatch.setattr("sys.stdin.readline", lambda *_: next(answers, ""))
    old = clean("policies")
    assert run(shlex.split(first)[2:]) == 0
    said = capsys.readouterr()
    spoken = (said.err + said.out).splitlines()
    quoted = [line for line in lines if line and not line.startswith(">") and line != "…"]
    assert [line for line in quoted if line not in spoken] == []
    assert comparison("old", old, "new", clean("policies")).changes
