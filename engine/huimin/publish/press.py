"""What pages are made with: the sandbox of the templates, and the editions of the book in each language."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from huimin.documents.findings import Finding, Place
from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.publish.editor import Editor
from huimin.publish.folder import BUILT, PublishError
from huimin.publish.markdown import anchor, code, escape
from huimin.publish.sandbox import EndlessError, Sandbox
from huimin.publish.sheets import InstrumentSheet, instrument_sheet, is_settled
from huimin.shown import shown
from huimin.words import LANGUAGES, Language, both, say

TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
"""The language tags (BCP 47) of the pages."""
BILINGUAL = "summary.bilingual.html"
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"[ \t]+\n")


@dataclass(frozen=True)
class Page:
    """A file of the set: its path inside the folder, with `/`, and what makes its bytes."""

    path: str
    make: Callable[[], bytes]

    @property
    def is_kept(self) -> bool:
        """Whether the file is kept under version control; a PDF is built where it is wanted."""
        return not self.path.endswith(BUILT)


@dataclass(frozen=True)
class Edition:
    """The book in one language: sheets of the instruments that are verified, and of the drafts that are not."""

    editor: Editor
    sheets: tuple[InstrumentSheet, ...]
    drafts: tuple[InstrumentSheet, ...]

    @property
    def lang(self) -> Language:
        return self.editor.lang


@dataclass(frozen=True)
class Press:
    """A book on its way to the pages. `case` holds what was observed of the targets; None: nothing. `before` is the
    book that an amendment notice of the day `on` compares it with.
    """

    book: Book
    languages: Sequence[Language] = LANGUAGES
    on: Date | None = None
    templates: Path | None = None
    case: Document | None = None
    before: Book | None = None
    _made: dict[Language, Edition] = field(default_factory=dict, repr=False)

    def edition(self, lang: Language) -> Edition:
        """The edition of a language, made once."""
        if lang not in self._made:
            editor = Editor(self.book, lang, self.on)
            sheets = [(is_settled(each), instrument_sheet(editor, each)) for each in self.book.instruments]
            kept = tuple(sheet for settled, sheet in sheets if settled)
            self._made[lang] = Edition(editor, kept, tuple(sheet for settled, sheet in sheets if not settled))
        return self._made[lang]

    def page(self, template: str, lang: Language, path: str, **values: Any) -> bytes:
        """A template with an edition's words and these values, as the page `path`. Raises PublishError."""
        edition = self.edition(lang)
        environment = self._markdown if template.endswith(".md.j2") else self._html
        given = {
            "lang": lang,
            "tag": TAGS[lang],
            "path": path,
            "root": "../" * path.count("/"),
            "links": _links(lang),
            "others": [
                (say("publish", "language", each), TAGS[each], _in(each, path)) for each in self._others(lang, path)
            ],
            "word": edition.editor.word,
            "anchor": anchor,
            "code": code,
            "on": edition.editor.day(self.on),
            "digest": self.book.digest,
            "sheets": edition.sheets,
            "drafts": edition.drafts,
        }
        return _filled(environment, template, given | values)

    def _others(self, lang: Language, path: str) -> list[Language]:
        """The languages in which a page of one language stands as well."""
        return [each for each in self.languages if each != lang] if f".{lang}." in path else []

    @cached_property
    def _html(self) -> Sandbox:
        return _environment_of_html(self.templates)

    @cached_property
    def _markdown(self) -> Sandbox:
        # The pages are Markdown, which autoescape knows nothing of: `finalize` escapes.
        return Sandbox(self.templates, autoescape=False, finalize=escape)


def html(template: str, values: Mapping[str, Any], templates: Path | None = None) -> bytes:
    """A template of HTML with these values alone: what is one page and no part of a set. Raises PublishError."""
    return _filled(_environment_of_html(templates), template, values)


def _filled(sandbox: Sandbox, template: str, values: Mapping[str, Any]) -> bytes:
    try:
        sandbox.begin()
        text = sandbox.get_template(template).render(values)
    except EndlessError as fault:
        raise _endless(template, fault, "work") from fault
    except RecursionError as fault:
        raise _endless(template, fault, "recursion") from fault
    except MemoryError as fault:
        raise _endless(template, fault, "memory") from fault
    except _FAULTS as fault:
        raise PublishError(
            [Finding("template-fault", _place(template, fault), {"problem": _problem(fault)})]
        ) from fault
    return (_EMPTY_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip("\n") + "\n").encode()


def _endless(template: str, fault: Exception, problem: str) -> PublishError:
    return PublishError([Finding("template-endless", _place(template, fault), {"problem": problem})])


def _problem(fault: Exception) -> str | Mapping[str, str]:
    """What is wrong, in Jinja's words unless they are a name alone. They may quote the template, so they are cut."""
    text = str(fault).rstrip(".")
    said = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return both("publish", "no-template", name=said) if isinstance(fault, TemplateNotFound) else said


_LONGEST = 200
"""Characters of a fault in Jinja's words."""
_FAULTS = (
    *(TemplateError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError),
    *(RuntimeError, SyntaxError),  # a generator that is used up, and more loops in each other than Python takes
)


def _place(template: str, fault: BaseException) -> Place:
    """The deepest place of a fault that lies in a template."""
    if isinstance(fault, TemplateSyntaxError):
        return Place(fault.name or template, fault.lineno)
    place = Place(template)
    for frame in traceback.extract_tb(fault.__traceback__):
        if frame.filename.endswith(".j2"):
            place = Place(Path(frame.filename).name, frame.lineno or 1)
    return place


def _links(lang: Language) -> list[tuple[str, str]]:
    """What every page leads to: the key of the words and the path."""
    return [
        ("index", "index.html"),
        ("summary", f"summary.{lang}.html"),
        ("bilingual", BILINGUAL),
        ("timeline", f"timeline.{lang}.html"),
        ("targets", f"targets.{lang}.html"),
    ]


def _in(lang: Language, path: str) -> str:
    """The page of the same content in another language."""
    stem, _, form = path.rsplit(".", 2)
    return f"{stem}.{lang}.{form}"


def _environment_of_html(templates: Path | None) -> Sandbox:
    return Sandbox(templates, autoescape=True, finalize=_in_html)


def _in_html(value: Any) -> Any:
    """What is markup already stays; text is made visible, and escaped by the environment."""
    return value if isinstance(value, Markup) else shown(str(value))
