"""Text as it may stand in Markdown: shown as it is, never read as markup."""

from __future__ import annotations

import re

from huimin.shown import revealed, shown

_MARKUP = re.compile(r"[\\`*_\[\]|~]")
_LEADING = re.compile(r" ?([#+=-]|\d+[.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NO_ANCHOR = re.compile(r"[^a-z0-9]+")


class Markdown(str):
    """Text that is Markdown already, and not escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    """The text with everything that Markdown or HTML would read as markup made plain; what is `Markdown` stays.

    Line breaks become spaces. Characters that show nothing or turn the direction of a line are written by their
    number, so that a label can hide nothing.
    """
    if isinstance(value, Markdown):
        return value
    text = shown(str(value))
    text = _MARKUP.sub(r"\\\g<0>", "".join(_ENTITIES.get(character, character) for character in text))
    text = text.replace("://", ":\\//").replace("www.", "www\\.")
    leading = _LEADING.match(text)
    return text[: leading.end() - 1] + "\\" + text[leading.end() - 1 :] if leading else text


def anchor(*parts: object) -> Markdown:
    """The name of a place in a page."""
    return Markdown(_NO_ANCHOR.sub("-", "-".join(map(str, parts)).lower()).strip("-"))


def code(text: str) -> Markdown:
    """An identifier as code."""
    return Markdown("`" + revealed(text).replace("`", "'") + "`")
