"""The pages in a real browser: accessible, within their width, whole in print, asking for nothing from elsewhere."""

import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from huimin.policy.model import Book
from huimin.policy.vocabulary import Text
from huimin.publish import Press, render

pytestmark = [pytest.mark.needs_program("chromium"), pytest.mark.xdist_group("browser")]

WHAT = ["summary", "bilingual", "measures", "timeline", "targets", "index"]
PAGES = [
    "index.html",
    "summary.zh.html",
    "summary.en.html",
    "summary.bilingual.html",
    "timeline.zh.html",
    "targets.en.html",
    "measures/weiqiao-2031/1.zh.html",
    "measures/nation-2033-draft/1.en.html",
]
WIDTHS = (360, 1280)
SETTINGS: list[tuple[int, Literal["light", "dark"]]] = [(360, "dark"), (1280, "light"), (360, "light"), (1280, "dark")]
ACROSS = SETTINGS[:2]
"""Every page shares one style: both widths and both schemes on each, all four together on one."""
MARGIN = 11 * 72 / 25.4
"""No page has a margin narrower than 11 mm."""


@pytest.fixture(scope="module")
def site(fictional: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional book's pages, and under `hostile` the same with labels that try to break them."""
    folder = tmp_path_factory.mktemp("site")
    long = Text("<b>长" * 2500 + "\u202e", "<b>wide" * 1250 + "\u202e אבג")
    for where, book in ((folder, fictional), (folder / "hostile", labelled(fictional, long))):
        for path, page in render(Press(book), WHAT).items():
            (where / path).parent.mkdir(parents=True, exist_ok=True)
            (where / path).write_bytes(page)
    return folder


def labelled(book: Book, text: Text) -> Book:
    """The book with `text` as a label wherever a table, a heading or a list has one."""
    instruments = [
        replace(
            each,
            short_title=text,
            provisions=tuple(replace(one, label=text) for one in each.provisions),
            parameters={name: replace(one, label=text) for name, one in each.parameters.items()},
        )
        for each in book.instruments
    ]
    return replace(book, instruments=tuple(instruments))


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_light_and_dark_narrow_and_wide(name: str, page: Page, site: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / name).as_uri())
    found: list[Any] = []
    for width, scheme in SETTINGS if name == "index.html" else ACROSS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for violation in Axe().run(page).response["violations"]:
            found += [(width, scheme, violation["id"], node["html"][:200]) for node in violation["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.parametrize("name", PAGES[:-1])
def test_a_long_label_breaks_no_page(name: str, page: Page, site: Path) -> None:
    page.goto((site / "hostile" / name).as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "<b>" in page.inner_text("main")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_every_line_inside_the_paper(name: str, page: Page, site: Path) -> None:
    page.goto((site / name).as_uri())
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        sheets = [(each.width, each.height, each.chars) for each in printed.pages]
    cut = [
        (number, char["text"])
        for number, (width, height, chars) in enumerate(sheets)
        for char in chars
        if char["text"].strip()
        and not (
            char["x0"] >= MARGIN - 2
            and char["x1"] <= width - MARGIN + 2
            and char["top"] >= MARGIN - 2
            and char["bottom"] <= height - MARGIN + 2
        )
    ]
    assert cut == []
    assert all(chars for _, _, chars in sheets)
