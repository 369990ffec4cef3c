"""How far the policy tests cover the rules: as text, as JSON, and as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from huimin.assure.coverage import Covered
from huimin.cases.tracing import of_the_engine
from huimin.documents.findings import Language
from huimin.placeholders import put
from huimin.policy.model import Book
from huimin.policy.vocabulary import Text
from huimin.search.covered import Gap
from huimin.search.test_finder import yaml_of
from huimin.text import phrases

POINTS: Mapping[str, Text] = {
    "status": Text("结果为“{name}”", "the answer is: {name}"),
    "holds": Text("条件“{name}”成立", "“{name}” holds"),
    "fails": Text("条件“{name}”不成立", "“{name}” fails"),
    "decides": Text("只因条件“{name}”不成立而定", "“{name}” alone decides"),
    "unknown": Text("条件“{name}”不明", "“{name}” unknown"),
    "at": Text("恰在界限上：{name}", "exactly at {name}"),
    "beside": Text("在界限的另一侧：{name}", "just beside {name}"),
    "version": Text("采用标准 {name}", "standard {name} used"),
    "reading": Text("采用理解 {name}", "reading {name} taken"),
}
"""What each point is, in words."""
_SAID: Mapping[str, Text] = {
    "kicker": Text("政策测试", "Policy tests"),
    "title": Text("政策测试的覆盖情况", "What the policy tests cover"),
    "sum": Text("{shown} / {all} 处已测到。", "{shown} of {all} points covered"),
    "no_case": Text("没有找到能测到的个案", "no case was found that would cover it"),
    "paste": Text("能测到它的测试，可以贴入 {file}：", "a test that covers it, to be pasted into {file}:"),
    "pasted": Text("可以贴入 {file} 的测试", "a test to paste into {file}"),
    "point": Text("内容", "Point"),
    "tests": Text("测试", "Tests"),
    "missing": Text("没有测到", "not covered"),
    "skip": Text("跳到正文", "Skip to the content"),
    "pages": Text("页面", "Pages"),
    "contents": Text("目录", "Contents"),
    "digest": Text("政策库", "Book"),
    "colon": Text("：", ": "),
    "made_from": Text("由 huimin test --coverage 生成。", "Made by huimin test --coverage."),
}
_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Part:
    """The points of one provision, one instrument or one open question."""

    of: str
    label: str
    points: tuple[Covered, ...]

    @property
    def shown(self) -> int:
        return sum(bool(each.by) for each in self.points)


def parts(book: Book, found: Sequence[Covered], lang: Language) -> list[Part]:
    """The points by what they are of, in their order."""
    grouped = groupby(found, key=lambda each: each.point.of)
    return [Part(of, _label(book, of, lang), tuple(points)) for of, points in grouped]


def as_text(book: Book, found: Sequence[Covered], lang: Language, *, unfold: bool) -> Iterator[str]:
    """Each part with its count and each point that no test shows, with its case; with `unfold` the others as well."""
    for part in parts(book, found, lang):
        yield f"{part.label}  {part.of}  {part.shown}/{len(part.points)}"
        for each in part.points:
            if each.by and unfold:
                yield f"  ✓ {in_words(book, each.point, lang)}  {', '.join(each.by)}"
            elif not each.by:
                yield f"  ✗ {in_words(book, each.point, lang)}"
                yield from _case(each, lang)
    yield say("sum", lang, shown=sum(bool(each.by) for each in found), all=len(found))


def as_json(book: Book, found: Sequence[Covered]) -> str:
    """Every point, with the tests that show it or one that would."""
    data = [
        {
            "of": each.point.of,
            "what": each.point.what,
            "name": each.point.name,
            "text": {"zh": in_words(book, each.point, "zh"), "en": in_words(book, each.point, "en")},
            "tests": list(each.by),
            "test": each.test,
            "paste_into": each.file or None,
        }
        for each in found
    ]
    whole = {"points": len(found), "covered": sum(bool(each.by) for each in found), "of": data}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str)


def as_html(book: Book, found: Sequence[Covered], lang: Language) -> bytes:
    """The coverage as a page of one language. Raises PublishError."""
    from huimin.publish.press import html

    values = {
        "lang": lang,
        "tag": _TAGS[lang],
        "path": "",
        "root": "",
        "links": (),
        "others": (),
        "on": "",
        "digest": book.digest,
        "word": lambda key, **given: say(key, lang, **given),
        "told": lambda point: in_words(book, point, lang),
        "yaml": lambda each: yaml_of([each.test]),
        "parts": parts(book, found, lang),
        "total": say("sum", lang, shown=sum(bool(each.by) for each in found), all=len(found)),
    }
    return html("coverage.html.j2", values)


def in_words(book: Book, point: Gap, lang: Language) -> str:
    """What a point is."""
    text: str = getattr(POINTS[point.what], lang)
    return put(text, {"name": _named(book, point, lang)})


def _named(book: Book, point: Gap, lang: Language) -> str:
    """A status or a condition by its label; anything else by what it is called in the book."""
    labels = {"period": of_the_engine("period")}
    if point.what == "status":
        labels = {point.name: phrases.name("statuses", point.name)}
    elif point.of in book.provisions:
        labels |= {each.id: each.label for each in book.provisions[point.of].conditions}
    return str(getattr(labels[point.name], lang)) if point.name in labels else point.name


def say(key: str, lang: Language, **values: Any) -> str:
    """A word of the page, or a phrase of the text."""
    text: str = getattr(_SAID[key], lang)
    return put(text, values)


def _case(each: Covered, lang: Language) -> Iterator[str]:
    if each.test is None:
        yield "    " + say("no_case", lang)
    else:
        yield "    " + say("paste", lang, file=each.file)
        yield yaml_of([each.test]).rstrip()


def _label(book: Book, of: str, lang: Language) -> str:
    if of in book.provisions:
        text = book.provisions[of].label
    elif of in book.questions:
        text = book.questions[of].question
    else:
        text = book.instrument(of).short_title
    return str(getattr(text, lang))
