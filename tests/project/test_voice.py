"""One voice: a text that a user reads stands in a word file, in every language, and not in Python."""

import ast
import re
from pathlib import Path

import pytest

import huimin

ENGINE = Path(huimin.__file__).parent
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def literals(source: str) -> list[str]:
    """The strings of a module with a Chinese character in them. A string that stands by itself is a docstring; those of
    the commands are their help.
    """
    tree = ast.parse(source)
    alone = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    strings = (each for each in ast.walk(tree) if isinstance(each, ast.Constant) and id(each) not in alone)
    return [each.value for each in strings if isinstance(each.value, str) and CHINESE.search(each.value)]


def speaking() -> dict[str, list[str]]:
    """The modules with such strings."""
    found = {str(path.relative_to(ENGINE)): literals(path.read_text("utf-8")) for path in ENGINE.rglob("*.py")}
    return {module: said for module, said in found.items() if said}


@pytest.mark.parametrize("source", ['said = "已停止"', 'said = f"共 {count} 处"', 'match = "，"', 'say(zh="版本")'])
def test_a_chinese_string_is_noticed(source: str) -> None:
    assert literals(source)


def test_docstrings_and_comments_may_quote_chinese() -> None:
    assert not literals('"""甲、乙"""\n# 第几条\nsaid = "a"\n')


def test_no_module_holds_a_chinese_text() -> None:
    assert speaking() == {}
