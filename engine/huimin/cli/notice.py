"""The parts of `huimin publish` that notices need: what an amendment is asked with, and what a notice is set in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from huimin.cli import screen
from huimin.cli.usage import misuse, said

if TYPE_CHECKING:
    from huimin.feel.values import Date
    from huimin.words import Language


def hold_amending(wanted: Sequence[str], since: str | None, day: Date | None) -> None:
    """Hold an amendment to the old book and the day that it needs, and the old book to an amendment.

    Raises MisuseError.
    """
    from huimin.publish.pages import AMENDING

    if set(AMENDING).isdisjoint(wanted):
        if since is not None:
            raise misuse("notice.since-elsewhere")
    elif since is None or day is None:
        raise misuse("notice.no-since")


def tell_fonts(path: Path, lang: Language) -> None:
    """Say which fonts a notice was printed in: what is installed differs from one machine to another."""
    from huimin.documents.inputs import MAX_PAGE, read_file
    from huimin.publish.official.pdf import embedded

    fonts = list(embedded(read_file(path, limit=MAX_PAGE)))
    screen.tell(said("notice.fonts", lang, name=path.name, fonts=fonts))
