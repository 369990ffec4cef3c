"""The canonical form of a file: one for all ways to write it, the same the second time, with every comment, and with
nothing else of the book changed.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from huimin.amend.rewrite import Rewritten, rewritten, write
from huimin.check.load import load
from huimin.cli.main import run
from huimin.documents.findings import HuiminError
from huimin.documents.format import WIDTH, canonical, comments
from huimin.documents.format.shape import Shape, shape
from huimin.documents.locate import CHECKOUT
from huimin.documents.read import Document, read, read_bytes
from huimin.policy.files import documents, kind_of

HERE = Path(__file__).parent
BOOK = HERE / "book"
BOOKS = (CHECKOUT / "policies", CHECKOUT / "tests" / "books" / "elderly-care")
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a failing example is a whole file either way."""
CASES = yaml.safe_load((HERE / "format-cases.yaml").read_text(encoding="utf-8"))
FILES = sorted(path for path in BOOK.rglob("*.yaml") if path.stat().st_size > 300)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_file_comes_to_its_canonical_form_and_stays_there(case: dict[str, str]) -> None:
    kind = case.get("kind", "measure")
    assert canonical(read_bytes(case["typed"].encode(), "x.yaml"), kind) == case["canonical"]
    assert canonical(read_bytes(case["canonical"].encode(), "x.yaml"), kind) == case["canonical"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.name))
def test_the_books_are_in_canonical_form(book: Path) -> None:
    assert [each.name for each in rewritten(book)] == [], "run: huimin fmt"


@pytest.mark.parametrize("book", [*BOOKS, BOOK], ids=lambda book: str(book.name))
def test_no_line_is_longer_than_the_width_but_one_that_cannot_be_folded(book: Path) -> None:
    for document in documents(book)[0]:
        for line in canonical(document, kind_of(book.parent / document.name, book)).splitlines():
            assert len(line) <= WIDTH or " " not in line.strip().partition(": ")[2].strip("'\""), line


def reordered(data: Any, like: Shape, draw: st.DrawFn) -> Any:
    """The data with the keys that the schema names in any order."""
    if isinstance(data, dict):
        keys = draw(st.permutations(list(data))) if like.has_keys else list(data)
        return {key: reordered(data[key], like.below(key), draw) for key in keys}
    return [reordered(each, like.below(0), draw) for each in data] if isinstance(data, list) else data


def scalar(value: Any, draw: st.DrawFn) -> str:
    """A scalar in one of the ways to write it."""
    if isinstance(value, bool) or not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    single = "'" + value.replace("'", "''") + "'"
    return draw(st.sampled_from([json.dumps(value), json.dumps(value, ensure_ascii=False), single]))


def written(data: Any, indent: str, draw: st.DrawFn, note: Callable[[], str]) -> Iterator[str]:
    """The data as YAML, laid out at will, with comments above some entries and behind others."""
    members = data.items() if isinstance(data, dict) else [(None, each) for each in data]
    for key, value in members:
        head = f"{indent}-" if key is None else f"{indent}{scalar(key, draw)}:"
        if draw(st.integers(0, 9)) == 0:
            yield f"{indent}{note()}"
        if not isinstance(value, dict | list) or not value or draw(st.integers(0, 3)) == 0:
            behind = f"   {note()}" if draw(st.integers(0, 9)) == 0 else ""
            yield f"{head} {flow(value, draw)}{behind}"
        else:
            yield head
            yield from written(value, indent + draw(st.sampled_from(["  ", "    "])), draw, note)


