"""Findings as SARIF 2.1.0, the format in which code hosts and editors show what a check has found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from huimin.documents.findings import Finding
from huimin.version import __version__
from huimin.words import Language

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Iterable[Finding], language: Language) -> dict[str, Any]:
    """A log of one run (SARIF 2.1.0, sections 3.13 and 3.14): a rule for each code found, a result for each finding.

    Files are named from the folder that holds the book; columns count characters.
    """
    found = list(findings)
    codes = sorted({each.code for each in found})
    run = {
        "tool": {"driver": {"name": "huimin", "version": __version__, "rules": [{"id": code} for code in codes]}},
        "language": {"zh": "zh-CN", "en": "en"}[language],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code), language) for each in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, rule: int, language: Language) -> dict[str, Any]:
    place = finding.place
    location = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file)},
            "region": {"startLine": place.line, "startColumn": place.column},
        },
        **({"logicalLocations": [{"fullyQualifiedName": place.path}]} if place.path else {}),
    }
    words = (finding.message(language), finding.advice(language))
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": "\n".join(each for each in words if each)},
        "locations": [location],
    }
