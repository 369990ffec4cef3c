"""How much an expression may ask for. Input is untrusted: each limit stops one way to hang or to eat memory."""

from __future__ import annotations

STRING_LENGTH = 1_000_000
"""Characters that a built-in may put into one string."""

LIST_SIZE = 1_000_000
"""Members that a built-in or an iteration may put into one list."""

REGEX_SECONDS = 0.5
"""Time that one call of `matches`, `replace` or `split` may search."""

PATTERN_LENGTH = 1_000
"""Characters of a regular expression."""


class LimitExceeded(Exception):  # noqa: N818 - not an error of the program, and the language renames it anyway
    """A limit was hit. `code` is the limit's, `values` say how much was asked for and how much may be."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
