"""The cache is believed only if this user wrote it; whatever else lies there changes no answer and stops no command."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huimin import determine
from huimin.check import examine
from huimin.check.load import load
from huimin.cli.main import run
from huimin.documents import inputs
from huimin.policy import cache

CASE = {"on": "2030-06-01", "fleet": {"boats": []}}
OTHER = '{"digest":"sha256:0","trees":{}}'


@pytest.fixture
def book(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the harbour's book, with a cache and a secret of its own."""
    monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Path(shutil.copytree(root / "tests" / "policy" / "book", tmp_path / "book"))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was checked whole, each time that it was."""
    found: list[object] = []
    whole = examine.examine

    def and_count(files: object) -> object:
        found.append(files)
        return whole(files)

    monkeypatch.setattr(examine, "examine", and_count)
    return found


def stored(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "cache").glob("book-*.json")
    return file


def test_a_clean_book_is_checked_once(book: Path, checked: list[object]) -> None:
    assert load(book).digest == load(book).digest
    assert len(checked) == 1


def test_check_and_test_do_without_the_cache(book: Path, checked: list[object]) -> None:
    load(book)
    run(["test", "--book", str(book)])
    run(["check", "--book", str(book)])
    assert len(checked) == 3


def _flipped(raw: bytes) -> bytes:
    signature, _, text = raw.partition(b"\n")
    data = json.loads(text)
    swap = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", "<=": ">", ">": "<="}

    def walk(value: object) -> object:
        if isinstance(value, list):
            return [swap.get(each, each) if isinstance(each, str) else walk(each) for each in value]
        return {key: walk(each) for key, each in value.items()} if isinstance(value, dict) else value

    changed = data | {"trees": walk(data["trees"])}
    assert changed != data
    return signature + b"\n" + json.dumps(changed).encode()


def _body(text: str) -> Callable[[bytes], bytes]:
    return lambda raw: raw.partition(b"\n")[0] + b"\n" + text.encode()


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "operators-swapped": _flipped,
    "another-digest": lambda raw: raw.replace(b"sha256:", b"sha256:0", 1),
    "short": lambda raw: raw[:-1],
    "empty": lambda raw: raw[:0],
    "no-signature": lambda raw: raw.partition(b"\n")[2],
    "empty-signature": lambda raw: b"\n" + raw.partition(b"\n")[2],
    "signature-not-ascii": lambda raw: b"\xff\n" + raw.partition(b"\n")[2],
    "no-trees": _body(OTHER),
    "trees-a-list": _body('{"digest":"sha256:0","trees":[]}'),
    "a-number": _body("NaN"),
    "deep": _body("[" * 100_000 + "]" * 100_000),
    "no-json": _body("{"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_cache_is_as_none(name: str, book: Path, tmp_path: Path, checked: list[object]) -> None:
    first = determine(load(book), CASE).to_json()
    stored(tmp_path).write_bytes(CHANGES[name](stored(tmp_path).read_bytes()))
    assert determine(load(book), CASE).to_json() == first
    assert len(checked) == 2
    load(book)
    assert len(checked) == 2, "the changed file is replaced"


def _linked(path: Path) -> None:
    kept = path.parent.with_name("kept")
    path.parent.rename(kept)
    path.parent.symlink_to(kept)


PLACES: dict[str, Callable[[Path], None]] = {
    "folder-that-others-may-write": lambda path: path.parent.chmod(0o777),
    "folder-that-a-group-may-write": lambda path: path.parent.chmod(0o770),
    "folder-that-is-a-link": _linked,
    "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "device": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    "folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_cache_in_a_place_that_is_not_the_users_own_is_as_none(
    name: str, book: Path, tmp_path: Path, checked: list[object]
) -> None:
    first = determine(load(book), CASE).to_json()
    PLACES[name](stored(tmp_path))
    assert determine(load(book), CASE).to_json() == first
    assert len(checked) == 2


def test_what_is_stored_for_one_book_is_not_taken_for_another(book: Path, tmp_path: Path) -> None:
    load(book)
    other = "0" * 64
    secret = (tmp_path / "state" / "huimin" / "cache-secret").read_bytes()
    shutil.copy(stored(tmp_path), tmp_path / "cache" / f"book-{other[:32]}.json")
    assert cache.read(other) is None
    assert len(secret) == 32


def test_the_cache_of_another_user_is_as_none(
    book: Path, checked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(book)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    load(book)
    assert len(checked) == 2


@pytest.mark.parametrize("name", ["gone", "open-to-others", "another", "short"])
def test_without_the_users_secret_there_is_no_cache(
    name: str, book: Path, tmp_path: Path, checked: list[object]
) -> None:
    """A cache that came from elsewhere, as an archive of a build does, has no secret with it."""
    load(book)
    secret = tmp_path / "state" / "huimin" / "cache-secret"
    if name == "gone":
        secret.unlink()
    elif name == "open-to-others":
        secret.parent.chmod(0o755)
    else:
        secret.write_bytes(bytes(32) if name == "another" else b"")
    load(book)
    assert len(checked) == 2


def test_the_secret_is_open_to_its_user_alone(book: Path, tmp_path: Path) -> None:
    load(book)
    assert (tmp_path / "state" / "huimin").stat().st_mode & 0o077 == 0
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_a_user_without_a_home_has_no_cache(book: Path, checked: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("HUIMIN_CACHE")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", none)
    load(book)
    load(book)
    assert len(checked) == 2


def test_a_full_disk_leaves_nothing_in_the_cache(book: Path, tmp_path: Path) -> None:
    """A file may not grow over 40 bytes here: the secret fits, what is stored does not."""
    (tmp_path / "case.yaml").write_text(json.dumps(CASE), encoding="utf-8")
    command = [sys.executable, "-m", "huimin", "evaluate", str(tmp_path / "case.yaml"), "--book", str(book)]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40)),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_is_hashed_is_what_is_parsed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save while the book is loaded belongs to the next answer: neither the digest nor the rules are of two books."""
    first = load(book)
    read = cache.read

    def and_save(key: str) -> cache.Stored | None:
        for path in book.rglob("*.yaml"):
            path.write_text("saved: [meanwhile", encoding="utf-8")
        return read(key)

    monkeypatch.setattr(cache, "read", and_save)
    second = load(book)
    assert second.digest == first.digest
    assert determine(second, CASE).to_json() == determine(first, CASE).to_json()


@pytest.mark.parametrize("cached", [False, True])
def test_each_file_of_a_book_is_opened_once(cached: bool, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if cached:
        load(book)
    opened, open_file = [], inputs.open_file

    def and_tell(path: Path, name: str | None = None) -> object:
        opened.append(path)
        return open_file(path, name)

    monkeypatch.setattr(inputs, "open_file", and_tell)
    load(book)
    assert sorted(each for each in opened if each.is_relative_to(book)) == sorted(book.rglob("*.yaml"))


def test_an_edit_of_the_book_is_seen(book: Path, checked: list[object]) -> None:
    load(book)
    file = next(book.rglob("instrument.yaml"))
    file.write_text(file.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    load(book)
    file.rename(file.with_name("moved.yaml"))
    with pytest.raises(Exception, match="1 problem"):
        load(book)
    assert len(checked) == 3


def test_a_system_without_owners_has_no_cache_and_the_same_answer(
    book: Path, checked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "geteuid")
    assert load(book).digest == load(book).digest
    assert len(checked) == 2
