"""A book opened from a git revision is the book that stood there; nothing else of a repository is touched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huimin.check.load import load
from huimin.check.revisions import opened
from huimin.cli.main import run
from huimin.compare import compare
from huimin.documents import inputs
from huimin.documents.findings import BookError
from huimin.documents.git.repository import Repository

ELDERLY_CARE = Path(__file__).parent.parent / "books" / "elderly-care"
pytestmark = pytest.mark.needs_program("git")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A repository of two commits: the book, and the book with a rate overwritten; the second is tagged."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copytree(ELDERLY_CARE, folder / "book")
    path = folder / "book" / "weiqiao-2031" / "01-allowances.yaml"

    def git(*arguments):
        identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "-q")
    (folder / ".gitattributes").write_text("book/*.yaml export-ignore\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    path.write_text(path.read_text(encoding="utf-8").replace("value: 900", "value: 950"), encoding="utf-8")
    git("commit", "-q", "-a", "-m", "second")
    git("tag", "v2")
    git("tag", "-a", "-m", "signed off", "approved")
    git("branch", "draft", "HEAD~1")
    git("update-ref", "refs/remotes/origin/main", "HEAD~1")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return folder


def test_two_revisions_differ_by_what_was_committed_between(repository):
    with opened("HEAD~1", repository / "book") as old, opened("v2", repository / "book") as new:
        assert [each.kind for each in compare(old, new)] == ["value-rewritten"]
        assert old.digest == load(ELDERLY_CARE).digest
        folder = Path(old.folder)
    assert not folder.exists()


def test_a_folder_of_a_revision_is_named_after_a_colon(repository, monkeypatch):
    monkeypatch.chdir(repository)
    with opened("v2:book", Path("nowhere")) as book:
        assert compare(book, load(repository / "book")) == ()


def _hash(repository, revision):
    printed = subprocess.check_output(["git", "rev-parse", revision], cwd=repository, text=True)
    return printed.strip()


FIRST = ["HEAD~1", "HEAD~", "HEAD^", "HEAD^1", "@~1", "v2~1", "approved^", "approved^{}~1", "v2^{commit}^0~1", "draft"]
FIRST += ["heads/draft", "refs/heads/draft", "origin/main", "origin"]
SECOND = ["HEAD", "@", "HEAD~0", "HEAD^0", "v2", "tags/v2", "approved", "approved^{}", "refs/tags/approved"]


@pytest.mark.parametrize("packed", [False, True])
def test_every_way_to_name_a_commit_is_that_of_git(repository, packed, tmp_path):
    """git itself is the reference: it names the same commit."""
    copy = tmp_path / "copy"
    shutil.copytree(repository, copy)
    if packed:
        subprocess.run(["git", "gc", "-q"], cwd=copy, check=True)
        assert not (copy / ".git" / "refs" / "tags" / "v2").exists()
    first, second = _hash(copy, "HEAD~1"), _hash(copy, "HEAD")
    with Repository(copy / "book") as read:
        for wanted, names in ((first, [*FIRST, first, first[:7], first[:4]]), (second, [*SECOND, second.upper()])):
            assert {name: read.commit(name).id.decode() for name in names} == dict.fromkeys(names, wanted)
            assert {_hash(copy, f"{name}^{{commit}}") for name in names} == {wanted}


def test_a_worktree_and_a_bare_clone_are_read(repository, tmp_path, monkeypatch):
    subprocess.run(["git", "worktree", "add", "-q", tmp_path / "tree", "v2~1"], cwd=repository, check=True)
    with opened("HEAD", tmp_path / "tree" / "book") as book:
        assert book.digest == load(ELDERLY_CARE).digest
    with opened("v2", tmp_path / "tree" / "book") as book:
        assert book.digest != load(ELDERLY_CARE).digest
    subprocess.run(["git", "clone", "-q", "--bare", repository, tmp_path / "bare"], check=True, capture_output=True)
    monkeypatch.chdir(tmp_path / "bare")
    with opened("v2~1:book", Path("nowhere")) as book:
        assert book.digest == load(ELDERLY_CARE).digest


def test_a_submodule_is_a_repository_of_its_own_and_is_left_out_of_the_one_around_it(repository, tmp_path, monkeypatch):
    around = tmp_path / "around"
    shutil.copytree(ELDERLY_CARE, around / "book")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always"]
    for command in (["init", "-q"], ["submodule", "--quiet", "add", repository, "book/inner"], ["add", "."]):
        subprocess.run([*git, *command], cwd=around, check=True, capture_output=True)
    subprocess.run([*git, "commit", "-q", "-m", "all"], cwd=around, check=True)
    with opened("HEAD", around / "book") as book:
        assert book.digest == load(ELDERLY_CARE).digest
    with opened("HEAD~1", around / "book" / "inner" / "book") as book:
        assert book.digest == load(ELDERLY_CARE).digest


def test_a_revision_is_read_without_the_git_program_and_without_what_could_start_one(repository):
    """Of dulwich no part is loaded that can start a program, speak to a server or read settings."""
    program = (
        "import os, subprocess, sys, pathlib; from huimin.check.revisions import opened\n"
        "def stopped(*_): raise AssertionError\n"
        "subprocess.Popen.__init__ = os.system = os.popen = os.posix_spawn = stopped\n"
        "with opened('HEAD~1', pathlib.Path('book')) as book: print(book.digest)\n"
        "print(*[name for name in sys.modules if name.startswith('dulwich.')])\n"
    )
    command = [sys.executable, "-c", program]
    printed = subprocess.check_output(command, cwd=repository, text=True, env={**os.environ, "PATH": "/nowhere"})
    digest, loaded = printed.splitlines()
    assert digest == load(ELDERLY_CARE).digest
    could = {"client", "config", "credentials", "filters", "hooks", "lfs", "object_store", "porcelain", "repo"}
    assert "dulwich.pack" in loaded.split()
    assert {name.removeprefix("dulwich.") for name in loaded.split()} & could == set()


def test_a_book_outside_every_repository_is_told_what_to_name(tmp_path, capsys):
    shutil.copytree(ELDERLY_CARE, tmp_path / "book")
    assert run(["diff", "HEAD~1", "--book", str(tmp_path / "book"), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "is not in a git repository" in told
    assert "--book policies" in told
    assert "[revision-outside]" in told


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing-there", "revision-unknown"),
        ("v2:nowhere", "revision-unknown"),
        ("v2:book/nowhere", "revision-unknown"),
        ("HEAD~2", "revision-unknown"),
        ("HEAD~99999999999999999999", "revision-unknown"),
        ("HEAD^2", "revision-unknown"),
        ("HEAD^^", "revision-unknown"),
        ("HEAD^{tree}", "revision-unknown"),
        ("@{yesterday}", "revision-unknown"),
        ("main@{1}", "revision-unknown"),
        ("0000", "revision-unknown"),
        ("0" * 40, "revision-object-missing"),
        ("v2/../../config", "revision-unknown"),
        ("~1", "revision-unknown"),
        ("v2:../book", "revision-malformed"),
        ("v2:/etc", "revision-malformed"),
        ("--output=x", "revision-malformed"),
        ("v2;touch x", "revision-malformed"),
        ("$(touch x)", "revision-malformed"),
        ("", "revision-malformed"),
        ("v2\n", "revision-malformed"),
    ],
)
def test_what_is_no_revision_is_refused(name, code, repository, monkeypatch):
    monkeypatch.chdir(repository)
    with pytest.raises(BookError) as refused, opened(name, repository / "book"):
        pass
    assert [each.code for each in refused.value.findings] == [code]
    assert not (repository / "x").exists()


@pytest.mark.parametrize("limit", ["MAX_TOTAL", "MAX_ENTRIES", "MAX_LEVELS"])
def test_a_revision_has_limits(limit, repository, monkeypatch):
    monkeypatch.setattr(inputs, limit, 0)
    with pytest.raises(BookError) as refused, opened("v2", repository / "book"):
        pass
    assert [each.code for each in refused.value.findings] == ["revision-too-large"]


def test_the_command_tells_and_ends_as_it_is_asked_to(repository, monkeypatch, capsys):
    monkeypatch.chdir(repository)
    arguments = ["diff", "v2~1", "v2", "--book", "book"]
    assert run([*arguments, "--lang", "en"]) == 0
    assert "CNY 900 is overwritten with CNY 950" in capsys.readouterr().out
    assert run([*arguments, "--exit-code"]) == 1
    assert run(["diff", "v2", "--book", "book", "--exit-code"]) == 0
    assert "没有差别" in capsys.readouterr().out
