"""A book without what is wrong in it, so that one run finds the mistakes elsewhere too.

A misspelled word is read as the one that it is near to. What else a finding points at is cut out, and what then lacks
something needed is cut out with it. Findings in the rest count, unless they speak of something that was cut: those are
consequences, not mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from huimin.check import checks
from huimin.documents import schemas
from huimin.documents.findings import Finding, Place
from huimin.documents.format.shape import shape
from huimin.documents.guess import nearest
from huimin.documents.read import Document, Map, Mark, Sequence, show_path

Path = tuple[str | int, ...]
Documents = tuple[Document, ...]
Part = tuple[str, str, str]
Edit = Callable[[Any, Any], tuple[Any, Any] | None]
"""Makes of a key and its value another key and value; None: neither."""
_KEY = re.compile(r"""(?<![\w-])([^\W\d][\w-]*+)["']?+\s*+:(?=\s|$)""", re.MULTILINE)
_ID = re.compile(r"""\b(?:id|instrument|condition):\s*["']?([^\W\d][\w-]*)""")
_MARKS = "\"'>|- \n"
_NEAR = re.compile(r"`([^`]+)`")
_INDEX = re.compile(r"\[\d+\]")
_WORD = re.compile(r"[^\W\d][\w-]*")
_FILES = ("vocabulary", "instrument", "measure", "policy-test", "terms")
_WORDS_OF_LISTS = (
    *("unknown-unit", "unknown-body", "unknown-indicator"),
    *("unknown-subject", "unknown-record", "unknown-code-list"),
)
_CODES_OF_NAMES = {
    "conditions": "unknown-condition",
    "provisions": "unknown-provision",
    "parameters": "unknown-parameter",
    "open_questions": "unknown-question",
    "answers": "unknown-answer",
    "instrument": "unknown-instrument",
}
"""By the section that declares a name, the code of a name that leads nowhere."""
_ABSENCES = ("parameter-unused", "fact-unused", "day-without-version", "effect-unstated")


@dataclass(frozen=True)
class Lost:
    """What was cut out of a book: of each part the name of its file, its path and its source text."""

    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def explains(self, finding: Finding, line: str) -> bool:
        """Whether a finding, on a line of a file, may come of what was cut out alone."""
        place = finding.place
        if place.path and any(file == place.file and path.startswith(place.path) for file, path, _ in self.parts):
            return True
        if finding.code == "question-idle":
            return any(file == place.file for file, _, _ in self.parts)
        if finding.code in self._nameless:
            return True
        if finding.code == "citation-of-nothing" and any(path.startswith("articles") for _, path, _ in self.parts):
            return True
        if finding.code == "sentence-uncited":
            article, sentence = finding.values["article"], finding.values["sentence"]
            cite = rf"article\W+{re.escape(str(article))}\W+sentence\W+{sentence}\b"
            return any(re.search(cite, text) for text in self._texts)
        named = _words(" ".join(map(str, finding.values.values())))
        if finding.code in _ABSENCES:
            return bool(named & self._said)
        if any(nearest(each, named) for each in self._slips):
            return True
        return bool(self._declared & (named | _words(line)))

    # A book may lose much and have many findings: what was lost is looked through once.

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for _, _, text in self.parts))

    @cached_property
    def _said(self) -> frozenset[str]:
        """The words of what was cut out."""
        return frozenset[str]().union(*map(_words, self._texts))

    @cached_property
    def _slips(self) -> tuple[str, ...]:
        """The parts that are one word."""
        alone = (text.strip(_MARKS) for text in self._texts)
        return tuple(dict.fromkeys(each for each in alone if _WORD.fullmatch(each)))

    @cached_property
    def _declared(self) -> frozenset[str]:
        """The words of the names that the parts give to something."""
        names = {name for text in self._texts for name in (*_KEY.findall(text), *_ID.findall(text))}
        return frozenset(_words(" ".join(names - _keys())))

    @cached_property
    def _nameless(self) -> set[str]:
        """The codes of names that may lead to a part which was cut out without its name being known: its own name was
        what is wrong with it, or its file could not be made out.
        """
        found: set[str] = set()
        for _, path, text in self.parts:
            if not path and not _KEY.search(text):
                return {*_CODES_OF_NAMES.values(), "sentence-uncited"}
            owner = _INDEX.sub("", path).split(".")
            if owner[-1] == "id" or len(owner) == 1:
                found |= {code for section, code in _CODES_OF_NAMES.items() if section in owner}
        return found


