"""The words of an impact study, and how it says provisions, statuses and money in one language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huimin import words
from huimin.policy.model import Book
from huimin.policy.vocabulary import Fact, Text
from huimin.text import phrases
from huimin.words import Language


def both(key: str) -> Text:
    """A word in both languages."""
    return Text(**words.both("assure/impact", key))


@dataclass(frozen=True)
class Words:
    """What a study says of a book in one language."""

    book: Book
    lang: Language

    def word(self, key: str, /, **parts: Any) -> str:
        """A word, or a pattern with its parts in place."""
        return words.say("assure/impact", key, self.lang, **parts)

    def of(self, text: Text) -> str:
        return text.zh if self.lang == "zh" else text.en

    def status(self, status: str | None) -> str:
        return self.word("absent") if status is None else self.of(phrases.name("statuses", status))

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with its currency: whole without decimals, else with two."""
        whole = amount == amount.to_integral_value()
        shown = amount.quantize(Decimal(1) if whole else Decimal("0.01"))
        return phrases.quantity(shown, currency, self.book.vocabulary, self.lang)

    def change(self, amount: Decimal, currency: str) -> str:
        """A difference with its sign."""
        sign = "+" if amount > 0 else "−" if amount < 0 else ""
        return sign + self.money(abs(amount), currency)

    def number(self, value: int) -> str:
        return phrases.number(Decimal(value), self.lang)

    def payment(self, payment: str) -> str:
        return self.of(phrases.name("payments", payment))

    def value(self, fact: Fact, key: str) -> str:
        """A value of a fact by the text that stands for it as a key."""
        if fact.code is not None:
            return self.of(self.book.vocabulary.codes[fact.code][key])
        if fact.type == "number":
            return phrases.quantity(Decimal(key), fact.unit, self.book.vocabulary, self.lang)
        return key
