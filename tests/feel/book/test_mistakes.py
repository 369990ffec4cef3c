"""Mistakes of a policy officer are found all at once, each at its line and column, in every style of YAML."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from huimin.check.examine import examine

MISTAKES = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8"))
BOOK = Path(__file__).parents[2] / "books" / "elderly-care"
FILE = "weiqiao-2031/02-services.yaml"
AFTER = "    conditions:\n"
"""What the first provision of the file has its conditions under."""

CARET = "‸"

STYLES = {
    "plain": lambda text: text.replace("{0}", "\n          "),
    "single": lambda text: "'" + text.replace("'", "''").replace("{0}", "\n          ") + "'",
    "double": lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("{0}", "\n          ") + '"',
    "escaped": lambda text: '"' + "".join(map(escaped, text.replace("{0}", " "))) + '"',
    "anchored": lambda text: "&same '" + text.replace("'", "''").replace("{0}", " ") + "'",
    "literal": lambda text: "|-\n          " + text.replace("{0}", "\n            "),
    "folded": lambda text: ">-  # a comment\n          " + text.replace("{0}", "\n          "),
}


def escaped(character):
    """A character as a double-quoted text may write it; letters that are not ASCII by their number."""
    if character in '"\\':
        return "\\" + character
    return character if character.isascii() or character == CARET else f"\\u{ord(character):04x}"


def planted(style):
    """The file with every mistake as a condition of its own, marked."""
    text = (BOOK / FILE).read_text(encoding="utf-8")
    assert AFTER in text
    conditions = "".join(
        f"      - id: mistake-{number}\n"
        f"        label: {{zh: 独居, en: living alone}}\n"
        f"        when: {STYLES[style](mistake['when'])}\n"
        f"        cite: {{article: 2, sentence: 1}}\n"
        for number, mistake in enumerate(MISTAKES)
    )
    return text.replace(AFTER, AFTER + conditions, 1)


def places(text):
    """Line and column of each mark, where the marks before it are no part of the text."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if CARET in line:
            found.append((number, line.index(CARET) + 1))
    return found


@pytest.mark.parametrize("style", STYLES)
def test_every_mistake_is_found_where_it_stands(style, tmp_path):
    folder = tmp_path / "book"
    shutil.copytree(BOOK, folder)
    text = planted(style)
    (folder / FILE).write_text(text.replace(CARET, ""), encoding="utf-8")
    findings = [each for each in examine(folder)[1] if each.code.startswith("expression-")]
    shown = [(each.code, each.place.line, each.place.column) for each in findings]
    codes = [mistake.get("code", "expression-type") for mistake in MISTAKES]
    assert shown == [(code, *place) for code, place in zip(codes, places(text), strict=True)]
    for mistake, finding in zip(MISTAKES, findings, strict=True):
        assert mistake["zh"] in finding.message("zh")
        assert mistake["en"] in finding.message("en")
