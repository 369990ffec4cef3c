"""What goes wrong with an expression, as data; and the words for it in Chinese and English, one table.

A `Fault` lies beside a value: FEEL answers null and goes on. Only a text that is no FEEL and a limit that was hit are
raised. Messages are in lower case, without a full stop, with what the user wrote in quotes.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from huimin.feel.failures import FAILURES, Wording
from huimin.placeholders import put

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from huimin.feel.tree import Span

GUESSES = 3
"""How many names a hint offers at most."""

LONGEST_GUESS = 60
"""Characters of a name that is guessed at, and of a guess: to compare two takes as long as both are, multiplied."""

MOST_GUESSES = 200
"""Names that a guess is chosen from."""

MOST_KNOWN = 2_000
"""Names that are looked at, the first ones."""

RIVAL = 0.1
"""How much less like the name than the likeliest guess, on a scale of 1, another one may be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a place of an expression gave null: `code` is a key of MESSAGES, `values` fill the message."""

    code: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypeFinding:
    """Something wrong with an expression before it runs: `code` is a key of MESSAGES, `values` fill the message."""

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


class SyntaxFault(FeelError):  # noqa: N818 - the fault is in the text
    """The text is no FEEL expression."""


class LimitFault(FeelError):  # noqa: N818 - as above
    """The expression, or running it, asks for more than is allowed."""


SYNTAX: Mapping[str, Wording] = {
    "unexpected": Wording("此处不应出现“{found}”，应为{expected}", "`{found}` cannot stand here; expected {expected}"),
    "unexpected-end": Wording(
        "表达式不完整，后面还应有{expected}", "the expression stops too early; expected {expected}"
    ),
    "foreign-sign": Wording("FEEL 没有“{found}”；请写“{instead}”", "FEEL has no `{found}`; write `{instead}`"),
    "quotation-mark": Wording(
        '文字要写在半角双引号里，例如 "female"', 'a string stands in straight double quotes, as in `"female"`'
    ),
    "bare-range": Wording("范围要写在括号里，例如“[1..10]”", "a range stands in brackets, as in `[1..10]`"),
    "unexpected-character": Wording(
        "表达式中不能有字符“{found}”；运算符和标点请用半角",
        "`{found}` is no part of an expression; write operators in ASCII",
    ),
    "full-width": Wording(
        "“{found}”是全角符号；请改用半角的“{instead}”", "`{found}` is a full-width sign; write `{instead}`"
    ),
    "number-size": Wording("数“{number}”超出范围", "the number {number} is out of range"),
    "string-unclosed": Wording("字符串缺少右引号；请补上半角双引号", 'the string is not closed; put a `"` at its end'),
    "comment-unclosed": Wording("注释没有结束；请补上“*/”", "the comment is not closed; put `*/` at its end"),
}

LIMITS: Mapping[str, Wording] = {
    "text-length": Wording(
        "表达式有{asked}个字符，上限为{allowed}个；请拆成几个派生事实",
        "the expression has {asked} characters and {allowed} are allowed; split it into derived facts",
    ),
    "nesting": Wording(
        "表达式的嵌套超过{allowed}层；请拆成几个派生事实",
        "the expression is nested deeper than {allowed} levels; split it into derived facts",
    ),
    "iterators": Wording(
        "一个循环有{asked}个变量，上限为{allowed}个", "one loop has {asked} variables and {allowed} are allowed"
    ),
    "steps": Wording(
        "求值超过{allowed}步；请让循环走过更少的项",
        "evaluation takes more than {allowed} steps; let its loops run over less",
    ),
    "call-depth": Wording(
        "函数的调用嵌套超过{allowed}层；请检查递归的终止条件",
        "functions call one another more than {allowed} deep; check where the recursion ends",
    ),
    "value-size": Wording(
        "值展开后超过{allowed}项；请缩小列表", "the value has more than {allowed} members; make its lists smaller"
    ),
    "value-depth": Wording(
        "值的嵌套超过{allowed}层；请减少列表中的列表",
        "the value is nested deeper than {allowed} levels; use fewer lists in lists",
    ),
}

EVALUATION: Mapping[str, Wording] = {
    "unknown-name": Wording("没有名为“{name}”的量", "nothing is called `{name}`"),
    "full-width-name": Wording(
        "没有名为“{name}”的量；“{found}”是全角符号，请改用半角的“{instead}”",
        "nothing is called `{name}`; `{found}` is a full-width sign: write `{instead}`",
    ),
    "no-entry": Wording("没有“{name}”这一项", "there is no entry `{name}`"),
    "not-a-function": Wording("{type}不是函数，不能调用", "{type} is no function and cannot be called"),
    "wrong-arguments": Wording(
        "函数的参数是（{parameters}），此处给出的是（{given}）",
        "the function takes ({parameters}), but is given ({given})",
    ),
    "not-boolean": Wording("条件应为布尔值，而此处是{type}", "a condition has to be a boolean, but this is {type}"),
    "not-iterable": Wording("循环不能走过{type}；请给出列表", "a loop cannot run over {type}; give it a list"),
    "range-ends": Wording("范围的两端不能是{low}和{high}", "a range cannot go from {low} to {high}"),
    "range-null": Wording("范围的一端是空值", "one end of the range is null"),
    "filter-position": Wording("列表没有第{position}项", "the list has no member {position}"),
    "filter-type": Wording(
        "筛选条件应为布尔值或序号，而此处是{type}", "a filter takes a boolean or a position, but this is {type}"
    ),
    "external-function": Wording(
        "不支持外部函数；请用派生事实", "external functions are not supported; use a derived fact"
    ),
    "entry-twice": Wording("“{name}”写了两次；请删去一个", "`{name}` is written twice; drop one"),
}

TYPES: Mapping[str, Wording] = {
    "unknown-field": Wording("{record}没有名为“{name}”的事实", "{record} has no fact called `{name}`"),
    "unknown-type": Wording("没有名为“{type}”的类型", "no type is called `{type}`"),
    "incomparable": Wording("{left}与{right}不能比较", "{left} cannot be compared with {right}"),
    "no-order": Wording("{type}没有大小，不能用“{operator}”", "{type} has no order, so `{operator}` does not apply"),
    "no-such-code": Wording("“{code}”不在代码表{list}中", "`{code}` is no code of {list}"),
    "outside-profile": Wording(
        "政策规则不使用“{construct}”；请改用派生事实或参数",
        "rules of a policy do not use `{construct}`; use a derived fact or a parameter",
    ),
}

MESSAGES: Mapping[str, Wording] = {**FAILURES, **SYNTAX, **LIMITS, **EVALUATION, **TYPES}
"""Every code with its message in both languages; names in braces are filled from the values."""

_TYPE_NAMES_ZH = {
    "number": "数值", "string": "字符串", "boolean": "布尔值", "date": "日期", "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "日时长", "years and months duration": "年月时长", "list": "列表", "context": "上下文",
    "range": "范围", "function": "函数", "Null": "空值", "Any": "任意值",
}  # fmt: skip
_TYPE_NAMES_EN = {name: f"a {name}" for name in _TYPE_NAMES_ZH} | {"Null": "null", "Any": "any value"}
_TYPE_NAMES = {"zh": _TYPE_NAMES_ZH, "en": _TYPE_NAMES_EN}
_HOLDS_TYPE = frozenset(("left", "right", "operand", "given", "wanted", "type", "low", "high"))

_TERMINALS = {
    "NAME": ("名称", "a name"), "NUMBER": ("数", "a number"), "STRING": ("字符串", "a string"),
    "$END": ("表达式的结尾", "the end"), "COMPARE": ("比较运算符", "a comparison"), "OPERAND": ("值", "a value"),
    "OPERATOR": ("运算符", "an operator"), "LIST_OF": ("“list<”", "`list<`"), "RANGE_OF": ("“range<”", "`range<`"),
    "CONTEXT_OF": ("“context<”", "`context<`"), "FUNCTION_OF": ("“function<”", "`function<`"),
}  # fmt: skip

_HINT = {"zh": "；是否指{guesses}？", "en": "; did you mean {guesses}?"}
_JOIN = {"zh": "、", "en": ", "}
_QUOTE = {"zh": "“{name}”", "en": "`{name}`"}


def suggest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names in `known` that `name` may have meant, the likeliest first; none that is much less likely than it.

    No name of more than LONGEST_GUESS characters is looked at, nor more than MOST_GUESSES of a length near its own.
    """
    if len(name) > LONGEST_GUESS:
        return ()
    likely = {each for each in islice(known, MOST_KNOWN) if len(each) <= LONGEST_GUESS}
    nearest = sorted(likely, key=lambda each: (abs(len(each) - len(name)), each))[:MOST_GUESSES]
    near = difflib.get_close_matches(name, sorted(nearest), n=GUESSES, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, name, each).ratio() for each in near]
    return tuple(each for each, like in zip(near, likeness, strict=True) if like >= likeness[0] - RIVAL)


