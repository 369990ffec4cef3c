"""The book read aloud: what is found by its name, in both languages, and the table of sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

import huimin
from huimin.cases.reading import Reader

COUNTY = "weiqiao-2031"


@pytest.fixture(scope="module")
def book(root):
    return huimin.load(root / "tests" / "books" / "elderly-care")


def shown(book, language, name):
    return "\n".join(Reader(book, language).find(name))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_name_of_a_book_is_found(book, language):
    reader = Reader(book, language)
    assert [name for name in reader.names() if not "".join(reader.find(name))] == []


def test_a_measure_is_shown_with_all_its_provisions(book):
    measure = book.instrument(COUNTY).measures[0]
    text = shown(book, "en", f"{COUNTY}/{measure.number}")
    assert measure.title.en in text
    provisions = [each for each in book.instrument(COUNTY).provisions if each.measure == measure.number]
    assert [each.id for each in provisions if f"{each.full_id} " not in text] == []


def test_a_provision_is_shown_with_its_conditions_and_their_sentences(book):
    text = shown(book, "en", "meal-delivery")
    provision = book.provisions[f"{COUNTY}/meal-delivery"]
    assert [each.id for each in provision.conditions if f"- {each.id}: " not in text] == []
    assert text.count("article") > len(provision.conditions)


def test_a_parameter_is_shown_with_every_version_and_the_day_it_was_recorded(book):
    parameter = next(
        each for each in book.instrument(COUNTY).parameters.values() if not each.key and len(each.versions) > 1
    )
    assert shown(book, "en", parameter.name).count("recorded ") == len(parameter.versions)


def test_a_question_is_shown_with_its_readings_and_the_one_taken(book):
    question = book.questions["visits-by-phone"]
    text = shown(book, "en", question.id)
    assert question.question.en in text
    assert "in-person (taken)" in text
    assert "phone-too " in text


def test_sentences_lead_to_provisions_and_provisions_to_sentences(book):
    for provision in book.provisions.values():
        for cite in provision.cites:
            name = f"{cite.article}.{cite.sentence}"
            assert f"{provision.id} " in shown(book, "en", name)
            assert f"  {name}  " in shown(book, "en", "sentences")


def test_the_table_shows_a_sentence_that_no_provision_cites_as_an_empty_row(book):
    county = book.instrument(COUNTY)
    article, sentences = list(county.articles.items())[-1]
    longer = replace(county, articles={**county.articles, article: sentences + 1})
    planted = replace(book, instruments=tuple(longer if each is county else each for each in book.instruments))
    rows = shown(planted, "en", "sentences").splitlines()
    assert [row.strip() for row in rows].count(f"{article}.{sentences + 1}") == 1


@pytest.mark.parametrize("name", ["", "nothing", "99.9", "1.0", "1.99"])
def test_what_nothing_is_called_is_not_found(book, name):
    assert shown(book, "en", name) == ""
