"""What goes wrong with an expression, as data; and the words for it in Chinese and English, one table.

A `Fault` lies beside a value: FEEL answers null and goes on. Only a text that is no FEEL and a limit that was hit are
raised.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from huimin.feel.failures import FAILURES, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from huimin.feel.tree import Span

GUESSES = 3
"""How many names a hint offers at most."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a place of an expression gave null: `code` is a key of MESSAGES, `values` fill the message."""

    code: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)


class FeelError(Exception):
    """What the language raises: a `code` out of MESSAGES, the place in the text, and values for the message."""

    def __init__(self, code: str, span: Span, values: Mapping[str, object] | None = None) -> None:
        super().__init__(code, span, dict(values or {}))
        self.code = code
        self.span = span
        self.values: Mapping[str, object] = dict(values or {})

    def __str__(self) -> str:
        return f"{message(self)['en']} (at {self.span[0]})"


class SyntaxFault(FeelError):  # noqa: N818 - a fault of the text, not of the program
    """The text is no FEEL expression."""


class LimitFault(FeelError):  # noqa: N818 - as above
    """The expression, or running it, asks for more than is allowed."""


SYNTAX: Mapping[str, Wording] = {
    "unexpected": Wording(
        "此处不应出现“{found}”，应为：{expected}", "`{found}` cannot stand here; expected: {expected}"
    ),
    "unexpected-end": Wording("表达式不完整，后面还应有：{expected}", "the expression stops too early; expected: {expected}"),
    "unexpected-character": Wording(
        "不能识别的字符“{found}”；运算符和标点须用半角", "`{found}` is no character of an expression; use ASCII operators"
    ),
    "string-unclosed": Wording("字符串缺少右引号", 'the string has no closing `"`'),
    "comment-unclosed": Wording("注释缺少结束符“*/”", "the comment has no closing `*/`"),
}

LIMITS: Mapping[str, Wording] = {
    "text-length": Wording(
        "表达式长{length}字符，上限为{limit}；请拆成几个派生事实",
        "the expression has {length} characters, {limit} are allowed; split it into derived facts",
    ),
    "nesting": Wording(
        "表达式嵌套超过{limit}层；请拆成几个派生事实",
        "the expression is nested deeper than {limit}; split it into derived facts",
    ),
    "steps": Wording(
        "求值超过{limit}步；请缩小循环的范围", "evaluation takes more than {limit} steps; make the loops run over less"
    ),
    "call-depth": Wording("函数调用嵌套超过{limit}层；请检查递归", "functions call one another deeper than {limit}; check the recursion"),
    "list-size": Wording("列表超过{limit}项；请缩小范围", "a list would have more than {limit} members; make the range smaller"),
}

EVALUATION: Mapping[str, Wording] = {
    "unknown-name": Wording("没有名为“{name}”的量{hint}", "there is nothing called `{name}`{hint}"),
    "no-property": Wording("{type}没有“{name}”这一项{hint}", "{type} has no `{name}`{hint}"),
    "no-entry": Wording("没有“{name}”这一项{hint}", "there is no entry `{name}`{hint}"),
    "not-a-function": Wording("{type}不是函数，不能调用", "{type} is no function and cannot be called"),
    "wrong-arguments": Wording(
        "函数的参数是（{parameters}），此处给出的是（{given}）", "the function takes ({parameters}), but is given ({given})"
    ),
    "argument-mismatch": Wording(
        "参数“{parameter}”应为{wanted}，给出的是{given}", "`{parameter}` takes {wanted}, but is given {given}"
    ),
    "not-boolean": Wording("条件应为布尔值，而结果是{type}", "a condition has to be a boolean, but this is {type}"),
    "not-a-list": Wording("此处应为列表，而结果是{type}", "a list has to stand here, but this is {type}"),
    "not-iterable": Wording("不能在{type}上循环", "a loop cannot run over {type}"),
    "range-ends": Wording("范围的两端不能是{low}和{high}", "a range cannot go from {low} to {high}"),
    "range-null": Wording("范围的一端是空值", "an end of the range is null"),
    "bad-literal": Wording("“{text}”不是日期、时间或时长", "`{text}` is no date, time or duration"),
    "filter-position": Wording("列表没有第{position}项", "the list has no member {position}"),
    "filter-type": Wording("筛选条件应为布尔值或序号，而结果是{type}", "a filter takes a boolean or a position, but this is {type}"),
    "external-function": Wording("不支持外部函数", "external functions are not supported"),
    "entry-twice": Wording("“{name}”写了两次", "`{name}` is written twice"),
    "incomparable": Wording("{left}和{right}不能比较", "{left} cannot be compared with {right}"),
}

MESSAGES: Mapping[str, Wording] = {**FAILURES, **SYNTAX, **LIMITS, **EVALUATION}
"""Every code with its message in both languages; names in braces are filled from the values."""


def suggest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names in `known` that `name` may have meant, the likeliest first."""
    return tuple(difflib.get_close_matches(name, sorted(set(known)), n=GUESSES, cutoff=0.6))


class Coded(Protocol):
    """Anything with a code and values: a Fault, a SyntaxFault, a finding of the types."""

    @property
    def code(self) -> str:
        """A key of MESSAGES."""

    @property
    def values(self) -> Mapping[str, object]:
        """What fills the message."""


def message(fault: Coded) -> dict[str, str]:
    """What is wrong, in `zh` and `en`. `guesses` among the values become a hint."""
    wording = MESSAGES[fault.code]
    return {"zh": _fill(wording.zh, fault.values, "zh"), "en": _fill(wording.en, fault.values, "en")}


_HINT = {"zh": "；是否指{guesses}？", "en": "; did you mean {guesses}?"}
_JOIN = {"zh": "、", "en": ", "}
_QUOTE = {"zh": "“{}”", "en": "`{}`"}


def _fill(template: str, values: Mapping[str, object], language: str) -> str:
    texts = {key: _text(value, language) for key, value in values.items()}
    guesses = values.get("guesses")
    quoted = [_QUOTE[language].format(name) for name in guesses] if isinstance(guesses, (list, tuple)) else []
    texts["hint"] = _HINT[language].format(guesses=_JOIN[language].join(quoted)) if quoted else ""
    return template.format_map(texts)


def _text(value: object, language: str) -> str:
    if isinstance(value, (list, tuple)):
        return _JOIN[language].join(str(each) for each in value)
    return str(value)
