"""The bilingual texts: numbers that agree, Chinese punctuation in Chinese, placeholders that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from huimin import feel
from huimin.policy import expressions
from huimin.policy.checks.citations import files_of
from huimin.policy.documents import Document, Map, Sequence
from huimin.policy.findings import Finding
from huimin.policy.model import Book

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HAN = r"[\u4e00-\u9fff]"
_HALFWIDTH = re.compile(rf"(?<={_HAN})[,;:!?()](?={_HAN}|$)|(?<={_HAN})[,;:!?(]|[)](?={_HAN})")


def _texts(book: Book) -> Iterator[tuple[Document, Path, Map]]:
    for document in book.documents:
        if book.kinds[document.name] in ("vocabulary", "instrument", "measure"):
            yield from ((document, path, text) for path, text in _walk(document.data, ()) if path[0] != "units")


def _walk(data: Any, path: Path) -> Iterator[tuple[Path, Map]]:
    if isinstance(data, Map):
        if isinstance(data.get("zh"), str) and isinstance(data.get("en"), str):
            yield path, data
        for key, value in data.items():
            yield from _walk(value, (*path, key))
    elif isinstance(data, Sequence):
        for index, value in enumerate(data):
            yield from _walk(value, (*path, index))


def numbers_agree(book: Book) -> Iterator[Finding]:
    """A number or a placeholder in the text of one language that the other lacks."""
    for document, path, text in _texts(book):
        zh, en = _numbers(text["zh"]), _numbers(text["en"])
        if zh != en:
            values = {"zh_only": ", ".join(sorted(zh - en)) or "—", "en_only": ", ".join(sorted(en - zh)) or "—"}
            yield Finding("numbers-differ", document.place(path), values)


def _numbers(text: str) -> set[str]:
    held = {f"{{{each}}}" for each in _PLACEHOLDER.findall(text)}
    return held | {each.replace(",", "") for each in _NUMBER.findall(_PLACEHOLDER.sub("", text))}


def halfwidth(book: Book) -> Iterator[Finding]:
    """Half-width punctuation beside a Chinese character."""
    for document, path, text in _texts(book):
        found = _HALFWIDTH.search(_PLACEHOLDER.sub("", text["zh"]))
        if found:
            yield Finding("halfwidth-punctuation", document.place((*path, "zh")), {"found": found[0]})


def placeholders(book: Book) -> Iterator[Finding]:
    """A placeholder of a measure's text that is no expression over the instrument's parameters."""
    for instrument in book.instruments:
        scope = expressions.text_scope(instrument)
        files = {document.name for document in files_of(book, instrument)}
        for document, path, text in _texts(book):
            if document.name not in files or path[:1] == ("parameters",):
                continue
            for inside in _PLACEHOLDER.findall(text["zh"]):
                if not _leads_somewhere(inside, scope):
                    yield Finding("placeholder-unknown", document.place((*path, "zh")), {"name": inside})


def _leads_somewhere(inside: str, scope: expressions.Scope) -> bool:
    if inside in scope:
        return True
    try:
        return not feel.check(feel.parse(inside, scope.keys()), scope).findings
    except (feel.SyntaxFault, feel.LimitFault):
        return False
