"""Two who change one file: neither change is lost in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.hostile.programs import copied, files, ran, started

from huimin.amend import rewrite
from huimin.amend.rewrite import Rewritten
from huimin.documents import write_whole
from huimin.documents.findings import HuiminError

FILE = Path("policies", "weiqiao-2031", "01-allowances.yaml")
COMMON = ("--from", "2033-01-01", "--recorded", "2032-12-01", "--cite", "1.2")
LIMIT = ("amend", "value", "--parameter", "income_limit", "--value", "2222", *COMMON)
GRANT = ("amend", "value", "--parameter", "home_care_grant", "--value", "3333", *COMMON)


def ended(process: subprocess.Popen[str], said: str = "") -> tuple[int, str, str]:
    out, err = process.communicate(said, timeout=120)
    return process.returncode, out, err


def test_two_amendments_at_once_are_both_there_or_one_is_refused(tmp_path):
    copied(tmp_path)
    before = (tmp_path / FILE).read_text(encoding="utf-8")
    both = [started(tmp_path, *LIMIT, "--yes"), started(tmp_path, *GRANT, "--yes")]
    results = [ended(each) for each in both]
    after = (tmp_path / FILE).read_text(encoding="utf-8")
    for (code, _, err), value in zip(results, ("2222", "3333"), strict=True):
        assert (code, value in after) in ((0, True), (2, False)), err
        assert (code == 2) == ("[changed-meanwhile]" in err)
    assert 0 in [code for code, _, _ in results]
    assert set(before.splitlines()) <= set(after.splitlines())


@pytest.fixture
def waiting(tmp_path):
    """An amendment that was shown and waits for its yes."""
    copied(tmp_path)
    process = started(tmp_path, *LIMIT)
    try:
        process.stdin.write("\n")  # the one question that no option answers may be left open
        process.stdin.flush()
        assert "Write it? (yes/no)\n" in iter(process.stderr.readline, "")
        yield process
    finally:
        process.kill()
        process.communicate()


def test_another_amendment_meanwhile_is_kept_and_the_first_is_refused(tmp_path, waiting):
    code, _, err = ran(tmp_path, *GRANT, "--yes")
    assert code == 0, err
    between = files(tmp_path / "policies")
    code, _, err = ended(waiting, "yes\n")
    assert code == 2
    assert "01-allowances.yaml: the file was changed after it was read" in err
    assert "[changed-meanwhile]" in err
    assert files(tmp_path / "policies") == between
    assert b"3333" in between["weiqiao-2031/01-allowances.yaml"]


def test_what_an_editor_saves_meanwhile_is_kept(tmp_path, waiting):
    with (tmp_path / FILE).open("a", encoding="utf-8") as text:
        text.write("# a colleague's comment\n")
    between = files(tmp_path / "policies")
    code, _, err = ended(waiting, "yes\n")
    assert (code, "[changed-meanwhile]" in err) == (2, True)
    assert files(tmp_path / "policies") == between


def test_an_amendment_reads_nothing_beside_the_files_of_the_book(tmp_path):
    """A pipe would be waited for, and a link may lead to a device without end."""
    book = copied(tmp_path)
    os.mkfifo(book / "pipe")
    (book / "weiqiao-2031" / "notes.txt").symlink_to(tmp_path / "nowhere")
    code, _, err = ran(tmp_path, *GRANT, "--yes")
    assert code == 0, err
    assert "3333" in (tmp_path / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("change", ["changed", "deleted", "made"])
def test_every_file_is_compared_and_none_is_written(tmp_path, change):
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("old\n", encoding="utf-8")
    wanted = [Rewritten(one, "one", "old\n", "new\n"), Rewritten(other, "other", "", "new\n")]
    if change == "changed":
        one.write_text("changed\n", encoding="utf-8")
    elif change == "deleted":
        one.unlink()
    else:
        other.write_text("made\n", encoding="utf-8")
    between = files(tmp_path)
    with pytest.raises(HuiminError) as refused:
        rewrite.write(wanted, tmp_path)
    assert [(each.code, each.place.file) for each in refused.value.findings] == [
        ("changed-meanwhile", "other" if change == "made" else "one")
    ]
    assert files(tmp_path) == between


def test_where_there_are_no_locks_the_files_are_compared_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(write_whole, "fcntl", None)
    one = tmp_path / "one.yaml"
    one.write_text("changed\n", encoding="utf-8")
    with pytest.raises(HuiminError):
        rewrite.write([Rewritten(one, "one", "old\n", "new\n")], tmp_path)
    rewrite.write([Rewritten(one, "one", "changed\n", "new\n")], tmp_path)
    assert one.read_text(encoding="utf-8") == "new\n"


def test_what_is_saved_while_fmt_works_is_kept(tmp_path, monkeypatch):
    book = copied(tmp_path)
    untidy = book / "weiqiao-2031" / "01-allowances.yaml"
    untidy.write_text(untidy.read_text(encoding="utf-8").replace("measure:", "measure:   "), encoding="utf-8")
    found = rewrite.rewritten(book)
    assert found
    saved = untidy.read_text(encoding="utf-8") + "# a colleague's comment\n"
    untidy.write_text(saved, encoding="utf-8")
    with pytest.raises(HuiminError):
        rewrite.write(found, book)
    assert untidy.read_text(encoding="utf-8") == saved


def test_a_new_folder_of_an_amendment_that_is_refused_is_not_left(tmp_path):
    one = tmp_path / "one.yaml"
    one.write_text("old\n", encoding="utf-8")
    shutil.copy(one, tmp_path / "kept.yaml")
    wanted = [Rewritten(tmp_path / "new" / "two.yaml", "two", "", "new\n"), Rewritten(tmp_path, "one", "", "new\n")]
    with pytest.raises((HuiminError, OSError)):
        rewrite.write(wanted, tmp_path)
    assert sorted(files(tmp_path)) == ["kept.yaml", "one.yaml"]
