"""A folder of pages: whole, reproducible, and never more than what publishing made."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huimin.documents.write_whole import PREFIX
from huimin.policy.model import Book
from huimin.publish import Press, check, folder, publish
from huimin.publish.folder import Drift, PublishError

ONE = {"summary": {"a.html": b"1", "deep/b.html": b"1"}}
TWO = {"summary": {"a.html": b"2", "c.html": b"2"}}


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_pages_are_written_and_drift_is_found(fictional: Book, tmp_path: Path) -> None:
    out = tmp_path / "new" / "pages"
    press = Press(fictional)
    written = publish(press, out, ["summary", "book"])
    assert sorted(written) == sorted(path for path in out.iterdir() if path.name != folder.MANIFEST)
    assert check(press, out, ["summary", "book"]) == []
    (out / "summary.en.md").write_text("drifted", encoding="utf-8")
    (out / "book.json").unlink()
    assert check(press, out, ["summary", "book"]) == [
        Drift(out / "book.json", "missing"),
        Drift(out / "summary.en.md", "differs"),
    ]
    assert check(press, out, ["timeline"]) == [
        Drift(out / f"timeline.{lang}.{form}", "missing") for lang in ("en", "zh") for form in ("html", "svg")
    ]


def test_two_runs_leave_the_same_bytes(fictional: Book, tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish(Press(fictional), tmp_path / name, ["summary", "index"])
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_what_is_left_over_of_an_earlier_book_is_named_and_removed(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    folder.replace(out, ONE)
    (out / "deep" / "b.pdf").write_bytes(b"built")
    assert folder.compare(out, TWO) == [
        Drift(out / "a.html", "differs"),
        Drift(out / "c.html", "missing"),
        Drift(out / "deep/b.html", "stale"),
    ]
    folder.replace(out, TWO)
    assert set(files(out)) == {"a.html", "c.html", folder.MANIFEST}
    assert not (out / "deep").exists()


def test_other_files_and_other_sets_stay(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    folder.replace(out, {**ONE, "index": {"index.html": b"i"}})
    (out / "deep" / "own.txt").write_text("mine", encoding="utf-8")
    folder.replace(out, TWO)
    assert set(files(out)) == {"a.html", "c.html", "index.html", "deep/own.txt", folder.MANIFEST}


def test_a_pdf_goes_when_the_page_that_it_was_built_from_changes(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    folder.replace(out, {"measures": {"a.html": b"1", "b.html": b"1"}, "pdf": {"a.pdf": b"1", "b.pdf": b"1"}})
    folder.replace(out, {"measures": {"a.html": b"2", "b.html": b"1"}})
    assert set(files(out)) == {"a.html", "b.html", "b.pdf", folder.MANIFEST}


def test_a_folder_of_somebody_else_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for manifest in (None, "{", "[]", '{"made": 3}'):
        if manifest is not None:
            (tmp_path / folder.MANIFEST).write_text(manifest, encoding="utf-8")
        before = files(tmp_path)
        with pytest.raises(PublishError) as caught:
            folder.replace(tmp_path, ONE)
        assert [each.code for each in caught.value.findings] == ["folder-not-ours"]
        assert files(tmp_path) == before


@pytest.mark.parametrize(
    "name", ["../out.html", "/out.html", "a/../../out.html", "", "a//b", ".hidden", "a\\b", "a\nb"]
)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    folder.replace(out, ONE)
    before = files(tmp_path)
    with pytest.raises(ValueError, match="cannot be the name"):
        folder.replace(out, {"summary": {"a.html": b"2", name: b"2"}})
    assert files(tmp_path) == before
    assert list(tmp_path.iterdir()) == [out]


def test_links_in_the_folder_lead_nowhere(tmp_path: Path) -> None:
    out, outside = tmp_path / "pages", tmp_path / "outside"
    folder.replace(out, ONE)
    outside.mkdir()
    (outside / "a.html").write_bytes(b"theirs")
    (out / "a.html").unlink()
    (out / "a.html").symlink_to(outside / "a.html")
    (out / "sub").symlink_to(outside)
    folder.replace(out, ONE)
    assert not (out / "a.html").is_symlink()
    with pytest.raises(ValueError, match="cannot be the name"):
        folder.replace(out, {"summary": {"sub/a.html": b"2"}})
    assert files(outside) == {"a.html": b"theirs"}


def test_a_manifest_removes_nothing_outside(tmp_path: Path) -> None:
    out, theirs = tmp_path / "pages", tmp_path / "theirs.txt"
    theirs.write_text("theirs", encoding="utf-8")
    folder.replace(out, ONE)
    made = {"summary": {"../theirs.txt": "sha256:0", "a.html": "sha256:0"}}
    (out / folder.MANIFEST).write_text(json.dumps({"made": made}), encoding="utf-8")
    folder.replace(out, TWO)
    assert theirs.exists()


def test_a_run_that_was_killed_between_two_renames_is_put_right(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    folder.replace(out, ONE)
    (out / "own.txt").write_text("mine", encoding="utf-8")
    former = tmp_path / f"{PREFIX}killed" / "former" / "pages"
    former.parent.mkdir(parents=True)
    out.rename(former)
    folder.replace(out, TWO)
    assert set(files(out)) == {"a.html", "c.html", "own.txt", folder.MANIFEST}
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_page_that_fails_leaves_the_old_set(fictional: Book, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    publish(Press(fictional), out, ["summary"])
    before = files(out)
    broken = tmp_path / "templates"
    broken.mkdir()
    (broken / "index.html.j2").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(PublishError):
        publish(Press(fictional, templates=broken), out, ["summary", "index"])
    assert files(out) == before


KILLED = """
import sys
from pathlib import Path
from huimin.publish import folder
turn = 0
while True:
    turn += 1
    pages = {f"{number}.html": str(turn).encode() for number in range(60)}
    folder.replace(Path(sys.argv[1]), {"summary": pages})
    print(turn, flush=True)
"""


def test_a_killed_run_leaves_no_half_set(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    for _ in range(4):
        run = subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(0.05)
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
        found = files(out)
        found.pop(folder.MANIFEST)
        assert len(found) == 60
        assert len(set(found.values())) == 1


def test_the_committed_pages_say_what_the_book_says(policies: Book, root: Path) -> None:
    kept = ["summary", "bilingual", "measures", "timeline", "targets", "book", "index"]
    drifted = [(each.path.name, each.why) for each in check(Press(policies), root / "generated_docs", kept)]
    assert drifted == [], "`huimin publish` writes them anew"
