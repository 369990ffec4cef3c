"""Repositories as a stranger may hand them over, built whole by git or object by object by the test."""

import hashlib
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from huimin.check.revisions import opened
from huimin.documents.findings import BookError

BOOK = Path(__file__).parent.parent / "books" / "elderly-care"


def _git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def git():
    """Runs git in a folder and gives what it prints."""
    return _git


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A repository of one commit with the book, each object a file of its own."""
    folder = tmp_path_factory.mktemp("committed")
    shutil.copytree(BOOK, folder / "book")
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "all"]):
        _git(folder, *command)
    return folder


@pytest.fixture
def copy(committed, tmp_path):
    return Path(shutil.copytree(committed, tmp_path / "copy", symlinks=True))


class Made:
    """A repository written object by object, as no program would write it."""

    def __init__(self, folder):
        self.git = folder / ".git"
        (self.git / "objects").mkdir(parents=True)
        (self.git / "refs").mkdir()

    def put(self, kind, content, id_=None):
        raw = f"{kind} {len(content)}\0".encode() + content
        name = id_ or hashlib.sha1(raw).hexdigest()
        path = self.git / "objects" / name[:2] / name[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(raw))
        return name

    def tree(self, *entries):
        lines = (f"{mode:o} ".encode() + name + b"\0" + bytes.fromhex(id_) for name, mode, id_ in entries)
        return self.put("tree", b"".join(lines))

    def commit(self, tree, parents=()):
        lines = [f"tree {tree}", *(f"parent {each}" for each in parents)]
        lines += [f"{who} a <a@b.c> 0 +0000" for who in ("author", "committer")]
        return self.head(self.put("commit", "\n".join([*lines, "", "all\n"]).encode()))

    def head(self, id_):
        (self.git / "HEAD").write_text(f"{id_}\n")
        return id_


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def _refused(folder, name="HEAD"):
    """The one finding with which a revision of the book is refused."""
    with pytest.raises(BookError) as error, opened(name, folder / "book"):
        pass
    (finding,) = error.value.findings
    assert finding.message("zh")
    assert "{" not in finding.message("en") + finding.advice("en") + finding.message("zh")
    return finding


@pytest.fixture(scope="session")
def refused():
    """Opens a revision of the book, and gives the one finding with which it is refused."""
    return _refused
