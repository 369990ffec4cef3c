"""A book without what is wrong in it, so that one run finds the mistakes elsewhere too.

What a finding points at is cut out, and what then lacks something needed is cut out with it. Findings in the
rest count, unless they speak of something that was cut: those are consequences, not mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from huimin.policy import checks, schemas
from huimin.policy.documents import Document, Map, Mark, Sequence, show_path
from huimin.policy.findings import Finding, Place
from huimin.policy.guess import nearest

Path = tuple[str | int, ...]
_KEY = re.compile(r"""["']?([^\W\d][\w-]*)["']?\s*:(?=\s|$)""", re.MULTILINE)
_ID = re.compile(r"""\b(?:id|instrument):\s*["']?([^\W\d][\w-]*)""")
_INDEX = re.compile(r"\[\d+\]")
_WORD = re.compile(r"[^\W\d][\w-]*")
_FILES = ("vocabulary", "instrument", "measure", "policy-test", "terms")
_ABSENCES = ("parameter-unused", "fact-unused", "day-without-version", "effect-unstated")


@dataclass(frozen=True)
class Lost:
    """What was cut out of a book: source texts, each with the name of its file."""

    parts: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def explains(self, finding: Finding, line: str) -> bool:
        """Whether a finding, on a line of a file, may come of what was cut out alone."""
        texts = [text for _, text in self.parts]
        if finding.code == "question-idle":
            return any(file == finding.place.file for file, _ in self.parts)
        if finding.code == "sentence-uncited":
            article, sentence = finding.values["article"], finding.values["sentence"]
            cite = rf"article\W+{re.escape(str(article))}\W+sentence\W+{sentence}\b"
            return any(re.search(cite, text) for text in texts)
        named = _words(" ".join(map(str, finding.values.values())))
        if finding.code in _ABSENCES:
            return any(named & _words(text) for text in texts)
        slips = [text for text in texts if _WORD.fullmatch(text)]
        if any(nearest(each, named) for each in slips):
            return True
        declared = {name for text in texts for name in (*_KEY.findall(text), *_ID.findall(text))} - _keys()
        return bool(_words(" ".join(declared)) & (named | _words(line)))


def _words(text: str) -> set[str]:
    """The words of a text, hyphen and underscore alike: a name may have been cut out for the wrong one of them."""
    return {each.replace("-", "_") for each in _WORD.findall(text)}


def sound(
    documents: tuple[Document, ...], kinds: Mapping[str, str], findings: Iterable[Finding], before: Lost
) -> tuple[tuple[Document, ...], Lost]:
    """The documents without what `findings` point at, fit to build a book from, and what was lost.

    `before` is what was lost before, files that could not be read among it.
    """
    kept = {each.name: each for each in documents}
    parts = list(before.parts)
    wrong = list(findings)
    while wrong:
        for name in {each.place.file for each in wrong} & set(kept):
            paths = {each.place.path for each in wrong if each.place.file == name}
            cut = _without(kept.pop(name), paths, parts)
            if cut is not None:
                kept[name] = cut
        _drop_orphans(kept, kinds, parts)
        left = tuple(kept[each.name] for each in documents if each.name in kept)
        wrong = [finding for each in left for finding in schemas.validate(each, kinds[each.name])]
        wrong = wrong or checks.before_building(left, kinds)
    return tuple(kept[each.name] for each in documents if each.name in kept), Lost(tuple(parts))


def restored(finding: Finding, document: Document) -> Finding:
    """A finding in a document that was cut, with the path that its place has in the whole one."""
    mask = _INDEX.sub("[]", finding.place.path)
    alike = [path for path in _paths(document.data, ()) if _INDEX.sub("[]", show_path(path)) == mask]
    before = [path for path in alike if _position(document.place(path)) <= _position(finding.place)]
    return replace(finding, place=replace(finding.place, path=show_path(before[-1]))) if before else finding


def _position(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _without(document: Document, shown: set[str], parts: list[tuple[str, str]]) -> Document | None:
    """A document without the parts at these paths; None where nothing of it is left."""
    paths = [path for path in _paths(document.data, ()) if show_path(path) in shown]
    if not paths:
        parts.append((document.name, document.text))
        return None
    data = document.data
    for path in sorted(paths, key=_later_first, reverse=True):
        data, mark = _cut(data, path)
        parts.append((document.name, document.text[mark.start : mark.end]))
    return replace(document, data=data)


def _later_first(path: Path) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (0, step) for step in path]


def _paths(data: Any, path: Path) -> Iterator[Path]:
    members = data.items() if isinstance(data, Map) else enumerate(data) if isinstance(data, Sequence) else ()
    for step, value in members:
        yield (*path, step)
        yield from _paths(value, (*path, step))


def _cut(data: Any, path: Path) -> tuple[Any, Mark]:
    """A copy of `data` without the part at `path`, and where that part stood."""
    step: Any = path[0]
    rest = path[1:]
    copy: Any = Map() if isinstance(data, Map) else Sequence()
    gone: Mark = data.values_at[step]
    if isinstance(data, Map):
        gone = gone._replace(start=data.keys_at[step].start)
    members: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, Map) else enumerate(data)
    for each, value in members:
        if each == step and not rest:
            continue
        kept = value
        if each == step:
            kept, gone = _cut(value, rest)
        if isinstance(copy, Map):
            copy[each] = kept
            copy.keys_at[each], copy.values_at[each] = data.keys_at[each], data.values_at[each]
        else:
            copy.append(kept)
            copy.values_at.append(data.values_at[each])
    return copy, gone


def _drop_orphans(kept: dict[str, Document], kinds: Mapping[str, str], parts: list[tuple[str, str]]) -> None:
    """Measures and tests of a folder without a frame go with it."""
    framed = {name.rpartition("/")[0] for name in kept if kinds[name] == "instrument"}
    for name in list(kept):
        folder = re.split(r"/cases/|/(?=[^/]*$)", name)[0]
        if kinds[name] in ("measure", "policy-test") and folder not in framed:
            parts.append((name, kept.pop(name).text))


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
