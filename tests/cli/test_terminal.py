"""Nothing that a user hands in steers the terminal, passes for a line of the program, or turns a line's direction."""

import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from huimin.cli import screen
from huimin.cli.main import run

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "tests" / "books" / "elderly-care"
HOSTILE = {
    "a title and a cleared screen": "\x1b]0;pwned\x07\x1b[2J",
    "a line written over": "\x1b[1A\x1b[2Kok all granted",
    "a line of its own": "x\nhuimin: fine",
    "another direction": "\u202edetnarg",
    "an escape of one byte": "\x9b2J",
}


def hidden(text: str) -> set[str]:
    return {each for each in text if each != "\n" and unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp")}


def case(**senior: Any) -> dict[str, Any]:
    whole = {"id": "mei", "birth_date": "1950-02-10", "is_registered": True, **senior}
    return {"on": "2032-03-01", "household": {"home_area": "upland", "seniors": [whole]}}


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    run([*arguments[:1], *(["--book", str(BOOK)] if arguments[0] != "--nothing" else []), *arguments[1:]])
    shown = capsys.readouterr()
    return shown.out + shown.err


def hold_harmless(text: str) -> None:
    assert text.strip()
    assert hidden(text) == set()
    assert not [line for line in text.splitlines() if line.startswith("huimin: fine")]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def written(data: Any, name: str = "case.json") -> str:
        Path(name).write_text(json.dumps(data), encoding="utf-8")
        return name

    return written


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "data",
    [
        lambda text: {**case(), text: 1},
        lambda text: case(care_level=text),
        lambda text: case(birth_date=text),
        lambda text: case(id=text),
        lambda text: {**case(), "on": text},
    ],
    ids=["key", "code", "date", "id", "day"],
)
def test_a_case_steers_no_terminal(text, lang, data, write, capsys):
    hold_harmless(printed(["evaluate", write(data(text)), "--lang", lang], capsys))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_file_name_steers_no_terminal(text, write, capsys):
    name = text.replace("/", "")
    hold_harmless(printed(["evaluate", write({"on": 1}, name)], capsys))
    hold_harmless(printed(["evaluate", f"no such {name}"], capsys))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("arguments", ["evaluate --{}", "show {}", "letter case.json --to {} --{}", "fmt {}"])
def test_what_stands_on_the_command_line_steers_no_terminal(text, arguments, write, capsys):
    write(case())
    words = [text if each == "{}" else each.replace("{}", text) for each in arguments.split()]
    hold_harmless(printed([*words, "--lang", "en"], capsys))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_question_steers_no_terminal(text, write, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * 40))
    hold_harmless(printed(["ask", write(case(id=text)), "--on", "2032-03-01"], capsys))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_label_of_a_book_steers_no_terminal(text, tmp_path, capsys):
    import shutil

    folder = tmp_path / "book"
    shutil.copytree(BOOK, folder)
    file = folder / "weiqiao-2031" / "01-allowances.yaml"
    old = "en: rate of the age allowance"
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, f"en: {json.dumps('rate of the age allowance' + text)}"), encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "--book", str(folder)]) == 1
    shown = capsys.readouterr()
    assert "[hidden-character]" in shown.out
    hold_harmless(shown.out + shown.err)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json_holds_the_very_value_and_steers_no_terminal(text, write, capsys):
    shown = printed(["evaluate", write(case(id=text)), "--format", "json"], capsys)
    assert hidden(shown) == set()
    assert text in {each["for"].get("senior") for each in json.loads(shown)["outcomes"]}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_screen_keeps_its_own_bold(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    screen.say(screen.strong("granted") + "\x1b[31m\tred")
    assert terminal.getvalue() == "\x1b[1mgranted\x1b[0m⟨U+001B⟩[31m\tred\n"


def test_a_file_given_to_a_terminal_is_a_text(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    screen.give(b"a\x1b[2J\n")
    assert terminal.getvalue() == "a⟨U+001B⟩[2J\n"
