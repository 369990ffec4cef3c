"""A letter on paper: short, its signature on one page with the text that it signs, whatever the length."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document

LINE = 31
"""Characters of a line of the letter; a name as long as some lines moves the signature down the page by as many."""

Print = Callable[[Any, str, Path], bytes]


def by_weasyprint(asked: Any, to: str, folder: Path) -> bytes:
    made: bytes = asked.render("zh", "pdf", to)
    return made


def by_chromium(asked: Any, to: str, folder: Path) -> bytes:
    from playwright.sync_api import sync_playwright

    (folder / "letter.html").write_bytes(asked.render("zh", "html", to))
    with sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        page.goto((folder / "letter.html").as_uri())
        return page.pdf(prefer_css_page_size=True)


def by_libreoffice(asked: Any, to: str, folder: Path) -> bytes:
    (folder / "letter.docx").write_bytes(asked.render("zh", "docx", to))
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "letter.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "letter.pdf").read_bytes()


FONTS = (pytest.mark.needs_program("fc-list"), pytest.mark.needs_program("font:FandolFang"))
WAYS = [
    *(pytest.param(by_weasyprint, lines, marks=FONTS, id=f"pdf-{lines}") for lines in range(0, 24, 6)),
    *(
        pytest.param(
            by_chromium,
            lines,
            marks=(pytest.mark.needs_program("chromium"), pytest.mark.xdist_group("browser")),
            id=f"html-{lines}",
        )
        for lines in (0, 10)
    ),
    *(
        pytest.param(by_libreoffice, lines, marks=pytest.mark.needs_program("soffice"), id=f"docx-{lines}")
        for lines in (0, 10)
    ),
]


def texts(made: bytes) -> list[str]:
    """The text of each page in one line."""
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        return [plain(page.extract_text()) for page in pdf.pages]


def plain(text: str) -> str:
    """Without spaces and line ends."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("by", "lines"), WAYS)
def test_the_signature_stands_between_the_heading_and_the_digest_on_one_page(
    by: Print, lines: int, ask: Callable[[str], Any], tmp_path: Path
) -> None:
    asked = ask("granted")
    begins = asked.letter("zh").closing[0].lead
    pages = texts(by(asked, "某" * (lines * LINE + 2), tmp_path))
    ends = [each for each in pages if asked.found.digest in each]
    assert [begins in each for each in ends] == [True]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_docx_keeps_its_last_part_with_the_signature(language: str, ask: Callable[[str], Any]) -> None:
    asked = ask("granted")
    letter = asked.letter(language)
    paragraphs = Document(io.BytesIO(asked.render(language, "docx"))).paragraphs
    written = [each.text for each in paragraphs]
    last = paragraphs[written.index(letter.closing[0].lead) : written.index(letter.note)]
    assert len(last) >= 5
    assert all(each.paragraph_format.keep_with_next and each.paragraph_format.keep_together for each in last)


@pytest.mark.needs_program("fc-list")
@pytest.mark.needs_program("font:FandolFang")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_family_s_letter_is_short_and_its_digest_stands_on_one_line(language: str, ask: Callable[[str], Any]) -> None:
    asked = ask("family-twins-after-one.yaml")
    letter, made = asked.letter(language), asked.render(language, "pdf")
    pages = texts(made)
    signed = next(number for number, each in enumerate(pages, start=1) if asked.found.digest in each)
    assert signed <= 5
    assert len(pages) - signed <= 5
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        written = pdf.pages[signed - 1].extract_text_lines()
    assert [each for each in written if plain(each["text"]) == plain(letter.note)]
