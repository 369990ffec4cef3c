"""How much an expression may ask for. Input is untrusted: each limit stops a way to hang or to eat memory."""

from __future__ import annotations

STRING_LENGTH = 1_000_000
"""Characters that a built-in may put into one string."""

LIST_SIZE = 1_000_000
"""Members that a built-in or an iteration may put into one list."""

PAIRWISE_SIZE = 1_000
"""Members of a list that a built-in compares each with each."""

PATTERN_LENGTH = 1_000
"""Characters of a regular expression."""

PATTERN_NESTING = 50
"""Groups or classes of a regular expression within one another."""

PATTERN_SIZE = 20_000
"""Parts of a regular expression, were each repetition such as {3} written out."""

REGEX_SECONDS = 0.25
"""Time that the searches for regular expressions of one evaluation may take, and so each of them."""


class LimitExceeded(Exception):  # noqa: N818 - nothing went wrong in the program
    """A limit was hit. `code` names it; `values` say how much was asked for and how much is allowed."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


def check_limit(code: str, asked: int, allowed: int) -> None:
    """Raises `LimitExceeded` when more is asked for than allowed."""
    if asked > allowed:
        raise LimitExceeded(code, asked=asked, allowed=allowed)
