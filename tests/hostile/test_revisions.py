"""A repository from somebody else: nothing that it names is run or followed, nothing is left out in silence, and no
content of it stops the reader otherwise than with a finding.
"""

import hashlib
import os
import random
import shutil
import stat
import subprocess
import sys
import zlib
from pathlib import Path, PurePosixPath

import pytest

from huimin.cli.main import run
from huimin.policy import repository as reader
from huimin.policy import revisions
from huimin.policy.documents import MAX_BYTES
from huimin.policy.findings import BookError
from huimin.policy.load import load
from huimin.policy.repository import Repository, RepositoryError
from huimin.policy.revisions import opened

BOOK = Path(__file__).parent.parent / "books" / "elderly-care"
FILE = "book/weiqiao-2031/01-allowances.yaml"
TREE, PLAIN, LINK = 0o040000, 0o100644, 0o120000
needs_git = pytest.mark.needs_program("git")


def git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A repository of one commit with the book, each object a file of its own."""
    folder = tmp_path_factory.mktemp("committed")
    shutil.copytree(BOOK, folder / "book")
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "all"]):
        git(folder, *command)
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


def refused(folder, name="HEAD"):
    """The one finding with which a revision of the book is refused."""
    with pytest.raises(BookError) as error, opened(name, folder / "book"):
        pass
    (finding,) = error.value.findings
    assert finding.message("zh")
    assert "{" not in finding.message("en") + finding.advice("en") + finding.message("zh")
    return finding


def loose(folder, revision):
    """An object's id and its file."""
    id_ = git(folder, "rev-parse", revision)
    path = folder / ".git" / "objects" / id_[:2] / id_[2:]
    path.chmod(0o644)
    return id_, path


@needs_git
def test_reading_a_revision_runs_nothing_that_the_repository_names(copy, monkeypatch, capsys):
    """A partial clone may name the program that fetches what it lacks; git starts that program, the reader does not."""
    trap = copy / "PWNED"
    blob, path = loose(copy, f"HEAD:{FILE}")
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
def test_no_setting_hook_or_attribute_of_a_repository_takes_part(copy):
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
def test_an_object_that_is_not_there_is_named(revision, copy):
    id_, path = loose(copy, revision)
    path.unlink()
    found = refused(copy)
    assert (found.code, found.values["id"]) == ("revision-object-missing", id_)
    assert found.place.file == (revision if revision.endswith(".yaml") else "HEAD")


@needs_git
@pytest.mark.parametrize("kind", ["other", "cut", "empty", "noise"])
@pytest.mark.parametrize("revision", ["HEAD", "HEAD:book", f"HEAD:{FILE}"])
def test_an_object_that_is_not_what_its_name_says_is_refused(revision, kind, copy):
    id_, path = loose(copy, revision)
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
def test_a_shallow_clone_says_which_commit_it_lacks(copy, tmp_path):
    first = git(copy, "rev-parse", "HEAD")
    git(copy, "commit", "-q", "--allow-empty", "-m", "more")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{copy}", "shallow")
    with opened("HEAD", tmp_path / "shallow" / "book") as book:
        assert book.digest == load(BOOK).digest
    found = refused(tmp_path / "shallow", "HEAD~1")
    assert (found.code, found.values["id"]) == ("revision-object-missing", first)
    assert "--unshallow" in found.advice("en")


@needs_git
def test_objects_are_not_fetched_from_where_alternates_point(copy, tmp_path):
    git(tmp_path, "clone", "-q", "--shared", copy, "borrowing")
    assert refused(tmp_path / "borrowing").code == "revision-object-missing"
    git(tmp_path / "borrowing", "repack", "-a", "-q")
    with opened("HEAD", tmp_path / "borrowing" / "book") as book:
        assert book.digest == load(BOOK).digest


