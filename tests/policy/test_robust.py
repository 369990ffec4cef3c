"""Whatever is left out of a book, or put in its place, the check answers with findings and never with a traceback."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.check.examine import examine
from huimin.documents.read import read

BOOK = Path(__file__).parent / "book"
FILES = sorted(path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.yaml"))
STEP = 7
"""One place in seven is spoilt in a run; `STEP = 1` spoils them all, in about a minute."""


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in members:
        yield (*path, step)
        yield from places(value, (*path, step))


def plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    return [plain(value) for value in data] if isinstance(data, list) else data


def spoilt(data: Any, path: tuple[Any, ...], replacement: Any) -> Any:
    data = copy.deepcopy(data)
    owner = data
    for step in path[:-1]:
        owner = owner[step]
    if replacement is None:
        del owner[path[-1]]
    else:
        owner[path[-1]] = replacement
    return data


@pytest.mark.parametrize("replacement", [None, [], {"a": 1}, "x y", 7], ids=repr)
@pytest.mark.parametrize("file", FILES)
def test_a_spoilt_book_is_checked_to_the_end(file: str, replacement: Any, planted: Callable[[str, str], Path]) -> None:
    data = plain(read(BOOK / file).data)
    offset = FILES.index(file) % STEP
    checked = 0
    for path in list(places(data))[offset::STEP]:
        text = yaml.safe_dump(spoilt(data, path, replacement), allow_unicode=True)
        for finding in examine(planted(file, text))[1]:
            assert finding.to_json()["message"]["zh"]
        checked += 1
    assert checked
