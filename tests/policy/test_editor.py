"""What an editor of YAML is given: a schema by the first line of every file, and snippets that fit their places."""

import json
import re
import textwrap
from pathlib import Path

import pytest

from huimin.documents import schemas
from huimin.documents.locate import CHECKOUT
from huimin.documents.read import read_bytes
from huimin.policy.files import kind_of

SNIPPETS = json.loads((CHECKOUT / ".vscode" / "huimin.code-snippets").read_text(encoding="utf-8"))
BOOK = Path(__file__).parent / "book"
BOOKS = (CHECKOUT / "policies", CHECKOUT / "tests" / "books" / "elderly-care", BOOK)
MEASURE = (BOOK / "harbour-2030" / "01-repair.yaml").read_text(encoding="utf-8")
PLACES = {
    "provision": ("provisions:\n", "  "),
    "parameter": ("parameters:\n", "  "),
    "version": ("    versions:\n", "      "),
    "condition": ("    conditions:\n", "      "),
    "question": ("open_questions:\n", "  "),
}
"""After which line of a measure a snippet is typed, and how far in."""
WHOLE = {"instrument", "measure"}


def expanded(body: list[str], choice: int = 0) -> str:
    """The text that a snippet leaves if its placeholders are tabbed over."""
    text = "\n".join(body)
    text = re.sub(r"\$\{\d+\|([^|]*)\|\}", lambda found: found[1].split(",")[choice % len(found[1].split(","))], text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    return re.sub(r"(?<!\\)\$0\n?", "", text).replace("\\$", "$")


@pytest.mark.parametrize("choice", [0, 1, 2])
@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_is_valid_where_it_is_typed(name: str, choice: int) -> None:
    what = name.partition(" · ")[0]
    text, kind = expanded(SNIPPETS[name]["body"], choice), what
    if what not in WHOLE:
        line, indent = PLACES[what]
        assert line in MEASURE
        text, kind = MEASURE.replace(line, line + textwrap.indent(text, indent), 1), "measure"
    document = read_bytes(text.encode(), name)
    assert [finding.to_json() for finding in schemas.validate(document, kind)] == []


def test_there_is_a_snippet_for_each_place_and_each_is_described_in_both_languages() -> None:
    assert {name.partition(" · ")[0] for name in SNIPPETS} == set(PLACES) | WHOLE
    for snippet in SNIPPETS.values():
        zh, _, en = snippet["description"].partition(" · ")
        assert not zh.isascii()
        assert en.isascii()
        assert snippet["scope"] == "yaml"


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.name))
def test_every_file_begins_with_the_modeline_of_its_schema_in_this_checkout(book: Path) -> None:
    for path in sorted(book.rglob("*.yaml")):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found is not None, path
        schema = (path.parent / found[1]).resolve()
        assert schema == CHECKOUT / "schemas" / f"{kind_of(path, book)}.v1.json", path