@needs_git
def test_the_formats_that_are_not_read_are_told(copy, tmp_path):
    git(tmp_path, "init", "-q", "--object-format=sha256", "new")
    shutil.copytree(BOOK, tmp_path / "new" / "book")
    git(tmp_path / "new", "add", ".")
    git(tmp_path / "new", "commit", "-q", "-m", "all")
    found = refused(tmp_path / "new")
    assert (found.code, found.values["kind"]) == ("revision-format", "SHA-256")
    (copy / ".git" / "reftable").mkdir()
    assert refused(copy).code == "revision-format"


@pytest.mark.parametrize("name", [b"..", b".", b"", b"../x.yaml", b"/etc/x.yaml", b"a/b.yaml"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name, made, tmp_path):
    blob = made.put("blob", b"title: x\n")
    tree = made.tree((b"fine.yaml", PLAIN, blob), (name, PLAIN, blob))
    made.commit(made.tree((b"book", TREE, tree)))
    found = refused(tmp_path)
    assert (found.code, found.values["what"]) == ("revision-damaged", tree)


def test_a_name_that_stands_twice_is_refused(made, tmp_path):
    entries = [(b"x.yaml", PLAIN, made.put("blob", text)) for text in (b"a: 1\n", b"a: 2\n")]
    made.commit(made.tree((b"book", TREE, made.tree(*entries))))
    assert refused(tmp_path).code == "revision-damaged"


def test_a_link_in_the_place_of_a_file_is_told_and_not_followed(made, tmp_path):
    link = made.put("blob", b"/etc/passwd")
    made.commit(made.tree((b"book", TREE, made.tree((b"away.yaml", LINK, link)))))
    found = refused(tmp_path)
    assert (found.code, found.values["path"]) == ("revision-link", "book/away.yaml")


def test_a_file_name_longer_than_the_disk_takes_is_told(made, tmp_path):
    blob = made.put("blob", b"a: 1\n")
    made.commit(made.tree((b"book", TREE, made.tree((b"x" * 300 + b".yaml", PLAIN, blob)))))
    assert refused(tmp_path).code == "file-unreadable"


def test_a_file_that_is_too_large_is_refused_with_its_path(made, tmp_path):
    blob = made.put("blob", b"#" * (MAX_BYTES + 1))
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", PLAIN, blob)))))
    found = refused(tmp_path)
    assert (found.code, found.place.file, found.values["limit"]) == ("file-too-large", "HEAD:book/x.yaml", MAX_BYTES)


@pytest.mark.parametrize("packed", [False, pytest.param(True, marks=needs_git)])
def test_a_file_that_unpacks_to_more_than_the_memory_holds_is_not_unpacked(packed, made, tmp_path, monkeypatch):
    """A thousandth of the content lies on the disk; the size is known before it is unpacked."""
    blob = made.put("blob", b"#" * 3_000_000)
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", PLAIN, blob)))))
    if packed:
        git(tmp_path, "repack", "-a", "-d", "-q")
        assert not list(made.git.glob("objects/??"))
    monkeypatch.setattr(reader, "MAX_OBJECT", 1_000_000)
    found = refused(tmp_path)
    assert (found.code, found.place.file) == ("file-too-large" if packed else "revision-damaged", "HEAD:book/x.yaml")


def number(value):
    """A number as a pack writes it, seven bits at a time."""
    low, value = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(value) if value else bytes([low])


def entry(kind, content, base=b""):
    head = kind << 4 | len(content) & 15
    rest = len(content) >> 4
    return (bytes([head | 0x80]) + number(rest) if rest else bytes([head])) + base + zlib.compress(content)


@needs_git
def test_a_difference_that_copies_its_base_over_and_over_is_stopped(made, tmp_path, monkeypatch):
    base = random.Random(1).randbytes(60_000)
    copies = 50
    copy_all = b"\xb0" + len(base).to_bytes(2, "little")
    delta = number(len(base)) + number(len(base) * copies) + copy_all * copies
    whole = hashlib.sha1(f"blob {len(base) * copies}\0".encode() + base * copies).hexdigest()
    reference = hashlib.sha1(f"blob {len(base)}\0".encode() + base).digest()
    pack = b"PACK" + (2).to_bytes(4, "big") * 2 + entry(3, base) + entry(7, delta, reference)
    (made.git / "objects" / "pack").mkdir()
    path = made.git / "objects" / "pack" / "pack-1.pack"
    path.write_bytes(pack + hashlib.sha1(pack).digest())
    git(tmp_path, "index-pack", path)
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", PLAIN, whole)))))
    with Repository(tmp_path) as repository:
        assert repository.content(reader.ObjectID(whole.encode())) == base * copies
    monkeypatch.setattr(reader, "MAX_OBJECT", len(base) * (copies - 1))
    assert refused(tmp_path).code == "file-too-large"


def test_a_tree_that_holds_itself_many_times_over_is_stopped(made, tmp_path):
    tree = made.tree((b"x.yaml", PLAIN, made.put("blob", b"a: 1\n")))
    for _ in range(12):
        tree = made.tree(*((bytes([97 + each]), TREE, tree) for each in range(10)))
    made.commit(made.tree((b"book", TREE, tree)))
    assert refused(tmp_path).code == "revision-too-large"


def test_folders_nested_without_end_are_stopped(made, tmp_path):
    tree = made.tree((b"x.yaml", PLAIN, made.put("blob", b"a: 1\n")))
    for _ in range(revisions.MAX_LEVELS + 1):
        tree = made.tree((b"a", TREE, tree))
    made.commit(made.tree((b"book", TREE, tree)))
    assert refused(tmp_path).code == "revision-too-large"


def test_what_all_objects_unpack_to_has_a_limit(made, tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MAX_UNPACKED", 1000)
    blobs = [(f"{each}.yaml".encode(), PLAIN, made.put("blob", b"#" * 400 + bytes([each]))) for each in range(48, 52)]
    made.commit(made.tree((b"book", TREE, made.tree(*blobs))))
    assert refused(tmp_path).code == "revision-too-large"


@needs_git
@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "packed-refs", "object", "pack", "idx", "commondir"])
def test_a_pipe_in_the_place_of_a_file_does_not_keep_the_reader_waiting(name, copy):
    if name in ("pack", "idx", "packed-refs"):
        git(copy, "gc", "-q")
    path = copy / ".git" / name
    if name == "object":
        path = loose(copy, "HEAD")[1]
    if name in ("pack", "idx"):
        (path,) = (copy / ".git" / "objects" / "pack").glob(f"*.{name}")
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    command = [sys.executable, "-m", "huimin", "diff", "HEAD", "--book", "book", "--lang", "en"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "it is no regular file" in done.stderr
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
def test_names_that_lead_astray_are_refused_and_not_shown(file, content, copy):
    if file == "packed-refs":
        (copy / ".git" / "refs" / "heads" / "main").unlink()
    (copy / ".git" / file).write_text(content)
    found = refused(copy)
    assert found.code in ("revision-damaged", "revision-unknown")
    assert "secret" not in found.message("en")


@needs_git
@pytest.mark.parametrize("content", ["gitdir: nowhere\n", "gitdir: //server/share\n", "gitdir: \\\\server\\x", "x", ""])
def test_a_file_that_leads_to_no_repository_is_told(content, copy):
    shutil.rmtree(copy / ".git")
    (copy / ".git").write_text(content)
    assert refused(copy).code == "revision-damaged"


@needs_git
def test_no_byte_of_a_repository_changes_what_is_read_in_silence(copy):
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


def test_mode_bits_that_name_no_kind_of_file_are_no_file(made, tmp_path):
    blob = made.put("blob", b"a: 1\n")
    assert not stat.S_ISREG(0o170000)
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", 0o170000, blob)))))
    assert refused(tmp_path).code == "revision-without-book"
