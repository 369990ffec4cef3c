"""What a user names may be no file at all: a pipe, a device, a folder, a link to nothing, or larger than any memory.

Every command says so in one line, and waits for nothing.
"""

import ast
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import huimin
from huimin.cli.main import run
from huimin.policy import inputs
from huimin.policy.findings import HuiminError

ENGINE = Path(huimin.__file__).parent
BOOK = Path(__file__).parents[1] / "policy" / "book"
CASE = "on: 2030-06-01\nfleet:\n  boats: []\n"

DOOR = {"policy/inputs.py", "policy/packaged.py"}
ELSEWHERE = {
    "feel/reader.py",  # the grammar, which lark opens: the language stands alone
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
    "text-of-trace": ("trace", "x.yaml", "--instrument", "harbour-2030", "--book", "book"),
    "mapping-of-batch": ("batch", "--on", "2030-06-01", "--sql", "--mapping", "x.yaml", "--book", "book"),
    "marginals-of-population": ("population", "1", "-o", "a.parquet", "--marginals", "x.yaml", "--book", "book"),
}


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


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_command_says_that_a_file_of_the_book_is_none(
    kind: str, command: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code = KINDS[kind]
    if (kind, command) == ("folder", "fmt"):
        pytest.skip("an empty folder is a part of a book, whatever its name")
    make(here / "book" / "harbour-2030" / "zz.yaml")
    with bounded():
        ended = run([*COMMANDS[command], "--lang", "en"])
    shown = capsys.readouterr()
    if kind == "folder":
        assert ended in (0, 1)
        return
    assert ended == (1 if command == "check" else 2)
    assert "book/harbour-2030/zz.yaml: the file" in shown.out + shown.err
    assert f"[{code}]" in shown.out + shown.err


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("kind", KINDS)
def test_every_command_says_that_what_it_is_given_is_no_file(
    kind: str, named: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code = KINDS[kind]
    make(here / "x.yaml")
    with bounded():
        assert run([*NAMED[named], "--lang", "en"]) == 2
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.parametrize(("kind", "zh", "en"), [
    ("pipe", "文件无法读取：这是管道，不是普通文件。", "the file cannot be read: it is a pipe and no regular file"),
    ("link-to-nothing", "文件无法读取：没有这个文件。", "the file cannot be read: there is no such file"),
])  # fmt: skip
def test_the_reason_is_told_in_both_languages(kind: str, zh: str, en: str, tmp_path: Path) -> None:
    KINDS[kind][0](tmp_path / "x.yaml")
    with pytest.raises(HuiminError) as refused:
        inputs.read_file(tmp_path / "x.yaml")
    assert refused.value.findings[0].message("zh") == zh
    assert refused.value.findings[0].message("en") == en
