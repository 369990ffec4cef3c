"""Where a book, its schemas and its examples lie: in a checkout, or inside an installed package."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGED = Path(__file__).resolve().parents[1] / "_book"
CHECKOUT = Path(__file__).resolve().parents[3]


def find(folder: str | Path | None = None) -> Path:
    """The folder of the book: the one given, else `HUIMIN_BOOK`, else the checkout's `policies/`,
    else the packaged one.
    """
    given = folder or os.environ.get("HUIMIN_BOOK")
    if given:
        return Path(given)
    checkout = CHECKOUT / "policies"
    return checkout if checkout.is_dir() else PACKAGED / "policies"


def schemas_folder() -> Path:
    """Where the schemas lie: the checkout's `schemas/`, else the packaged ones."""
    checkout = CHECKOUT / "schemas"
    return checkout if checkout.is_dir() else PACKAGED / "schemas"
