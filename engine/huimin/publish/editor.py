"""Says the parts of a book in one language, with the words that the pages add to them."""

from __future__ import annotations

from dataclasses import dataclass

from huimin.feel.values import Date
from huimin.policy.model import Book, Citation, Instrument, Provision
from huimin.policy.vocabulary import Expression, Text
from huimin.publish.markdown import Markdown, anchor
from huimin.text import phrases, wording
from huimin.text.citing import citations
from huimin.words import Language, say


@dataclass(frozen=True)
class Cite:
    """A citation as it reads, and the name of its place in the table of articles."""

    text: str
    anchor: Markdown


@dataclass(frozen=True)
class Editor:
    """Says the parts of a book in one language, parameters by the legal day `on` (None: the latest versions)."""

    book: Book
    lang: Language
    on: Date | None = None

    def word(self, key: str, /, **parts: str) -> str:
        """A heading, or a pattern of the pages with its parts in place."""
        return say("publish", key, self.lang, **parts)

    def say(self, text: Text | None) -> str:
        return getattr(text, self.lang) if text is not None else ""

    def title(self, text: Text) -> str:
        """A label as a heading: English begins with a capital."""
        return self.capital(self.say(text))

    def capital(self, said: str) -> str:
        """A phrase as it stands at the beginning of a line."""
        return said[:1].upper() + said[1:] if self.lang == "en" else said

    def name(self, table: str, key: str) -> str:
        return self.say(phrases.name(table, key))

    def filled(self, text: Text, instrument: Instrument) -> str:
        return self.say(phrases.fill(text, instrument, self.book, self.on))

    def join(self, items: list[str]) -> str:
        return phrases.join(items, self.lang)

    def cite(self, cites: tuple[Citation, ...], home: str) -> str:
        """The citations, seen from the instrument `home`."""
        return citations(cites, self.book, home, self.lang)

    def cite_link(self, cite: Citation, home: str) -> Cite:
        """A citation with the place that it leads to."""
        return Cite(self.cite((cite,), home), anchor(cite.instrument, "article", cite.article, cite.sentence))

    def cite_links(self, cites: tuple[Citation, ...], home: str) -> tuple[Cite, ...]:
        """The citations, those of one article as one, which leads to the first of its sentences."""
        articles: dict[tuple[str, str], list[Citation]] = {}
        for each in cites:
            articles.setdefault((each.instrument, each.article), []).append(each)
        return tuple(
            Cite(self.cite(tuple(group), home), self.cite_link(min(group), home).anchor) for group in articles.values()
        )

    def value(self, provision: Provision, expression: Expression | None) -> str:
        """What an expression of a provision is worth, in words; empty without an expression."""
        if expression is None:
            return ""
        return self.say(wording.value_text(self.book, provision, expression, day=self.on))

    def cited(self, text: str, cite: Citation | None, home: str) -> str:
        """A text with its citation in brackets."""
        return text if cite is None else text + self.word("cite", cite=self.cite((cite,), home))

    def day(self, day: Date | None) -> str:
        return phrases.day(day, self.lang) if day is not None else ""
