"""What order must not change: children in the list, keys in a file, and the hash seed of a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import huimin
from huimin.documents.read import Document
from huimin.policy.files import assemble, documents
from huimin.policy.model import Book

MODERATE = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 2**64)
# Under these keys stand maps of the book's own names, of which the order is the order of answers and questions.
NAMED = {
    "codes", "values", "units", "bodies", "indicators", "subjects", "records", "facts", "implied", "conditions",
    "parameters", "readings",
}  # fmt: skip


def family(cases: Any) -> dict[str, Any]:
    """A family with two to four children, born or expected on different days."""
    case: dict[str, Any] = cases.case()
    family = case.setdefault("family", {})
    number = cases.random.randint(2, 4)
    days = cases.random.sample([day for day in cases.days if "2000" < day <= case["on"]], number)
    child = cases.book.vocabulary.records["child"]
    family["children"] = []
    for day, name in zip(days, "abcd", strict=False):
        given = cases.record(child) | {"id": name, "birth_date": day}
        for other in ("due_date", "pregnancy_lost_on"):
            given.pop(other, None)
        family["children"].append(given)
    return cases.mended(case)


def answers(book: Book, case: Mapping[str, Any]) -> dict[Any, Any]:
    drafts = [each.id for each in book.instruments if each.status == "draft"]
    found = huimin.determine(book, case, drafts=drafts).outcomes
    return {
        (each.provision, each.record, each.year): (
            each.status,
            each.amount,
            each.would_be,
            each.displaced_by,
            each.failed,
            each.unknown,
            {need.path for need in each.needs},
            {caution.question for caution in each.cautions},
            each.answers,
        )
        for each in found
    }


def test_the_order_in_which_children_of_different_days_are_listed_changes_nothing(
    shipped_book: Book, generator: Any
) -> None:
    @MODERATE
    @given(SEEDS)
    def list_otherwise(seed: int) -> None:
        cases = generator(shipped_book, Random(seed))
        case = family(cases)
        children = case.get("family", {}).get("children", [])
        assume(len(children) > 1 and all("birth_date" in each for each in children))
        shuffled = cases.random.sample(children, len(children))
        other = case | {"family": case["family"] | {"children": shuffled}}
        assert answers(shipped_book, other) == answers(shipped_book, case)

    list_otherwise()


RUN = """
import sys, huimin
from pathlib import Path
for folder, cases in (sys.argv[1:3], sys.argv[3:5]):
    book = huimin.load(folder)
    for path in sorted(Path(cases).glob("*.yaml")):
        print(huimin.determine(book, path).to_json())
    print(book.digest)
"""


def run(root: Path, cases: Path, seed: int) -> bytes:
    environment = os.environ | {"PYTHONHASHSEED": str(seed), "HUIMIN_CACHE": "", "PYTHONPATH": str(root / "engine")}
    arguments = [root / "policies", root / "examples", root / "tests" / "books" / "elderly-care", cases]
    done = subprocess.run([sys.executable, "-c", RUN, *map(str, arguments)], capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_two_runs_give_the_same_bytes(root: Path, tmp_path: Path, fictional_book: Book, generator: Any) -> None:
    in_force = replace(fictional_book, instruments=fictional_book.instruments[2:])
    for seed in range(5):
        case = generator(in_force, Random(seed)).case()
        (tmp_path / f"{seed}.yaml").write_text(json.dumps(case), encoding="utf-8")
    first, second = (run(root, tmp_path, seed) for seed in (1, 4_000_000_000))
    assert first == second
    assert first.count(b'"outcomes"') == 5 + len(list((root / "examples").glob("*.yaml")))


@dataclass(frozen=True)
class Files:
    """The documents of a book that its digest is over."""

    folder: Path
    documents: tuple[Document, ...]
    kinds: Mapping[str, str]

    def digest(self, *changed: Document) -> str:
        """The digest, some documents changed."""
        names = {each.name: each for each in changed}
        return assemble(self.folder, tuple(names.get(each.name, each) for each in self.documents), self.kinds).digest


@pytest.fixture(scope="module", params=["policies", "tests/books/elderly-care"])
def files(request: pytest.FixtureRequest, root: Path) -> Files:
    found, kinds, _ = documents(root / request.param)
    said = tuple(each for each in found if kinds[each.name] in ("vocabulary", "instrument", "measure"))
    return Files(root / request.param, said, kinds)


def shuffled(data: Any, random: Random, *, named: bool = False) -> Any:
    """The same data, the keys of each mapping in another order where the schema says what they are."""
    if isinstance(data, dict):
        keys = list(data) if named else random.sample(list(data), len(data))
        return {key: shuffled(data[key], random, named=not named and key in NAMED) for key in keys}
    return [shuffled(each, random) for each in data] if isinstance(data, list) else data


def test_the_order_of_keys_leaves_the_digest(files: Files) -> None:
    before = files.digest()

    @settings(MODERATE, max_examples=10)
    @given(SEEDS)
    def write_otherwise(seed: int) -> None:
        random = Random(seed)
        document = random.choice(files.documents)
        assert files.digest(Document(document.name, "", shuffled(document.data, random))) == before, document.name

    write_otherwise()


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    return [path] if members is None else [leaf for key, each in members for leaf in leaves(each, (*path, key))]


def with_leaf(data: Any, path: tuple[Any, ...]) -> Any:
    """The same data with another value at one leaf."""
    if path:
        key, *rest = path
        changed = dict(data) if isinstance(data, dict) else list(data)
        changed[key] = with_leaf(data[key], tuple(rest))
        return changed
    if isinstance(data, bool):
        return not data
    if not isinstance(data, str):
        return data + 1
    return "2049-09-09" if data[:4].isdigit() and data[4:5] == "-" else data + "x"


def says_nothing(path: tuple[Any, ...]) -> bool:
    """Whether only one value may stand there: the name of a vocabulary file, the type of a rate's key."""
    return path == ("vocabulary",) or "by" in path[-2:-1]


def test_any_value_changes_the_digest(files: Files) -> None:
    before = files.digest()
    said = [(each, path) for each in files.documents for path in leaves(each.data) if not says_nothing(path)]

    @settings(MODERATE, max_examples=150)
    @given(SEEDS)
    def say_otherwise(seed: int) -> None:
        document, path = Random(seed).choice(said)
        try:
            after = files.digest(Document(document.name, "", with_leaf(document.data, path)))
        except KeyError:  # a shared condition by a name that leads nowhere: no book at all
            return
        assert after != before, (document.name, path)

    say_otherwise()
