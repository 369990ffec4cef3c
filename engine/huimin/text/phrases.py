"""Numbers, dates and values as Chinese and English write them, and a book's texts with their placeholders filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import format_decimal

from huimin import feel
from huimin.feel.values import Date, DaysDuration, MonthsDuration, Range, Time
from huimin.placeholders import PLACEHOLDER, put
from huimin.policy.model import Book, Instrument, Parameter
from huimin.policy.vocabulary import Fact, Text, Unit, Vocabulary
from huimin.text.constants import Constants, Unsayable, test_values
from huimin.text.numerals import cardinal, ordinal
from huimin.words import LANGUAGES, Language
from huimin.words import say as say_of
from huimin.words import words as words_of

_ENGLISH = Locale("en")
# A pattern whose noun several numbers can share: "second or third child".
_SHARED = re.compile(r"\{(number|cardinal|ordinal)\} ")
_ARTICLE = re.compile(r"^(?:the|a|an) ")
_LISTS = (list, tuple)  # a Date is a tuple too, of a class of its own
_NO_CONSTANTS = Constants(None)


def words() -> Mapping[str, Any]:
    """The engine's own words, from `words.yaml`."""
    return words_of("text")


def name(table: str, key: str) -> Text:
    """What the engine calls something: `name("kinds", "benefit")`. Raises KeyError."""
    found = words()[table][key]
    return Text(found["zh"], found["en"])


def say(table: str, key: str, lang: Language, /, **parts: str) -> str:
    """A pattern of `words.yaml` with its parts in place. Raises KeyError."""
    return say_of("text", f"{table}.{key}", lang, **parts)


def number(value: Decimal, lang: Language) -> str:
    """20000, "20,000": English parts thousands, Chinese text does not; every decimal place that counts stays."""
    if lang == "en":
        return format_decimal(value, locale=_ENGLISH, decimal_quantization=False)
    return format_decimal(value, locale="zh", decimal_quantization=False, group_separator=False)


def day(date: Date, lang: Language) -> str:
    """2023年1月1日, "1 January 2023", for every year that FEEL has."""
    name = get_month_names("wide", locale=_ENGLISH)[date.month]
    return put(words()["day"][lang], {"year": date.year, "month": date.month, "day": date.day, "name": name})


def quantity(value: Decimal, unit: str | None, vocabulary: Vocabulary, lang: Language) -> str:
    """A number with its unit: 5000元, "CNY 5,000"; without a unit the number alone. Raises KeyError for no unit."""
    return quantities([value], unit, vocabulary, lang)


def money(amount: Decimal, currency: str | None, vocabulary: Vocabulary, lang: Language) -> str:
    """An amount as it is paid: 5000元, 246.90元, "CNY 5,000"; whole without decimals, else with two."""
    if currency is None or amount == amount.to_integral_value():
        return quantity(amount.quantize(Decimal(1)), currency, vocabulary, lang)
    unit = vocabulary.units[currency]
    shown = format_decimal(amount, "#,##0.00" if lang == "en" else "0.00", locale=_ENGLISH)
    return put(unit.zh if lang == "zh" else unit.en["other"], {"number": shown})


def quantities(items: Sequence[Decimal | Range], unit: str | None, vocabulary: Vocabulary, lang: Language) -> str:
    """One of several numbers or ranges: 二孩或者三孩, "second or third child", "at least 3 people"."""
    if unit is None:
        return join([_ranged(each, lambda item: number(item, lang), "number", lang) for each in items], lang, "any")
    shape = vocabulary.units[unit]
    if lang == "en" and (shared := _SHARED.match(shape.en["other"])):
        bounds = "ordinal" if shared[1] == "ordinal" else "number"
        numerals = [_ranged(each, lambda item: _NUMERALS[shared[1]](item, lang), bounds, lang) for each in items]
        return put(_english(shape, items), {shared[1]: join(numerals, lang, "any")})
    whole = [_ranged(each, lambda item: _whole(item, shape, lang), "number", lang) for each in items]
    return join(whole, lang, "any")


def _english(unit: Unit, items: Sequence[Decimal | Range]) -> str:
    """The English pattern: the singular only where a single number is spoken of, and no range."""
    only = items[0] if len(items) == 1 else None
    form = "other" if only is None or isinstance(only, Range) else _ENGLISH.plural_form(only)
    return unit.en.get(form, unit.en["other"])


def _whole(value: Decimal, unit: Unit, lang: Language) -> str:
    pattern = unit.zh if lang == "zh" else _english(unit, [value])
    return put(pattern, {name: write(value, lang) for name, write in _NUMERALS.items()})


