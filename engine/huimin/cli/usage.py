"""Wrong usage, in the language of the user: typer's own messages are English only."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from huimin.documents.findings import Language
from huimin.placeholders import put
from huimin.shown import shown
from huimin.words import both, say

if TYPE_CHECKING:
    from huimin.policy.model import Book

# typer exports the leaves of its errors and not their base.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class MisuseError(Exception):
    """An argument that a command cannot take, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def misuse(key: str, /, **parts: object) -> MisuseError:
    """The error whose words stand in `words.yaml`: `misuse("batch.no-table")`. See `words.both`."""
    return MisuseError(**both("cli", key, **parts))


def said(key: str, language: Language, /, **parts: object) -> str:
    """What a command says, from `words.yaml`. See `words.say`."""
    return say("cli", key, language, **parts)


def spoken(arguments: Sequence[str]) -> Language:
    """The language asked for, found even where the arguments cannot be parsed."""
    words = [os.environ.get("HUIMIN_LANG", "zh")]
    for word, after in pairwise([*arguments, ""]):
        if word == "--lang":
            words.append(after)
        elif word.startswith("--lang="):
            words.append(word.partition("=")[2])
    return "en" if words[-1] == "en" else "zh"


def pairs(option: str, values: Sequence[str] | None) -> dict[str, str]:
    """`NAME=VALUE` of an option that may be repeated. Raises MisuseError."""
    found = {}
    for each in values or ():
        name, equals, value = each.partition("=")
        if not name or not equals:
            raise MisuseError(
                f"{option} 的写法是“名称=值”，给出的是“{each}”", f"{option} takes NAME=VALUE, not {each!r}"
            )
        found[name] = value
    return found


def system_says(error: OSError) -> tuple[str, str]:
    """Why the system could not do what was asked, in both languages; the system itself may know English only."""
    english = error.strerror or str(error)
    return _SYSTEM.get(error.errno or 0, (english, english))


def guess(word: str, choices: Sequence[str]) -> tuple[str, str]:
    """A closing sentence that names the nearest choice, in both languages; empty where nothing is near."""
    near = get_close_matches(word, choices, 1, 0.5)
    return (f"是否应为 {near[0]}？", f"; did you mean {near[0]}?") if near else ("", "")


def full_id(book: Book, name: str) -> str:
    """The full id of a provision; the instrument may be left out where that leaves one, or one in force. Raises
    MisuseError.
    """
    local = {each: each.partition("/")[2] for each in book.provisions}
    found = [each for each in local if name in (each, local[each])]
    in_force = [each for each in found if book.instrument(each.partition("/")[0]).status == "in_force"]
    found = in_force if len(in_force) == 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        raise MisuseError(
            f"名为 {name} 的条款不止一项：{'、'.join(found)}",
            f"several provisions are called {name}: {', '.join(found)}",
        )
    near_zh, near_en = guess(name, [*local, *local.values()])
    raise misuse("usage.no-provision", name=name, near={"zh": near_zh, "en": near_en})


def explain(error: Exception, language: Language) -> str:
    """What is wrong with the usage, and where help is."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    message = shown(message.replace("Value error, ", "").rstrip("."))
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "huimin"
    if language == "en":
        return f"{command}: {message}\n  see {command} --help"
    return f"{command}：{_in_chinese(message)}\n  用法见 {command} --help"


def _in_chinese(message: str) -> str:
    """A message of typer's in Chinese; one that is not known is quoted."""
    for pattern, chinese in _MESSAGES:
        match = re.match(pattern, message)
        if match is not None:
            near = re.search(r"(?:Did you mean|Possible options:) '?([^'?)]+)", message)
            found = {name: part.replace("'", "").replace(", ", "、") for name, part in match.groupdict().items()}
            return put(chinese, found) + (f"，是否应为 {near[1].replace(', ', '、')}？" if near else "")
    return f"用法有误（{message}）"


_SYSTEM = {
    errno.EACCES: ("没有权限", "permission denied"),
    errno.EPERM: ("系统不允许", "the system does not allow it"),
    errno.EROFS: ("文件系统只读", "the file system is read-only"),
    errno.ENOENT: ("没有这个文件或者文件夹", "there is no such file or folder"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.EISDIR: ("是一个文件夹", "it is a folder"),
    errno.EINVAL: ("不是普通文件", "it is no regular file"),
    errno.ENOSPC: ("磁盘已满", "the disk is full"),
    errno.EDQUOT: ("磁盘配额已用完", "the disk quota is used up"),
    errno.EFBIG: ("文件超过系统允许的大小", "the file is larger than the system allows"),
    errno.ENAMETOOLONG: ("名称太长", "the name is too long"),
    errno.EBADF: ("已关闭", "it is closed"),
    errno.EAGAIN: ("另一个程序正在写入", "another program is writing it"),
    errno.EIO: ("磁盘出错", "the disk failed"),
}
_MESSAGES = (
    (r"No such command '(?P<name>[^']+)'", "没有命令 {name}"),
    (r"No such option: (?P<name>\S+)", "没有选项 {name}"),
    (r"Missing \w+ '?(?P<name>[^'.]+)", "缺少参数 {name}"),
    (r"Option '?(?P<name>[^' ]+)'? requires an argument", "选项 {name} 缺少值"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((?P<name>.*)\)", "多余的参数：{name}"),
    (
        r"Invalid value for '?(?P<name>[^' ]+).*?: '(?P<value>.*)' is not one of (?P<choices>.*)",
        "{name} 不能是“{value}”，可选：{choices}",
    ),
)
