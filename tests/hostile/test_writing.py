"""What is written is whole or not there, in the mode a user expects, and leaves nothing beside it."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from huimin.documents import write_whole as writing
from huimin.documents.write_whole import PREFIX, locked, room, whole_files, whole_folder, write_together, write_whole


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def inside(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
def umask_027():
    former = os.umask(0o027)
    yield
    os.umask(former)


def test_a_new_file_has_the_mode_of_the_umask(tmp_path, umask_027):
    write_whole(tmp_path / "new", b"x")
    assert mode(tmp_path / "new") == 0o640
    with whole_folder(tmp_path / "folder") as folder:
        (folder / "page").write_bytes(b"x")
    assert mode(tmp_path / "folder") == 0o750
    assert mode(tmp_path / "folder" / "page") == 0o640


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "old").chmod(0o604)
    write_whole(tmp_path / "old", b"new")
    assert (tmp_path / "old").read_bytes() == b"new"
    assert mode(tmp_path / "old") == 0o604


def test_a_folder_that_is_replaced_keeps_its_mode(tmp_path):
    (tmp_path / "private").mkdir(mode=0o700)
    with whole_folder(tmp_path / "private") as folder:
        (folder / "page").write_bytes(b"x")
    assert inside(tmp_path / "private") == ["page"]
    assert mode(tmp_path / "private") == 0o700


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "file")
    write_whole(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "file").read_bytes() == b"x"


def test_a_device_and_a_folder_are_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for out, number in ((Path("/dev/null"), errno.EINVAL), (tmp_path / "pipe", errno.EINVAL), (tmp_path, errno.EISDIR)):
        with pytest.raises(OSError, match=os.strerror(number)):
            write_whole(out, b"x")
    assert Path("/dev/null").is_char_device()
    assert inside(tmp_path) == ["pipe"]


@pytest.mark.parametrize("raised", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("whole", [whole_files, whole_folder])
def test_what_is_raised_leaves_the_old_and_nothing_beside_it(tmp_path, whole, raised):
    (tmp_path / "out").write_bytes(b"old")

    def write_half() -> None:
        with whole(tmp_path / "out") as made:
            (made[0] if whole is whole_files else made / "page").write_bytes(b"half")
            raise raised

    with pytest.raises(type(raised)):
        write_half()
    assert inside(tmp_path) == ["out"]
    assert (tmp_path / "out").read_bytes() == b"old"


def test_together_is_all_or_none(tmp_path):
    (tmp_path / "one").write_bytes(b"old")
    with pytest.raises(IsADirectoryError):
        write_together({tmp_path / "one": b"new", tmp_path: b"new"})
    assert inside(tmp_path) == ["one"]
    assert (tmp_path / "one").read_bytes() == b"old"


def test_a_file_that_nothing_is_written_for_stays_as_it_was(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(b"old")
    with whole_files(tmp_path / "one", tmp_path / "two", tmp_path / "three") as (one, *_):
        one.write_bytes(b"new")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"one": b"new", "two": b"old"}


def test_a_full_disk_leaves_the_old_and_nothing_beside_it(tmp_path):
    (tmp_path / "out").write_bytes(b"old")

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    code = "import pathlib; from huimin.documents.write_whole import *; write_whole(pathlib.Path('out'), b'x' * 2000)"
    ran = subprocess.run([sys.executable, "-B", "-c", code], cwd=tmp_path, preexec_fn=small, capture_output=True)
    assert b"File too large" in ran.stderr
    assert inside(tmp_path) == ["out"]
    assert (tmp_path / "out").read_bytes() == b"old"


def test_all_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    seen = []
    real = os.fsync

    def fsync(opened: int) -> None:
        seen.append((Path(f"/proc/self/fd/{opened}").resolve().name, inside(tmp_path)))
        real(opened)

    monkeypatch.setattr(writing.os, "fsync", fsync)
    write_whole(tmp_path / "out", b"x")
    (file, before), (folder, after) = seen
    assert (file, "out" in before) == ("out.part", False)
    assert (folder, "out" in after) == (tmp_path.name, True)


def test_an_unfinished_file_of_a_book_is_no_part_of_it(tmp_path, monkeypatch):
    (tmp_path / "rules.yaml").write_bytes(b"old")
    seen = []
    monkeypatch.setattr(writing.os, "fsync", lambda _: seen.append([*tmp_path.rglob("*.yaml")]))
    write_whole(tmp_path / "rules.yaml", b"new")
    assert seen == [[tmp_path / "rules.yaml"]] * 2


KILLED = """
import os, pathlib, signal
from huimin.documents.write_whole import room
with room(pathlib.Path(".")) as folder:
    {before}
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(folder: Path, before: str = "(folder / 'half').write_text('half')") -> None:
    ran = subprocess.run([sys.executable, "-c", KILLED.format(before=before)], cwd=folder)
    assert ran.returncode == -signal.SIGKILL
    assert [each.startswith(PREFIX) for each in inside(folder)].count(True) == 1


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path):
    killed(tmp_path)
    write_whole(tmp_path / "other", b"x")
    assert inside(tmp_path) == ["other"]


def test_what_a_living_run_is_at_is_left_alone(tmp_path):
    with room(tmp_path) as mine:
        (mine / "half").write_bytes(b"half")
        write_whole(tmp_path / "other", b"x")
        assert (mine / "half").read_bytes() == b"half"


def test_a_link_with_the_name_of_a_leftover_leads_nowhere(tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_bytes(b"x")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "precious")
    write_whole(tmp_path / "other", b"x")
    assert (tmp_path / "precious" / "file").exists()


def test_a_folder_is_exchanged_at_once(tmp_path, monkeypatch):
    (tmp_path / "pub").mkdir()
    (tmp_path / "pub" / "old").write_bytes(b"old")
    if sys.platform == "linux":
        monkeypatch.setattr(Path, "rename", None)  # no two steps, between which there would be no folder
    with whole_folder(tmp_path / "pub") as folder:
        (folder / "new").write_bytes(b"new")
    assert inside(tmp_path) == ["pub"]
    assert inside(tmp_path / "pub") == ["new"]


def test_where_names_cannot_be_exchanged_the_former_folder_is_put_back(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_exchanged", lambda *_: False)
    with whole_folder(tmp_path / "pub") as folder:
        (folder / "page").write_bytes(b"old")
    with whole_folder(tmp_path / "pub") as folder:
        (folder / "page").write_bytes(b"new")
    assert (tmp_path / "pub" / "page").read_bytes() == b"new"
    killed(tmp_path, "(folder / 'former').mkdir(); pathlib.Path('pub').rename(folder / 'former' / 'pub')")
    assert not (tmp_path / "pub").exists()
    write_whole(tmp_path / "other", b"x")
    assert inside(tmp_path) == ["other", "pub"]
    assert (tmp_path / "pub" / "page").read_bytes() == b"new"


def test_without_locks_all_is_written_and_nothing_is_cleared(tmp_path, monkeypatch):
    killed(tmp_path)
    monkeypatch.setattr(writing, "fcntl", None)
    with locked(tmp_path):
        write_whole(tmp_path / "out", b"x")
    assert (tmp_path / "out").read_bytes() == b"x"
    assert len(inside(tmp_path)) == 2


def test_who_comes_second_waits_and_not_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_PATIENCE", 2)
    with locked(tmp_path), pytest.raises(BlockingIOError), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