def flow(value: Any, draw: st.DrawFn) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, draw)}: {flow(each, draw)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[ " + " , ".join(flow(each, draw) for each in value) + " ]"
    return scalar(value, draw)


@st.composite
def rewritings(draw: st.DrawFn) -> tuple[Path, str, int]:
    """A file of the fictional book, written anew in some way, and how many comments are in it."""
    file = draw(st.sampled_from(FILES))
    count = 0

    def note() -> str:
        nonlocal count
        count += 1
        return f"# note {count}: [x, {{y"

    data = reordered(read(file).data, shape(kind_of(file, BOOK)), draw)
    text = "\n".join(written(data, "", draw, note)) + "\n"
    return file, text, count


@given(rewritings())
@settings(max_examples=40, deadline=None, phases=QUICK)
def test_however_a_file_is_written_it_comes_to_one_form(rewriting: tuple[Path, str, int]) -> None:
    file, text, count = rewriting
    kind = kind_of(file, BOOK)
    once = canonical(read_bytes(text.encode(), "x"), kind)
    again = read_bytes(once.encode(), "x")
    assert canonical(again, kind) == once
    assert again.data == read(file).data
    assert sorted(each for _, each in comments.found(once)) == sorted(f"# note {n + 1}: [x, {{y" for n in range(count))
    if count == 0:
        modeline, _, rest = canonical(read(file), kind).partition("\n")
        assert once == rest, modeline


@given(rewritings())
@settings(max_examples=10, deadline=None, phases=QUICK)
def test_formatting_leaves_the_digest_as_it_is(tmp_path_factory: pytest.TempPathFactory, rewriting: Any) -> None:
    file, text, _ = rewriting
    folder = Path(shutil.copytree(BOOK, tmp_path_factory.mktemp("fmt") / "book"))
    (folder / file.relative_to(BOOK)).write_text(text, encoding="utf-8")
    before = load(folder).digest
    assert before == load(BOOK).digest
    write(rewritten(folder), folder)
    assert load(folder).digest == before
    assert rewritten(folder) == []


def test_a_file_that_cannot_be_read_is_said_and_nothing_is_touched(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = copy / "harbour-2030" / "01-repair.yaml"
    broken.write_text("measure: [1\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in copy.rglob("*.yaml")}
    assert run(["fmt", "--book", str(copy)]) == 2
    assert "book/harbour-2030/01-repair.yaml:1:10: " in capsys.readouterr().err
    assert {path: path.read_bytes() for path in copy.rglob("*.yaml")} == before


def test_a_file_with_other_findings_is_formatted_all_the_same(copy: Path) -> None:
    file = copy / "harbour-2030" / "01-repair.yaml"
    text = file.read_text(encoding="utf-8").replace("obligation: pays", "obligaton:   pays")
    file.write_text(text, encoding="utf-8")
    assert run(["fmt", "--book", str(copy), str(file)]) == 0
    assert "    obligaton: pays\n" in file.read_text(encoding="utf-8")


def test_check_names_the_files_and_diff_shows_them_and_neither_writes(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*.yaml")}
    assert run(["fmt", "--check", "--book", str(copy)]) == 1
    assert "book/harbour-2030/01-repair.yaml\n" in capsys.readouterr().out
    assert run(["fmt", "--diff", "--book", str(copy), "--lang", "en"]) == 0
    shown = capsys.readouterr()
    assert "--- book/harbour-2030/01-repair.yaml\n+++ book/harbour-2030/01-repair.yaml\n" in shown.out
    assert {path: path.read_bytes() for path in copy.rglob("*.yaml")} == before
    assert run(["fmt", "--book", str(copy)]) == 0
    assert run(["fmt", "--check", "--book", str(copy)]) == 0


@pytest.mark.parametrize("path", ["nowhere.yaml", ".."])
def test_a_path_outside_the_book_is_wrong_usage(path: str, copy: Path) -> None:
    assert run(["fmt", "--book", str(copy), str(copy / path)]) == 2


def test_where_one_file_cannot_be_written_none_is(copy: Path) -> None:
    files = rewritten(copy)
    lost = Rewritten(files[0].path / "below a file.yaml", "x", "", "a: 1\n")
    with pytest.raises(OSError, match="file"):
        write([*files, lost], copy)
    assert [each.name for each in rewritten(copy)] == [each.name for each in files]
    assert [path.name for path in copy.rglob(".*")] == []


def test_a_form_that_would_say_something_else_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(document: Document, kind: str) -> str:
        return canonical(document, kind).replace("100", "1000")

    monkeypatch.setattr("huimin.amend.rewrite.canonical", lossy)
    with pytest.raises(HuiminError) as refused:
        rewritten(copy)
    assert {each.code for each in refused.value.findings} == {"format-changes"}
