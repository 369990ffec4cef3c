"""A study in the forms that it is asked for in, and its case files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huimin.assure.impact.machine import as_json
from huimin.assure.impact.page import page
from huimin.assure.impact.study import Study
from huimin.assure.impact.text import as_text
from huimin.assure.impact.words import Words
from huimin.policy.model import Book
from huimin.publish import folder
from huimin.publish.press import TAGS
from huimin.words import LANGUAGES, Language

_NAMES = {"zh": "chinese", "en": "english"}


def shown(study: Study, book: Book, form: str, lang: Language) -> bytes:
    """The study in one of the forms `text`, `json`, which has both languages, and `html`."""
    words = Words(book, lang)
    if form == "json":
        return as_json(study).encode()
    return page(study, words) if form == "html" else ("\n".join(as_text(study, words)) + "\n").encode()


def pages(study: Study, book: Book, out: Path) -> Mapping[Path, bytes]:
    """The page in every language, by its file: `impact.zh.html` and `impact.en.html` for `impact.html`."""
    paths = {lang: out.with_name(f"{out.stem}.{lang}.html") for lang in LANGUAGES}
    found = {}
    for lang in LANGUAGES:
        words = Words(book, lang)
        others = [(words.word(_NAMES[each]), TAGS[each], paths[each].name) for each in LANGUAGES if each != lang]
        found[paths[lang]] = page(study, words, others)
    return found


def case_files(study: Study, out: Path) -> list[Path]:
    """Write the largest losses of a study as case files into a folder; gives them. Raises PublishError, OSError."""
    files = {}
    for comparison in study.comparisons:
        side = f"{comparison.after.reading}/" if comparison.after.reading else ""
        for number, loss in enumerate(comparison.impact.losses, start=1):
            files[f"{side}loss-{number:02d}.yaml"] = loss.yaml.encode()
    return folder.replace(out, {"impact": files})
