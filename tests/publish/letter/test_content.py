"""What a letter says: all of the determination, the same in both languages, what is granted first."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.cases.telling import Telling
from huimin.publish.letter.speaking import capital, capitals
from huimin.publish.official.content import Block, Item, Paragraph, Table
from huimin.words import Language, words

LANGUAGES: tuple[Language, ...] = ("zh", "en")
AMOUNTS = yaml.safe_load(Path(__file__).with_name("amounts.yaml").read_text(encoding="utf-8"))
WRITTEN = re.compile(r"([\d.]+)元（大写：([^）]+)）")


def lines(blocks: Iterable[Block]) -> list[str]:
    """The text of the blocks, a paragraph or a row of a table in a line."""
    found = []
    for each in blocks:
        if isinstance(each, Table):
            found += [" ".join(row) for row in each.rows]
        else:
            found.append(each.text if isinstance(each, Paragraph) else each.lead + each.text)
    return found


def rows(blocks: Iterable[Block]) -> list[tuple[str, str, str]]:
    """The rows of the tables: what heads each, its condition and its result."""
    found, heading = [], ""
    for row in (row for each in blocks if isinstance(each, Table) for row in each.rows):
        if len(row) == 1:
            (heading,) = row
        else:
            found.append((heading, *row))
    return found


@pytest.mark.parametrize("what", ["dates", "amounts", "shares", "citations", "figures"])
def test_both_languages_state_the_same(
    what: str, asked: Any, spoken: Callable[[str, str], str], stated: Callable[[str, str, str], Counter[Any]]
) -> None:
    zh, en = (stated(what, spoken("letter.html", asked.render(each).decode()), each) for each in LANGUAGES)
    assert zh == en


def test_the_cases_state_something_of_each_sort(
    ask: Callable[[str], Any], spoken: Callable[[str, str], str], stated: Callable[[str, str, str], Counter[Any]]
) -> None:
    page = spoken("letter.html", ask("granted").render("zh").decode())
    assert all(stated(what, page, "zh") for what in ("dates", "amounts", "shares", "citations", "figures"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_stands_with_its_result_and_its_citation(asked: Any, language: Language) -> None:
    tell, made = Telling(asked.book, language), asked.letter(language)
    told = rows(made.enclosed.body)
    for outcome in asked.found.outcomes:
        home = outcome.provision.partition("/")[0]
        for condition in outcome.conditions:
            label, cite = capital(tell, tell.of(condition.label)), tell.cite(condition.cite, home)
            result = words("publish/letter")[condition.result][language]
            assert any(
                tell.of(outcome.label).lower() in heading.lower()
                and text.startswith(label)
                and cite in text
                and said == result
                for heading, text, said in told
            ), condition.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_stands_in_the_letter_with_its_amount(asked: Any, language: Language) -> None:
    tell, made = Telling(asked.book, language), asked.letter(language)
    body, annexed = lines(made.body), lines(made.enclosed.body)
    for outcome in asked.found.outcomes:
        label = tell.of(outcome.label)
        amount = tell.money(outcome.amount, outcome.currency) if outcome.status == "granted" and outcome.amount else ""
        for text in (body, annexed):
            assert any(label.lower() in each.lower() and amount in each for each in text), outcome.provision


def test_an_amount_heads_its_own_part_of_the_annex(asked: Any) -> None:
    tables = [each for each in asked.letter("zh").enclosed.body if isinstance(each, Table)]
    heads = [row[0] for each in tables for row in each.rows if len(row) == 1]
    written = [Decimal(figures) for figures, _ in WRITTEN.findall("\n".join(heads))]
    granted = [each.amount for each in asked.found.outcomes if each.status == "granted" and each.amount is not None]
    assert Counter(written) == Counter(granted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_granted_comes_first_then_what_is_refused_then_what_is_open(
    ask: Callable[[str], Any], language: Language
) -> None:
    for name in ("granted", "undetermined", "family-twins-after-one.yaml"):
        made = ask(name).letter(language)
        parts = (*made.body, *made.closing)
        headings = [each.lead + each.text for each in parts if isinstance(each, Item) and each.level == 1]
        expected = [words("publish/letter")[key][language] for key in ("money", "further", "denied", "open", "about")]
        assert [each for each in headings if each in expected] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_asked_in_the_words_of_the_vocabulary(asked: Any, language: Language) -> None:
    tell, made = Telling(asked.book, language), asked.letter(language, reference="己字庚号")
    body = lines(made.body)
    open_ones = [each for each in asked.found.outcomes if each.status == "undetermined"]
    for outcome in open_ones:
        for need in outcome.needs:
            fact = tell.fact_at(need.path)
            question = tell.of(fact.question) if fact and fact.question else tell.of(need.question)
            asked_for = [each for each in body if question in each]
            assert any(tell.of(outcome.label) in each for each in asked_for), need.path
    if any(each.needs for each in open_ones):
        office = made.issuer
        assert any(office in each and "己字庚号" in each for each in body)


def test_a_failing_condition_stands_in_the_letter_itself(asked: Any) -> None:
    tell = Telling(asked.book, "zh")
    body = lines(asked.letter("zh").body)
    for outcome in asked.found.outcomes:
        if outcome.status in ("refused", "does_not_hold", "does_not_apply", "not_met"):
            for each in outcome.conditions:
                if each.result == "fails":
                    assert any(tell.of(each.label) in line for line in body), each.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_cautions_and_the_grounds_of_the_answer_are_told(asked: Any, language: Language) -> None:
    tell, found = Telling(asked.book, language), asked.found
    made = asked.letter(language)
    body = "\n".join(lines((*made.body, *made.closing))).lower()
    questions = {each.question for outcome in found.outcomes for each in outcome.cautions}
    for name in questions | set(found.readings):
        question = asked.book.questions.get(name)
        if question is not None:
            assert tell.filled(question.question, question.instrument).lower() in body
    for each in found.presumed:
        assert tell.of(each.why).lower() in body
    assert found.digest in made.note
    assert tell.day(found.on).lower() in body
    for name, _ in found.instruments:
        assert tell.of(asked.book.instrument(name).issuer).lower() in body


def test_the_office_is_the_nearest_of_those_whose_rules_were_applied_and_the_day_is_the_one_asked_for(
    ask: Callable[[str], Any],
) -> None:
    made = ask("under-the-drafts").letter("zh", to="某某")
    assert (made.masthead, made.issuer, made.date) == ("苇桥县人民政府", "苇桥县人民政府", "2033年3月1日")
    assert made.addressees == "某某："


@pytest.mark.parametrize(("figures", "written"), AMOUNTS.items())
def test_an_amount_in_capital_numerals(figures: str, written: str) -> None:
    assert capitals(Decimal(figures), "CNY") == written


def test_capital_numerals_are_those_of_renminbi_alone_and_of_what_they_can_write() -> None:
    assert capitals(Decimal(5), "EUR") == ""
    assert capitals(Decimal(10) ** 12, "CNY") == ""
    assert capitals(Decimal(-5), "CNY") == ""


def test_each_amount_granted_is_written_in_both_numerals(asked: Any) -> None:
    body = "\n".join(lines(asked.letter("zh").body))
    sums = [each.value for each in asked.found.totals]
    sums += [each.amount for each in asked.found.outcomes if each.status == "granted" and each.amount is not None]
    written = [(Decimal(figures), numerals) for figures, numerals in WRITTEN.findall(body)]
    assert Counter(figures for figures, _ in written) == Counter(sums)
    assert all(capitals(figures, "CNY") == numerals for figures, numerals in written)


def test_the_words_hold_no_figure_have_both_languages_and_are_used(root: Path) -> None:
    package = root / "engine" / "huimin" / "publish" / "letter"
    text = "\n".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    results = {"holds", "fails", "unknown", "referred"}
    assert [key for key, each in words("publish/letter").items() if re.search(r"\d", "".join(each.values()))] == []
    assert [key for key, each in words("publish/letter").items() if set(each) != {"zh", "en"}] == []
    assert [key for key in words("publish/letter") if f'"{key}"' not in text and key not in results] == []
