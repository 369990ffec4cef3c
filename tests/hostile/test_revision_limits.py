"""A repository made to fill the memory, the time or the disk of its reader, or to write beside the given folder."""

import hashlib
import random
import stat
import zlib

import pytest
from dulwich.objects import ObjectID

from huimin.documents import inputs
from huimin.documents.git import objects
from huimin.documents.git.repository import Repository
from huimin.documents.inputs import MAX_BYTES

TREE, PLAIN, LINK = 0o040000, 0o100644, 0o120000
needs_git = pytest.mark.needs_program("git")


@pytest.mark.parametrize("name", [b"..", b".", b"", b"../x.yaml", b"/etc/x.yaml", b"a/b.yaml"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name, made, tmp_path, refused):
    blob = made.put("blob", b"title: x\n")
    tree = made.tree((b"fine.yaml", PLAIN, blob), (name, PLAIN, blob))
    made.commit(made.tree((b"book", TREE, tree)))
    found = refused(tmp_path)
    assert (found.code, found.values["what"]) == ("revision-damaged", tree)


def test_a_name_that_stands_twice_is_refused(made, tmp_path, refused):
    entries = [(b"x.yaml", PLAIN, made.put("blob", text)) for text in (b"a: 1\n", b"a: 2\n")]
    made.commit(made.tree((b"book", TREE, made.tree(*entries))))
    assert refused(tmp_path).code == "revision-damaged"


def test_a_link_in_the_place_of_a_file_is_told_and_not_followed(made, tmp_path, refused):
    link = made.put("blob", b"/etc/passwd")
    made.commit(made.tree((b"book", TREE, made.tree((b"away.yaml", LINK, link)))))
    found = refused(tmp_path)
    assert (found.code, found.values["path"]) == ("revision-link", "book/away.yaml")


def test_a_file_name_longer_than_the_disk_takes_is_told(made, tmp_path, refused):
    blob = made.put("blob", b"a: 1\n")
    made.commit(made.tree((b"book", TREE, made.tree((b"x" * 300 + b".yaml", PLAIN, blob)))))
    assert refused(tmp_path).code == "file-unreadable"


def test_a_file_that_is_too_large_is_refused_with_its_path(made, tmp_path, refused):
    blob = made.put("blob", b"#" * (MAX_BYTES + 1))
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", PLAIN, blob)))))
    found = refused(tmp_path)
    assert (found.code, found.place.file, found.values["limit"]) == ("file-too-large", "HEAD:book/x.yaml", MAX_BYTES)


@pytest.mark.parametrize("packed", [False, pytest.param(True, marks=needs_git)])
def test_a_file_that_unpacks_to_more_than_allowed_is_not_unpacked(packed, made, tmp_path, monkeypatch, git, refused):
    """A thousandth of the content lies on the disk; the size is known before it is unpacked."""
    blob = made.put("blob", b"#" * 3_000_000)
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", PLAIN, blob)))))
    if packed:
        git(tmp_path, "repack", "-a", "-d", "-q")
        assert not list(made.git.glob("objects/??"))
    monkeypatch.setattr(objects, "MAX_OBJECT", 1_000_000)
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
def test_a_difference_that_copies_its_base_over_and_over_is_stopped(made, tmp_path, monkeypatch, git, refused):
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
        assert repository.content(ObjectID(whole.encode())) == base * copies
    monkeypatch.setattr(objects, "MAX_OBJECT", len(base) * (copies - 1))
    assert refused(tmp_path).code == "file-too-large"


@needs_git
def test_an_index_without_end_is_not_searched(copy, git, refused):
    git(copy, "gc", "-q")
    (index,) = (copy / ".git" / "objects" / "pack").glob("*.idx")
    index.chmod(0o644)
    with index.open("r+b") as file:
        file.seek(8)
        file.write(b"\x40\0\0\0" * 256)
        file.truncate(1 << 36)
    found = refused(copy, "abcd")
    assert (found.code, found.values["what"]) == ("revision-damaged", index.name)


def test_a_tree_that_holds_itself_many_times_over_is_stopped(made, tmp_path, refused):
    tree = made.tree((b"x.yaml", PLAIN, made.put("blob", b"a: 1\n")))
    for _ in range(12):
        tree = made.tree(*((bytes([97 + each]), TREE, tree) for each in range(10)))
    made.commit(made.tree((b"book", TREE, tree)))
    assert refused(tmp_path).code == "revision-too-large"


def test_folders_nested_without_end_are_stopped(made, tmp_path, refused):
    tree = made.tree((b"x.yaml", PLAIN, made.put("blob", b"a: 1\n")))
    for _ in range(inputs.MAX_LEVELS + 1):
        tree = made.tree((b"a", TREE, tree))
    made.commit(made.tree((b"book", TREE, tree)))
    assert refused(tmp_path).code == "revision-too-large"


def test_what_all_objects_unpack_to_has_a_limit(made, tmp_path, monkeypatch, refused):
    monkeypatch.setattr(objects, "MAX_UNPACKED", 1000)
    blobs = [(f"{each}.yaml".encode(), PLAIN, made.put("blob", b"#" * 400 + bytes([each]))) for each in range(48, 52)]
    made.commit(made.tree((b"book", TREE, made.tree(*blobs))))
    assert refused(tmp_path).code == "revision-too-large"


def test_mode_bits_that_name_no_kind_of_file_are_no_file(made, tmp_path, refused):
    blob = made.put("blob", b"a: 1\n")
    assert not stat.S_ISREG(0o170000)
    made.commit(made.tree((b"book", TREE, made.tree((b"x.yaml", 0o170000, blob)))))
    assert refused(tmp_path).code == "revision-without-book"
