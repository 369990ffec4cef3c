"""Each mistake planted in a good book is found once, where it stands, and said in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.check.examine import examine
from huimin.documents.findings import Finding

HERE = Path(__file__).parent
BOOK = HERE / "book"
CARET = "‸"
Plant = Callable[[str, str], Path]


def mistakes() -> list[Any]:
    tables = sorted((HERE / "bad").glob("*.yaml"))
    found = [(path.stem, each) for path in tables for each in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [pytest.param(each, id=f"{table}: {each['name']}") for table, each in found]


def spoilt(mistake: dict[str, Any]) -> tuple[str, tuple[int, int] | None]:
    """The text with the mistake in it, and the line and column at which the finding is due."""
    if "all" in mistake:
        return mistake["all"], (mistake["line"], mistake["column"])
    if "copy" in mistake:
        return (BOOK / mistake["copy"]).read_text(encoding="utf-8"), (mistake["line"], mistake["column"])
    good = (BOOK / mistake["file"]).read_text(encoding="utf-8")
    assert mistake["old"] in good
    text = good.replace(*mistake.get("and", ("", "")), 1).replace(mistake["old"], mistake["new"], 1)
    if CARET in text:
        return text.replace(CARET, ""), line_and_column(text, text.index(CARET))
    if "at" not in mistake:
        return text, None
    marked = (BOOK / mistake["at_file"]).read_text(encoding="utf-8") if "at_file" in mistake else text
    return text, line_and_column(marked, marked.index(mistake["at"]))


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def said(finding: Finding) -> str:
    place = finding.place
    return f"{place.file}:{place.line}:{place.column} {finding.code} {finding.message('en')}"


def test_a_good_book_has_no_findings() -> None:
    book, findings = examine(BOOK)
    assert [said(each) for each in findings] == []
    assert book is not None


@pytest.mark.parametrize("mistake", mistakes())
def test_a_mistake_is_found_once_and_where_it_stands(mistake: dict[str, Any], planted: Plant) -> None:
    text, due = spoilt(mistake)
    _, findings = examine(planted(mistake["file"], text))
    shown = [said(each) for each in findings]
    others = [each.code for each in findings if each.code != mistake["code"]]
    [found] = [each for each in findings if each.code == mistake["code"]] or pytest.fail(f"not found: {shown}")
    assert others == mistake.get("also", []), shown
    assert found.place.file == f"book/{mistake.get('at_file', mistake['file'])}"
    if due is not None:
        assert (found.place.line, found.place.column) == due, shown


@pytest.mark.parametrize("mistake", mistakes())
def test_what_is_said_of_it_has_every_value_filled_in(mistake: dict[str, Any], planted: Plant) -> None:
    text, _ = spoilt(mistake)
    for finding in examine(planted(mistake["file"], text))[1]:
        words = finding.to_json()
        for told in (words["message"], words["advice"]):
            assert told["zh"].endswith(("。", "？"))
            assert "{}" not in told["en"]
            left = [name for name in finding.values if "{" + name + "}" in told["zh"] + told["en"]]
            assert left == []
