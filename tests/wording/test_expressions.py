"""Each kind of expression as a Chinese and as an English sentence."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin import feel
from huimin.policy.model import Book
from huimin.text import wording

SENTENCES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("expressions.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)["sentences"]


def said(book: Book, text: str, lang: Any) -> str:
    provision = next(each for each in book.instrument("weiqiao-2031").provisions if each.subject == "senior")
    voice = wording.voice_of(book, provision, lang)
    return wording.word(feel.parse(text, voice.names()), voice)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", [each for each in SENTENCES if "zh" in each], ids=lambda case: case["feel"])
def test_an_expression_is_said(fictional: Book, case: dict[str, Any], lang: str) -> None:
    assert said(fictional, case["feel"], lang) == case[lang]


@pytest.mark.parametrize("case", [each for each in SENTENCES if "unsayable" in each], ids=lambda case: case["feel"])
def test_what_cannot_be_said_is_refused(fictional: Book, case: dict[str, Any]) -> None:
    with pytest.raises(wording.Unsayable):
        said(fictional, case["feel"], "zh")
