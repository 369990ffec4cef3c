"""A repository from somebody else: nothing that it names is run or followed, nothing is left out in silence, and no
content of it stops the reader otherwise than with a finding.
"""

import os
import random
import shutil
import subprocess
import sys
import zlib
from pathlib import Path, PurePosixPath

import pytest

from huimin.check import revisions
from huimin.check.load import load
from huimin.check.revisions import opened
from huimin.cli.main import run
from huimin.documents.git.faults import RepositoryError
from huimin.documents.git.repository import Repository

BOOK = Path(__file__).parent.parent / "books" / "elderly-care"
FILE = "book/weiqiao-2031/01-allowances.yaml"
needs_git = pytest.mark.needs_program("git")


def loose(git, folder, revision):
    """An object's id and its file."""
    id_ = git(folder, "rev-parse", revision)
    path = folder / ".git" / "objects" / id_[:2] / id_[2:]
    path.chmod(0o644)
    return id_, path


@needs_git
def test_reading_a_revision_runs_nothing_that_the_repository_names(copy, monkeypatch, capsys, git):
    """A partial clone may name the program that fetches what it lacks; git starts that program, the reader does not."""
    trap = copy / "PWNED"
    blob, path = loose(git, copy, f"HEAD:{FILE}")
    path.unlink()
    settings = {"core.repositoryFormatVersion": "1", "extensions.partialClone": "origin"}
    settings |= {"remote.origin.url": f"file://{copy}", "remote.origin.promisor": "true"}
    settings |= {"remote.origin.uploadpack": f"touch {trap};"}
    for name, value in settings.items():
        git(copy, "config", name, value)
    monkeypatch.chdir(copy)
    for command in (["diff", "HEAD"], ["impact", "HEAD", "--on", "2031-06-01"], ["diff", "HEAD:book", "book"]):
        assert run([*command, "--book", "book", "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert blob in told
        assert "[revision-object-missing]" in told
    assert not trap.exists()
    subprocess.run(["git", "cat-file", "-p", blob], check=False, capture_output=True)
    assert trap.exists(), "the trap works: git itself starts it"


COMMANDS = ["core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.gitProxy", "core.askPass"]
COMMANDS += ["gpg.program", "credential.helper", "filter.trap.smudge", "filter.trap.process", "diff.external"]
COMMANDS += ["uploadpack.packObjectsHook", "pager.show", "alias.rev-parse", "core.alternateRefsCommand"]


@needs_git
def test_no_setting_hook_or_attribute_of_a_repository_takes_part(copy, git):
    trap = copy / "PWNED"
    for name in COMMANDS:
        git(copy, "config", name, f"touch {trap}")
    git(copy, "config", "core.worktree", "/etc")
    git(copy, "config", "core.hooksPath", str(copy / "hooks"))
    git(copy, "config", "includeIf.gitdir:**.path", "/dev/zero")
    (copy / "hooks").mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (copy / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {trap}\n")
        (copy / "hooks" / hook).chmod(0o755)
    (copy / ".gitattributes").write_text("* filter=trap diff=trap\n")
    with opened("HEAD", copy / "book") as book:
        assert book.digest == load(BOOK).digest
    assert not trap.exists()


@needs_git
@pytest.mark.parametrize("kind", ["huge", "bytes", "pipe", "absent"])
def test_the_settings_are_not_even_read(kind, copy):
    path = copy / ".git" / "config"
    path.unlink()
    if kind == "huge":
        with path.open("wb") as file:
            file.truncate(1 << 36)
    elif kind == "bytes":
        path.write_bytes(bytes(range(256)) * 99)
    elif kind == "pipe":
        os.mkfifo(path)
    with opened("HEAD", copy / "book") as book:
        assert book.digest == load(BOOK).digest


@needs_git
@pytest.mark.parametrize("revision", ["HEAD", "HEAD^{tree}", "HEAD:book", "HEAD:book/weiqiao-2031", f"HEAD:{FILE}"])
def test_an_object_that_is_not_there_is_named(revision, copy, refused, git):
    id_, path = loose(git, copy, revision)
    path.unlink()
    found = refused(copy)
    assert (found.code, found.values["id"]) == ("revision-object-missing", id_)
    assert found.place.file == (revision if revision.endswith(".yaml") else "HEAD")


@needs_git
@pytest.mark.parametrize("kind", ["other", "cut", "empty", "noise"])
@pytest.mark.parametrize("revision", ["HEAD", "HEAD:book", f"HEAD:{FILE}"])
def test_an_object_that_is_not_what_its_name_says_is_refused(revision, kind, copy, refused, git):
    id_, path = loose(git, copy, revision)
    raw = zlib.decompress(path.read_bytes())
    changed = {
        "other": zlib.compress(raw.replace(b"a", b"b")),
        "cut": path.read_bytes()[:-9],
        "empty": b"",
        "noise": b"\x78\x9c" + b"\xff" * 99,
    }
    path.write_bytes(changed[kind])
    found = refused(copy)
    assert (found.code, found.values["what"]) == ("revision-damaged", id_)


@needs_git
def test_a_shallow_clone_says_which_commit_it_lacks(copy, tmp_path, git, refused):
    first = git(copy, "rev-parse", "HEAD")
    git(copy, "commit", "-q", "--allow-empty", "-m", "more")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{copy}", "shallow")
    with opened("HEAD", tmp_path / "shallow" / "book") as book:
        assert book.digest == load(BOOK).digest
    found = refused(tmp_path / "shallow", "HEAD~1")
    assert (found.code, found.values["id"]) == ("revision-object-missing", first)
    assert "--unshallow" in found.advice("en")


@needs_git
def test_objects_are_not_fetched_from_where_alternates_point(copy, tmp_path, git, refused):
    git(tmp_path, "clone", "-q", "--shared", copy, "borrowing")
    assert refused(tmp_path / "borrowing").code == "revision-object-missing"
    git(tmp_path / "borrowing", "repack", "-a", "-q")
    with opened("HEAD", tmp_path / "borrowing" / "book") as book:
        assert book.digest == load(BOOK).digest


@needs_git
def test_the_formats_that_are_not_read_are_told(copy, tmp_path, git, refused):
    git(tmp_path, "init", "-q", "--object-format=sha256", "new")
    shutil.copytree(BOOK, tmp_path / "new" / "book")
    git(tmp_path / "new", "add", ".")
    git(tmp_path / "new", "commit", "-q", "-m", "all")
    found = refused(tmp_path / "new")
    assert (found.code, found.values["kind"]) == ("revision-format", "SHA-256")
    (copy / ".git" / "reftable").mkdir()
    assert refused(copy).code == "revision-format"


@needs_git
@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "packed-refs", "object", "pack", "idx", "commondir"])
def test_a_pipe_in_the_place_of_a_file_does_not_keep_the_reader_waiting(name, copy, git):
    if name in ("pack", "idx", "packed-refs"):
        git(copy, "gc", "-q")
    path = copy / ".git" / name
    if name == "object":
        path = loose(git, copy, "HEAD")[1]
    if name in ("pack", "idx"):
        (path,) = (copy / ".git" / "objects" / "pack").glob(f"*.{name}")
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    command = [sys.executable, "-m", "huimin", "diff", "HEAD", "--book", "book", "--lang", "en"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert f"{path.name}: the file cannot be read" in done.stderr
    assert "pipe" in done.stderr
    assert "Traceback" not in done.stderr


@needs_git
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("HEAD", "root:x:0:0:secret:/root\n"),
        ("HEAD", "ref: refs/heads/../../../secret\n"),
        ("HEAD", "ref: ../../secret\n"),
        ("HEAD", "ref: HEAD\n"),
        ("HEAD", ""),
        ("refs/heads/main", "ref: refs/heads/main\n"),
        ("refs/heads/main", "../secret"),
        ("packed-refs", "secret\n"),
        ("packed-refs", "# pack-refs with: peeled \n^secret\n"),
        ("commondir", "//secret.example/share\n"),
        ("commondir", "secret\0\n"),
        ("commondir", "..\n"),
    ],
)
def test_names_that_lead_astray_are_refused_and_not_shown(file, content, copy, refused):
    if file == "packed-refs":
        (copy / ".git" / "refs" / "heads" / "main").unlink()
    (copy / ".git" / file).write_text(content)
    found = refused(copy)
    assert found.code in ("revision-damaged", "revision-unknown")
    assert "secret" not in found.message("en")


