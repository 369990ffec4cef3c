"""Wrong usage, in the language of the user: typer's own messages are English only."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from huimin.documents.guess import guess
from huimin.placeholders import put
from huimin.shown import shown
from huimin.words import Language, both, listed, say, words

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
    found = [os.environ.get("HUIMIN_LANG", "zh")]
    for word, after in pairwise([*arguments, ""]):
        if word == "--lang":
            found.append(after)
        elif word.startswith("--lang="):
            found.append(word.partition("=")[2])
    return "en" if found[-1] == "en" else "zh"


def pairs(option: str, values: Sequence[str] | None) -> dict[str, str]:
    """`NAME=VALUE` of an option that may be repeated. Raises MisuseError."""
    found = {}
    for each in values or ():
        name, equals, value = each.partition("=")
        if not name or not equals:
            raise misuse("usage.pair", option=option, given=as_given(each))
        found[name] = value
    return found


def system_says(error: OSError) -> Mapping[str, str]:
    """Why the system could not do what was asked, in both languages; the system itself may know English only."""
    english = error.strerror or str(error)
    told: Mapping[str, Mapping[str, str]] = words("cli")["system"]
    return told.get(errno.errorcode.get(error.errno or 0, ""), {"zh": english, "en": english})


def as_given(text: str) -> dict[str, str]:
    """What a user wrote, for a message that puts it in quotes in Chinese alone: as it stands, in English quoted."""
    return {"zh": text, "en": repr(text)}


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
        raise misuse("usage.several", name=name, found=found)
    raise misuse("usage.no-provision", name=name, guess=guess(name, [*local, *local.values()]))


def explain(error: Exception, language: Language) -> str:
    """What is wrong with the usage, and where help is."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    message = shown(message.replace("Value error, ", "").rstrip("."))
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "huimin"
    return said("usage.wrong", language, command=command, said={"zh": _in_chinese(message), "en": message})


def _in_chinese(message: str) -> str:
    """A message of typer's in Chinese; one that is not known is quoted."""
    for each in words("cli")["typer"]:
        match = re.match(each["match"], message)
        if match is not None:
            near = re.search(r"(?:Did you mean|Possible options:) '?([^'?)]+)", message)
            found = {name: _listed(part) for name, part in match.groupdict().items()}
            guessed = say("documents", "guess.near", "zh", near=_listed(near[1])) if near else ""
            return put(each["chinese"], found) + guessed
    return said("usage.other", "zh", message=message)


def _listed(part: str) -> str:
    """A list of typer's, as Chinese has it."""
    return listed(part.replace("'", "").split(", "), "zh")
