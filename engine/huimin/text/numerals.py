"""Whole numbers in words, where Chinese and English write them so; figures beyond that."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale

from huimin.documents.findings import Language

_DIGITS = "零一二三四五六七八九"
_CARDINALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_SUFFIXES = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
_ENGLISH = Locale("en")


def cardinal(number: Decimal | int, lang: Language) -> str:
    """二十一 up to ninety-nine, "twelve" up to twelve; what is larger, negative or broken stays in figures."""
    if number != int(number) or number < 0:
        return str(number)
    whole = int(number)
    if lang == "en":
        return _CARDINALS[whole] if whole < len(_CARDINALS) else str(whole)
    return _chinese(whole) if whole < 100 else str(whole)


def ordinal(number: Decimal | int, lang: Language) -> str:
    """第二, "second"; beyond the words "21st". A number that is not whole has no ordinal and stays as it is."""
    if lang == "zh":
        return f"第{cardinal(number, lang)}"
    if number != int(number) or number < 0:
        return str(number)
    whole = int(number)
    return _ORDINALS[whole] if whole < len(_ORDINALS) else f"{whole}{_SUFFIXES[_ENGLISH.ordinal_form(whole)]}"


def _chinese(number: int) -> str:
    tens, units = divmod(number, 10)
    if not tens:
        return _DIGITS[units]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[units] if units else "")
