"""The fictional book, loaded once and checked whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import huimin


@pytest.fixture(scope="session")
def elderly_care_folder(root: Path) -> Path:
    return root / "tests" / "books" / "elderly-care"


@pytest.fixture(scope="session")
def elderly_care(elderly_care_folder: Path) -> huimin.Book:
    return huimin.load(elderly_care_folder)
