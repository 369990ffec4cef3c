"""Writes the pages on the codes of findings from `error-codes.yaml`: python docs/error_codes.py."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
PAGES = {"zh": "error-codes.zh.md", "en": "error-codes.md"}
MADE = "<!-- Made from error-codes.yaml: python docs/error_codes.py -->"
WORDS = {
    "zh": {
        "title": "# 错误代码",
        "other": "[English](error-codes.md)",
        "lead": "每项问题有不变的代码、位置（文件、行、列）和中英文说明。本页说明各代码的含义，各举一例：\n"
        "先是有错的写法，再是正确的写法。`huimin check` 一次列出全部问题；一处错误只报一次。\n"
        "例子取自测试用的政策库，每个例子都有测试核对。",
        "wrong": "错",
        "right": "对",
        "nothing": "没有这一处。",
        "in": "{file}：",
        "with": "{file}，运行 `{command}`：",
    },
    "en": {
        "title": "# Codes of findings",
        "other": "[中文](error-codes.zh.md)",
        "lead": "A finding has a code that never changes, a place (file, line, column) and words in both languages.\n"
        "This page says what each code means, with an example: first the mistake, then how it is right.\n"
        "`huimin check` gives all findings in one run, and one mistake makes one finding wherever it can.\n"
        "The examples come from a book for tests, and a test holds each of them.",
        "wrong": "Wrong",
        "right": "Right",
        "nothing": "Nothing stands there.",
        "in": "{file}:",
        "with": "{file}, on `{command}`:",
    },
}


def sections() -> list[dict[str, Any]]:
    """The sections, each with its title and `codes`: code, meaning, and what the example replaces by what."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "error-codes.yaml").read_text(encoding="utf-8"))
    return found


def page(language: str) -> str:
    """The page in one language."""
    words = WORDS[language]
    lines = [words["title"], "", words["other"], MADE, "", words["lead"]]
    for section in sections():
        lines += ["", f"## {section[language]}"]
        for entry in section["codes"]:
            lines += ["", f"### `{entry['code']}`", entry[language], "", *_example(entry, language)]
    return "\n".join(lines) + "\n"


def _example(entry: dict[str, Any], language: str) -> Iterator[str]:
    words = WORDS[language]
    if "file" in entry:
        yield words["with" if "command" in entry else "in"].format(
            file=f"`{entry['file']}`", command=entry.get("command")
        )
        yield ""
    for side in ("wrong", "right"):
        text = entry.get("says", {}).get(language) if side == "wrong" and "says" in entry else entry[side]
        yield f"{words[side]}{'：' if language == 'zh' else ':'}"
        if "says" in entry and side == "wrong":
            yield text
        elif not text.strip():
            yield words["nothing"]
        else:
            yield from ("```yaml" if "file" in entry else "```sh", *_snippet(text), "```")


def _snippet(text: str) -> list[str]:
    lines = textwrap.dedent(text.strip("\n")).splitlines()
    return [line if len(line) <= 400 else line[:60] + " … " + line[-20:] for line in lines]


if __name__ == "__main__":
    for each, name in PAGES.items():
        (HERE / name).write_text(page(each), encoding="utf-8")
