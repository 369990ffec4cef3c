"""What a user names may be no file at all: a pipe, a device, a folder, a link to nothing, or larger than any memory.

Every command says so in one line, and waits for nothing.
"""

import ast
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import huimin
from huimin.check.examine import examine
from huimin.cli.main import run
from huimin.documents import inputs
from huimin.documents.findings import BookError, HuiminError
from huimin.feel import kit
from huimin.policy import files

ENGINE = Path(huimin.__file__).parent
BOOK = Path(__file__).parents[1] / "policy" / "book"
CASE = "on: 2030-06-01\nfleet:\n  boats: []\n"

DOOR = {"documents/inputs.py", "packaged.py"}
ELSEWHERE = {
    "feel/reader.py",  # the grammar, which lark opens: the language stands alone
    "documents/write_whole.py",  # the one place where files are written, which locks folders
    "cli/screen.py",  # /dev/null, to write to
}
OPENERS = {"open", "read_text", "read_bytes", "fdopen", "FileSystemLoader", "PackageLoader", "FileIO"}


def _opened(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of a module that open a file to read it. Calls that open a file to write say so in their mode."""
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        named, of = getattr(call.func, "attr", ""), getattr(getattr(call.func, "value", None), "id", "")
        modes = {each.value for each in call.args if isinstance(each, ast.Constant)}
        is_ours = of in ("inputs", "self") or getattr(call.func, "id", "") == "read_bytes"  # the last parses bytes
        if {named, getattr(call.func, "id", "")} & OPENERS and not is_ours and not modes & {"w", "wb", "x", "xb"}:
            yield call


def test_files_are_opened_in_one_place_alone() -> None:
    found = {
        path.relative_to(ENGINE).as_posix()
        for path in ENGINE.rglob("*.py")
        if any(_opened(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == DOOR | ELSEWHERE


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)
    os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40 << 30)


KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (_pipe, "file-unreadable"),
    "socket": (_socket, "file-unreadable"),
    "folder": (Path.mkdir, "file-unreadable"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "file-unreadable"),
    "link-to-nothing": (lambda path: path.symlink_to("nothing"), "file-unreadable"),
    "link-to-itself": (lambda path: path.symlink_to(path.name), "file-unreadable"),
    "link-to-a-folder": (lambda path: path.symlink_to("/tmp"), "file-unreadable"),
    "sparse-file": (_sparse, "file-too-large"),
}
COMMANDS = {
    "check": ("check", "--book", "book"),
    "evaluate": ("evaluate", "case.yaml", "--book", "book"),
    "letter": ("letter", "case.yaml", "--to", "A", "--ref", "1", "--book", "book"),
    "publish": ("publish", "summary", "--out", "pages", "--book", "book"),
    "test": ("test", "--book", "book"),
    "fmt": ("fmt", "--check", "--book", "book"),
    "show": ("show", "--book", "book"),
    "batch": ("batch", "--on", "2030-06-01", "--sql", "--book", "book"),
}
NAMED = {
    "case-of-evaluate": ("evaluate", "x.yaml", "--book", "book"),
    "case-of-letter": ("letter", "x.yaml", "--to", "A", "--ref", "1", "--book", "book"),
    "case-of-ask": ("ask", "x.yaml", "--book", "book"),
    "series-of-publish": ("publish", "summary", "--series", "x.yaml", "--out", "pages", "--book", "book"),
    "context-of-feel": ("feel", "1", "--context", "x.yaml"),
    "text-of-trace": ("trace", "--text", "x.yaml", "--book", "book"),
    "mapping-of-batch": ("batch", "--on", "2030-06-01", "--sql", "--mapping", "x.yaml", "--book", "book"),
    "marginals-of-population": ("population", "1", "-o", "a.parquet", "--marginals", "x.yaml", "--book", "book"),
}


def pairs(commands: Iterable[str]) -> list[tuple[str, str]]:
    """Each command with two kinds, each kind with two commands: all of them go through one opener."""
    kinds = list(KINDS)
    return [(kinds[(place + turn) % len(kinds)], each) for place, each in enumerate(commands) for turn in (0, 3)]


@contextmanager
def bounded() -> Iterator[None]:
    """Fail where a read takes more memory than a file may have, long before the machine is filled."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (1 << 30), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a book and a case, in which the commands run."""
    shutil.copytree(BOOK, tmp_path / "book")
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUIMIN_CACHE", "")
    return tmp_path


@pytest.mark.parametrize(("kind", "command"), pairs(COMMANDS))
def test_every_command_says_that_a_file_of_the_book_is_none(
    kind: str, command: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code = KINDS[kind]
    make(here / "book" / "harbour-2030" / "zz.yaml")
    with bounded():
        ended = run([*COMMANDS[command], "--lang", "en"])
    shown = capsys.readouterr()
    assert ended == (1 if command == "check" else 2)
    assert "book/harbour-2030/zz.yaml: the file" in shown.out + shown.err
    assert f"[{code}]" in shown.out + shown.err


@pytest.mark.parametrize(("kind", "named"), pairs(NAMED))
def test_every_command_says_that_what_it_is_given_is_no_file(
    kind: str, named: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code = KINDS[kind]
    make(here / "x.yaml")
    with bounded():
        assert run([*NAMED[named], "--lang", "en"]) == 2
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.parametrize(("kind", "zh", "en"), [
    ("pipe", "文件无法读取：这是管道，不是普通文件。", "the file cannot be read: it is a pipe, not a regular file"),
    ("link-to-nothing", "文件无法读取：没有这个文件。", "the file cannot be read: there is no such file"),
])  # fmt: skip
def test_the_reason_is_told_in_both_languages(kind: str, zh: str, en: str, tmp_path: Path) -> None:
    KINDS[kind][0](tmp_path / "x.yaml")
    with pytest.raises(HuiminError) as refused:
        inputs.read_file(tmp_path / "x.yaml")
    assert refused.value.findings[0].message("zh") == zh
    assert refused.value.findings[0].message("en") == en


def test_a_folder_above_the_book_is_refused_before_it_is_read() -> None:
    with pytest.raises(BookError) as refused:
        files.gather(Path("/"))
    assert [each.code for each in refused.value.findings] == ["book-too-large"]


@pytest.mark.parametrize(("limit", "most"), [("MAX_ENTRIES", 3), ("MAX_LEVELS", 1), ("MAX_TOTAL", 5)])
def test_a_book_has_limits(limit: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.yaml", "b.yaml", "c/d.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert len(files.gather(tmp_path).raw) == 3
    if limit == "MAX_LEVELS":
        (tmp_path / "c" / "e").mkdir()
        (tmp_path / "c" / "e" / "f.yaml").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(inputs, limit, most)
    with pytest.raises(BookError) as refused:
        files.gather(tmp_path)
    assert [each.code for each in refused.value.findings] == ["book-too-large"]


def test_a_folder_that_cannot_be_read_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its measures would be missing, and no family would hear of it."""
    scan = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "cases":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    findings = files.gather(here / "book").findings
    assert {(each.code, each.message("en")) for each in findings} == {
        ("file-unreadable", "the file cannot be read: you have no permission to read it")
    }


def test_folders_that_begin_with_a_dot_are_no_part_of_a_book(here: Path) -> None:
    (here / "book" / ".git").mkdir()
    (here / "book" / ".git" / "x.yaml").write_text("[", encoding="utf-8")
    assert examine(here / "book")[1] == []


def test_a_file_is_read_once_and_what_was_read_is_what_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save between reading and telling cannot show another line than the one that is wrong."""
    faulty = here / "book" / "harbour-2030" / "instrument.yaml"
    faulty.write_text("instrument: [", encoding="utf-8")
    read, opened = inputs.read_file, []

    def and_save(path: Path, *options: object) -> bytes:
        opened.append(path)
        raw = read(path, *options)
        path.write_text("saved: meanwhile", encoding="utf-8")
        return raw

    monkeypatch.setattr(inputs, "read_file", and_save)
    run(["check", "--book", "book"])
    assert len(opened) == len(set(opened))


def test_standard_input_may_have_no_end(here: Path) -> None:
    command = [sys.executable, "-m", "huimin"]
    case = [*command, "evaluate", "-", "--book", "book", "--lang", "en"]
    for asked, code in ((case, "[file-too-large]"), ([*command, "feel", "-", "--lang", "en"], "[expression-")):
        with Path("/dev/zero").open("rb") as zeros:
            endless = subprocess.run(asked, stdin=zeros, capture_output=True, text=True)
        assert endless.returncode in (1, 2)
        assert code in endless.stdout + endless.stderr


def test_a_line_of_conformance_cases_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "MAX_LINE", 60)
    short = json.dumps({"id": 1, "expression": "1 + 1"})
    asked, answered = io.StringIO(f"{' ' * 500}{short}\n{short}\n"), io.StringIO()
    kit.serve(asked, answered, kit.clock())
    replies = [json.loads(line) for line in answered.getvalue().splitlines()]
    assert "longer than 60" in replies[0]["error"]
    assert replies[1:] == [{"id": 1, "value": {"t": "number", "v": "2"}}]


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    for read in (inputs.read_stdin, inputs.read_line):
        with pytest.raises(HuiminError) as refused:
            read()
        assert refused.value.findings[0].message("zh") == "文件无法读取：标准输入已经关闭。"
