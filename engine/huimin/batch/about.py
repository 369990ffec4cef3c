"""What the outcomes of a table rest on, as texts by name: for the metadata of a file, or a file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from huimin.batch.statement import Asked
from huimin.cases.determination import plain
from huimin.version import __version__


def about(asked: Asked) -> Mapping[str, str]:
    """The engine, the book's digest, the days, the readings taken, and what was assumed; each a text."""
    assumed = (f"{kind}.{fact}={plain(value)}" for (kind, fact), value in asked.assumed.items())
    return {
        "huimin.engine": f"huimin {__version__}",
        "huimin.book": asked.book.digest,
        "huimin.on": plain(asked.on),
        "huimin.known": "" if asked.known is None else plain(asked.known),
        "huimin.readings": ", ".join(f"{question}={reading}" for question, reading in asked.readings.items()),
        "huimin.assumed": ", ".join(assumed),
    }


def as_json(asked: Asked) -> str:
    """The same as a JSON object, for a file that has no metadata of its own."""
    return json.dumps(about(asked), ensure_ascii=False, indent=2) + "\n"
