"""Words of the engine: one loader, which takes no text that one of the languages lacks."""

import subprocess
import sys
from pathlib import Path

import pytest

import huimin
from huimin.words import LANGUAGES, both, listed, say, words

ENGINE = Path(huimin.__file__).parent
ROOMS = sorted(str(each.parent.relative_to(ENGINE)) for each in ENGINE.rglob("words.yaml"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_words_in_every_language(room: str) -> None:
    assert words(room)


@pytest.mark.parametrize("text", ["a: {zh: 甲}", "a: {zh: 甲, en: }", "t: {a: {zh: 甲, en: a}, b: {en: b}}"])
def test_a_text_that_a_language_lacks_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "words.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.yaml: (a|t\.b) is not in every language: zh, en"):
        words(str(tmp_path))


def test_a_key_that_is_not_there_is_no_empty_text() -> None:
    with pytest.raises(KeyError):
        say("cases", "no such key", "en")


def test_a_part_in_two_languages_gives_the_half_of_each() -> None:
    assert both("cases", "year", year={"zh": "二〇二四", "en": "2024"}) == {"zh": "（二〇二四年）", "en": " (2024)"}


def test_a_part_is_not_read_as_a_pattern() -> None:
    assert [say("cases", "year", each, year="{year}") for each in LANGUAGES] == ["（{year}年）", " ({year})"]


def test_a_part_that_is_a_list_is_named_member_by_member() -> None:
    assert both("cases", "year", year=["a", "b"]) == {"zh": "（a、b年）", "en": " (a, b)"}
    assert [listed(["a", "b"], each, "clauses") for each in LANGUAGES] == ["a；b", "a; b"]


def test_no_word_is_read_before_somebody_asks() -> None:
    program = "import sys, huimin, huimin.feel; print('yaml' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "False\n"