def suggest_call(name: str, known: Iterable[str], functions: Collection[str]) -> tuple[str, ...]:
    """What a call of `name` may have meant: a name in `known`, or a function one word of whose name is alike."""
    words: dict[str, list[str]] = {}
    for function in functions:
        for word in (function, *function.split()):
            words.setdefault(word, []).append(function)
    near = suggest(name, [*known, *words])
    meant = dict.fromkeys(each for word in near for each in ([word] if word in functions else words.get(word, [word])))
    return tuple(meant)[:GUESSES]


FULL_WIDTH = dict(zip("（）［］｛｝【】，：；。＝＜＞＋－＊／", "()[]{}[],:,.=<>+-*/", strict=True))
"""Signs of a Chinese keyboard, which the grammar lets stand in names, and the signs of the language."""

_IN_NAMES = {**FULL_WIDTH, **dict(zip("０１２３４５６７８９", "0123456789", strict=True))}


def full_width_in(name: str) -> dict[str, str]:
    """The first full-width sign or digit of an unknown name as `found`, and what to write `instead`; empty without."""
    return next(({"found": sign, "instead": _IN_NAMES[sign]} for sign in name if sign in _IN_NAMES), {})


class Coded(Protocol):
    """Anything with a code and values: a Fault, a SyntaxFault, a finding of the types."""

    @property
    def code(self) -> str:
        """A key of MESSAGES."""

    @property
    def values(self) -> Mapping[str, object]:
        """What fills the message."""


