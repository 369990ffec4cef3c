"""An official text held against the book: what each number and each sentence of it became, and what was missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huimin.assure.trace.holdings import Holder, Key, holders
from huimin.assure.trace.match import compares, same, shown
from huimin.assure.trace.mentions import Mention, mentions
from huimin.assure.trace.names import Said, names, no_rules, texts
from huimin.assure.trace.text import FRAME, TAIL, Sentence, lexicon, sentences
from huimin.check.citations import cited
from huimin.documents.findings import Finding, Place
from huimin.placeholders import put
from huimin.policy.model import Book, Citation, Instrument
from huimin.text.citing import article_name, citations
from huimin.text.phrases import join
from huimin.words import LANGUAGES

_Held = Mapping[Key, list[Holder]]


@dataclass(frozen=True)
class Traced:
    """A quantity of the text: `holders` hold it, comparison included; `same` are of its value, however compared."""

    mention: Mention
    holders: tuple[Holder, ...]
    same: tuple[Holder, ...]


@dataclass(frozen=True)
class Row:
    """A sentence with the ids of the provisions that cite it, the reasons why it is no rule, and its quantities."""

    sentence: Sentence
    provisions: tuple[str, ...]
    no_rule: tuple[str, ...]
    traced: tuple[Traced, ...]


@dataclass(frozen=True)
class Trace:
    """A whole text. `findings` are in the order of the text; a text of which nothing was missed has none."""

    instrument: str
    file: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Holdings:
    """What a book has of an instrument's text, by sentence: holders, marks of no rule, texts; and what it cites."""

    book: Book
    instrument: Instrument
    held: _Held
    marks: _Held
    texts: Mapping[Key, Sequence[Said]]
    cited: frozenset[tuple[str, str, int]]


def holdings(book: Book, instrument: Instrument) -> Holdings:
    """What a text is held against; values as they stood on the instrument's first day."""
    held, marks = holders(book, instrument), no_rules(book, instrument)
    return Holdings(book, instrument, held, marks, texts(book, instrument), frozenset(cited(book)))


def trace(has: Holdings, text: str, file: str) -> Trace:
    """Hold a text against what the book has of it; `file` is what places call the text."""
    found = sentences(text, has.instrument.articles)
    rows = tuple(_row(has, each) for each in found)
    findings = [
        *_unheld(has, rows, file),
        *_unstated(has, rows, file),
        *_uncited(has, rows, file),
        *_miscounted(has, found, file),
        *_idle_marks(has, rows),
    ]
    findings.sort(key=lambda each: (each.place.file != file, each.place.line, each.place.column, each.code))
    return Trace(has.instrument.id, file, rows, tuple(findings))


def _row(has: Holdings, sentence: Sentence) -> Row:
    cite = Citation(has.instrument.id, *sentence.key)
    provisions = tuple(each.id for each in has.instrument.provisions if cite in each.cites)
    mine = has.marks.get(sentence.key, [])
    known = [*has.held.get(sentence.key, []), *mine, *names(sentence, has.texts.get(sentence.key, ()))]
    return Row(sentence, provisions, tuple(each.name for each in mine), tuple(_traced(sentence, known)))


def _traced(sentence: Sentence, known: list[Holder]) -> Iterator[Traced]:
    """Each quantity of a sentence with what holds it. A value of a keyed parameter stands under the key before it."""
    under: dict[str, set[str]] = {}
    for mention in mentions(sentence):
        alike = [each for each in known if same(mention, each)]
        alike = [each for each in alike if each.what != "parameter" or each.key in under.get(each.name, {each.key})]
        holding = [each for each in alike if compares(mention, each)]
        firm = [each for each in holding if each.what != "name"] or holding
        for name in {each.name for each in firm if each.what == "key"}:
            under[name] = {each.key for each in firm if each.what == "key" and each.name == name}
        yield Traced(mention, tuple(firm), tuple(alike))


def _unheld(has: Holdings, rows: tuple[Row, ...], file: str) -> Iterator[Finding]:
    """A quantity that nothing holds, or that is compared otherwise than in the text."""
    for row in rows:
        for each in row.traced:
            if each.holders:
                continue
            values: dict[str, Any] = {"text": each.mention.text, "where": where(has, row.sentence.key)}
            place = row.sentence.place(file, each.mention.start)
            if not each.same:
                yield Finding("trace-unheld", place, values)
                continue
            comparisons = sorted({how for one in each.same for how in one.comparisons})
            names = dict.fromkeys(one.name for one in each.same)
            values["words"] = each.mention.words or "—"
            values["name"] = {lang: join(list(names), lang) for lang in LANGUAGES}
            values["held"] = {
                lang: join([lexicon()["said"][one][lang] for one in comparisons], lang) or "—" for lang in LANGUAGES
            }
            yield Finding("trace-comparison", place, values)


def _unstated(has: Holdings, rows: tuple[Row, ...], file: str) -> Iterator[Finding]:
    """What rests on a sentence that does not state it."""
    stated = {(row.sentence.key, one) for row in rows for each in row.traced for one in each.holders or each.same}
    at = {row.sentence.key: row.sentence for row in reversed(rows)}
    for key, each in has.held.items():
        for holder in each:
            if holder.must and key in at and (key, holder) not in stated:
                values: dict[str, Any] = {"name": holder.name, "value": shown(holder.value), "where": where(has, key)}
                values |= {"file": holder.place.file, "line": holder.place.line}
                yield Finding("trace-unstated", at[key].place(file), values)


def _uncited(has: Holdings, rows: tuple[Row, ...], file: str) -> Iterator[Finding]:
    """An operative sentence that nothing cites; a mark that it is no rule cites it too."""
    for row in rows:
        article, number = row.sentence.key
        if article not in (FRAME, TAIL) and number > 0 and (has.instrument.id, article, number) not in has.cited:
            values = {"where": where(has, row.sentence.key)}
            yield Finding("trace-sentence-uncited", row.sentence.place(file), values)


def _miscounted(has: Holdings, found: list[Sentence], file: str) -> Iterator[Finding]:
    """An article with more or fewer sentences than the book counts, at its last."""
    counts = Counter(each.article for each in found if each.number > 0)
    last = {each.article: each for each in found}
    for article, expected in has.instrument.articles.items():
        if counts[article] != expected:
            place = last[article].place(file) if article in last else Place(file)
            values: dict[str, Any] = {
                "where": where(has, (article, -1)),
                "found": counts[article],
                "expected": expected,
            }
            yield Finding("trace-sentences", place, values)


def _idle_marks(has: Holdings, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """A mark of no rule for words that its sentence does not have."""
    texts = {row.sentence.key: row.sentence.text for row in rows}
    for key, each in has.marks.items():
        for mark in each:
            if mark.value not in texts.get(key, ""):
                values = {"words": mark.value, "where": where(has, key)}
                yield Finding("trace-mark-idle", mark.place, values)


def where(has: Holdings, key: Key) -> dict[str, str]:
    """A sentence as an office cites it, in both languages; number 0 is an article's heading, -1 the whole article."""
    article, number = key
    words = lexicon()["where"]
    if article in (FRAME, TAIL):
        return dict(words[article])
    if number > 0:
        cite = Citation(has.instrument.id, article, number)
        return {lang: citations([cite], has.book, has.instrument.id, lang) for lang in LANGUAGES}
    pattern = words["heading" if number == 0 else "article"]
    return {lang: put(pattern[lang], {"article": article_name(article, lang)}) for lang in LANGUAGES}
