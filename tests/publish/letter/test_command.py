"""`huimin letter` as its user runs it."""

import io
import sys
from pathlib import Path

import pytest

from huimin.cli.main import run

CASE = "on: 2032-03-01\nhousehold: {seniors: [{id: mei, birth_date: 1950-02-10, is_registered: true}]}\n"
TO = ["--to", "某某", "--ref", "一号"]


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a case in it, which is where the command runs."""
    monkeypatch.setenv("HUIMIN_BOOK", str(root / "tests" / "books" / "elderly-care"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("name", "begins"), [("a.html", b"<!doctype html>"), ("a.docx", b"PK"), ("A.HTML", b"<!doc")])
def test_the_file_is_named_and_is_the_only_one_written(
    name: str, begins: bytes, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["letter", "case.yaml", *TO, "-o", name]) == 0
    assert capsys.readouterr().out == f"{name}\n"
    assert names(folder) == sorted(["case.yaml", name])
    assert (folder / name).read_bytes().startswith(begins)


def test_a_letter_takes_the_place_of_an_earlier_one(folder: Path) -> None:
    (folder / "a.html").write_text("x", encoding="utf-8")
    assert run(["letter", "case.yaml", *TO, "-o", "a.html"]) == 0
    assert "某某" in (folder / "a.html").read_text(encoding="utf-8")


def test_without_a_file_the_page_goes_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letter", "case.yaml", *TO, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "Dear 某某," in said.out
    assert said.err == ""
    assert names(folder) == ["case.yaml"]


def test_standard_input_is_a_case(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CASE.encode())))
    assert run(["letter", "-", *TO]) == 0
    assert "某某：" in capsys.readouterr().out


def test_options_of_the_determination_reach_the_letter(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--on", "2033-03-01", "--known", "2033-02-01", "--with", "qinghe-2033-draft", "--assume", "payments=[]"]
    assert run(["letter", "case.yaml", *TO, *options, "--reading", "care-level-asked=any-level"]) == 0
    page = capsys.readouterr().out
    assert all(
        each in page for each in ("2033年3月1日", "2033年2月1日", "（草案，未核实）", "按假定计算的", "按指定的理解")
    )


REFUSED = {
    "a form that the name does not tell": (["-o", "a.txt"], "看不出格式", "tells no form"),
    "nobody": (["--to", " ", "-o", "a.html"], "不能为空", "cannot be empty"),
    "no reference": (["--ref", "", "-o", "a.html"], "不能为空", "cannot be empty"),
    "a folder that is not there": (["-o", "none/a.html"], "无法写入", "cannot write"),
    "a folder in place of a file": (["-o", "there.html"], "无法写入", "cannot write"),
    "a day that is none": (["--on", "yesterday", "-o", "a.html"], "yesterday", "yesterday"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_written(
    what: str, lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options, zh, en = REFUSED[what]
    (folder / "there.html").mkdir()
    assert run(["letter", "case.yaml", *TO, *options, "--lang", lang]) == 2
    said = capsys.readouterr()
    assert (zh if lang == "zh" else en) in said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert "程序缺陷" not in said.err
    assert "某某" not in said.err
    assert names(folder) == ["case.yaml"]


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_terminal_is_not_shown_what_is_no_text(
    form: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["letter", "case.yaml", *TO, "--format", form]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "-o" in said.err


def test_a_pipe_is_given_a_docx(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["letter", "case.yaml", *TO, "--format", "docx"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"PK")


@pytest.mark.parametrize(("form", "library"), [("docx", "docx"), ("pdf", "weasyprint")])
def test_without_the_extra_it_is_named_once(
    form: str, library: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huimin.publish.letter.find_spec", lambda name: None if name == library else object())
    assert run(["letter", "case.yaml", *TO, "-o", f"a.{form}"]) == 2
    assert capsys.readouterr().err.count("pip install 'huimin[publish]'") == 1
    assert run(["letter", "case.yaml", *TO, "-o", "a.html"]) == 0


def test_a_font_that_is_missing_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huimin.publish.official.fonts._installed", lambda _: [])
    assert run(["letter", "case.yaml", *TO, "-o", "a.pdf"]) == 2
    assert "仿宋_GB2312" in capsys.readouterr().err
    assert names(folder) == ["case.yaml"]
