"""From a book to its pages: rendered in memory, written in whole files, compared with what is there."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from huimin.feel.values import Date
from huimin.policy import phrases
from huimin.policy.findings import Language
from huimin.policy.model import Book
from huimin.publish.editor import Editor
from huimin.publish.markdown import anchor, code, escape
from huimin.publish.sheets import instrument_sheet

TEMPLATES = Path(__file__).with_name("templates")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_EMPTY_LINES = re.compile(r"\n{3,}")


def render(
    book: Book,
    *,
    languages: Sequence[Language] = LANGUAGES,
    on: Date | None = None,
    templates: Path | None = None,
) -> dict[str, bytes]:
    """Every page by its path inside the folder of pages, UTF-8.

    Parameters are stated by the legal day `on`, without one in all their versions. A template of the folder
    `templates` comes before the engine's own. The same book gives the same bytes.
    """
    environment = _environment(templates)
    return {f"summary.{lang}.md": _summary(environment, book, lang, on) for lang in languages}


def publish(
    book: Book,
    out: Path,
    *,
    languages: Sequence[Language] = LANGUAGES,
    on: Date | None = None,
    templates: Path | None = None,
) -> list[Path]:
    """Writes every page into the folder `out`, each in one step; gives the files. Raises OSError."""
    pages = render(book, languages=languages, on=on, templates=templates)
    out.mkdir(parents=True, exist_ok=True)
    return [_write(out / name, content) for name, content in pages.items()]


def check(
    book: Book,
    folder: Path,
    *,
    languages: Sequence[Language] = LANGUAGES,
    on: Date | None = None,
    templates: Path | None = None,
) -> list[Path]:
    """The files of `folder` that are missing or no longer say what the book says. Raises OSError."""
    pages = render(book, languages=languages, on=on, templates=templates)
    found = {folder / name: content for name, content in pages.items()}
    return [path for path, content in found.items() if not path.is_file() or path.read_bytes() != content]


def _environment(templates: Path | None) -> ImmutableSandboxedEnvironment:
    """Every value that a template prints is escaped, but what is Markdown already."""
    folders = [TEMPLATES] if templates is None else [templates, TEMPLATES]
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=False,  # the pages are Markdown, and `finalize` escapes
        finalize=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _summary(environment: ImmutableSandboxedEnvironment, book: Book, lang: Language, on: Date | None) -> bytes:
    editor = Editor(book, lang, on)
    verified = [each for each in book.instruments if each.status != "draft" and each.verification == "verified"]
    text = environment.get_template("summary.md.j2").render(
        sheets=[instrument_sheet(editor, each) for each in verified],
        drafts=[instrument_sheet(editor, each) for each in book.instruments if each not in verified],
        digest=book.digest,
        on=phrases.day(on, lang) if on else "",
        word=editor.word,
        anchor=anchor,
        code=code,
    )
    return (_EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n").encode()


def _write(path: Path, content: bytes) -> Path:
    """Whole or not at all: written under another name, then given its own."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
