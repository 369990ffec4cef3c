"""What the README tells a newcomer to type works, in both languages alike."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
# These ask questions or write files: that they exist is all that is tried here.
ONLY_HELP = {"amend", "ask", "letter", "publish"}


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(name: str) -> list[str]:
    lines = (line for block in blocks(name, "sh") for line in block.splitlines())
    return [shlex.join(shlex.split(line, comments=True)) for line in lines if line.startswith("huimin ")]


def without_language(line: str) -> str:
    return line.replace(" --lang en", "")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "import sys; from huimin.cli.main import main; sys.exit(main())",
        *arguments,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("line", sorted({line for name in READMES for line in commands(name)}))
def test_a_command_of_the_readme_runs(line: str) -> None:
    _, command, *rest = shlex.split(line)
    done = run(command, "--help") if command in ONLY_HELP else run(command, *rest)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).strip()


@pytest.mark.parametrize("name", READMES)
def test_the_python_of_the_readme_prints_an_outcome_that_is_granted(name: str) -> None:
    (program,) = blocks(name, "python")
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "granted" in done.stdout


def test_both_readmes_show_the_same_commands_and_the_same_program() -> None:
    english, chinese = READMES
    assert [*map(without_language, commands(english))] == [*map(without_language, commands(chinese))]
    assert blocks(english, "python") == blocks(chinese, "python")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_to_a_file_of_the_project_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []
