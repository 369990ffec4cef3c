"""A letter in a real browser: accessible, within its width, whole in print, asking for nothing from elsewhere."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

pytestmark = [pytest.mark.needs_program("chromium"), pytest.mark.xdist_group("browser")]

LONG = "<b>长wide" * 1250 + "\u202e אבג"
LETTERS = [
    ("granted", "zh", "某某"),
    ("undetermined", "en", "Someone"),
    ("granted", "en", LONG),
    ("refused", "zh", LONG),
]
SETTINGS: list[tuple[int, Any]] = [(360, "dark"), (1280, "light")]
MARGIN = 18 * 72 / 25.4
"""The rules of the masthead reach 7 mm beyond the type area, whose narrowest margin is 26 mm."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser.new_page()
        browser.close()


@pytest.fixture(params=LETTERS, ids=["zh", "en", "en-long", "zh-long"])
def shown(request: pytest.FixtureRequest, ask: Callable[[str], Any], page: Page, tmp_path: Path) -> list[str]:
    """Opens a letter; gives what it asks for."""
    name, language, to = request.param
    path = tmp_path / "letter.html"
    path.write_bytes(ask(name).render(language, to=to, reference=to))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return asked


def test_a_letter_is_accessible_narrow_and_wide_and_asks_for_nothing(shown: list[str], page: Page) -> None:
    found: list[Any] = []
    for width, scheme in SETTINGS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for violation in Axe().run(page).response["violations"]:
            found += [(width, scheme, violation["id"], node["html"][:200]) for node in violation["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []
    assert [url for url in shown if not url.startswith("file:")] == []


def test_a_letter_prints_on_a4_every_line_inside_the_paper(shown: list[str], page: Page) -> None:
    assert shown
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        sheets = [(each.width, each.height, each.chars) for each in printed.pages]
    assert {(round(width), round(height)) for width, height, _ in sheets} == {(595, 842)}
    cut = [
        (number, char["text"])
        for number, (width, height, chars) in enumerate(sheets)
        for char in chars
        if char["text"].strip()
        and not (char["x0"] >= MARGIN and char["x1"] <= width - MARGIN and char["bottom"] <= height)
    ]
    assert cut == []
    assert all(chars for _, _, chars in sheets)