@needs_git
@pytest.mark.parametrize("content", ["gitdir: nowhere\n", "gitdir: //server/share\n", "gitdir: \\\\server\\x", "x", ""])
def test_a_file_that_leads_to_no_repository_is_told(content, copy, refused):
    shutil.rmtree(copy / ".git")
    (copy / ".git").write_text(content)
    assert refused(copy).code == "revision-damaged"


@needs_git
def test_no_byte_of_a_repository_changes_what_is_read_in_silence(copy, git):
    """Whichever byte is flipped, the very same files are read or there is an error."""
    git(copy, "gc", "-q")
    places = [path for path in (copy / ".git").rglob("*") if path.is_file()]
    places = [path for path in places if path.name in ("HEAD", "packed-refs") or path.suffix in (".pack", ".idx")]
    for path in places:
        path.chmod(0o644)
    before = {path: path.read_bytes() for path in places}
    chance = random.Random(20311)
    whole = _read(copy)
    outcomes = {"same": 0, "error": 0}
    for _ in range(400):
        path = chance.choice(places)
        raw = bytearray(before[path])
        for _ in range(chance.choice((1, 1, 1, 8))):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        if chance.random() < 0.1:
            raw = raw[: chance.randrange(len(raw))]
        path.write_bytes(raw)
        try:
            assert _read(copy) == whole
            outcomes["same"] += 1
        except RepositoryError:
            outcomes["error"] += 1
        path.write_bytes(before[path])
    assert min(outcomes.values()) > 20


def _read(folder):
    with Repository(folder) as repository:
        tree = repository.folder(repository.commit("main"), PurePosixPath("book"))
        listed = revisions._files(repository, tree, PurePosixPath("book"))
        return {file.path: repository.content(file.id) for file in listed}
