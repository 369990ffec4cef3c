"""Whole numbers in words, where Chinese and English write them so; figures beyond that."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel import Locale

from huimin.placeholders import put
from huimin.words import Language, words

_ENGLISH = Locale("en")


def cardinal(number: Decimal | int, lang: Language) -> str:
    """二十一 up to ninety-nine, "twelve" up to twelve; what is larger, negative or broken stays in figures."""
    if number != int(number) or number < 0:
        return str(number)
    whole = int(number)
    if lang == "en":
        cardinals = _numerals("en")["cardinals"]
        return str(cardinals[whole] if whole < len(cardinals) else whole)
    return _chinese(whole) if whole < 100 else str(whole)


def ordinal(number: Decimal | int, lang: Language) -> str:
    """第二, "second"; beyond the words "21st". A number that is not whole has no ordinal and stays as it is."""
    if lang == "zh":
        return put(_numerals("zh")["ordinal"], {"number": cardinal(number, lang)})
    if number != int(number) or number < 0:
        return str(number)
    whole, ordinals = int(number), _numerals("en")["ordinals"]
    if whole < len(ordinals):
        return str(ordinals[whole])
    return f"{whole}{_numerals('en')['suffixes'][_ENGLISH.ordinal_form(whole)]}"


def _chinese(number: int) -> str:
    digits, ten = _numerals("zh")["digits"], _numerals("zh")["ten"]
    tens, units = divmod(number, 10)
    if not tens:
        return str(digits[units])
    return f"{'' if tens == 1 else digits[tens]}{ten}{digits[units] if units else ''}"


def _numerals(lang: Language) -> Any:
    return words("text", "numerals.yaml")[lang]
