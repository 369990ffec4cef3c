"""Wrong usage and what a terminal is given: exit code 2 and one message in the user's language, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from huimin.cli import main, screen
from huimin.cli.main import COMMANDS, run
from huimin.documents.locate import CHECKOUT
from huimin.text.columns import columns

EXAMPLE = str(CHECKOUT / "examples" / "family-twins-after-one.yaml")
ROWS = yaml.safe_load(Path(__file__).with_name("usage.yaml").read_text(encoding="utf-8"))


def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "huimin", *arguments]
    return subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row["arguments"]) for row in ROWS])
def test_wrong_usage_is_said_in_the_language_of_the_user(capsys, monkeypatch, row, lang):
    monkeypatch.setenv("HUIMIN_LANG", lang)
    assert run(row["arguments"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert row[lang] in shown.err


def test_the_option_names_the_language_before_the_environment_does(capsys, monkeypatch):
    monkeypatch.setenv("HUIMIN_LANG", "zh")
    run(["evaluate", "--lang=en"])
    assert "Missing argument" in capsys.readouterr().err


def test_without_a_command_the_help_is_a_message(capsys):
    assert run([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert all(command in shown.err for command in COMMANDS)


def test_a_defect_is_one_line_that_says_where(capsys, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(main, "app", broken)
    for lang, said in (("zh", "程序缺陷"), ("en", "a defect of the program")):
        assert run(["show", "--lang", lang]) == 2
        shown = capsys.readouterr()
        assert len(shown.err.splitlines()) == 1
        assert said in shown.err
        assert "ZeroDivisionError" in shown.err


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_speaks_both_languages_within_eighty_columns(capsys, command):
    assert run([command, "--help"] if command else ["--help"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if columns(line) > 80] == []
    described = shown.split("\n\n")[1].splitlines()
    assert not described[0].isascii()
    assert described[1].isascii()


def test_the_command_starts_without_what_it_may_not_need():
    heavy = {"rich", "babel", "jsonschema", "lark", "jinja2", "huimin.feel", "huimin.cases.determine"}
    program = "import sys, huimin.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert heavy & set(done.stdout.split()) == set()


def test_a_reader_that_has_seen_enough_is_no_error():
    process = started("evaluate", EXAMPLE, "--all")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_output_is_utf8_whatever_the_locale():
    out, err = started("evaluate", EXAMPLE, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="latin-1").communicate()
    assert "可以领取的资金" in out.decode("utf-8")
    assert err == b""


def test_a_terminal_gets_bold_headings_and_a_pipe_none(capsys, monkeypatch):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    run(["evaluate", EXAMPLE])
    plain = capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    run(["evaluate", EXAMPLE])
    bold = capsys.readouterr().out
    assert "\x1b" not in plain
    assert bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain
    assert "\x1b[1m" in bold
    monkeypatch.setenv("NO_COLOR", "1")
    assert screen.strong("x") == "x"


def test_what_a_case_holds_cannot_act_on_the_terminal(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text('on: 2024-06-01\nfamily: {children: [{id: "\\e[31m", birth_date: 2024-02-10}]}\n', encoding="utf-8")
    assert run(["evaluate", str(case), "--all"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_an_assumption_is_listed_and_a_day_on_the_command_line_wins(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text("on: 2024-06-01\nfamily: {children: []}\n", encoding="utf-8")
    assert run(["evaluate", str(case), "--on", "2025-01-02", "--assume", "received=[]", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "Day asked for: 2 January 2025" in shown
    assert "Assumed for this answer" in shown


@pytest.fixture
def copied_book(tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(CHECKOUT / "policies", folder)
    return folder


def test_a_finding_shows_its_line_with_a_caret_under_the_place(copied_book, capsys):
    path = copied_book / "gongshu-2023" / "03-childbirth-grants.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("measure: 3", "measur: 3", 1), encoding="utf-8")
    assert run(["check", "--book", str(copied_book), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("    measur: 3")
    assert lines[place + 1] == "    ^"
    assert lines[0].startswith("policies/gongshu-2023/03-childbirth-grants.yaml:2:1: ")


def test_a_book_with_findings_answers_nothing(copied_book, capsys):
    (copied_book / "gongshu-2023" / "instrument.yaml").write_text("instrument: [\n", encoding="utf-8")
    assert run(["evaluate", EXAMPLE, "--book", str(copied_book)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "policies/gongshu-2023/instrument.yaml:" in shown.err


def test_a_policy_test_that_fails_is_shown_with_its_place(copied_book, capsys):
    path = copied_book / "gongshu-2023" / "cases" / "01-three-child-policy.yaml"
    for other in path.parent.glob("*.yaml"):
        if other != path:
            other.unlink()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: granted", "status: refused", 1), encoding="utf-8")
    line = text[: text.index("status: granted")].count("\n") + 1
    assert run(["test", "--book", str(copied_book), "--lang", "en"]) == 1
    assert f"01-three-child-policy.yaml:{line}:" in capsys.readouterr().out


def test_a_fault_at_the_first_sign_of_a_file_has_its_line(capsys, tmp_path):
    (tmp_path / "case.json").write_text('{"on":\n "2024-06-01" "family": {}}', encoding="utf-8")
    assert run(["evaluate", str(tmp_path / "case.json"), "--lang", "en"]) == 2
    assert "case.json:1:1: the `{` here is not closed" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["330106199001011234", "'33010619900101123X'", "13800138000", "0571-8800 1234"])
def test_a_number_that_may_be_a_person_s_is_not_repeated(written, capsys, tmp_path):
    (tmp_path / "case.yaml").write_text(f"on: {written}\n", encoding="utf-8")
    assert run(["evaluate", str(tmp_path / "case.yaml"), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert f"`{written.strip(chr(39))[:4]}" in said
    assert "…` is no valid date" in said
    assert written.strip("'")[6:] not in said
