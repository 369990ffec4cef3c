"""The bilingual texts: numbers that agree, Chinese punctuation in Chinese, placeholders that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from huimin import feel
from huimin.documents.findings import Finding
from huimin.documents.read import Document, Map, Sequence
from huimin.placeholders import PLACEHOLDER
from huimin.policy import expressions
from huimin.policy.model import Book
from huimin.shown import is_hidden
from huimin.text.notice_texts import notice_parts
from huimin.words import LANGUAGES, both, words

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[%‰]?")
_FULL_BRACES = re.compile(r"\uff5b[^\uff5b\uff5d]*\uff5d")
_HAN = r"[\u4e00-\u9fff]"
_ANY = chr(0x4E00)  # stands for what fills a placeholder
_CHINESE, _LATIN = re.compile(_HAN), re.compile(r"[A-Za-z]")
_HALFWIDTH = re.compile(rf"(?<={_HAN})[,;:!?()\"']|[,;:!?()\"'](?={_HAN})|(?<={_HAN})\.(?![\w/])")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|\u300a[^\u300a\u300b]*\u300b")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The days are bounded, so that a text of many digits or spaces is looked through once. The signs are 年, 月 and 日.
_DAY_ZH = re.compile(r"(?<!\d)(\d{1,4})\s*+\u5e74\s*+(\d{1,2})\s*+\u6708\s*+(\d{1,2})\s*+\u65e5")
_DAY_EN = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{1,4}})(?!\d)")
_PER = re.compile(r"(\d) per ?cent\b")


def texts(book: Book) -> Iterator[tuple[Document, Path, Map]]:
    """Every bilingual text of the vocabulary and of the instruments; patterns of units are none."""
    for document in book.documents:
        if book.kinds[document.name] in ("vocabulary", "instrument", "measure"):
            yield from ((document, path, text) for path, text in _walk(document.data, ()) if path[:1] != ("units",))


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
    """A number, a day, a percentage or a placeholder in the text of one language that the other lacks."""
    for document, path, text in texts(book):
        zh, en = _numbers(text["zh"]), _numbers(text["en"])
        if zh != en and not _FULL_BRACES.search(text["zh"]):
            values = {"zh_only": _listed(zh - en), "en_only": _listed(en - zh)}
            yield Finding("numbers-differ", document.place(path), values)


def _listed(numbers: set[str]) -> str | dict[str, str]:
    return ", ".join(sorted(numbers)) or both("check", "none")


def _numbers(text: str) -> set[str]:
    """The placeholders, days (as `year-month-day`) and numbers of a text, in either language."""
    held = {f"{{{each}}}" for each in PLACEHOLDER.findall(text)}
    text = _PER.sub(r"\1%", PLACEHOLDER.sub("", text))
    days = {f"{int(year)}-{int(month)}-{int(day)}" for year, month, day in _DAY_ZH.findall(text)}
    days |= {f"{int(year)}-{_MONTHS.index(month) + 1}-{int(day)}" for day, month, year in _DAY_EN.findall(text)}
    text = _DAY_EN.sub("", _DAY_ZH.sub("", text))
    return held | days | {each.replace(",", "") for each in _NUMBER.findall(text)}


def numbers_in_texts(book: Book) -> Iterator[Finding]:
    """A number written out in what a measure or a provision says: a parameter holds it. Names in quotes may."""
    for document in book.documents:
        if book.kinds[document.name] == "measure":
            places: list[Path] = [("text",)]
            places += [("provisions", index, "text") for index in range(len(document.data["provisions"]))]
            for path in places:
                data = document.data if len(path) == 1 else document.data["provisions"][path[1]]
                found = _NUMBER.search(PLACEHOLDER.sub("", _QUOTED.sub("", data["text"]["zh"])))
                if found:
                    yield Finding("number-in-text", document.place((*path, "zh")), {"number": found[0]})


def halfwidth(book: Book) -> Iterator[Finding]:
    """Half-width punctuation beside a Chinese character."""
    for document, path, text in texts(book):
        masked = PLACEHOLDER.sub(lambda held: _ANY * len(held[0]), text["zh"])  # what fills it in may be Chinese
        if found := _HALFWIDTH.search(masked):
            place = document.place((*path, "zh"), offset=found.start())
            yield Finding("halfwidth-punctuation", place, {"found": found[0]})


def languages(book: Book) -> Iterator[Finding]:
    """A text under the wrong language: English without a Latin letter, or Chinese without a Chinese character where the
    English has one.
    """
    for document, path, text in texts(book):
        zh, en = (PLACEHOLDER.sub("", text[key]) for key in LANGUAGES)
        is_swapped = _LATIN.search(zh) and not _CHINESE.search(zh) and _CHINESE.search(en)
        if is_swapped or (_CHINESE.search(en) and not _LATIN.search(en)):
            key = "zh" if is_swapped else "en"
            yield Finding(
                "language-mixed",
                document.place((*path, key)),
                {"key": key, "language": words("check")["languages"][key]},
            )


def hidden_characters(book: Book) -> Iterator[Finding]:
    """A character that shows nothing, changes the direction of a line or controls a terminal; in texts for readers also
    a line break or a tab, unless they are written as a block.
    """
    for document in book.documents:
        yield from _hidden(document, document.data, ())


def _hidden(document: Document, data: Any, path: Path) -> Iterator[Finding]:
    if isinstance(data, Map):
        for key, value in data.items():
            yield from _found_in(key, document, (*path, key), key=True)
            yield from _hidden(document, value, (*path, key))
    elif isinstance(data, Sequence):
        for index, value in enumerate(data):
            yield from _hidden(document, value, (*path, index))
    elif isinstance(data, str):
        yield from _found_in(data, document, path, key=False)


def _found_in(text: str, document: Document, path: Path, *, key: bool) -> Iterator[Finding]:
    if text.isprintable():
        return
    allowed = "" if key or (path[-1] in LANGUAGES and not document.is_block(path)) else "\n\t"
    at = next((at for at, each in enumerate(text) if is_hidden(each) and each not in allowed), None)
    if at is not None:
        place = document.place(path, key=True) if key else document.place(path, offset=at)
        yield Finding("hidden-character", place, {"character": f"U+{ord(text[at]):04X}"})


def placeholders(book: Book) -> Iterator[Finding]:
    """A placeholder that is no expression over the instrument's parameters, nor a part that a notice may name."""
    for instrument in book.instruments:
        scope = expressions.text_scope(instrument)
        parts = notice_parts(instrument, "zh")
        own = [(document, *each) for document in book.files[instrument.id] for each in _walk(document.data, ())]
        for document, path, text in own:
            if path[:1] == ("parameters",):
                continue
            if full := _FULL_BRACES.search(text["zh"]):
                place = document.place((*path, "zh"), offset=full.start())
                yield Finding("placeholder-full-width", place, {"found": full[0]})
            for inside in PLACEHOLDER.findall(text["zh"]):
                if path[0] == "notice" and inside in parts:
                    continue
                place = document.place((*path, "zh"))
                try:
                    if not _leads_somewhere(inside, scope):
                        yield Finding("placeholder-unknown", place, {"name": inside})
                except feel.LimitFault as fault:
                    yield Finding("expression-limit", place, {"message": feel.message(fault)})


def _leads_somewhere(inside: str, scope: expressions.Scope) -> bool:
    """Whether a placeholder is an expression in the scope. Raises feel.LimitFault where it cannot be compiled."""
    if inside in scope:
        return True
    try:
        node = feel.parse(inside, scope.keys())
    except feel.SyntaxFault:
        return False
    if feel.check(node, scope).findings:
        return False
    feel.compile(node, scope)
    return True
