"""The fictional book, loaded once and checked whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import huimin

FOLDER = Path(__file__).parents[1] / "books" / "elderly-care"


@pytest.fixture(scope="session")
def elderly_care() -> huimin.Book:
    return huimin.load(FOLDER)
