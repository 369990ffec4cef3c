"""Citations as an official writes them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from huimin.policy.model import Book, Citation
from huimin.text.numerals import cardinal
from huimin.text.phrases import join, say, words
from huimin.words import Language, listed


def citations(cites: Sequence[Citation], book: Book, home: str, lang: Language) -> str:
    """第三条第一至第四句、附则第一句, "article 3, sentences 1 to 4".

    An instrument other than `home` is named by its short title, after those of `home`.
    """
    unique = sorted(dict.fromkeys(cites), key=lambda each: (each.instrument != home, each.instrument))
    found = []
    for (instrument, article), group in groupby(unique, key=lambda each: (each.instrument, each.article)):
        said = _sentences(sorted(each.sentence for each in group), lang)
        title = "" if instrument == home else getattr(book.instrument(instrument).short_title, lang)
        space = " " if title and lang == "en" else ""
        found.append(
            title + space + say("citations", "join", lang, article=article_name(article, lang), sentences=said)
        )
    return listed(found, lang, "clauses")


def article_name(article: str, lang: Language) -> str:
    """An article as a whole: 第三条, "article 3", 附则."""
    if article.isdigit():
        return say("citations", "article", lang, number=counted(int(article), lang))
    return str(words()["articles"].get(article, {}).get(lang, article))


def _sentences(sentences: list[int], lang: Language) -> str:
    runs: list[list[int]] = []
    for each in sentences:
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    said = []
    for run in runs:
        first, last = counted(run[0], lang), counted(run[-1], lang)
        if len(run) > 1:
            said.append(say("citations", "sentences", lang, first=first, last=last))
        else:
            said.append(say("citations", "sentence", lang, number=first))
    return join(said, lang)


def counted(count: int, lang: Language) -> str:
    """The number of an article, a sentence or a measure: 三, "3"."""
    return cardinal(count, lang) if lang == "zh" else str(count)
