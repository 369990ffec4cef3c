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


_OPERATORS: Mapping[str, Wording] = {
    "operand-types": Wording(
        "“{operator}”不能用于{left}和{right}", "`{operator}` does not apply to {left} and {right}"
    ),
    "operand-type": Wording("“{operator}”不能用于{operand}", "`{operator}` does not apply to {operand}"),
    "division-by-zero": Wording("除数为零", "division by zero"),
    "no-number": Wording("计算结果过大或不存在，无法用数表示", "the result is too large or does not exist as a number"),
    "mixed-zones": Wording(
        "一个时间有时区，另一个没有，不能相减", "a time with a zone and a time without one have no difference"
    ),
    "no-property": Wording("{given}没有“{property}”这一属性", "{given} has no property `{property}`"),
}

_CALLS: Mapping[str, Wording] = {
    "no-overload": Wording(
        "函数“{function}”没有这样的用法（参数：{arguments}）；写法是{usage}",
        "`{function}` cannot be called this way (arguments: {arguments}); it is called as {usage}",
    ),
    "argument-null": Wording("参数“{parameter}”不能为空值", "`{parameter}` cannot be null"),
    "argument-type": Wording(
        "参数“{parameter}”应为{wanted}，而给出的是{given}", "`{parameter}` takes {wanted}, but this is {given}"
    ),
    "member-type": Wording(
        "参数“{parameter}”的每一项应为{wanted}，而其中有{given}",
        "each member of `{parameter}` has to be {wanted}, but one is {given}",
    ),
    "function-parameters": Wording(
        "作为参数的函数应有{wanted}个参数，而它有{given}个",
        "the function that is passed has to take {wanted} arguments, but takes {given}",
    ),
    "function-result": Wording(
        "作为参数的函数应得出{wanted}，而它得出{given}",
        "the function that is passed has to give {wanted}, but gives {given}",
    ),
    "no-now": Wording("此处没有“现在”可用", "there is no `now` to be had here"),
}

_TEXTS: Mapping[str, Wording] = {
    "bad-literal": Wording("“{text}”不是有效的{kind}", "`{text}` is no {kind}"),
    "bad-separators": Wording(
        "分组符和小数点的组合无效：{grouping}、{point}", "no number has these separators: {grouping}, {point}"
    ),
    "bad-pattern": Wording("正则表达式无效：{pattern}", "`{pattern}` is no regular expression"),
    "bad-flags": Wording("正则表达式的标志无效：“{flags}”", "`{flags}` are no flags of a regular expression"),
    "bad-replacement": Wording(
        "替换文字无效：{replacement}；“$”后应为数字，“\\”后应为“$”或“\\”",
        "`{replacement}` cannot replace: a digit has to follow `$`, and `$` or `\\` a `\\`",
    ),
    "empty-match": Wording(
        "正则表达式“{pattern}”能匹配空文字，不能用于替换或拆分",
        "`{pattern}` matches the empty text, so it cannot replace or split",
    ),
}

_TIMES: Mapping[str, Wording] = {
    "no-such-date": Wording(
        "没有{year}年{month}月{day}日", "there is no day {day} of month {month} in the year {year}"
    ),
    "no-such-time": Wording("没有{hour}时{minute}分{second}秒", "there is no time {hour}:{minute}:{second}"),
    "no-such-zone": Wording("没有时区“{zone}”", "there is no time zone `{zone}`"),
    "year-out-of-range": Wording("年份{year}超出范围", "the year {year} is out of range"),
    "duration-too-long": Wording("时长过长", "the duration is too long"),
}

_PLACES: Mapping[str, Wording] = {
    "no-such-position": Wording("共{size}个，没有第{position}个", "there is no position {position} among {size}"),
    "no-such-length": Wording(
        "长度应在1到{size}之间，而给出的是{length}", "the length can be from 1 to {size} here, but is {length}"
    ),
    "no-whole-number": Wording(
        "参数“{parameter}”应为整数，而给出的是{number}", "`{parameter}` has to be whole, but is {number}"
    ),
    "scale-out-of-range": Wording("小数位数{scale}超出范围", "no number has {scale} decimal places"),
    "entry-incomplete": Wording(
        "每一项须有文字“key”和值“value”", "each entry needs a `key`, which is a string, and a `value`"
    ),
    "key-twice": Wording("“{key}”出现了两次", "`{key}` comes up twice"),
    "no-keys": Wording("没有给出键", "no keys are given"),
    "no-context": Wording("“{key}”下不是上下文，而是{given}", "what lies under `{key}` is no context, but {given}"),
}

_LIMITS: Mapping[str, Wording] = {
    "string-length": Wording(
        "文字将长达{asked}字符，上限为{allowed}", "a string would have {asked} characters, {allowed} are allowed"
    ),
    "list-size": Wording(
        "列表将有{asked}项，上限为{allowed}", "a list would have {asked} members, {allowed} are allowed"
    ),
    "pairwise-size": Wording(
        "{asked}项须两两比较，上限为{allowed}", "{asked} members would be compared in pairs, {allowed} are allowed"
    ),
    "pattern-length": Wording(
        "正则表达式长{asked}字符，上限为{allowed}", "a regular expression has {asked} characters, {allowed} are allowed"
    ),
    "pattern-nesting": Wording(
        "正则表达式嵌套{asked}层，上限为{allowed}", "a regular expression is nested {asked} deep, {allowed} are allowed"
    ),
    "pattern-size": Wording(
        "正则表达式展开重复后有{asked}部分，上限为{allowed}",
        "a regular expression has {asked} parts with its repetitions, {allowed} are allowed",
    ),
    "regex-time": Wording(
        "正则表达式的搜索超过{allowed}秒", "searching for regular expressions takes more than {allowed} seconds"
    ),
}

FAILURES: Mapping[str, Wording] = {**_OPERATORS, **_CALLS, **_TEXTS, **_TIMES, **_PLACES, **_LIMITS}
"""The words for every code of a `Failure`, and of a `LimitExceeded`."""
