"""What SECURITY.md says of limits, of programs and of the network is what the code does."""

import ast
import re
from dataclasses import fields
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

from huimin.policy.bounds import Bounds


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "SECURITY.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stated(page: str) -> dict[str, int]:
    """The limits of the page: the place of a constant, and its number."""
    rows = re.findall(r"\| (\d+) \| `([\w.]+:[\w.]+)` \|$", page, re.MULTILINE)
    return {place: int(number) for number, place in rows}


def _imported(root: Path) -> dict[str, set[str]]:
    """The modules that each Python file of the engine imports, by the file's place in it."""
    engine = root / "engine" / "huimin"
    found: dict[str, set[str]] = {}
    for path in engine.rglob("*.py"):
        names = found.setdefault(path.relative_to(engine).as_posix(), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_limit_of_the_page_has_the_number_of_the_code(stated: dict[str, int]) -> None:
    assert stated
    for place, number in stated.items():
        module, _, name = place.partition(":")
        assert attrgetter(name)(import_module(f"huimin.{module}")) == number, place


def test_the_page_has_every_limit_of_files_cases_and_repositories(root: Path, stated: dict[str, int]) -> None:
    engine = root / "engine" / "huimin"
    constants = {
        f"{path.relative_to(engine).with_suffix('').as_posix().replace('/', '.')}:{name}"
        for path in engine.rglob("*.py")
        for name in re.findall(r"^(MAX_\w+) = ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert constants | {f"policy.bounds:BOUNDS.{field.name}" for field in fields(Bounds)} == set(stated)


def test_only_the_programs_that_the_page_names_are_started(root: Path, page: str) -> None:
    starters = {"subprocess", "pty", "os.system", "os.popen"}
    starting = {file for file, names in _imported(root).items() if names & starters}
    assert starting == {"publish/official/pdf.py", "publish/official/fonts.py"}
    text = "".join((root / "engine" / "huimin" / file).read_text(encoding="utf-8") for file in starting)
    programs = set(re.findall(r"(?:which\(|command = \[)\"([\w-]+)\"", text))
    assert programs == {"soffice", "libreoffice", "fc-list"}
    assert [each for each in programs if f"`{each}`" not in page] == []


def test_nothing_opens_a_connection(root: Path) -> None:
    network = {"socket", "ssl", "http", "urllib", "urllib3", "requests", "ftplib", "smtplib", "asyncio"}
    speaking = {
        (file, name)
        for file, names in _imported(root).items()
        for name in names
        if name.split(".")[0] in network and not name.startswith("urllib.parse")
    }
    assert speaking == set()
