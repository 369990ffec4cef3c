"""`huimin publish` with notices: written, compared, amended."""

import shutil
from pathlib import Path

import pytest

from huimin.cli.main import run


@pytest.fixture
def book(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "book"
    shutil.copytree(root / "tests" / "books" / "elderly-care", folder)
    monkeypatch.setenv("HUIMIN_BOOK", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def edit(book: Path, old: str, new: str) -> None:
    path = book / "weiqiao-2031" / "instrument.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_each_instrument_with_a_notice_is_published_in_both_languages(book: Path, tmp_path: Path) -> None:
    assert run(["publish", "notice", "--out", "pages"]) == 0
    found = sorted(each.name for each in (tmp_path / "pages" / "notices").iterdir())
    assert found == [f"{name}.{lang}.docx" for name in ("weiqiao-2031", "xialing-2032") for lang in ("en", "zh")]


def test_a_notice_that_no_longer_says_what_the_book_says_is_found(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["publish", "notice", "--out", "pages"])
    assert run(["publish", "notice", "--out", "pages", "--check"]) == 0
    edit(book, "请遵照执行", "请认真执行")
    capsys.readouterr()
    assert run(["publish", "notice", "--out", "pages", "--check"]) == 1
    said = capsys.readouterr().out
    assert "weiqiao-2031.zh.docx" in said
    assert "weiqiao-2031.en.docx" not in said


@pytest.mark.parametrize("number", ["苇政发[2031]8号", "苇政发〔2031〕08号", "苇政发〔2031〕第8号"])
def test_a_document_number_in_another_form_is_found(
    book: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book, "苇政发〔2031〕8号", f'"{number}"')
    assert run(["check"]) == 1
    assert "[schema-bad-form]" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--since", "book"], ["--on", "2033-06-01"]])
def test_an_amendment_needs_the_old_book_and_a_day(
    book: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish", "amendment", *arguments]) == 2
    assert "--since" in capsys.readouterr().err


def test_books_that_say_the_same_get_no_amendment(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "amendment", "--since", str(book), "--on", "2033-06-01", "--lang", "en"]) == 0
    assert "no instrument says anything else" in capsys.readouterr().err


@pytest.mark.needs_program("soffice")
@pytest.mark.needs_program("font:FandolFang")
@pytest.mark.xdist_group("official")
def test_an_amendment_is_written_and_the_fonts_of_its_pdf_are_told(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(book, tmp_path / "before")
    edit(book, "through: 2034-03-31", "through: 2036-03-31")
    amend = ["publish", "amendment", "amendment-pdf", "--since", str(tmp_path / "before"), "--out", "pages"]
    assert run([*amend, "--on", "2033-06-01", "--lang", "en"]) == 0
    told = capsys.readouterr().err
    assert "weiqiao-2031.amendment-2033-06-01.zh.pdf is set in FandolFang-Regular" in told
    assert (tmp_path / "pages" / "notices" / "weiqiao-2031.amendment-2033-06-01.en.docx").is_file()


def test_an_amendment_without_its_pdf_is_checked_and_stays_beside_that_of_another_day(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(book, tmp_path / "before")
    edit(book, "through: 2034-03-31", "through: 2036-03-31")
    amend = ["publish", "amendment", "--since", str(tmp_path / "before"), "--out", "pages", "--on"]
    assert run([*amend, "2033-06-01"]) == 0
    assert run([*amend, "2033-07-01"]) == 0
    found = sorted(each.name for each in (tmp_path / "pages" / "notices").iterdir())
    days = ("2033-06-01", "2033-07-01")
    assert found == [f"weiqiao-2031.amendment-{day}.{lang}.docx" for day in days for lang in ("en", "zh")]
    assert run([*amend, "2033-06-01", "--check"]) == 0
    edit(book, "through: 2036-03-31", "through: 2037-03-31")
    capsys.readouterr()
    assert run([*amend, "2033-06-01", "--check"]) == 1
    said = capsys.readouterr().out
    assert "weiqiao-2031.amendment-2033-06-01.zh.docx" in said
    assert "2033-07-01" not in said


def test_an_old_book_without_an_amendment_to_make_is_refused(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "notice", "--since", str(book), "--lang", "en"]) == 2
    assert "--since is for amendment" in capsys.readouterr().err
