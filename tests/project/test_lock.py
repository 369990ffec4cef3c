"""The lock: every file of every release by its hash, and no host."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("core", "dev")


def pinned(root: Path, lock: str) -> dict[str, str]:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def declared(root: Path, lock: str) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    if lock == "dev":
        wanted += project["project"]["optional-dependencies"]["dev"]
    return [Requirement(line) for line in wanted]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_release_is_locked_by_hashes(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^\S.*(?:\n[ \t].*)*", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), re.MULTILINE)
    assert entries
    assert [
        entry for entry in entries if not re.fullmatch(r"[\w.-]+==\S+( \\\n +--hash=sha256:[0-9a-f]{64})+", entry)
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_what_the_project_declares(root: Path, lock: str) -> None:
    pins = pinned(root, lock)
    unmet = [
        str(wanted)
        for wanted in declared(root, lock)
        if not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"), prereleases=False)
    ]
    assert unmet == []


def test_the_developers_lock_extends_the_core_without_changing_it(root: Path) -> None:
    assert pinned(root, "core").items() <= pinned(root, "dev").items()
