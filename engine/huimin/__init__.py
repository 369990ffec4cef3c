"""Huimin (惠民): policy as data. Load a book, determine a case, get an answer with reasons and citations.

book = huimin.load()
result = huimin.determine(book, {"on": "2024-06-01", "family": {...}})
print(result.to_json())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin.version import __version__

__all__ = ["Book", "BookError", "CaseError", "Determination", "__version__", "compile", "determine", "load"]

if TYPE_CHECKING:
    from huimin.cases.compiled import compile  # noqa: A004 - the term of the trade
    from huimin.cases.determination import Determination
    from huimin.cases.determine import determine
    from huimin.check.load import load
    from huimin.documents.findings import BookError, CaseError
    from huimin.policy.model import Book

_HOMES = {
    "Book": "huimin.policy.model",
    "BookError": "huimin.documents.findings",
    "CaseError": "huimin.documents.findings",
    "Determination": "huimin.cases.determination",
    "compile": "huimin.cases.compiled",
    "determine": "huimin.cases.determine",
    "load": "huimin.check.load",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import huimin` itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'huimin' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
