"""Edits of the fictional book: its digest is over what it says, and what cannot be decided is an error of the book."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from huimin.check.examine import examine
from huimin.documents.read import read
from huimin.policy import files

EDITS = read(Path(__file__).parent / "cases" / "book-edits.yaml").data
Edited = Callable[[Mapping[str, Any]], Path]


def params(table: str) -> list[Any]:
    return [pytest.param(edit, id=edit["id"], marks=gaps(edit)) for edit in EDITS[table]]


def gaps(row: Mapping[str, Any]) -> list[pytest.MarkDecorator]:
    """A row that says which `gap` of the engine it shows is expected to fail, until the gap is closed."""
    return [pytest.mark.xfail(reason=row["gap"], strict=True)] if "gap" in row else []


@pytest.fixture
def edited(tmp_path: Path, elderly_care_folder: Path) -> Edited:
    """A copy of the book in which one text of one file, found once, is another."""

    def folder(edit: Mapping[str, Any]) -> Path:
        copy = tmp_path / elderly_care_folder.name
        shutil.copytree(elderly_care_folder, copy)
        path = copy / edit["file"]
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["old"]) == 1
        path.write_text(text.replace(edit["old"], edit["new"]), encoding="utf-8")
        return copy

    return folder


def digest(folder: Path) -> str:
    documents, kinds, findings = files.documents(folder)
    assert findings == []
    return files.assemble(folder, documents, kinds).digest


@pytest.mark.parametrize("edit", params("digest"))
def test_the_digest_is_over_what_the_book_says(
    edit: Mapping[str, Any], edited: Edited, elderly_care_folder: Path
) -> None:
    assert (digest(edited(edit)) == digest(elderly_care_folder)) is edit["same"]


@pytest.mark.parametrize("edit", params("findings"))
def test_the_book_is_refused(edit: Mapping[str, Any], edited: Edited) -> None:
    assert sorted(finding.code for finding in examine(edited(edit))[1]) == edit["codes"]
