"""What is wrong with a file, as data: a code, a place and the values that its words need.

The words, Chinese and English, stand in `messages.yaml` beside this module and are read only when somebody asks for
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huimin.placeholders import put, with_one_stop
from huimin.words import LANGUAGES, Language, words

__all__ = ["BookError", "CaseError", "Finding", "HuiminError", "Place"]


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file; line and column count from 1, `path` is the way there through the document's keys."""

    file: str
    line: int = 1
    column: int = 1
    path: str = ""


@dataclass(frozen=True)
class Finding:
    """One fault. `code` is stable and has its words in `messages.yaml`; `values` fill the words' placeholders."""

    code: str
    place: Place
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """What is wrong, in one sentence of `language`."""
        said = _words()[self.code]
        known = said.get("known", {})
        values = {name: known.get(str(value), value) for name, value in self.values.items()}
        return _fill(said[language], values, language)

    def advice(self, language: Language) -> str:
        """What to do about it, in one sentence of `language`; empty where the message says it all."""
        return _fill(_words()[self.code].get("do", {}).get(language, ""), self.values, language)

    def to_json(self) -> dict[str, Any]:
        """The finding with its place and both languages, for machines."""
        place = self.place
        return {
            "code": self.code,
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "path": place.path,
            "message": {language: self.message(language) for language in LANGUAGES},
            "advice": {language: self.advice(language) for language in LANGUAGES},
        }


class HuiminError(Exception):
    """Findings that stop the work; `findings` has every one, ordered by place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.place, finding.code)))
        count = "1 problem: " if len(self.findings) == 1 else f"{len(self.findings)} problems, the first: "
        super().__init__(count + self.findings[0].message("en"))


class BookError(HuiminError):
    """The policy book cannot be used as it stands."""


class CaseError(HuiminError):
    """The case cannot be evaluated as it stands."""


def _words() -> Mapping[str, Any]:
    return words("documents", "messages.yaml")


def _fill(template: str, values: Mapping[str, Any], language: str) -> str:
    """Fill `{name}`; a value that is itself bilingual gives the half of `language`."""
    parts = {
        name: value[language] if isinstance(value, Mapping) and language in value else value
        for name, value in values.items()
    }
    return with_one_stop(put(template, parts)).strip()
