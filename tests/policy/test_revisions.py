"""A book opened from a git revision is the book that stood there; nothing else of a repository is touched."""

import shutil
import subprocess
from pathlib import Path

import pytest

from huimin.cli.main import run
from huimin.policy import revisions
from huimin.policy.compare import compare
from huimin.policy.findings import BookError
from huimin.policy.load import load
from huimin.policy.revisions import opened

ELDERLY_CARE = Path(__file__).parent.parent / "books" / "elderly-care"
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="no git on this machine")


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
    (folder / "book" / "away.yaml").symlink_to("/etc/passwd")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    path.write_text(path.read_text(encoding="utf-8").replace("value: 900", "value: 950"), encoding="utf-8")
    git("commit", "-q", "-a", "-m", "second")
    git("tag", "v2")
    (folder / "book" / "away.yaml").unlink()
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


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing-there", "revision-unknown"),
        ("v2:nowhere", "revision-unknown"),
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


@pytest.mark.parametrize("limit", ["MAX_FILES", "MAX_TOTAL"])
def test_a_revision_has_limits(limit, repository, monkeypatch):
    monkeypatch.setattr(revisions, limit, 3)
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
