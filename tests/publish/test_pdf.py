"""PDFs of the sheets: one page of A4, the same bytes twice, nothing loaded from anywhere."""

from pathlib import Path

import pytest

from huimin.policy.model import Book
from huimin.publish import Press, check, pages, publish
from huimin.publish.folder import Drift
from huimin.publish.pdf import content, one_page

pytest.importorskip("weasyprint")

A4 = (0.0, 0.0, 595.28, 841.89)


def pdf(book: Book, path: str) -> bytes:
    return next(page for page in pages.CATALOGUE["pdf"](Press(book)) if page.path == path).make()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_is_one_page_of_a4_with_its_amounts(lang: str, fictional: Book) -> None:
    made = pdf(fictional, f"measures/weiqiao-2031/2.{lang}.pdf")
    [(text, box)] = content(made)
    assert box == pytest.approx(A4, abs=0.1)
    assert fictional.digest.removeprefix("sha256:")[:8] in text
    assert made == pdf(fictional, f"measures/weiqiao-2031/2.{lang}.pdf")


def test_the_most_that_fits_is_taken_and_the_last_where_none_fits() -> None:
    tall, short = ("<style>@page { size: A4 }</style>" + "<p>x" * lines for lines in (900, 20))
    assert len(content(one_page([tall, short, tall]))) == 1
    assert len(content(one_page([tall]))) > 1


def test_a_page_loads_no_file_and_no_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">secret</text></svg>', encoding="utf-8")
    made = one_page([f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png"><p>shown'])
    assert [text.strip() for text, _ in content(made)] == ["shown"]


def test_a_pdf_is_compared_where_it_is_there(fictional: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = "measures/weiqiao-2031/2.en.pdf"
    only = [page for page in pages.CATALOGUE["pdf"](Press(fictional)) if page.path == one]
    catalogue = {"measures": pages.CATALOGUE["measures"], "pdf": lambda _: only}
    monkeypatch.setattr(pages, "CATALOGUE", catalogue)
    monkeypatch.setattr(pages, "STANDARD", tuple(catalogue))
    press, out = Press(fictional), tmp_path / "pages"
    publish(press, out, ["measures"])
    assert check(press, out) == []
    publish(press, out, ["pdf"])
    assert check(press, out) == []
    (out / one).write_bytes(one_page(["<style>@page { size: A4 }</style><p>something else"]))
    assert check(press, out) == [Drift(out / one, "differs")]
