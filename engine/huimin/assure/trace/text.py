"""An official text as sentences, each with its article and its place: how a citation finds what it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import cn2an

from huimin.documents import inputs
from huimin.documents.findings import Place
from huimin.documents.read import MAX_NUMBER
from huimin.words import words

_FULL_WIDTH = re.compile(r"[\uff05\uff0b\uff0d\uff0e\uff10-\uff5a]")
FRAME, TAIL = "frame", "tail"
_MARKS = re.compile(r"[ \t\u3000]*(?:#{1,6}[ \t]+|[-*>][ \t]+)?[ \t\u3000]*")
_END = re.compile(r"[\u3002\uff01\uff1f][”’\u300f\u300d\u300b\uff09]*")


def lexicon() -> Mapping[str, Any]:
    """The words of `words.yaml`."""
    return words("assure/trace")


@dataclass(frozen=True)
class Sentence:
    """One sentence: its article (`frame` before the first and `tail` after the last), its number in it, and its place.

    The heading of an article that has one is its sentence 0. Line and column count from 1; `text` is as long as in the
    source, with full-width figures and letters made half-width.
    """

    article: str
    number: int
    text: str
    line: int
    column: int

    @property
    def key(self) -> tuple[str, int]:
        """The article and the number that it is cited by; 0 before the first article and after the last."""
        return self.article, 0 if self.article in (FRAME, TAIL) else self.number

    def place(self, file: str, offset: int = 0) -> Place:
        """The place of a character of the sentence."""
        return Place(file, self.line, self.column + offset, f"{self.article}.{self.number}")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A regular expression of `words.yaml`, with those that it names in their places."""
    return re.compile(spelt(name))


def spelt(name: str) -> str:
    """The text of a regular expression of `words.yaml`."""
    patterns = lexicon()["patterns"]
    return re.sub("<([a-z]+)>", lambda each: spelt(each[1]) if each[1] in patterns else each[0], patterns[name])


def read(path: Path) -> str:
    """The text of a source. Raises HuiminError where it cannot be read, is too long or is no UTF-8."""
    return inputs.read_text(path)


def sentences(text: str, articles: Mapping[str, int]) -> list[Sentence]:
    """The sentences of a text under the articles of an instrument, `articles` having the sentences of each in order.

    An article with a number begins at its heading (三、 or 第三条), one without, such as `closing`, at the paragraph
    after the last sentence of the article before it.
    """
    found: list[Sentence] = []
    article, number, following = FRAME, 0, list(articles)
    for line, column, paragraph in _paragraphs(text):
        heading = pattern("heading").match(paragraph)
        begun = _numbered(heading) if heading else ""
        if heading and begun in following:
            article, number = begun, -1 if heading["titled"] else 0
        elif article in articles and number >= articles[article]:
            begins = bool(following) and not following[0].isdigit()
            article, number = (following[0] if begins else TAIL), 0
        if article in articles and paragraph.startswith(tuple(lexicon()["tail"])):
            article, number = TAIL, 0
        following = following[following.index(article) + 1 :] if article in following else following
        for offset, sentence in _split(paragraph):
            number += 1
            found.append(Sentence(article, number, sentence, line, column + offset))
    return found


def chinese(numerals: str) -> Decimal:
    """The number that Chinese numerals make, a unit by itself as one of it. Raises ValueError where they make none."""
    if len(numerals) > MAX_NUMBER:
        raise ValueError(numerals)
    if pattern("unit_alone").match(numerals):
        numerals = cn2an.an2cn(1) + numerals
    try:
        return Decimal(str(cn2an.cn2an(numerals, "smart")))
    except (LookupError, ArithmeticError) as error:  # some orders that make no number end so in the library
        raise ValueError(numerals) from error


def _numbered(heading: re.Match[str]) -> str:
    """The number of an article by its heading; empty where its numerals are none."""
    try:
        return str(chinese(heading["article"] or heading["titled"]))
    except ValueError:
        return ""


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of each line that says something, without the marks of Markdown and its indentation."""
    for line, content in enumerate(text.splitlines(), 1):
        start = _MARKS.match(content)
        indent = start.end() if start else 0
        if content[indent:].strip():
            yield line, indent + 1, _half_width(content[indent:].rstrip())


def _split(paragraph: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _END.finditer(paragraph):
        yield start, paragraph[start : end.end()]
        start = end.end()
    if paragraph[start:].strip():
        yield start, paragraph[start:]


def _half_width(text: str) -> str:
    """Full-width figures, letters and signs of arithmetic as half-width ones; punctuation stays, and so does length."""
    return _FULL_WIDTH.sub(lambda each: unicodedata.normalize("NFKC", each[0]), text)
