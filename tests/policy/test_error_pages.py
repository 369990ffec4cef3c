"""Every example of the pages on the codes of findings does what the page says: the wrong side gives the code, the right
side does not.
"""

import importlib.util
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from huimin.amend import rewrite
from huimin.cli.main import run
from huimin.documents import findings, inputs
from huimin.documents.locate import CHECKOUT
from huimin.documents.read import read

BOOKS = {"harbour": Path(__file__).parent / "book", "elderly-care": CHECKOUT / "tests" / "books" / "elderly-care"}
NOTICE = CHECKOUT / "tests" / "assure" / "weiqiao-2031.zh.txt"
CASE = "on: 2030-06-01\nfleet:\n  boats: []\n"


def _pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("error_codes", CHECKOUT / "docs" / "error_codes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = _pages()
ENTRIES = [entry for section in PAGES.sections() for entry in section["codes"]]


def test_every_code_is_explained_once_and_nothing_else_is() -> None:
    words = read(Path(findings.__file__).with_name("messages.yaml")).data
    assert sorted(entry["code"] for entry in ENTRIES) == sorted(words)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_say_what_their_data_says(language: str) -> None:
    written = (CHECKOUT / "docs" / PAGES.PAGES[language]).read_text(encoding="utf-8")
    assert written == PAGES.page(language), "make it anew: python docs/error_codes.py"


def _codes(entry: dict[str, Any], side: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The codes that a command tells of the wrong or the right side of an example."""
    book = BOOKS[entry.get("book", "harbour")]
    shutil.copytree(book, folder / "policies")
    (folder / "empty").mkdir()
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    shutil.copy(NOTICE, folder / "notice.txt")
    for name, content in entry.get("also", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    if "git" in entry:
        _commit(folder)
    command = entry[side] if "file" not in entry else entry.get("command", "huimin check")
    if "file" in entry:
        in_book = "/" in entry["file"]
        if entry["file"] == "case.yaml":
            command = "huimin evaluate case.yaml"
        _put(entry, side, (folder / "policies" if in_book else folder) / entry["file"])
    capsys.readouterr()
    run(shlex.split(command)[1:])
    shown = capsys.readouterr()
    return re.findall(r"\[([a-z]+(?:-[a-z0-9]+)+)\]$", shown.out + shown.err, re.MULTILINE)


def _commit(folder: Path) -> None:
    """Makes a git repository of the folder: the book, a copy of it, a link to a file of it, and notes."""
    shutil.copytree(folder / "policies", folder / "archive" / "policies")
    (folder / "linked").mkdir()
    (folder / "linked" / "instrument.yaml").symlink_to("../policies/instrument.yaml")
    (folder / "notes").mkdir()
    (folder / "notes" / "readme.txt").write_text("notes\n", encoding="utf-8")
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def _programs(scripts: dict[str, str], folder: Path) -> Path:
    """A folder with these programs alone, each a line of shell."""
    folder.mkdir()
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def _saving(file: Path, folder: Path) -> Callable[[Path], AbstractContextManager[None]]:
    """What locks a folder, a moment after an editor has saved a file."""

    def locked(_: Path) -> AbstractContextManager[None]:
        with (folder / file).open("a", encoding="utf-8") as text:
            text.write("# a comment\n")
        return nullcontext()

    return locked


def _put(entry: dict[str, Any], side: str, place: Path) -> None:
    if side == "wrong" and "says" in entry:
        raw = bytes.fromhex(entry["hex"]) if "hex" in entry else (entry["repeat"] * entry["times"]).encode()
        place.write_bytes(raw)
        return
    old = place.read_text(encoding="utf-8") if place.exists() and place.name != "case.yaml" else ""
    if entry["right"] and entry["right"] in old:
        place.write_text(old.replace(entry["right"], entry[side], 1), encoding="utf-8")
    elif entry[side]:
        place.parent.mkdir(exist_ok=True)
        place.write_text(entry[side], encoding="utf-8")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["code"]))
def test_an_example_gives_its_code_until_it_is_put_right(
    entry: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIMIN_BOOK", "policies")
    in_book = len(list(BOOKS[entry.get("book", "harbour")].rglob("*")))
    monkeypatch.setattr(inputs, "MAX_ENTRIES", in_book + 2)  # an example adds a file, in a folder of its own at most
    if "git" in entry and not shutil.which("git"):
        pytest.skip("no git on this machine")
    if "meanwhile" in entry:
        monkeypatch.setattr(rewrite, "locked", _saving(Path("wrong", entry["meanwhile"]), tmp_path))
    if "programs" in entry:
        monkeypatch.setenv("PATH", str(_programs(entry["programs"], tmp_path / "programs")))
    for side in ("wrong", "right"):
        folder = tmp_path / side
        folder.mkdir()
        monkeypatch.chdir(folder)
        codes = _codes(entry, side, folder, capsys)
        assert (entry["code"] in codes) is (side == "wrong"), (side, codes)
