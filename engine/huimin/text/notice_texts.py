"""What the texts of an instrument's notice may name in braces, beside the parameters."""

from __future__ import annotations

from huimin.policy.model import Instrument
from huimin.words import Language, say

_CLAUSES = ("scope", "precedence", "non_cumulation")


def notice_parts(instrument: Instrument, lang: Language) -> dict[str, str]:
    """Parts of the instrument by name, as its notice says them: its title, its issuer, the clauses that it has."""
    frame = instrument.frame
    parts = {"title": getattr(instrument.title, lang), "issuer": getattr(instrument.issuer, lang)}
    if "legal_basis" in frame:
        parts["legal_basis"] = say("text", "between_laws", lang).join(
            each["title"][lang] for each in frame["legal_basis"]
        )
    return parts | {key: frame[key]["text"][lang] for key in _CLAUSES if key in frame}
