"""The fictional book, whole and with mistakes planted."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from huimin.check.load import load
from huimin.policy.model import Book

BOOK = Path(__file__).parent / "book"


@pytest.fixture
def planted(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes the text of one file into a copy of the fictional book; gives the folder of the copy."""

    def with_file(name: str, text: str) -> Path:
        folder = tmp_path / "book"
        if not folder.exists():
            shutil.copytree(BOOK, folder)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return folder

    return with_file


@pytest.fixture(scope="session")
def real_book() -> Book:
    """The book of the checkout."""
    return load()
