"""The locks: every file of every release by its hash, no host, and all that each release requires."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("build", "core", "dev", "bench", "tools")
ENTRY = re.compile(r"[\w.-]+==\S+( ; [^\\]+\S)?( \\\n +--hash=sha256:[0-9a-f]{64})+")


@pytest.fixture(scope="module")
def met(root: Path) -> ModuleType:
    """The script that the Makefile runs after each installation."""
    spec = importlib.util.spec_from_file_location("met", root / "requirements" / "met.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declared(root: Path, lock: str) -> list[Requirement]:
    """What a lock is made of: the project's own requirements, or the lines of an `.in` file."""
    source = root / "requirements" / f"{lock}.in"
    if source.is_file():
        lines = source.read_text(encoding="utf-8").splitlines()
        return [Requirement(line) for line in lines if line and not line.startswith("#")]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [Requirement(line) for line in project["dependencies"] + ([] if lock == "core" else extras[lock])]
    own = [extra for each in wanted if each.name == "huimin" for extra in each.extras]
    for extra in own:
        further = [Requirement(line) for line in extras[extra]]
        own.extend(deeper for each in further if each.name == "huimin" for deeper in each.extras)
        wanted += further
    return [each for each in wanted if each.name != "huimin"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_release_is_locked_by_hashes(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^\S.*(?:\n[ \t].*)*", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), re.MULTILINE)
    assert entries
    assert [entry for entry in entries if not ENTRY.fullmatch(entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_what_the_project_declares(root: Path, lock: str, met: ModuleType) -> None:
    pins = met.pinned(lock)
    unmet = [
        str(wanted)
        for wanted in declared(root, lock)
        if not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"), prereleases=False)
    ]
    assert unmet == []


@pytest.mark.parametrize("lock", ["core", "dev"])
def test_the_lock_lists_all_that_its_releases_require(lock: str, met: ModuleType) -> None:
    """Read from what is installed; the Makefile asks the same of each lock where it has installed it."""
    pins = met.pinned("build") | met.pinned(lock)
    assert met.unmet(pins) == []


def test_a_requirement_of_an_extra_that_is_not_locked_is_told(met: ModuleType) -> None:
    pins = met.pinned("build") | met.pinned("dev")
    del pins["coverage"]
    assert [line for line in met.unmet(pins) if "coverage[toml]" in line] != []


def test_the_makefile_installs_what_the_locks_list_and_asks_for_nothing_else(root: Path) -> None:
    text = (root / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if "-m pip install" in line]
    assert installs == ["PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation"]
    assert len(re.findall(r"\$\(PIP_INSTALL\) (?!--require-hashes|--editable \.)", text)) == 0


@pytest.mark.parametrize("lock", ["dev", "bench"])
def test_a_larger_lock_extends_the_core_without_changing_it(root: Path, lock: str, met: ModuleType) -> None:
    assert met.pinned("core").items() <= met.pinned(lock).items()


@pytest.mark.needs_program("git")
@pytest.mark.xdist_group("install")
def test_the_bill_of_materials_lists_every_locked_release_with_its_hashes(root: Path, tmp_path: Path) -> None:
    """`make sbom` makes it, each time of the same bytes."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", root, clone], check=True)
    made = []
    for _ in range(2):
        subprocess.run(["make", "sbom", f"PYTHON={sys.executable}"], cwd=clone, check=True, capture_output=True)
        made.append((clone / "dist" / "huimin.cdx.json").read_bytes())
    assert made[0] == made[1]
    bill = json.loads(made[0])
    listed = {
        (each["name"], each["version"]): {hash_["content"] for hash_ in each["externalReferences"][0]["hashes"]}
        for each in bill["components"]
    }
    text = (root / "requirements" / "core.txt").read_text(encoding="utf-8")
    locked = re.findall(r"^([\w.-]+)==([^\s;]+)(.*(?:\n +--hash=.*)+)", text, re.MULTILINE)
    assert listed == {(name, release): set(re.findall(r"sha256:(\w{64})", rest)) for name, release, rest in locked}
    assert bill["metadata"]["component"]["name"] == "huimin"
