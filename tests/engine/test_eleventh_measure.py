"""A measure that is added to the shipped book as YAML alone is checked, determined, shown and published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import huimin

PROVISION = "gongshu-2023/night-fares"
ARTICLES = "  - {id: closing, sentences: 2}\n"


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped book with an article more, a measure and a fact."""
    copy = tmp_path_factory.mktemp("eleven") / "policies"
    shutil.copytree(root / "policies", copy)
    added = Path(__file__).parent / "eleventh-measure"
    shutil.copy(added / "11-night-buses.yaml", copy / "gongshu-2023")
    shutil.copy(added / "travel.yaml", copy / "vocabulary")
    frame = copy / "gongshu-2023" / "instrument.yaml"
    text = frame.read_text(encoding="utf-8")
    assert text.count(ARTICLES) == 1
    frame.write_text(text.replace(ARTICLES, "  - {id: 11, sentences: 1}\n" + ARTICLES), encoding="utf-8")
    return copy


def run(root: Path, folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(root / "engine"), "HUIMIN_BOOK": str(folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "huimin", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment)


def test_it_is_determined(folder: Path) -> None:
    book = huimin.load(folder)
    case = {"on": "2024-06-01", "family": {"mother": {"night_rides": 3}}}
    outcome = huimin.determine(book, case).outcome(PROVISION)
    assert (outcome.status, outcome.amount, outcome.payment) == ("granted", Decimal("22.50"), "monthly")
    assert [each.question for each in outcome.cautions] == ["ride-home"]
    read_otherwise = huimin.determine(book, case, readings={"ride-home": "there-and-back"})
    assert read_otherwise.outcome(PROVISION).amount == Decimal("11.25")
    unknown = huimin.determine(book, {"on": "2024-06-01", "family": {"mother": {}}}).outcome(PROVISION)
    assert [each.path for each in unknown.needs] == ["family.mother.night_rides"]


def test_it_changes_no_other_outcome(folder: Path, root: Path) -> None:
    case = root / "examples" / "family-with-everything.yaml"
    shipped, eleven = (huimin.determine(huimin.load(each), case) for each in (root / "policies", folder))
    assert [each for each in eleven.outcomes if each.provision != PROVISION] == list(shipped.outcomes)


def test_it_is_told_on_the_command_line(folder: Path, root: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("on: 2024-06-01\nfamily: {mother: {night_rides: 3}}\n", encoding="utf-8")
    for language, said in (("zh", "夜间车费"), ("en", "fares at night")):
        told = run(root, folder, "evaluate", case, "--lang", language)
        assert told.returncode == 0, told.stderr
        assert said in told.stdout
        assert "22.5" in told.stdout


@pytest.mark.parametrize("name", ["11", "night-fares", "night_fare", "ride-home", "11.1"])
def test_it_is_shown(name: str, folder: Path, root: Path) -> None:
    words = {"11": "fares", "night-fares": "7.5", "night_fare": "7.5", "ride-home": "ride back", "11.1": "night-fares"}
    shown = run(root, folder, "show", name, "--lang", "en")
    assert shown.returncode == 0, shown.stderr
    assert words[name] in shown.stdout


def test_it_is_published(folder: Path, root: Path, tmp_path: Path) -> None:
    done = run(root, folder, "publish", "--out", tmp_path / "pages")
    assert done.returncode == 0, done.stderr
    pages = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "pages").rglob("*.md"))]
    assert any("夜间乘车补贴" in page and "7.5元" in page for page in pages)
    assert any("Fares at night" in page and "CNY 7.5" in page for page in pages)
    again = run(root, folder, "publish", "--check", "--out", tmp_path / "pages")
    assert again.returncode == 0, again.stdout
