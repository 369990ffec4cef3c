"""Checks that locks list everything that their entries require, in an environment that was installed from these locks.

    python requirements/met.py build dev

Prints each requirement that no lock named here meets, and exits 1 where there is one.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import requires, version
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parent
ENTRY = re.compile(r"^([\w.-]+)==([^\s;]+)(?: *; *([^\\\n]*[^\\\s]))?", re.MULTILINE)


def pinned(lock: str) -> dict[str, str]:
    """The releases that a lock lists for this system and Python: `{"jinja2": "3.1.6"}`."""
    text = (FOLDER / f"{lock}.txt").read_text(encoding="utf-8")
    return {
        canonicalize_name(name): release
        for name, release, marker in ENTRY.findall(text)
        if not marker or Marker(marker).evaluate()
    }


def unmet(pins: dict[str, str]) -> list[str]:
    """Requirements of the locked distributions that `pins` lack, and releases that differ from the lock, a line each.

    The requirements, also those of extras, are read from the metadata of what is installed. Example: where `pytest-cov`
    requires `coverage[toml]`, and the extra `toml` of `coverage` requires `tomli`, a lock without `tomli` is told.
    """
    missing = {
        f"{name} {release} is locked, {version(name)} is installed"
        for name, release in pins.items()
        if version(name) != release
    }
    queue = [(name, "") for name in pins]  # a distribution and one of its extras, or none
    seen = set(queue)
    for name, extra in queue:
        for requirement in map(Requirement, requires(name) or ()):
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            wanted = canonicalize_name(requirement.name)
            if wanted not in pins or not requirement.specifier.contains(pins[wanted], prereleases=True):
                missing.add(f"{name} {pins[name]} requires {requirement}")
                continue
            further = [(wanted, each) for each in requirement.extras if (wanted, each) not in seen]
            seen.update(further)
            queue.extend(further)
    return sorted(missing)


def main(locks: list[str]) -> int:
    """Print what the locks leave out. Returns 1 where they leave out anything, else 0."""
    missing = unmet({name: pin for lock in locks for name, pin in pinned(lock).items()})
    for line in missing:
        print(f"requirements/{locks[-1]}.txt: {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
