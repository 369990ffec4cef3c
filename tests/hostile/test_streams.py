"""A full or closed stream, an optimised Python, a full disk: one message, exit code 2, and nothing by halves."""

from __future__ import annotations

import errno
import json
import os
import resource
import shlex
import signal
import stat
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from tests.hostile.programs import PROGRAM, copied, environment, files

from huimin.cli import usage
from huimin.cli.ask import _json
from huimin.cli.main import run
from huimin.documents.read import read
from huimin.documents.write_whole import PREFIX
from huimin.words import words

CASE = """\
on: 2033-01-01
household: {monthly_income: 4000.10, members: 2, seniors: [{id: mei, birth_date: 1950-02-10}]}
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streams")
    copied(folder)
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    return folder


def shell(folder: Path, line: str, **more: str) -> tuple[int, str, str]:
    """Exit code, standard output and messages of `huimin LINE`, whose redirections the shell makes."""
    command = f"{shlex.join(PROGRAM)} {line}"
    done = subprocess.run(command, shell=True, cwd=folder, env=environment(folder, **more), capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


FULL, CLOSED = "cannot write to standard output: the disk is full", "cannot write to standard output: it is closed"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("evaluate case.yaml >/dev/full", FULL),
        ("evaluate case.yaml >&-", CLOSED),
        ("evaluate case.yaml >&- 2>&-", ""),
        ("evaluate case.yaml >/dev/full 2>/dev/full", ""),
        ("letter case.yaml --to A --ref 1 --format docx >/dev/full", FULL),
        ("--help >/dev/full", "cannot read or write: the disk is full"),
        ("--version >&-", CLOSED),
        ("ask <&-", "the day asked for is missing"),
        ("feel - --format json <&- >/dev/null", ""),
    ],
)
def test_a_stream_that_cannot_be_used_is_told_in_one_line(here, line, said):
    code, _, err = shell(here, line)
    assert code == 2
    assert said in err
    assert "a defect of the program" not in err
    assert "Exception ignored" not in err
    assert "Traceback" not in err


def test_it_is_told_in_chinese_too(here):
    code, _, err = shell(here, "--version >/dev/full", HUIMIN_LANG="zh")
    assert (code, err) == (2, "huimin：无法写入标准输出：磁盘已满\n")


def test_with_every_stream_closed_the_files_are_what_they_are_else(here):
    line = "letter case.yaml --to A --ref 1 -o {}.html"
    assert shell(here, line.format("open"))[0] == 0
    shell(here, line.format("closed") + " <&- >&- 2>&-")
    assert (here / "closed.html").read_bytes() == (here / "open.html").read_bytes()


def test_an_optimised_python_has_the_same_help_and_the_same_answers(here):
    for asked in ("--help", "evaluate --help"):
        plain, optimised = (shell(here, asked, PYTHONOPTIMIZE=level) for level in ("", "2"))
        assert plain == optimised
        assert plain[0] == 0
    plain, optimised = (shell(here, "evaluate case.yaml", PYTHONOPTIMIZE=level) for level in ("", "2"))
    assert plain == optimised
    assert plain[0] == 0


def test_a_saved_case_has_every_digit(tmp_path):
    numbers = [Decimal("0.1234567890123456789"), Decimal("12345678901234567.89"), Decimal("1E-7"), Decimal("-0.10"), 7]
    case = {"on": "2033-01-01", "名": [{"n": each, "t": True, "u": None} for each in numbers], "none": [], "empty": {}}
    (tmp_path / "case.json").write_text(_json(case), encoding="utf-8")
    again = read(tmp_path / "case.json").data
    assert [str(each["n"]) for each in again["名"]] == [str(each) for each in numbers]
    assert again == case
    whole = {**case, "名": [{"n": 1}]}
    assert _json(whole) == json.dumps(whole, ensure_ascii=False, indent=1)


def test_a_saved_case_has_the_mode_of_the_umask(here, monkeypatch):
    monkeypatch.chdir(here)
    monkeypatch.setenv("HUIMIN_BOOK", "policies")
    monkeypatch.setattr("sys.stdin.readline", lambda *_: "")
    former = os.umask(0o022)
    try:
        assert run(["ask", "case.yaml", "--save", "saved.json"]) == 0
    finally:
        os.umask(former)
    assert stat.S_IMODE((here / "saved.json").stat().st_mode) == 0o644
    assert '"monthly_income": 4000.10' in (here / "saved.json").read_text(encoding="utf-8")


def small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60, 60))


@pytest.mark.parametrize(
    "line",
    [
        "letter case.yaml --to A --ref 1 -o out.html",
        "publish summary --out out",
        "population 50 -o out.parquet",
        "ask case.yaml --save out.json",
    ],
)
def test_a_file_that_does_not_fit_is_told_and_leaves_nothing(here, line):
    before = {path for path in files(here) if not path.startswith("cache")}
    done = subprocess.run(
        [*PROGRAM, *shlex.split(line)],
        cwd=here,
        env=environment(here, HUIMIN_CACHE=""),
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert "File too large" in done.stderr or "larger than the system allows" in done.stderr
    assert "a defect of the program" not in done.stderr
    assert PREFIX not in done.stderr
    assert {path for path in files(here) if not path.startswith("cache")} == before


@pytest.mark.parametrize("number", sorted(getattr(errno, name) for name in words("cli")["system"]))
def test_what_the_system_refuses_is_said_in_both_languages(number):
    told = usage.system_says(OSError(number, os.strerror(number)))
    assert told["zh"].isascii() is False
    assert told["en"].isascii()


def test_what_is_not_known_is_said_in_the_words_of_the_system():
    assert usage.system_says(OSError(-1, "odd")) == {"zh": "odd", "en": "odd"}