def _words(text: str) -> set[str]:
    """The words of a text, hyphen and underscore alike: a name may have been cut out for the wrong one of them."""
    return {each.replace("-", "_").casefold() for each in _WORD.findall(text)}


Validate = Callable[[Document, str], list[Finding]]
"""A document and its kind to what breaks the schema of the kind."""


def in_form(documents: Documents, kinds: Mapping[str, str], validate: Validate = schemas.validate) -> list[Finding]:
    """What breaks the schema of its kind."""
    return [finding for each in documents for finding in validate(each, kinds[each.name])]


def fit_to_build(
    documents: Documents, kinds: Mapping[str, str], validate: Validate = schemas.validate
) -> list[Finding]:
    """What keeps a book from being built."""
    return in_form(documents, kinds, validate) or checks.before_building(documents, kinds)


def _each_once() -> Validate:
    """The validation that looks at a document once: of a book that is cut round by round, few files change."""
    seen: dict[int, tuple[Document, list[Finding]]] = {}

    def validate(document: Document, kind: str) -> list[Finding]:
        if id(document) not in seen:
            seen[id(document)] = document, schemas.validate(document, kind)
        return seen[id(document)][1]

    return validate


def sound(
    documents: Documents,
    kinds: Mapping[str, str],
    findings: Iterable[Finding],
    before: Lost,
    wrong_with: Callable[[Documents, Mapping[str, str], Validate], list[Finding]],
) -> tuple[Documents, Lost]:
    """The documents without what `findings` point at, nor anything that `wrong_with` finds then; and what was lost.

    `before` is what was lost before, files that could not be read among it.
    """
    kept = {each.name: each for each in documents}
    parts = list(before.parts)
    wrong = list(findings)
    if not wrong:
        return documents, before
    validate = _each_once()
    corrected: set[tuple[str, str, str]] = set()
    while True:
        for name in {each.place.file for each in wrong} & set(kept):
            here = [each for each in wrong if each.place.file == name]
            mended = _mended(kept.pop(name), kinds[name], here, parts, corrected)
            if mended is not None:
                kept[name] = mended
        _drop_orphans(kept, kinds, parts)
        left = tuple(kept[each.name] for each in documents if each.name in kept)
        wrong = wrong_with(left, kinds, validate)
        if not wrong:
            return left, Lost(tuple(parts))


def restored(finding: Finding, document: Document) -> Finding:
    """A finding in a document that was cut, with the path that its place has in the whole one."""
    mask = _INDEX.sub("[]", finding.place.path)
    alike = [path for path in _paths(document.data, ()) if _INDEX.sub("[]", show_path(path)) == mask]
    before = [path for path in alike if _position(document.place(path)) <= _position(finding.place)]
    return replace(finding, place=replace(finding.place, path=show_path(before[-1]))) if before else finding