_NUMERALS: Mapping[str, Callable[[Decimal, Language], str]] = {
    "number": number,
    "cardinal": cardinal,
    "ordinal": ordinal,
}


def _ranged(item: Any, write: Callable[[Any], str], bounds: str, lang: Language) -> str:
    """A value as `write` writes it; a range by its ends."""
    if not isinstance(item, Range):
        return write(item)
    if item.high is None:
        return _bound(item.low, write, bounds, lang, item, ">")
    if item.low is None:
        return _bound(item.high, write, bounds, lang, item, "<")
    if item.low_included and item.high_included:
        return say("ranges", "both", lang, low=write(item.low), high=write(item.high))
    low = _bound(item.low, write, bounds, lang, item, ">")
    high = _bound(item.high, write, bounds, lang, item, "<")
    return say("ranges", "bounds", lang, low=low, high=high)


def _bound(end: Any, write: Callable[[Any], str], bounds: str, lang: Language, item: Range, operator: str) -> str:
    included = item.low_included if operator == ">" else item.high_included
    pattern: str = words()["bounds"][bounds][operator + ("=" if included else "")][lang]
    return put(pattern, {"value": write(end)})


def duration(value: MonthsDuration | DaysDuration, lang: Language) -> str:
    """1年6个月, "1 year and 6 months"."""
    if isinstance(value, MonthsDuration):
        years, months = divmod(abs(value.months), 12)
        parts = {"year": Decimal(years), "month": Decimal(months)}
    else:
        minutes, second = divmod(abs(value.seconds), 60)
        hours, minute = divmod(int(minutes), 60)
        parts = {"day": Decimal(hours // 24), "hour": Decimal(hours % 24), "minute": Decimal(minute), "second": second}
    said = [_duration_part(unit, size, lang) for unit, size in parts.items() if size]
    empty = "month" if isinstance(value, MonthsDuration) else "day"
    return "".join(said) if lang == "zh" and said else join(said or [_duration_part(empty, Decimal(0), lang)], lang)


def _duration_part(unit: str, size: Decimal, lang: Language) -> str:
    shape = words()["durations"][unit]
    return _whole(size, Unit(shape["zh"], shape["en"]), lang)


def value(found: Any, kind: Fact | str, vocabulary: Vocabulary, lang: Language) -> str:
    """A value of a fact, or of a type by name, in words: a code by its label, 是 or "yes", a number with its unit.

    A list reads as its members; text stays as it is.
    """
    if found.__class__ in _LISTS:
        return join([value(each, kind, vocabulary, lang) for each in found], lang)
    return alternatives([found], kind, kind.unit if isinstance(kind, Fact) else None, vocabulary, lang)


def alternatives(
    items: Sequence[Any], kind: Fact | str, unit: str | None, vocabulary: Vocabulary, lang: Language
) -> str:
    """One of several values or ranges of a fact: 甲或者乙 in Chinese, with "or" in English."""
    ends = [end for item in items for end in ((item.low, item.high) if isinstance(item, Range) else (item,))]
    if all(isinstance(end, Decimal) for end in ends if end is not None):
        return quantities(items, unit, vocabulary, lang)
    code = kind.code if isinstance(kind, Fact) else None
    labels = vocabulary.codes.get(code or ("indicator" if _type(kind) == "indicator" else ""), {})

    def write(item: Any) -> str:
        return getattr(labels[item], lang) if item in labels else _scalar(item, lang)

    return join([_ranged(item, write, "date", lang) for item in items], lang, "any")


def _type(kind: Fact | str) -> str:
    return kind.type if isinstance(kind, Fact) else kind


def _scalar(item: Any, lang: Language) -> str:
    if isinstance(item, bool):
        return getattr(name("truth", "true" if item else "false"), lang)  # type: ignore[no-any-return]
    if isinstance(item, Date):
        return day(item, lang)
    if isinstance(item, Time):
        return f"{item.hour:02d}:{item.minute:02d}"
    if isinstance(item, MonthsDuration | DaysDuration):
        return duration(item, lang)
    return number(item, lang) if isinstance(item, Decimal) else str(item)


def join(items: Sequence[str], lang: Language, how: str = "list") -> str:
    """The items as one phrase: 甲、乙 and "a, b and c"; `how` is a key of `joins` in words.yaml.

    A list whose items are lists themselves is parted by semicolons.
    """
    if how == "list" and any(mark in item for mark in words()["joins"]["list"][lang][:2] for item in items):
        how = "lists"
    between, last, first = words()["joins"][how][lang]
    if len(items) < 2:
        return "".join(items)
    return f"{first}{str(between).join(items[:-1])}{last}{items[-1]}"


def with_article(label: str, lang: Language) -> str:
    """A label as it stands inside an English sentence: "the date of birth"; Chinese has none."""
    return label if lang == "zh" or _ARTICLE.match(label) else f"the {label}"


def without_article(label: str) -> str:
    """An English label without its article, to be counted or owned: "children" of "the children"."""
    return _ARTICLE.sub("", label)


def keyed(
    parameter: Parameter,
    values: Mapping[str, Any],
    vocabulary: Vocabulary,
    lang: Language,
    constants: Constants = _NO_CONSTANTS,
) -> list[tuple[str, str]]:
    """The rows of a keyed parameter: each key in words with its value, 三孩及以上 and 20000元."""
    return [
        (
            key_words(parameter, test, vocabulary, lang, constants),
            alternatives([each], parameter.type, parameter.unit, vocabulary, lang),
        )
        for test, each in values.items()
    ]


def key_words(
    parameter: Parameter, test: str, vocabulary: Vocabulary, lang: Language, constants: Constants = _NO_CONSTANTS
) -> str:
    """A key of a keyed parameter, which is a FEEL unary test, in words; as it stands where there are none."""
    try:
        items = test_values(constants.key(test), _NO_CONSTANTS)
    except Unsayable:
        return test
    return quantities(items, parameter.key_unit, vocabulary, lang)


def placeholders(text: Text) -> list[str]:
    """What stands in the braces of a text, of both languages, each once."""
    return list(dict.fromkeys(found for lang in LANGUAGES for found in PLACEHOLDER.findall(getattr(text, lang))))


def unfillable(text: Text, instrument: Instrument) -> list[str]:
    """The placeholders that `fill` would leave as they are: no parameter, and no expression over parameters."""
    constants = Constants(instrument)
    return [each for each in placeholders(text) if _value_of(each, constants) is None]


def fill(text: Text, instrument: Instrument, book: Book, day: Date | None = None, known: Date | None = None) -> Text:
    """The text with its placeholders written out, by the parameter versions of a legal day (None: the latest).

    A placeholder is a parameter's name or FEEL over parameters; a keyed parameter is listed by its `each`. One that is
    neither stays as it stands: `unfillable` finds it.
    """
    constants = Constants(instrument, day, known, book.trees)

    def half(lang: Language) -> str:
        pattern = getattr(text, lang)
        written = {each: _written(each, constants, book.vocabulary, lang) for each in PLACEHOLDER.findall(pattern)}
        return put(pattern, {each: found for each, found in written.items() if found is not None})

    return Text(half("zh"), half("en"))


def _written(placeholder: str, constants: Constants, vocabulary: Vocabulary, lang: Language) -> str | None:
    assert constants.instrument is not None
    parameter = constants.instrument.parameters.get(placeholder)
    if parameter is not None and parameter.key is not None:
        return listed(parameter, constants, vocabulary, lang)
    found = _value_of(placeholder, constants)
    if found is None:
        return None
    result, unit = found
    return join([alternatives([each], "", unit, vocabulary, lang) for each in _members(result)], lang)


def listed(parameter: Parameter, constants: Constants, vocabulary: Vocabulary, lang: Language) -> str:
    """A keyed parameter written out by its `each`: 二孩2000元、三孩5000元."""
    version = constants.version(parameter)
    rows = keyed(parameter, (version and version.values) or {}, vocabulary, lang, constants)
    return join([row(parameter, key, said, lang) for key, said in rows], lang)


def row(parameter: Parameter, key: str, said: str, lang: Language) -> str:
    """A key and its value, both in words, by the parameter's `each`: 三孩20000元, "CNY 20,000 for the third child"."""
    pattern: str = getattr(parameter.each, lang) if parameter.each else words()["things"]["row"][lang]
    return put(pattern, {"key": key, "value": said})


def _value_of(placeholder: str, constants: Constants) -> tuple[Any, str | None] | None:
    """The value of FEEL over parameters, and the unit where all of them share one."""
    try:
        node = constants.placeholder(placeholder)
        if not constants.holds(node):
            return None
        units = {each.unit for each in constants.parameters(node)}
        return constants.value(node), units.pop() if len(units) == 1 else None
    except (feel.SyntaxFault, feel.LimitFault, Unsayable):
        return None


def _members(found: Any) -> Iterator[Any]:
    yield from found if found.__class__ in _LISTS else [found]
