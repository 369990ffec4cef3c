"""The commands: exit codes, help with examples, and the same bytes whatever the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from huimin.cli.main import COMMANDS, run
from huimin.documents.locate import CHECKOUT

EXAMPLE = str(CHECKOUT / "examples" / "family-twins-after-one.yaml")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_has_an_example(capsys, command):
    run([command, "--help"])
    assert f"huimin {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_its_place_in_the_docs(command):
    assert f"## `huimin {command}" in (CHECKOUT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["check"], 0, "没有问题"),
        (["check", "--lang", "en"], 0, "no problems"),
        (["show"], 0, "childcare-grant"),
        (["show", "childcare-grant"], 0, "育儿补助"),
        (["show", "childcare_grant", "--lang", "en"], 0, "CNY 20,000"),
        (["show", "3.4", "--lang", "en"], 0, "childcare-grant"),
        (["show", "fourth-child", "--lang", "en"], 0, "third-and-later"),
        (["show", "sentences"], 0, "closing.2"),
        (["schema"], 0, "determination"),
        (["schema", "case"], 0, "hukou_district"),
        (["schema", "measure"], 0, "provisions"),
        (["evaluate", EXAMPLE, "--lang", "en"], 0, "CNY 32,000"),
        (["evaluate", EXAMPLE, "--format", "json"], 0, '"outcomes"'),
        (["evaluate", EXAMPLE, "--on", "2023-12-16"], 2, ""),
        (["evaluate", "no-such-file.yaml"], 2, ""),
        (["evaluate", EXAMPLE, "--with", "no-such-instrument"], 2, ""),
        (["evaluate", EXAMPLE, "--assume", "nothing=1"], 2, ""),
        (["evaluate", EXAMPLE, "--reading", "fourth-child=never"], 2, ""),
        (["evaluate", EXAMPLE, "--book", "no-such-folder"], 2, ""),
        (["show", "no-such-thing"], 2, ""),
        (["schema", "no-such-kind"], 2, ""),
        (["no-such-command"], 2, ""),
    ],
)
def test_a_command_ends_with_its_exit_code(capsys, arguments, code, says):
    assert run(arguments) == code
    shown = capsys.readouterr()
    assert says in shown.out
    assert (shown.err == "") is (code == 0)


def test_published_pages_say_what_the_book_says(capsys):
    assert run(["publish", "--check", "--out", str(CHECKOUT / "generated_docs")]) == 0
    assert capsys.readouterr().out == ""


def test_drifted_pages_are_a_finding(tmp_path, capsys):
    assert run(["publish", "--check", "--out", str(tmp_path)]) == 1
    assert "summary.zh.md" in capsys.readouterr().out


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed():
    def bytes_of(seed: str) -> bytes:
        command = [sys.executable, "-m", "huimin", "evaluate", EXAMPLE, "--format", "json"]
        done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        return done.stdout

    assert bytes_of("1") == bytes_of("2")
