"""A change at one place of a text keeps every comment and all other data, however the text is laid out."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin.amend import splice
from huimin.documents.format.comments import found
from huimin.documents.read import Document, read_bytes

WORDS = st.sampled_from(["a", "7", "true", "二孩", "x: y", "#no", "- z", "it's", 'say "so"', "two\nlines", ""])
KEYS = st.sampled_from(["from", "cite", "when", "值", "k1", "k2"])
DATA = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
NEW: dict[str, Any] = {"from": "2031-01-01", "cite": {"article": 1}}


@st.composite
def texts(draw: st.DrawFn, data: Any) -> str:
    """The data as YAML in block and flow style by turns, with comments wherever a line may end."""
    numbers = iter(range(1000))

    def comment() -> str:
        return f" # comment {next(numbers)}" if draw(st.booleans()) else ""

    def above(indent: int) -> str:
        return f"{' ' * draw(st.sampled_from([0, indent]))}# comment {next(numbers)}\n" if draw(st.booleans()) else ""

    def flow(node: Any) -> str:
        if isinstance(node, str):
            return splice.source(node)
        rows = node.items() if isinstance(node, dict) else [("", each) for each in node]
        parts = [(splice.source(key) + ": " if key else "") + flow(each) for key, each in rows]
        gap = draw(st.sampled_from([", ", f", # comment {next(numbers)}\n      "]))
        opening, closing = "{}" if isinstance(node, dict) else "[]"
        last = draw(st.sampled_from(["", f" # comment {next(numbers)}\n      "]))
        return opening + gap.join(parts) + last + closing

    def block(node: Any, indent: int) -> str:
        """What follows a key's colon or a dash, with the end of its line."""
        pad = " " * indent
        if isinstance(node, str) and node and not node.startswith(("#", " ")) and draw(st.booleans()):
            header = draw(st.sampled_from(["|", "|-", "|+", ">-"]))
            return f" {header}{comment()}\n" + "".join(f"{pad}{line}\n" for line in node.split("\n"))
        if isinstance(node, str) or not node or draw(st.booleans()):
            return f" {flow(node)}{comment()}\n"
        heads = [f"{splice.source(key)}:" for key in node] if isinstance(node, dict) else ["-"] * len(node)
        inside = node.values() if isinstance(node, dict) else node
        rows = [
            f"{above(indent)}{pad}{head}{block(each, indent + 2)}" for head, each in zip(heads, inside, strict=True)
        ]
        return f"{comment()}\n" + "".join(rows) + above(indent)

    rows = [f"{above(0)}{splice.source(key)}:{block(each, 2)}" for key, each in data.items()]
    return "".join(rows) + above(0)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    data = draw(st.dictionaries(KEYS, DATA, min_size=1, max_size=3))
    return read_bytes(draw(texts(data)).encode(), "x.yaml")


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: plain(each) for key, each in node.items()}
    return [plain(each) for each in node] if isinstance(node, list) else node


def places(node: Any, path: splice.Path = ()) -> list[splice.Path]:
    rows = list(node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ())
    return [(*path, key) for key, _ in rows] + [each for key, inner in rows for each in places(inner, (*path, key))]


def hold(document: Document, new: str, expected: Any) -> None:
    assert plain(read_bytes(new.encode(), "x.yaml").data) == expected, (document.text, new)
    assert Counter(each for _, each in found(new)) == Counter(each for _, each in found(document.text))


def owner(data: Any, path: splice.Path) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def grown(node: Any, key: Any) -> None:
    node[key] = [*node[key], NEW]


def wrapped(node: Any, key: Any) -> None:
    node[key] = [node[key], NEW]


def replaced(node: Any, key: Any) -> None:
    node[key] = NEW


EDITS: list[tuple[Callable[..., str], type, Callable[[Any, Any], None]]] = [
    (splice.appended, list, grown),
    (splice.followed, dict, wrapped),
    (splice.put, object, replaced),
]


@pytest.mark.parametrize(("edit", "class_", "change"), EDITS, ids=["appended", "followed", "put"])
@given(document=documents(), choice=st.randoms(use_true_random=False))
def test_one_place_changes_and_nothing_else(
    edit: Callable[..., str], class_: type, change: Callable[[Any, Any], None], document: Document, choice: Any
) -> None:
    fitting = [
        each
        for each in places(document.data)
        if isinstance(splice.at(document, each), class_)
        and (edit is not splice.put or isinstance(splice.at(document, each[:-1]), dict))
    ]
    if not fitting:
        return
    path = choice.choice(fitting)
    expected = deepcopy(plain(document.data))
    change(owner(expected, path), path[-1])
    hold(document, edit(document, path, NEW), expected)


@given(document=documents(), choice=st.randoms(use_true_random=False))
def test_a_new_key_comes_to_a_mapping(document: Document, choice: Any) -> None:
    maps = [(), *(each for each in places(document.data) if isinstance(splice.at(document, each), dict))]
    path = choice.choice(maps)
    expected = deepcopy(plain(document.data))
    owner(expected, (*path, "new"))["new"] = NEW
    hold(document, splice.put(document, (*path, "new"), NEW), expected)
