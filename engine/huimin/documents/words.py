"""The loader of words under the name that modules of other rooms still import it by; it stands in `huimin.words`."""

from huimin.words import LANGUAGES, Language, both, say, words

__all__ = ["LANGUAGES", "Language", "both", "say", "words"]