def _position(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _mended(
    document: Document, kind: str, wrong: list[Finding], parts: list[Part], corrected: set[tuple[str, str, str]]
) -> Document | None:
    """A document with what was meant in place of what is wrong, or without it; None where nothing of it is left.

    What was `corrected` in vain, by file, path and code, is cut out, so that every round leaves less to mend.
    """
    at = {show_path(path): path for path in _paths(document.data, ())}
    data, done = document.data, False
    for finding in sorted(wrong, key=lambda each: _later_first(at.get(each.place.path, ())), reverse=True):
        path = at.get(finding.place.path, ())
        key = str(path[0] if path else finding.values.get("key", ""))
        attempt = document.name, finding.place.path, finding.code
        if path and attempt not in corrected and (edit := _meant(finding)):
            corrected.add(attempt)
            data, done = _edited(data, path, edit)[0], True
        elif kind == "instrument" and len(path) <= 1 and (stand_in := shape(kind).below(key).stand_in()):
            data, done = _with(data, key, stand_in), True
        elif path:
            data, mark = _edited(data, path, lambda _key, _value: None)
            parts.append((document.name, show_path(path), document.text[mark.start : mark.end]))
            done = True
    if not done:
        parts.append((document.name, "", document.text))
        return None
    return replace(document, data=data)


def _meant(finding: Finding) -> Edit | None:
    """What puts the likeliest word in place of a misspelled key, or of a value that is not of its closed list."""
    values = finding.values
    if finding.code == "schema-unknown-key" and (known := nearest(values["key"], values["known"].split(", "))):
        return lambda _key, value: (known, value)
    if finding.code == "schema-not-one-of":
        choices = values["choices"].split(", ")
        choice = nearest(values["value"], choices) or choices[0]
        return lambda key, value: (choice, value) if key == values["value"] else (key, choice)
    near = _NEAR.search(values["guess"]["en"]) if finding.code in _WORDS_OF_LISTS else None
    if near is not None:
        meant = near[1]
        return lambda key, _value: (key, meant)
    return None


def _later_first(path: Path) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (0, step) for step in path]


def _paths(data: Any, path: Path) -> Iterator[Path]:
    members = data.items() if isinstance(data, Map) else enumerate(data) if isinstance(data, Sequence) else ()
    for step, value in members:
        yield (*path, step)
        yield from _paths(value, (*path, step))


def _edited(data: Any, path: Path, edit: Edit) -> tuple[Any, Mark]:
    """A copy of `data` with what `edit` makes of the part at `path`, and where that part stood."""
    step: Any = path[0]
    is_there = step in data if isinstance(data, Map) else step < len(data)
    if not is_there:
        return data, Mark(0, 0, 0, 0)  # it went with a part above it
    copy: Any = Map() if isinstance(data, Map) else Sequence()
    where: Mark = data.values_at[step]
    if isinstance(data, Map):
        where = where._replace(start=data.keys_at[step].start)
    members: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, Map) else enumerate(data)
    for key, value in members:
        kept: tuple[Any, Any] | None = key, value
        if key == step and path[1:]:
            inner, where = _edited(value, path[1:], edit)
            kept = key, inner
        elif key == step:
            kept = edit(key, value)
        if kept is None:
            continue
        if isinstance(copy, Map):
            copy[kept[0]] = kept[1]
            copy.keys_at[kept[0]], copy.values_at[kept[0]] = data.keys_at[key], data.values_at[key]
        else:
            copy.append(kept[1])
            copy.values_at.append(data.values_at[key])
    return copy, where


def _with(data: Map, key: str, value: Any) -> Map:
    """A copy of a mapping with another value, which stands nowhere."""
    copy = Map()
    copy.update({**data, key: value})
    nowhere = Mark(0, 0, 0, 0)
    copy.keys_at, copy.values_at = {**data.keys_at, key: nowhere}, {**data.values_at, key: nowhere}
    return copy


def _drop_orphans(kept: dict[str, Document], kinds: Mapping[str, str], parts: list[Part]) -> None:
    """Measures and tests of a folder whose frame was lost go with it."""
    unframed = {file.rpartition("/")[0] for file, path, _ in parts if not path and file.endswith("/instrument.yaml")}
    for name in list(kept):
        folder = re.split(r"/cases/|/(?=[^/]*$)", name)[0]
        if kinds[name] in ("measure", "policy-test") and folder in unframed:
            parts.append((name, "", kept.pop(name).text))


@cache
def _keys() -> frozenset[str]:
    """The keys that the schemas themselves name: no names of a book."""

    def properties(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node.get("properties", {})
            node = list(node.values())
        if isinstance(node, list):
            for each in node:
                yield from properties(each)

    return frozenset(key for kind in ("common", *_FILES) for key in properties(schemas.schema(kind)))
