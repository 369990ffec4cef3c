"""Numerals that are part of a name, and what the book marks as no rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huimin.assure.trace.holdings import Holder, Key
from huimin.assure.trace.mentions import mentions
from huimin.assure.trace.text import FRAME, TAIL, Sentence
from huimin.documents.findings import Place
from huimin.policy.model import Book, Instrument

_QUOTES = re.compile(r"[“”‘’\u3008-\u300f<>]")
_CLAUSE = re.compile(r"[^\uff0c\u3002\uff1b\uff1a\u3001\uff08\uff09()\s“”‘’\u300c\u300d]+")
_NEIGHBOURS = 2


@dataclass(frozen=True)
class Said:
    """A Chinese text of the book without its quotation marks, with the name and the place of what says it."""

    name: str
    place: Place
    text: str


def names(sentence: Sentence, texts: Sequence[Said]) -> Iterator[Holder]:
    """The numerals of a sentence that the book says word for word, in a label or a text that rests on the sentence.

    A numeral with its neighbours counts as a name: “一件事”, “5+X”. Shares and days never do, and a text of the book
    holds no figure outside a name.
    """
    for mention in mentions(sentence):
        if mention.kind in ("number", "several", "once", "rate"):
            phrases = [(each, _plain(each)) for each in _phrases(sentence.text, mention.start, mention.end)]
            said = {each.name: each for each in reversed(texts) if any(plain in each.text for _, plain in phrases)}
            for each in reversed(said.values()):
                phrase = next(phrase for phrase, plain in phrases if plain in each.text)
                yield Holder("name", each.name, phrase, each.place, must=False)


def no_rules(book: Book, instrument: Instrument) -> dict[Key, list[Holder]]:
    """What the frame marks as no rule, by sentence; `key` is empty where the whole sentence is marked."""
    frame = book.frames[instrument.id]
    found: dict[Key, list[Holder]] = defaultdict(list)
    for index, mark in enumerate(frame.data.get("no_rule", [])):
        cite, words = mark["cite"], mark.get("words", "")
        place = frame.place(("no_rule", index))
        found[str(cite["article"]), cite["sentence"]].append(
            Holder("no-rule", mark["why"]["zh"], words, place, key=words, must=False)
        )
    return found


def texts(book: Book, instrument: Instrument) -> dict[Key, list[Said]]:
    """Every Chinese text by the sentence that it rests on; those of the frame before the first article and after."""
    found: dict[Key, list[Said]] = defaultdict(list)
    for document in book.files[instrument.id]:
        if book.kinds[document.name] != "measure":
            for key in ((FRAME, 0), (TAIL, 0)):
                found[key] += [Said(instrument.id, Place(document.name), each) for each in _said(document.data)]
            for name, each in document.data.items():
                if isinstance(each, dict) and {"cite", "text"} <= {*each}:
                    key = str(each["cite"]["article"]), each["cite"]["sentence"]
                    found[key] += [Said(name, document.place((name,)), text) for text in _said(each)]
            continue
        number, title = str(document.data["measure"]), document.data["title"]["zh"]
        found[number, 0].append(Said(number, document.place(("title",)), _plain(title)))
        for index, data in enumerate(document.data["provisions"]):
            place = document.place(("provisions", index))
            for cite in data["cite"]:
                key = str(cite["article"]), cite["sentence"]
                if cite.get("instrument", instrument.id) == instrument.id:
                    found[key] += [Said(data["id"], place, each) for each in _said(data)]
    return found


def _said(data: object) -> Iterator[str]:
    """Every Chinese text in a part of a document."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "zh" and isinstance(value, str):
                yield _plain(value)
            else:
                yield from _said(value)
    elif isinstance(data, list):
        for each in data:
            yield from _said(each)


def _phrases(text: str, start: int, end: int) -> Iterator[str]:
    """The numeral with what stands on either side of it in its clause, as much as makes it a name."""
    clause = next((each for each in _CLAUSE.finditer(text) if each.start() <= start and end <= each.end()), None)
    if clause is None:
        return
    behind = text[start : min(end + _NEIGHBOURS, clause.end())]
    in_front = text[max(start - _NEIGHBOURS, clause.start()) : end]
    if len(behind) == end - start + _NEIGHBOURS:
        yield behind
    if len(in_front) == end - start + _NEIGHBOURS:
        yield in_front
    if clause.span() != (start, end) and len(clause[0]) < end - start + 2 * _NEIGHBOURS:
        yield clause[0]


def _plain(text: str) -> str:
    return _QUOTES.sub("", text)
