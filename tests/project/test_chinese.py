"""Chinese text is set as Chinese is: full-width punctuation beside Chinese characters."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.needs_program("git")

HALF_WIDTH = re.compile(r"""(?<=[一-鿿])[,;:!?()"']|[,;:!?()"'](?=[一-鿿])|(?<=[一-鿿])\.(?![\w/])""")
# What stands in a Chinese text without being Chinese: expressions and tags of a template, code, a pair of YAML.
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>|“名称: 值”", re.DOTALL)


def half_width_marks(text: str) -> list[str]:
    """Each half-width mark beside a Chinese character, with six characters about it."""
    prose = MARKUP.sub("·", FENCE.sub("·", text))
    return [prose[max(0, mark.start() - 6) : mark.end() + 6] for mark in HALF_WIDTH.finditer(prose)]


@pytest.mark.parametrize(
    "text",
    ["孩次为二,三", "拱墅区(试行)", "多少?", "例如:二孩", '所称"二孩"', "发放补助.", "是;否", "见说明!"],
)
def test_a_half_width_mark_beside_chinese_is_noticed(text: str) -> None:
    assert half_width_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "孩次为二，三（试行）。",
        "5000元，2023年1月1日起",
        "运行 `huimin evaluate a.yaml`，见[说明](docs/a.md)。",
        "{% if x == '二孩' %}一次性补助{{ amount }}{% endif %}",
        "比例≥4.5%，含0.5",
        "children, and others",
    ],
)
def test_well_set_text_passes(text: str) -> None:
    assert half_width_marks(text) == []


def chinese_of_yaml(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "zh" and isinstance(value, str):
                yield value
            else:
                yield from chinese_of_yaml(value)
    elif isinstance(node, list):
        for member in node:
            yield from chinese_of_yaml(member)


def chinese_of_python(source: str) -> Iterator[str]:
    """The string literals; prose of docstrings is English that may quote a Chinese term in brackets."""
    tree = ast.parse(source)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.value


def chinese_texts(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        yield from chinese_of_yaml(yaml.load(text, yaml.CBaseLoader))
    elif path.suffix == ".py":
        yield from chinese_of_python(text)
    else:
        yield text


def is_chinese_prose(name: str) -> bool:
    return (
        name.startswith(("policies/", "examples/"))
        or (name.startswith("engine/") and (name.endswith((".py", ".yaml")) or "/templates/" in name))
        or name.endswith(".zh.md")
    )


def test_the_book_the_templates_the_messages_and_the_pages_use_full_width_punctuation(
    root: Path, repo_files: list[Path]
) -> None:
    names = {path.relative_to(root).as_posix(): path for path in repo_files}
    found = {
        name: marks
        for name, path in names.items()
        if is_chinese_prose(name)
        and (marks := [mark for text in chinese_texts(path) for mark in half_width_marks(text)])
    }
    assert found == {}
