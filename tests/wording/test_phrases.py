"""Numbers, dates, values and the placeholders of a text, in Chinese and in English."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.feel.values import Date, DaysDuration, MonthsDuration, Time
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import LEVELS, Book, Citation, Parameter
from huimin.policy.spans import Span
from huimin.policy.vocabulary import Text, Unit, Vocabulary
from huimin.text import phrases
from huimin.text.citing import citations

CASES: dict[str, list[dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
LANGUAGES: tuple[Any, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def vocabulary(fictional: Book) -> Vocabulary:
    more = {
        "rank": Unit("{cardinal}孩", {"other": "{ordinal} child"}),
        "count": Unit("{cardinal}项", {"one": "{cardinal} matter", "other": "{cardinal} matters"}),
    }
    return replace(fictional.vocabulary, units={**fictional.vocabulary.units, **more})


def decimal(value: Any) -> Decimal:
    return Decimal(str(value))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES["numbers"], ids=lambda case: str(case["value"]))
def test_a_number_is_written(case: dict[str, Any], lang: Any) -> None:
    assert phrases.number(decimal(case["value"]), lang) == case[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES["quantities"], ids=lambda case: f"{case['value']} {case['unit']}")
def test_a_quantity_is_written_by_its_unit(case: dict[str, Any], lang: Any, vocabulary: Vocabulary) -> None:
    assert phrases.quantity(decimal(case["value"]), case["unit"], vocabulary, lang) == case[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES["tests"], ids=lambda case: case["test"])
def test_the_key_of_a_parameter_is_read_as_the_test_that_it_is(
    case: dict[str, Any], lang: Any, vocabulary: Vocabulary
) -> None:
    parameter = Parameter("rate", Text("标准", "rate"), "number", None, "key", case["unit"], None, ())
    assert phrases.key_words(parameter, case["test"], vocabulary, lang) == case[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES["days"], ids=lambda case: case["en"])
def test_a_day_is_written(case: dict[str, Any], lang: Any) -> None:
    assert phrases.day(Date(*case["value"]), lang) == case[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES["joins"], ids=lambda case: case["en"])
def test_several_things_are_joined(case: dict[str, Any], lang: Any) -> None:
    assert phrases.join(case["items"], lang) == case[lang]


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["text"])
def test_placeholders_are_filled_or_left_and_found(case: dict[str, Any], fictional: Book) -> None:
    instrument = fictional.instrument("weiqiao-2031")
    text = Text(case["text"], case["text"])
    assert phrases.fill(text, instrument, fictional) == Text(case["zh"], case["en"])
    assert phrases.unfillable(text, instrument) == case.get("unfillable", [])


def test_a_text_is_filled_by_the_version_of_the_day_and_else_by_the_latest(fictional: Book) -> None:
    instrument = fictional.instrument("weiqiao-2031")
    parameter = instrument.parameters["least_hours"]
    old, new = (
        replace(parameter.versions[0], value=Decimal(hours), span=Span(first, None, first))
        for hours, first in ((8, Date(2030, 1, 1)), (9, Date(2040, 1, 1)))
    )
    changed = replace(instrument, parameters={"least_hours": replace(parameter, versions=(old, new))})
    text = Text("{least_hours}", "{least_hours}")

    def english(*days: Date | None) -> str:
        return phrases.fill(text, changed, fictional, *days).en

    assert english() == "9 hours"
    assert english(Date(2035, 1, 1)) == "8 hours"
    assert english(Date(2041, 1, 1)) == "9 hours"
    assert english(Date(2041, 1, 1), Date(2035, 1, 1)) == "8 hours"
    assert english(Date(1999, 1, 1)) == "9 hours"


def test_values_are_written_by_their_kind(fictional: Book) -> None:
    vocabulary = fictional.vocabulary
    facts = {**vocabulary.records["senior"].facts, **vocabulary.records["household"].facts}

    def both(found: Any, kind: Any) -> tuple[str, str]:
        return phrases.value(found, kind, vocabulary, "zh"), phrases.value(found, kind, vocabulary, "en")

    assert both(True, facts["lives_alone"]) == ("是", "yes")
    assert both(False, "boolean") == ("否", "no")
    assert both("severe", facts["care_level"]) == ("重度", "severe care")
    assert both(["light", "severe"], facts["care_level"]) == ("轻度、重度", "light care and severe care")
    assert both("mei", facts["id"]) == ("mei", "mei")
    assert both(Decimal(4200), facts["monthly_income"]) == ("4200元", "CNY 4,200")
    assert both(Date(2032, 3, 1), "date") == ("2032年3月1日", "1 March 2032")
    assert both(Time(9, 5, Decimal(0)), "time") == ("09:05", "09:05")
    assert both("beds", "indicator") == ("养老床位数", "care beds")
    assert both(MonthsDuration(18), "") == ("1年6个月", "1 year and 6 months")
    assert both(DaysDuration(Decimal(90061)), "") == (
        "1日1小时1分钟1秒",
        "1 day, 1 hour, 1 minute and 1 second",
    )
    assert both(DaysDuration(Decimal(0)), "") == ("0日", "0 days")


def test_citations_are_grouped_by_article_and_name_another_instrument(fictional: Book) -> None:
    home, other = "weiqiao-2031", "xialing-2032"
    cites = [
        *(Citation(home, "3", sentence) for sentence in (4, 1, 2)),
        Citation(home, "closing", 1),
        Citation(other, "12", 1),
    ]
    title = fictional.instrument(other).short_title
    assert citations(cites, fictional, home, "zh") == (
        f"第三条第一至第二句、第四句；附则第一句；{title.zh}第十二条第一句"
    )
    assert citations(cites, fictional, home, "en") == (
        f"article 3, sentences 1 to 2 and sentence 4; closing provisions, sentence 1; {title.en} article 12, sentence 1"
    )


def test_every_kind_status_and_level_has_a_name() -> None:
    for kind, shape in PROVISION_KINDS.items():
        assert phrases.name("kinds", kind)
        assert all(phrases.name("statuses", status) for status in shape.statuses)
    assert set(phrases.words()["levels"]) == set(LEVELS)


def test_every_word_of_the_engine_has_a_chinese_and_an_english_side_and_no_other() -> None:
    def sides(node: Any, path: str) -> list[str]:
        if "zh" not in node:
            return [wrong for key, each in node.items() for wrong in sides(each, f"{path}.{key}")]
        return [] if set(node) == {"zh", "en"} and node["zh"] is not None and node["en"] is not None else [path]

    assert sides(phrases.words(), "") == []
