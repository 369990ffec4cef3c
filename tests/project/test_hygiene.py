"""What no file of the project may hold, and what every file of a kind must."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.needs_program("git")

MOST_LINES = 400
FOREIGN = {
    "a path of one machine": r"(?<![\w.~)}/-])/(?:home|root|work|tmp|Users|mnt|opt)/\w",
    "a folder outside the project": r"\.\./shared\b",
    "a package index": r"pypi\.org|pythonhosted\.org|registry\.npmjs|--(?:extra-)?index-url|--trusted[-]host",
}
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


def texts(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names(what: str, root: Path, repo_files: list[Path]) -> None:
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path, text in texts(repo_files)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(FOREIGN[what], line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of one machine", "open('/{}/me/case.yaml')"),
        ("a path of one machine", "cd /{}/me"),
        ("a folder outside the project", "see .{}/shared/design"),
        ("a package index", "pip install --extra-{}index-url x"),
    ],
)
def test_a_foreign_name_is_noticed(what: str, line: str) -> None:
    """The lines are put together here, so that this file holds none of them."""
    filling = {"a path of one machine": "home", "a folder outside the project": ".", "a package index": ""}[what]
    assert re.search(FOREIGN[what], line.format(filling))


def test_no_module_is_longer_than_one_idea(root: Path, repo_files: list[Path]) -> None:
    lengths = {
        path.relative_to(root).as_posix(): text.count("\n") for path, text in texts(repo_files) if path.suffix == ".py"
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_yaml_of_the_book_and_of_the_examples_names_its_schema(root: Path, repo_files: list[Path]) -> None:
    unnamed = []
    for folder in ("policies", "examples"):
        for path in repo_files:
            if path.suffix == ".yaml" and path.is_relative_to(root / folder):
                modeline = MODELINE.match(path.read_text(encoding="utf-8"))
                if not (modeline and (path.parent / modeline[1]).is_file()):
                    unnamed.append(path.relative_to(root).as_posix())
    assert unnamed == []


def test_words_are_filled_in_one_way(root: Path, repo_files: list[Path]) -> None:
    """A second way to fill `{name}` would one day read what a user wrote as a pattern."""
    fillers = re.compile(r"""\.format_map\(|\.format\(\*\*|\.replace\(f?["']\{""")
    engine = [path for path in repo_files if path.is_relative_to(root / "engine") and path.suffix == ".py"]
    assert [path.name for path, text in texts(engine) if fillers.search(text)] == []
