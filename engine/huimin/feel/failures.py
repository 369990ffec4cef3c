"""Why an operator or a built-in gave no value, as data; the words for it stand in `words.yaml`."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818 - FEEL answers null and goes on; nothing went wrong in the program
    """An operator or a built-in rejects its input. `code` is a key of `failures` in `words.yaml`, `values` fill the
    message.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
