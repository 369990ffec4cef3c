"""Why an operator or a built-in gave no value, as data, and the words for it in Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Failure(Exception):  # noqa: N818 - FEEL answers null and goes on; nothing went wrong in the program
    """An operator or a built-in rejects its input. `code` is a key of FAILURES, `values` fill the message."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


class Wording(NamedTuple):
    """A message in both languages; names in braces are filled from the values of a failure."""

    zh: str
    en: str


FAILURES: Mapping[str, Wording] = {
    "operand-types": Wording(
        "“{operator}”不能用于{left}和{right}", "`{operator}` does not apply to {left} and {right}"
    ),
    "operand-type": Wording("“{operator}”不能用于{operand}", "`{operator}` does not apply to {operand}"),
    "not-a-number": Wording("结果不是可以表示的数：{operation}", "the result is no number that can be held: {operation}"),
    "division-by-zero": Wording("除数为零", "division by zero"),
}
