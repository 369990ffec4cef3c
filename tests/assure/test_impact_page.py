"""The page of an impact study in a real browser: accessible, within its width, asking for nothing from elsewhere."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import huimin
from huimin.cli.main import run

pytestmark = [pytest.mark.needs_program("chromium"), pytest.mark.xdist_group("browser")]
SETTINGS: list[tuple[int, Literal["light", "dark"]]] = [(360, "dark"), (1280, "light")]


def test_the_pages_of_a_question_are_accessible(root: Path, tmp_path: Path) -> None:
    book = huimin.load(root / "tests" / "books" / "elderly-care")
    given = ["--question", "age-day", "--on", "2033-03-01", "--households", "100"]
    assert run(["impact", book.folder, *given, "--format", "html", "-o", str(tmp_path / "impact.html")]) == 0
    found: list[Any] = []
    with sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        page = started.chromium.launch(executable_path=shutil.which("chromium"), args=arguments).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for lang in ("zh", "en"):
            page.goto((tmp_path / f"impact.{lang}.html").as_uri())
            for width, scheme in SETTINGS:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                violations = Axe().run(page).response["violations"]
                found += [
                    (lang, width, each["id"], node["html"][:200]) for each in violations for node in each["nodes"]
                ]
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("svg").count() > 1
    assert found == []
    assert [url for url in asked if not url.startswith("file:")] == []