def type_name(type_: str) -> dict[str, str]:
    """What a type is called in a sentence, in `zh` and `en`."""
    return {language: names.get(type_, type_) for language, names in _TYPE_NAMES.items()}


def message(fault: Coded) -> dict[str, str]:
    """What is wrong, in `zh` and `en`. `guesses` among the values become a hint at the end."""
    wording = MESSAGES[fault.code]
    return {"zh": _fill(wording.zh, fault.values, "zh"), "en": _fill(wording.en, fault.values, "en")}


def _fill(template: str, values: Mapping[str, object], language: str) -> str:
    text = put(template, {key: _text(key, value, language) for key, value in values.items()})
    guesses = values.get("guesses")
    if not isinstance(guesses, tuple) or not guesses:
        return text
    quoted = (put(_QUOTE[language], {"name": name}) for name in guesses)
    return text + put(_HINT[language], {"guesses": _JOIN[language].join(quoted)})


def _text(key: str, value: object, language: str) -> str:
    if isinstance(value, list | tuple):
        return _JOIN[language].join(_text(key, each, language) for each in value)
    text = str(value)
    if key in _HOLDS_TYPE:
        return _TYPE_NAMES[language].get(text, text)
    if key == "kind":
        return _TYPE_NAMES_ZH.get(text, text) if language == "zh" else text
    if key == "expected":
        return _TERMINALS[text][language == "en"] if text in _TERMINALS else put(_QUOTE[language], {"name": text})
    return text
