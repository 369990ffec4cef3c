"""Books: files of YAML that are spoilt in bytes, in text and in structure, through the reader and through `check`."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

from tests.hostile import mutate
from tests.hostile.bounded import inside, look_at
from tests.hostile.inputs import ANSWERED, BOOKS, REFUSED, SMALL, Input, Surface, latin, raw, say_all

FORMS = ("text", "json", "sarif")
WAYS = {"bytes": 30, "data": 40, "texts": 20, "files": 10}


@cache
def sources(name: str) -> dict[str, bytes]:
    """The files of a book by their path in it."""
    folder = BOOKS[name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


@cache
def data_of(name: str, file: str) -> str:
    from huimin.documents.read import read_bytes

    return json.dumps(read_bytes(sources(name)[file], file).data, default=str)


@cache
def words(name: str) -> list[str]:
    found: dict[str, None] = {}
    for file in sources(name):
        mutate.words_of(json.loads(data_of(name, file)), found)
    return list(found)


def spoilt(random: Random, name: str, way: str) -> dict[str, str]:
    """One to three files of a book, spoilt."""
    files = list(sources(name))
    changed = {}
    for file in random.sample(files, random.choice((1, 1, 1, 2, 3))):
        other = random.choice(files)
        if way == "bytes":
            made = mutate.spoilt_bytes(random, sources(name)[file], sources(name)[other], words(name))
        elif way == "texts":
            made = mutate.written(random, _with_text(random, json.loads(data_of(name, file))))
        elif way == "files":
            made = sources(name)[other]
        else:
            data, second = json.loads(data_of(name, file)), json.loads(data_of(name, other))
            made = mutate.written(random, mutate.spoilt_data(random, data, second, words(name)))
        changed[file] = latin(made)
    return changed


def _with_text(random: Random, data: Any) -> Any:
    """The data with something put into one of its texts."""
    for _ in range(200):
        owner, key = mutate.spot(data, random)
        if isinstance(owner[key], str) and owner[key]:
            at = random.randint(0, len(owner[key]))
            owner[key] = owner[key][:at] + random.choice(mutate.TEXTS) + owner[key][at:]
            break
    return data


def make_document(random: Random) -> Input:
    name = random.choice(list(BOOKS))
    (made, *_) = spoilt(random, name, random.choice(("bytes", "bytes", "bytes", "data", "texts"))).values()
    return Input("yaml", "document", {"bytes": made})


def run_document(given: Input) -> str:
    from huimin.documents.findings import HuiminError
    from huimin.documents.read import read_bytes

    try:
        read_bytes(raw(given.parts["bytes"]), "a.yaml")
    except HuiminError as refusal:
        say_all(refusal.findings)
        return REFUSED
    return ANSWERED


def make(random: Random) -> Input:
    name = "shipped" if random.random() < 0.1 else SMALL.name
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    form = random.choice(FORMS) if random.random() < 0.2 else None
    return Input("books", way, {"book": name, "files": spoilt(random, name, way), "form": form})


@cache
def copy_of(name: str) -> Path:
    """A copy of a book in a folder of this process."""
    folder = Path(mkdtemp(prefix="book-")) / "policies"
    shutil.copytree(BOOKS[name], folder)
    return folder


def run(given: Input) -> str:
    folder = copy_of(given.parts["book"])
    files = {file: raw(text) for file, text in given.parts["files"].items()}
    try:
        for file, content in files.items():
            (folder / file).write_bytes(content)
        return _checked(folder, given.parts["form"])
    finally:
        for file in files:
            (folder / file).write_bytes(sources(given.parts["book"])[file])


def _checked(folder: Path, form: str | None) -> str:
    """The book checked and, where nothing is wrong with it, used: a case answered, its pages and its notice made. With
    a form, the command is run as well.
    """
    import huimin
    from huimin.check.examine import examine

    if form is not None:
        look_at(inside(["check", "--book", str(folder), "--format", form, "--lang", "en"]), screen=form == "text")
    try:
        book, findings = examine(folder)
    except huimin.BookError as error:
        book, findings = None, list(error.findings)
    if book is None or findings:
        say_all(findings)
        return REFUSED
    _used(book)
    return ANSWERED


def _used(book: Any) -> None:
    import huimin
    from huimin.cases.report import render
    from huimin.documents.findings import HuiminError
    from huimin.publish import Press, pages

    try:
        result = huimin.determine(book, {"on": "2031-09-01"})
        render(book, result, "zh", unfold=True)
    except huimin.CaseError as refusal:
        say_all(refusal.findings)
    try:
        pages.render(Press(book), ["summary", "notice"])
    except HuiminError as refusal:
        say_all(refusal.findings)


BRACKETS = [Input("yaml", "known", {"bytes": each}) for each in ("[" * 1_000_000, "{a: " * 500_000, mutate.LAUGHS)]

_LONG = json.dumps({"vocabulary": "public", "subjects": {"a": {"label": "a-" * 200_000}}}, ensure_ascii=False).encode()
TYPOS = Input(
    "books",
    "known",
    {
        "book": SMALL.name,
        "files": {
            "vocabulary/public.yaml": latin(
                sources(SMALL.name)["vocabulary/public.yaml"].replace(b"observations:", b"observatimns:", 1)
            ),
            "vocabulary/household.yaml": latin(_LONG),
        },
        "form": "text",
    },
)
"""A misspelled key of a closed list, for which `check` once searched without end, and a very long word."""

YAML = Surface("yaml", 26_000, make_document, run_document, chunk=1000, known=BRACKETS)
CHECK = Surface("books", 1_500, make, run, chunk=40, known=[TYPOS])
